// `playbook run`: dry runs that send nothing, real runs on a folder of their own, questions at the terminal.

import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { playbookRun } from '#/cli/playbook-run.ts'
import { Permanent } from '#/kernel/errors.ts'
import { THAPCANH_EXTENSION } from '#/playbooks/extension.ts'
import { runCommand } from './run-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'thapcanh-playbook-run-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const uuid = (number: number) => `7a1d9a52-1d7a-4c55-9c0e-${String(number).padStart(12, '0')}`
const START = `start--${uuid(1)}`
const ASK = `action--${uuid(2)}`
const BLOCK = `action--${uuid(3)}`
const END = `end--${uuid(4)}`
const FIREWALL = `http-api--${uuid(5)}`
const TEAM = `group--${uuid(6)}`

/** Starts, asks a person, blocks on a firewall after an approval, ends. */
function playbook(url: string, { ask = true, approval = false } = {}) {
  const approvalRule = { role: 'lead', quorum: 1, expires_ms: 60_000, reason: 'Cắt truy cập' }
  return {
    type: 'playbook',
    spec_version: 'cacao-2.0',
    id: `playbook--${uuid(7)}`,
    name: 'Chặn một địa chỉ',
    created_by: `identity--${uuid(8)}`,
    created: '2026-11-22T02:00:00.000Z',
    modified: '2026-11-22T02:00:00.000Z',
    playbook_variables: {
      __ip__: { type: 'ipv4-addr', external: true },
      __why__: { type: 'string', value: 'Dò mật khẩu' },
    },
    workflow_start: START,
    workflow: {
      [START]: { type: 'start', on_completion: ask ? ASK : BLOCK },
      [ASK]: {
        type: 'action',
        name: 'Hỏi đơn vị',
        agent: TEAM,
        commands: [{ type: 'manual', command: 'Gọi đơn vị vận hành về __ip__:value' }],
        in_args: ['__ip__'],
        out_args: ['__why__'],
        step_extensions: {
          [THAPCANH_EXTENSION]: {
            form: [{ variable: '__why__', label: 'Lý do', kind: 'text', required: true }],
          },
        },
        on_completion: BLOCK,
      },
      [BLOCK]: {
        type: 'action',
        name: 'Chặn',
        agent: FIREWALL,
        commands: [
          {
            type: 'http-api',
            command: 'POST /blocks HTTP/1.1',
            content: '{"ip": "__ip__:value", "why": "__why__:value"}',
            playbook_activity: 'restrict-access',
          },
        ],
        in_args: ['__ip__', '__why__'],
        ...(approval ? { step_extensions: { [THAPCANH_EXTENSION]: { approval: approvalRule } } } : {}),
        on_completion: END,
      },
      [END]: { type: 'end' },
    },
    agent_definitions: {
      [FIREWALL]: { type: 'http-api', name: 'Tường lửa', address: { url: [url] } },
      [TEAM]: { type: 'group', name: 'Tổ ứng cứu' },
    },
    extension_definitions: {
      [THAPCANH_EXTENSION]: {
        type: 'extension-definition',
        name: 'Thápcanh',
        created_by: `identity--${uuid(8)}`,
        schema: 'https://example.com/thapcanh.json',
        version: '1',
      },
    },
  }
}

let bodies: string[] = []
let status = 200
const server = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk: Buffer) => (body += chunk.toString()))
  request.on('end', () => {
    bodies.push(body)
    response.writeHead(status).end('{}')
  })
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`
afterAll(() => server.close())
beforeEach(() => {
  bodies = []
  status = 200
})

let files = 0
function file(document: unknown): string {
  const path = join(folder, `${++files}.json`)
  writeFileSync(path, JSON.stringify(document))
  return path
}
const config = join(folder, 'thapcanh.yaml')
writeFileSync(config, 'playbooks: {protected: [{value: 192.0.2.53, reason: máy chủ DNS}]}\n')

interface Ended {
  readonly code: number
  readonly lines: readonly Record<string, unknown>[]
  readonly stderr: string
}

/** In this process, with a terminal on which somebody writes these lines in time, or without one. */
async function run(args: readonly string[], typed?: readonly string[]): Promise<Ended> {
  const stdin = Object.assign(new PassThrough(), { isTTY: typed !== undefined })
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const read = (stream: PassThrough) => {
    const chunks: string[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()))
    return chunks
  }
  const out = read(stdout)
  const err = read(stderr)
  const left = [...(typed ?? [])]
  // A person answers when asked.
  stderr.on('data', (chunk: Buffer) => {
    if (!/(?:: |\] )$/.test(chunk.toString())) return
    const next = left.shift()
    setImmediate(() => (next === undefined ? stdin.end() : stdin.write(`${next}\n`)))
  })
  const code = await playbookRun(['--config', config, ...args], { stdin, stdout, stderr })
  await new Promise(later => setImmediate(later))
  const lines = out.join('').split('\n').filter(Boolean)
  return { code, lines: lines.map(line => JSON.parse(line) as Record<string, unknown>), stderr: err.join('') }
}

const leftFolders = () => readdirSync(tmpdir()).filter(name => name.startsWith('thapcanh-run-'))
let before: readonly string[] = []
beforeEach(() => (before = leftFolders()))
afterEach(() => {
  for (const name of leftFolders().filter(one => !before.includes(one)))
    rmSync(join(tmpdir(), name), { recursive: true, force: true })
})

describe('a dry run', () => {
  test('prints every rendered command, sends nothing, leaves nothing behind', async () => {
    const { code, lines, stderr } = await run([file(playbook(url)), '--dry-run', '--var', 'ip=198.51.100.7'])
    expect(code).toBe(0)
    expect(lines).toMatchObject([
      { step: 'Hỏi đơn vị', rendered: { type: 'manual', summary: 'Gọi đơn vị vận hành về 198.51.100.7' } },
      {
        step: 'Chặn',
        unknowns: ['__why__'],
        rendered: { summary: `POST ${url}/blocks`, cutsOff: ['198.51.100.7'] },
        problems: [],
      },
    ])
    expect(stderr).toContain('2 commands, nothing sent')
    expect(stderr).toContain('would change: ')
    expect(bodies).toEqual([])
    expect(leftFolders()).toEqual(before)
  })

  test('says what would be refused, and ends with 2', async () => {
    const { code, stderr } = await run([file(playbook(url)), '--dry-run', '--var', '__ip__=192.0.2.53'])
    expect(code).toBe(2)
    expect(stderr).toContain('192.0.2.53, which is protected: máy chủ DNS [command.protected]')
  })
})

describe('a real run', () => {
  test('succeeds: every transition is a line', async () => {
    const { code, lines, stderr } = await run([
      file(playbook(url, { ask: false })),
      '--var',
      'ip=198.51.100.7',
    ])
    expect({ code, tail: stderr.trim().split('\n').at(-1) }).toEqual({ code: 0, tail: 'succeeded' })
    expect(bodies.map(body => JSON.parse(body) as unknown)).toEqual([
      { ip: '198.51.100.7', why: 'Dò mật khẩu' },
    ])
    expect(lines[0]).toMatchObject({ number: 1, kind: 'run-began' })
    expect(lines.map(({ number }) => number)).toEqual(lines.map((_, at) => at + 1))
    expect(leftFolders()).toEqual(before)
  })

  test('fails with 1', async () => {
    status = 403
    const { code } = await run([file(playbook(url, { ask: false })), '--var', 'ip=198.51.100.7'])
    expect(code).toBe(1)
  })

  test('without a terminal it waits, and goes on at one', async () => {
    const waiting = await run([file(playbook(url, { approval: true })), '--var', 'ip=198.51.100.7'])
    expect(waiting.code).toBe(3)
    const [, runId = '', kept = ''] = /--continue (\S+) --runs (\S+)/.exec(waiting.stderr)!
    expect(bodies).toEqual([])

    const answers = ['máy bị chiếm', 'y', 'đã gọi', 'y', 'đúng']
    const ended = await run(['--continue', runId, '--runs', kept], answers)
    expect({ code: ended.code, stderr: ended.stderr }).toMatchObject({ code: 0 })
    expect(ended.stderr).toContain('Gọi đơn vị vận hành về 198.51.100.7')
    expect(ended.stderr).toContain(`POST ${url}/blocks`)
    expect(bodies.map(body => JSON.parse(body) as unknown)).toEqual([
      { ip: '198.51.100.7', why: 'máy bị chiếm' },
    ])
    rmSync(kept, { recursive: true, force: true })
  })

  test('a terminal that is closed in the middle leaves it waiting', async () => {
    const { code, stderr } = await run([file(playbook(url)), '--var', 'ip=198.51.100.7'], [])
    expect(code).toBe(3)
    expect(stderr).toContain('Go on at a terminal')
    expect(bodies).toEqual([])
  })

  test('an approval that is refused ends the step', async () => {
    const document = playbook(url, { ask: false, approval: true })
    const { code } = await run([file(document), '--var', 'ip=198.51.100.7'], ['n', 'nhầm máy'])
    expect(code).toBe(1)
    expect(bodies).toEqual([])
  })

  test('a protected address is refused before anything is sent', async () => {
    const { code } = await run([file(playbook(url, { ask: false })), '--var', 'ip=192.0.2.53'])
    expect(code).toBe(1)
    expect(bodies).toEqual([])
  })
})

test.each([
  ['no file', [], /name the file/],
  ['a file that is not there', [join(folder, 'nowhere.json')], /cannot be read/],
  ['a document that is no playbook', [file({ type: 'playbook' })], /\[/],
  ['a variable without a value', [file(playbook(url)), '--var', 'ip'], /name=value/],
  ['a variable that is missing', [file(playbook(url))], /__ip__/],
  ['a variable of another type', [file(playbook(url)), '--var', 'ip=x'], /__ip__/],
  ['a run to be continued nowhere', ['--continue', 'run-1'], /--runs/],
  ['a run that is not there', ['--continue', 'run-1', '--runs', join(folder, 'empty')], /no run run-1/],
])('bad input is told: %s', async (_, args, words) => {
  // What the command line turns into words and exit code 2.
  const ended = await run(args).catch((error: unknown) => ({
    code: 2,
    lines: [],
    stderr: String(error),
    error,
  }))
  if ('error' in ended && !(ended.error instanceof Permanent)) throw ended.error
  expect(ended).toMatchObject({ code: 2, lines: [] })
  expect(ended.stderr).toMatch(words)
})

test('as a process: the exit code and both streams', async () => {
  const args = [
    'playbook',
    'run',
    file(playbook(url)),
    '--config',
    config,
    '--dry-run',
    '--var',
    'ip=192.0.2.53',
  ]
  const { code, stdout, stderr } = await runCommand(args)
  expect(code).toBe(2)
  expect(stdout.trim().split('\n')).toHaveLength(2)
  expect(stderr).toContain('[command.protected]')
})

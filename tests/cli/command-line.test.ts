// The contract of the command line: exit codes, what goes to which stream, and that no mistake of a user ends in
// a stack trace.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { createSocket } from 'node:dgram'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { startChildPlatform } from '#/bench/child-platform.ts'
import { jsonLines, runCommand } from './run-command.ts'

const root = join(import.meta.dirname, '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'thapcanh-cli-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const inFolder = (name: string, content: string | Buffer): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const listConfig = inFolder('list.yaml', '- 1\n- 2\n')
const notGzip = inFolder('x.gz', 'this is not gzip')
const nowhere = join(folder, 'nowhere')

describe('bad input ends with 2 and says why', () => {
  test.each([
    ['an unknown command', ['frob'], /no command "frob"/],
    ['a command that every object has', ['constructor'], /no command/],
    ['parse with an unknown format', ['parse', '--format', 'nope'], /known: auto, syslog, /],
    ['parse with an unknown option', ['parse', '--nope'], /usage: thapcanh parse/],
    ['parse with a file', ['parse', 'x.log'], /x\.log/],
    ['detect without rules', ['detect'], /--rules/],
    ['detect with rules that are not there', ['detect', '--rules', nowhere], /nowhere.*ENOENT/],
    ['detect with events that are not there', ['detect', '--rules', 'rules', '--events', nowhere], /nowhere/],
    ['detect with a folder of events', ['detect', '--rules', 'rules', '--events', folder], /EISDIR/],
    ['detect with gzip that is none', ['detect', '--rules', 'rules', '--events', notGzip], /x\.gz.*header/],
    ['rules without a word', ['rules'], /check DIR/],
    ['rules with an unknown option', ['rules', 'check', '--nope', 'rules'], /usage: thapcanh rules check/],
    ['search without a store', ['search', 'x', '--data', nowhere], /no stored events/],
    ['search for no events', ['search', 'x', '--limit', '0'], /--limit/],
    ['search from a bad time', ['search', 'x', '--from', 'yesterday'], /neither ISO 8601/],
    ['search backwards in time', ['search', 'x', '--from', '1h', '--to', '2h'], /not before/],
    ['search with a broken query', ['search', 'x"'], /quotation mark/],
    ['ingest of gzip that is none', ['ingest', notGzip, '--data', join(folder, 'i')], /0 lines of .*x\.gz/],
    ['ingest with an unknown format', ['ingest', listConfig, '--format', 'nope'], /known: auto/],
    ['start with a bad port', ['start', '--port', '99999'], /0 to 65535/],
    ['start with an empty port', ['start', '--port', ''], /0 to 65535/],
    ['start with a role that there is not', ['start', '--role', 'collector'], /role/],
    ['start with a configuration that is a list', ['start', '--config', listConfig], /must be keys/],
    ['start with a configuration that is not there', ['start', '--config', nowhere], /nowhere.*ENOENT/],
    ['doctor with an unknown option', ['doctor', '--nope'], /usage: thapcanh doctor/],
    ['reset-password without a name', ['reset-password'], /name one account/],
    ['reset-password without accounts', ['reset-password', 'admin', '--data', nowhere], /no accounts/],
  ])('%s', async (_name, args, words) => {
    const { code, stdout, stderr } = await runCommand(args)
    expect(stderr).toMatch(words)
    expect(stderr).not.toMatch(/^ {4}at /m)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })
})

test.each([
  ['half of a backup', 'restoring', /half of a backup/, 1],
  [
    'data, and not the configuration that it ran with',
    'keys/proof.key',
    /thapcanh\.yaml is missing.*--config/,
    2,
  ],
])('start on a folder with %s says so and writes nothing', async (name, file, words, exit) => {
  const data = join(folder, name)
  const path = join(data, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, '')
  const before = readdirSync(data, { recursive: true })
  const { code, stderr } = await runCommand(['start', '--data', data])
  expect(stderr).toMatch(words)
  expect(stderr).not.toMatch(/^ {4}at /m)
  expect(code).toBe(exit)
  expect(readdirSync(data, { recursive: true })).toEqual(before)
})

test.each([[['--help']], [['-h']], [['detect', '--help']], [['search', '-h']], [['parse', '-h']], [[]]])(
  'help is no error: %s',
  async args => {
    const { code, stdout, stderr } = await runCommand(args)
    expect(stderr).toContain('usage: ')
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
  },
)

/** Commands → the options that their files read. */
const OPTIONS = globSync('cli/*.ts', { cwd: root })
  .map(file => ({ name: file.replace(/^cli\/|\.ts$/g, ''), text: readFileSync(join(root, file), 'utf8') }))
  .map(({ name, text }) => ({
    // What a command has in files of its own, as playbook-run.ts.
    name: name === 'rule-sets' ? 'rules' : name.replace(/-(run|validate)$/, ''),
    options: [...text.matchAll(/^ +'?([a-z-]+)'?: \{ type: '(?:string|boolean)'/gm)].map(found => found[1]!),
  }))
  .filter(({ options }) => options.length > 0)

test('options of commands are found in their files', () => {
  expect(OPTIONS.map(({ name }) => name)).toEqual(expect.arrayContaining(['search', 'start', 'playbook']))
})

test.each(OPTIONS)('the help of $name tells of every option: $options', async ({ name, options }) => {
  const { stderr, stdout } = await runCommand([name, '--help'])
  expect(
    options.filter(option => option !== 'help' && !`${stderr}${stdout}`.includes(`--${option}`)),
  ).toEqual([])
})

test('detect writes its figures to stderr as one JSON object', async () => {
  const event = { 'event.action': 'ssh_login', 'user.name': 'someone' }
  const { code, stderr } = await runCommand(
    ['detect', '--rules', 'rules', '--events', '-', '--stats'],
    `${JSON.stringify(event)}\n`,
  )
  expect(JSON.parse(stderr)).toMatchObject({ events: 1, badLines: 0, ruleProblems: 0 })
  expect(code).toBe(0)
})

describe('streams that end early', () => {
  const lines = '<13>Nov 22 10:00:00 web-01 app: something happened\n'.repeat(20_000)

  test.each([
    ['parse', ['parse']],
    ['rules test', ['rules', 'test', 'rules']],
    ['doctor', ['doctor', '--data', nowhere]],
  ])('%s ends quietly when nobody reads on', async (_name, args) => {
    const child = spawn(process.execPath, [join(root, 'cli', 'thapcanh.ts'), ...args], { cwd: root })
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.stdin.on('error', () => {})
    child.stdin.end(lines)
    child.stdout.once('data', () => child.stdout.destroy())
    await once(child, 'close')
    expect(stderr).not.toMatch(/EPIPE|^ {4}at /m)
  })

  test.skipIf(process.platform !== 'linux')(
    'a full disk under stdout is said, one under stderr does not matter',
    async () => {
      const full = openSync('/dev/full', 'w')
      const run = (stdio: ('ignore' | 'pipe' | number)[]) =>
        spawn(process.execPath, [join(root, 'cli', 'thapcanh.ts'), 'rules', 'test', 'rules/linux'], {
          cwd: root,
          stdio: stdio as ['ignore', 'pipe', 'pipe'],
        })
      const toFullStdout = run(['ignore', full, 'pipe'])
      let stderr = ''
      toFullStdout.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
      expect(await once(toFullStdout, 'close')).toEqual([1, null])
      expect(stderr).toMatch(/cannot be written: ENOSPC/)
      expect(stderr).not.toMatch(/^ {4}at /m)
      const toFullStderr = run(['ignore', 'pipe', full])
      toFullStderr.stdout.resume()
      expect(await once(toFullStderr, 'close')).toEqual([0, null])
      closeSync(full)
    },
  )
})

describe('doctor', () => {
  /** As they are where the tests run. */
  const OF_THE_MACHINE = /^(?:disk|clock synchronisation|udp buffer of .*)$/
  const wrong = async (...args: string[]): Promise<unknown[]> => {
    const ran = await runCommand(['doctor', ...args])
    expect(ran.code).toBe(2)
    const found = jsonLines(ran) as { check: string; ok: boolean }[]
    return found.filter(({ ok, check }) => !ok && !OF_THE_MACHINE.test(check))
  }

  test('names every mistake of a configuration with its line', async () => {
    const path = inFolder(
      'bad.yaml',
      'console: {port: x}\nlisteners:\n  - kind: relp\n    id: a\n    prt: 1\n',
    )
    const details = (await wrong('--config', path)).map(finding => (finding as { detail: string }).detail)
    expect(details).toEqual([
      expect.stringContaining('bad.yaml:1:console.port'),
      expect.stringContaining('bad.yaml:5:listeners.0.prt'),
    ])
  })

  test('says that a configuration cannot be read, and goes on', async () => {
    const found = await wrong('--config', nowhere)
    expect(found).toEqual([expect.objectContaining({ check: 'configuration' })])
  })

  test('finds ports in use, and whatever else the configuration names that is not there', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    const socket = createSocket('udp4').bind(0, '127.0.0.1')
    await Promise.all([once(server, 'listening'), once(socket, 'listening')])
    const { port: tcp } = server.address() as { port: number }
    const { port: udp } = socket.address()
    const path = inFolder(
      'used.yaml',
      JSON.stringify({
        console: { port: 0 },
        rules: { folders: [nowhere] },
        law: { profile: nowhere },
        listeners: [
          { kind: 'syslog-tcp', id: 'tcp', host: '127.0.0.1', port: tcp },
          { kind: 'syslog-udp', id: 'udp', host: '127.0.0.1', port: udp },
          { kind: 'syslog-tls', id: 'tls', host: '127.0.0.1', port: 0, cert: nowhere, key: nowhere },
          { kind: 'files', id: 'followed', paths: [nowhere] },
        ],
      }),
    )
    const found = await wrong('--config', path, '--data', nowhere)
    server.close()
    socket.close()
    expect(found).toEqual([
      { check: 'rules', ok: false, detail: expect.stringContaining(nowhere) as string },
      { check: 'law profile', ok: false, detail: expect.stringContaining('ENOENT') as string },
      { check: 'certificate of tls', ok: false, detail: expect.stringContaining('ENOENT') as string },
      { check: 'files of followed', ok: false, detail: expect.stringContaining(nowhere) as string },
      { check: `port ${tcp}/tcp`, ok: false, detail: expect.stringContaining('EADDRINUSE') as string },
      { check: `port ${udp}/udp`, ok: false, detail: expect.stringContaining('EADDRINUSE') as string },
    ])
  })

  test('asks a running platform how it is', { timeout: 180_000 }, async () => {
    await using platform = await startChildPlatform()
    const ran = await runCommand(['doctor', '--data', platform.dataDirectory])
    const found = jsonLines(ran) as { check: string; ok: boolean; detail: string }[]
    expect(found.find(finding => finding.check === 'platform')).toMatchObject({ ok: true })
    expect(found.filter(finding => finding.check.startsWith('listener ')).length).toBeGreaterThan(0)
    expect(found.some(finding => finding.check.startsWith('port '))).toBe(false)
  })
})

// `thapcanh rules import` and its sisters, in process: what they write, what they change, and the code they end with.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { rules } from '#/cli/rules.ts'
import { systemClock } from '#/kernel/clock.ts'
import { openDataFolder } from '#/pipeline/data-folder.ts'
import { createAudit } from '#/store/audit.ts'
import { openEmbeddedEventStore } from '#/store/embedded/event-store.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { eventId } from '#/kernel/ids.ts'
import { captureIo } from '../rulesets/capture-io.ts'
import { idOf, ruleText } from '../rulesets/invented-rules.ts'

let base = ''
let data = ''
let folder = ''

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'thapcanh-rules-cli-'))
  data = join(base, 'data')
  folder = join(base, 'Luật Ngoài 2026')
  mkdirSync(data)
  mkdirSync(folder)
  writeFileSync(join(folder, 'a.yml'), ruleText(1))
  writeFileSync(join(folder, 'b.yml'), ruleText(2, { level: 'low' }))
  writeFileSync(join(folder, 'broken.yml'), 'title: Hỏng\nlogsource: {product: linux}\n')
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

async function run(...args: string[]) {
  const { io, stdout, stderr } = captureIo()
  const code = await rules([...args, '--data', data], io)
  const lines = await stdout()
  return { code, lines, stderr: await stderr() }
}
const json = ({ lines }: { lines: readonly string[] }) =>
  lines.map(line => JSON.parse(line) as Record<string, unknown>)
const policyFile = (text: string): string => {
  const path = join(base, 'policy.yaml')
  writeFileSync(path, text)
  return path
}
const anySource = (): string => policyFile('seenWithinDays: null\n')
const setsNow = async () => json(await run('sets'))

/** An event of sshd in the stored events. */
async function storeEvent(): Promise<void> {
  await using store = await openEmbeddedEventStore({
    directory: join(data, 'events'),
    clock: systemClock,
    report: () => {},
    memoryLimitMb: 256,
  })
  const now = systemClock.now()
  const event = {
    '@timestamp': new Date(now).toISOString(),
    'event.dataset': 'system.auth',
    'log.syslog.appname': 'sshd',
  }
  await store.append([{ id: eventId(now, 1), ingestedMs: now, event }], 1)
}

describe('import', () => {
  test('tells what would change, rule by rule, and changes nothing', async () => {
    const told = await run('import', folder, '--policy', anySource())
    expect(told.code).toBe(0)
    expect(json(told)).toMatchObject([
      { kind: 'added', rule: idOf(1), on: true, why: 'policy', author: 'Nguyễn Thử, Trần Mẫu' },
      { kind: 'added', rule: idOf(2), on: false, why: 'level', detail: 'low' },
      { kind: 'problem', code: 'rule.invalid', where: 'broken.yml:1:detection' },
      { kind: 'problem', code: 'rule.lint' },
      { kind: 'problem', code: 'rule.lint' },
    ])
    expect(told.stderr).toMatch(/^lu-t-ngo-i-2026 [0-9a-f]{16}: 3 files, 0 left out$/m)
    expect(told.stderr).toContain('on 1 (1 newly), off 1 (0 newly): policy 1, level 1')
    expect(told.stderr).toContain('nothing is changed yet')
    expect(await setsNow()).toMatchObject([{ name: 'lu-t-ngo-i-2026', version: null }])
  })

  test('turns on what was seen in the stored events', async () => {
    expect((await run('import', folder, '--name', 'thu')).stderr).toContain('source-not-seen 1')
    await storeEvent()
    await run('import', folder, '--name', 'thu', '--apply')
    expect(await setsNow()).toMatchObject([{ name: 'thu', on: 1, seenSources: ['linux/*/sshd'] }])
  })

  test('beside a running platform leaves looking for log sources to it', async () => {
    using _running = openDataFolder(data)
    const { stderr } = await run('import', folder, '--name', 'thu', '--apply')
    expect(stderr).toContain('the platform runs and looks for log sources itself')
    expect(await setsNow()).toMatchObject([{ name: 'thu', on: 0 }])
  })

  test('applies, updates with a diff, keeps decisions, goes back, and exports what it took in', async () => {
    await run('import', folder, '--name', 'thu', '--policy', anySource(), '--apply', '--reason', 'lần đầu')
    const [first] = await setsNow()
    await run('rule', 'thu', idOf(2), 'on', '--reason', 'cần cho hệ thống một cửa')
    await run('export', 'thu', join(base, 'out.zip'))
    writeFileSync(join(folder, 'a.yml'), ruleText(1, { text: 'khác' }))
    rmSync(join(folder, 'broken.yml'))
    await run('import', folder, '--name', 'thu')
    expect((await run('diff', 'thu')).lines).toEqual(
      expect.arrayContaining([
        '--- a.yml',
        '+++ a.yml',
        "-    message|contains: 'dấu vết 1'",
        "+    message|contains: 'khác'",
      ]),
    )
    const version = (await setsNow())[0]!['versions'] as { version: string }[]
    const alone = await run('diff', 'thu', version[0]!.version, '--rule', idOf(1))
    expect(alone.lines[0]).toMatch(/^@@ /)
    await run('import', folder, '--name', 'thu', '--apply')
    expect(await setsNow()).toMatchObject([{ on: 2, errors: 0, decisions: { [idOf(2)]: { on: true } } }])
    await run('rollback', 'thu', '--reason', 'ồn')
    expect(await setsNow()).toMatchObject([{ version: first!['version'], on: 2, errors: 1 }])

    const again = await run('import', join(base, 'out.zip'), '--name', 'thu')
    expect(again.stderr).toContain('0 added, 0 changed, 0 removed, 2 unchanged')

    using state = openEmbeddedStateStore({ path: join(data, 'state.sqlite'), clock: systemClock })
    const entries = await createAudit(state.records, systemClock).entries(0, 10)
    expect(entries.map(({ entry }) => `${entry.by} ${entry.action} ${entry.detail}`)).toEqual([
      expect.stringMatching(/^thapcanh rule-set\.applied .*: lần đầu \(command line, /),
      expect.stringMatching(/^thapcanh rule-set\.rule-on 0+-.*: cần cho hệ thống một cửa/),
      expect.stringMatching(/^thapcanh rule-set\.applied /),
      expect.stringMatching(/^thapcanh rule-set\.rolled-back ồn/),
    ])
  })
})

describe('refuses with a reason and a code', () => {
  test.each([
    ['no path', () => ['import'], 'rules.no-folder'],
    ['a path that is not there', () => ['import', join(base, 'none')], 'rule-set.unreadable'],
    ['a file that is no archive', () => ['import', policyFile('a: b')], 'rule-set.refused'],
    ['a folder without rules', () => ['import', data, '--name', 'thu'], 'rule-set.refused'],
    ['a bad name', () => ['import', folder, '--name', '../x'], 'rule-set.name'],
    [
      'a policy with a mistake',
      () => ['import', folder, '--policy', policyFile('minimumLevel: x')],
      'rule-set.policy',
    ],
    [
      'a policy that is not there',
      () => ['import', folder, '--policy', join(base, 'p')],
      'rule-set.unreadable',
    ],
    ['an unknown set', () => ['diff', 'none'], 'rule-set.not-found'],
    ['going back in an unknown set', () => ['rollback', 'none'], 'rule-set.not-found'],
    ['a decision that is none', () => ['rule', 'thu', idOf(1), 'maybe'], 'rules.no-command'],
    ['a decision without a reason', () => ['rule', 'thu', idOf(1), 'off'], 'rules.no-command'],
    ['an export without a file', () => ['export', 'thu'], 'rules.no-command'],
  ])('%s', async (_, args, code) => {
    await expect(run(...args())).rejects.toMatchObject({ code })
  })

  test('a data folder that is not there', async () => {
    rmSync(data, { recursive: true })
    await expect(run('sets')).rejects.toMatchObject({ code: 'data.unusable' })
  })
})

test('what is at work is what the file for the pipeline says', async () => {
  await run('import', folder, '--name', 'thu', '--policy', anySource(), '--apply')
  const [set] = JSON.parse(readFileSync(join(data, 'rulesets', 'at-work.json'), 'utf8')) as {
    files: string[]
  }[]
  expect(set!.files).toEqual(['a.yml', 'broken.yml'])
})

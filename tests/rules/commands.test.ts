// The commands `detect` and `rules`, in process: what they write, and the code they end with.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { detect } from '#/cli/detect.ts'
import type { Io } from '#/cli/io.ts'
import { rules } from '#/cli/rules.ts'
import { Permanent } from '#/kernel/errors.ts'

const RULE = `title: Encoded command
id: 00000000-0000-4000-8000-00000000000a
level: high
logsource: {product: windows, category: process_creation}
detection:
  selection:
    Image|endswith: '\\powershell.exe'
    CommandLine|contains: ' -enc '
  filter:
    ParentImage: null
  condition: selection and not filter
`
const PROCESS = {
  Channel: 'Microsoft-Windows-Sysmon/Operational',
  EventID: 1,
  Image: 'C:\\x\\PowerShell.exe',
  CommandLine: 'powershell -enc AAAA',
  ParentImage: 'C:\\Windows\\explorer.exe',
}
const FLAT = {
  'winlog.channel': PROCESS.Channel,
  'winlog.event_id': '1',
  'winlog.event_data.Image': PROCESS.Image,
  'winlog.event_data.CommandLine': PROCESS.CommandLine,
  'winlog.event_data.ParentImage': PROCESS.ParentImage,
}
const EVTX = {
  Event: {
    System: {
      Provider: { '#attributes': { Name: 'Microsoft-Windows-Sysmon' } },
      EventID: 1,
      Channel: PROCESS.Channel,
      Computer: 'pc01',
    },
    EventData: { Image: PROCESS.Image, CommandLine: PROCESS.CommandLine, ParentImage: PROCESS.ParentImage },
  },
}
const WINLOGBEAT = {
  '@timestamp': '2026-11-22T05:00:00.000Z',
  winlog: {
    channel: PROCESS.Channel,
    event_id: '1',
    provider_name: 'Microsoft-Windows-Sysmon',
    event_data: EVTX.Event.EventData,
  },
}

let folder: string
const at = (name: string): string => join(folder, name)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'thapcanh-rules-'))
  writeFileSync(at('rule.yml'), RULE)
  writeFileSync(at('bad.yml'), RULE.replace('|endswith', '|endwith').replace('0000000a', '0000000b'))
  writeFileSync(
    at('events.ndjson'),
    `${[FLAT, PROCESS, EVTX, WINLOGBEAT].map(event => JSON.stringify(event)).join('\n')}\n`,
  )
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Outcome {
  readonly code: number
  readonly out: Record<string, unknown>[]
  readonly err: string
}

async function run(
  command: (args: string[], io: Io) => Promise<number>,
  args: string[],
  input = '',
): Promise<Outcome> {
  const io = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() }
  io.stdin.end(input)
  const said = Promise.all([text(io.stdout), text(io.stderr)])
  const code = await command(args, io).finally(() => {
    io.stdout.end()
    io.stderr.end()
  })
  const [out, err] = await said
  const lines = out.split('\n').filter(line => line !== '')
  return { code, out: lines.map(line => JSON.parse(line) as Record<string, unknown>), err }
}

describe('detect', () => {
  it('finds the same match in every shape of a Windows event', async () => {
    const { code, out, err } = await run(detect, ['--rules', at('rule.yml'), '--events', at('events.ndjson')])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out.map(line => line['line'])).toEqual([1, 2, 3, 4])
    for (const line of out) {
      expect(line).toEqual({
        line: line['line'],
        rule: '00000000-0000-4000-8000-00000000000a',
        title: 'Encoded command',
        fields: {
          'winlog.event_data.Image': PROCESS.Image,
          'winlog.event_data.CommandLine': PROCESS.CommandLine,
        },
      })
    }
  })

  it('finds a Windows event inside an envelope', async () => {
    const { out } = await run(detect, ['--rules', at('rule.yml')], JSON.stringify({ time: 1, event: EVTX }))
    expect(out).toHaveLength(1)
  })

  it('reads events from the input and from gzip', async () => {
    const events = `${JSON.stringify(FLAT)}\r\n\n${JSON.stringify(FLAT)}`
    expect((await run(detect, ['--rules', at('rule.yml')], events)).out.map(line => line['line'])).toEqual([
      1, 3,
    ])
    writeFileSync(at('events.gz'), gzipSync(events))
    const { out } = await run(detect, ['--rules', at('rule.yml'), '--events', at('events.gz')])
    expect(out.map(line => line['line'])).toEqual([1, 3])
  })

  it('names a bad line by its number, does the rest, and ends with 2', async () => {
    const { code, out, err } = await run(
      detect,
      ['--rules', at('rule.yml')],
      `{"a":\n[1]\n${JSON.stringify(FLAT)}\n`,
    )
    expect(code).toBe(2)
    expect(out.map(line => line['line'])).toEqual([3])
    expect(err).toMatch(/^-:1: not JSON: .*\n-:2: not a JSON object\n$/)
  })

  it('names a bad rule by file, line and reason, uses the others, and ends with 2', async () => {
    const { code, out, err } = await run(
      detect,
      ['--rules', at('rule.yml'), at('bad.yml')],
      JSON.stringify(FLAT),
    )
    expect(code).toBe(2)
    expect(out).toHaveLength(1)
    expect(err).toMatch(/bad\.yml:7:detection\.selection\.Image\|endwith: "endwith" is no modifier/)
  })

  it('writes counts and rates when asked', async () => {
    const { err } = await run(detect, ['--rules', at('rule.yml'), '--stats'], JSON.stringify(FLAT))
    expect(JSON.parse(err)).toMatchObject({ events: 1, matches: 1, badLines: 0, rules: 1, ruleProblems: 0 })
  })

  it('keeps null apart from absent', async () => {
    writeFileSync(
      at('exists.yml'),
      'title: T\nid: t\nlevel: low\nlogsource: {product: x}\ndetection: {s: {a.b|exists: true}, condition: s}',
    )
    const events = '{"event.module":"x","a":{"b":null}}\n{"event.module":"x","a":{}}\n'
    expect((await run(detect, ['--rules', at('exists.yml')], events)).out.map(line => line['line'])).toEqual([
      1,
    ])
  })

  it('keeps the digits of long integers', async () => {
    writeFileSync(
      at('long.yml'),
      'title: T\nid: t\nlevel: low\nlogsource: {product: x}\ndetection: {s: {n: 9007199254740993}, condition: s}',
    )
    const events = '{"event.module":"x","n":9007199254740993}\n{"event.module":"x","n":9007199254740992}\n'
    expect((await run(detect, ['--rules', at('long.yml')], events)).out.map(line => line['line'])).toEqual([
      1,
    ])
  })

  it('asks every rule of every event with --all-sources', async () => {
    const stranger = JSON.stringify({ Image: 'x\\powershell.exe', CommandLine: 'a -enc b', ParentImage: 'c' })
    expect((await run(detect, ['--rules', at('rule.yml')], stranger)).out).toEqual([])
    expect((await run(detect, ['--rules', at('rule.yml'), '--all-sources'], stranger)).out).toHaveLength(1)
  })

  it('gives names under expand their values from a file', async () => {
    writeFileSync(
      at('expand.yml'),
      "title: T\nid: t\nlevel: low\nlogsource: {product: x}\ndetection: {s: {u|expand: '%admins%'}, condition: s}",
    )
    writeFileSync(at('names.json'), '{"admins":["lan","minh"]}')
    const { out } = await run(
      detect,
      ['--rules', at('expand.yml'), '--placeholders', at('names.json')],
      '{"event.module":"x","u":"Minh"}',
    )
    expect(out).toHaveLength(1)
  })

  const refusals: readonly (readonly [name: string, args: string[]])[] = [
    ['no rules', []],
    ['a folder that is not there', ['--rules', '/nowhere/rules']],
    ['events that are not there', ['--rules', 'RULE', '--events', '/nowhere/events']],
  ]
  it.each(refusals)('refuses %s', async (_name, args) => {
    const given = args.map(arg => (arg === 'RULE' ? at('rule.yml') : arg))
    await expect(run(detect, given)).rejects.toBeInstanceOf(Permanent)
  })
})

describe('rules', () => {
  it('check says how many rules load, and ends with 0', async () => {
    const { code, out, err } = await run(rules, ['check', at('rule.yml')])
    expect({ code, out }).toEqual({ code: 0, out: [] })
    expect(err).toBe('1 rules, 0 correlations and 0 filters loaded, 0 errors, 0 remarks\n')
  })

  it('check writes each problem as a line and ends with 2', async () => {
    const { code, out } = await run(rules, ['check', at('bad.yml')])
    expect(code).toBe(2)
    expect(out[0]).toMatchObject({
      code: 'rule.invalid',
      where: expect.stringContaining('bad.yml:7:') as string,
    })
  })

  it('test runs the cases, and a wrong one ends with 2', async () => {
    const cases = (kind: string): string =>
      `cases:\n  - {name: a, kind: ${kind}, event: {winlog.channel: Security}}\n  - {name: b, kind: near-miss, line: x}\n  - {name: c, kind: unrelated, line: y}\n  - {name: d, kind: hit, event: ${JSON.stringify(FLAT)}}\n`
    writeFileSync(at('cases.yml'), RULE + cases('unrelated'))
    expect(await run(rules, ['test', at('cases.yml')])).toMatchObject({
      code: 0,
      err: '1 rules (0 without cases), 4 cases, 0 failed\n',
    })
    writeFileSync(at('cases.yml'), RULE + cases('hit'))
    const wrong = await run(rules, ['test', at('cases.yml')])
    expect(wrong.code).toBe(2)
    expect(wrong.out[0]).toMatchObject({ case: 'a', ok: false })
    expect(wrong.err).toContain('"a" is a hit but the rule did not match')
  })

  it('test asks for a near miss', async () => {
    writeFileSync(at('few.yml'), `${RULE}cases:\n  - {name: d, kind: hit, event: ${JSON.stringify(FLAT)}}\n`)
    const { code, err } = await run(rules, ['test', at('few.yml')])
    expect(code).toBe(2)
    expect(err).toContain('has no case of the kind near-miss')
  })

  it('explain says which part did not hold', async () => {
    const event = JSON.stringify({ ...FLAT, 'winlog.event_data.CommandLine': 'powershell -file x' })
    const { code, out, err } = await run(
      rules,
      ['explain', '--rule', '00000000-0000-4000-8000-00000000000A', at('rule.yml')],
      event,
    )
    expect(code).toBe(0)
    expect(out[0]).toMatchObject({ line: 1, matched: false, rightLogSource: true })
    expect(err).toContain(
      "✓ Image (winlog.event_data.Image) is '*\\powershell.exe', found C:\\x⟦\\PowerShell.exe⟧",
    )
    expect(err).toContain(
      "✗ CommandLine (winlog.event_data.CommandLine) is '* -enc *', found powershell -file x",
    )
  })

  it('explain says when the log source is another', async () => {
    const { out } = await run(
      rules,
      ['explain', '--rule', '00000000-0000-4000-8000-00000000000a', at('rule.yml')],
      '{"event.module":"nginx"}',
    )
    expect(out[0]).toMatchObject({ matched: false, rightLogSource: false })
  })

  it('a filter of the folder hides matches, is counted, and explain names it', async () => {
    const filter = (condition: string): string =>
      `title: Backup job\nid: f1\nfilter: {rules: [00000000-0000-4000-8000-00000000000a], s: {CommandLine|contains: enc}, condition: ${condition}}\n`
    writeFileSync(at('filter.yml'), filter('s'))
    const files = [at('rule.yml'), at('filter.yml')]
    const event = JSON.stringify(FLAT)
    const found = await run(detect, ['--stats', '--rules', files[0]!, '--rules', files[1]!], event)
    expect({ code: found.code, out: found.out }).toEqual({ code: 0, out: [] })
    expect(found.err).toContain('the filter f1 hid 1 matches')
    expect(found.err).toContain('"hidden":1')
    const why = await run(
      rules,
      ['explain', '--rule', '00000000-0000-4000-8000-00000000000a', ...files],
      event,
    )
    expect(why.out[0]).toMatchObject({ matched: true, hiddenBy: [{ id: 'f1', title: 'Backup job' }] })
    writeFileSync(at('filter.yml'), filter('not s'))
    const checked = await run(rules, ['check', ...files])
    expect(checked.code).toBe(2)
    expect(checked.out).toMatchObject([
      { code: 'rule.invalid', detail: expect.stringContaining('leave out the not') },
    ])
    writeFileSync(at('filter.yml'), `${filter('s')}expires: 2020-01-01\n`)
    const stale = await run(rules, ['check', ...files])
    expect(stale).toMatchObject({
      code: 0,
      out: [{ code: 'rule.lint', detail: expect.stringContaining('expired') }],
    })
    expect((await run(detect, files, event)).out).toHaveLength(1)
    rmSync(at('filter.yml'))
  })

  it('explain of a rule that is not there is refused', async () => {
    await expect(run(rules, ['explain', '--rule', 'x', at('rule.yml')])).rejects.toBeInstanceOf(Permanent)
  })
})

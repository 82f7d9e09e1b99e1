// The fast readers of JSON events are equal to the plain ones, on random and on public documents; and words that every
// object of the language knows are nothing special in an event.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { flattenJson } from '#/collectors/formats/flatten-json.ts'
import type { JsonObject } from '#/collectors/formats/format.ts'
import { parseJsonObject } from '#/collectors/formats/json-text.ts'
import { isoOfIsoLike } from '#/collectors/formats/time.ts'
import { splitCommandLine } from '#/collectors/formats/windows-fields.ts'
import { fromNxlog } from '#/collectors/formats/windows-nxlog.ts'
import { normaliseWindows } from '#/collectors/formats/windows.ts'
import { parseCaseLine } from '#/pipeline/parse-case-line.ts'
import type { Event } from '#/kernel/event.ts'
import { hasSigmaData, readLines, SIGMA_DATA } from '../correlation/shared-data.ts'
import { plainArgs, plainFlatten, plainIso, plainJsonObject, plainNxlogMembers } from './plain-readers.ts'

const INHERITED = ['constructor', 'toString', 'hasOwnProperty', '__proto__', 'valueOf']

const key = fc.oneof(
  fc.constantFrom('Keywords', 'EventID', 'Task', 'EventType', 'Category', 'Domain', 'AccountName', 'a', ''),
  fc.constantFrom('AccountType', 'Level', 'a.b', 'Key"words', '\\Keywords', 'Đà', '0', '7', ...INHERITED),
)
const scalar = fc.oneof(
  fc.constantFrom(null, true, 0, -1.5, 1e30, 'INFO', 'AUDIT_FAILURE', 'Service Control Manager'),
  fc.constantFrom(
    ': 12345678901234567,',
    '"Keywords":9223372036854775807,',
    '\\"Keywords":1',
    '12345678901234567',
  ),
  fc.string({ maxLength: 8 }),
)
/** Written by hand, so that numbers have more digits than a double holds. */
const text: fc.Memo<string> = fc.memo(depth => {
  const long = fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }).map(String)
  const plain = fc.oneof(
    { weight: 4, arbitrary: scalar.map(value => JSON.stringify(value)) },
    { weight: 2, arbitrary: long },
    fc.constantFrom('9223372036854775807', '12345678901234567.0', '9007199254740993e3', '012345678901234567'),
  )
  if (depth <= 1) return plain
  const space = fc.constantFrom('', ' ', '\t', '\n  ')
  const member = fc
    .tuple(key, space, space, text(depth - 1), space)
    .map(([name, a, b, value, c]) => `${JSON.stringify(name)}${a}:${b}${value}${c}`)
  return fc.oneof(
    plain,
    fc.array(member, { maxLength: 6 }).map(members => `{${members.join(',')}}`),
    fc.array(text(depth - 1), { maxLength: 4 }).map(members => `[${members.join(', ')}]`),
  )
})
const document = fc
  .array(fc.tuple(key, text(3)), { maxLength: 8 })
  .map(members => `{${members.map(([name, value]) => `${JSON.stringify(name)}: ${value}`).join(', ')}}`)

type Pair = readonly [fast: unknown, plain: unknown]

function parsed(written: string): Pair {
  const [fast, plain] = [parseJsonObject(written), plainJsonObject(written)]
  return [
    { value: fast, written: JSON.stringify(fast) },
    { value: plain, written: JSON.stringify(plain) },
  ]
}

function flattened(found: JsonObject, before: Event, prefix: string): Pair {
  const [fast, plain] = [{ ...before }, { ...before }]
  const isWhole = flattenJson(found, fast, 'here', [], prefix)
  const isPlainWhole = plainFlatten(found, plain, prefix)
  return [
    { isWhole, entries: Object.entries(fast) },
    { isWhole: isPlainWhole, entries: Object.entries(plain) },
  ]
}

function toldApart(found: JsonObject): Pair {
  const document = { ...found, EventID: 1, Channel: 'Security' }
  const { eventData, rest } = fromNxlog(document)!
  const plain = plainNxlogMembers(document)
  return [
    { eventData: Object.entries(eventData), rest: Object.entries(rest) },
    { eventData: Object.entries(plain.eventData), rest: Object.entries(plain.rest) },
  ]
}

it('long integers keep their digits, wherever they stand', () => {
  fc.assert(
    fc.property(document, written => {
      const [fast, plain] = parsed(written)
      expect(fast).toEqual(plain)
    }),
    { numRuns: 3000, seed: 20_261_130 },
  )
})

it('documents are flattened alike, into an event that has some of the fields', () => {
  fc.assert(
    fc.property(document, fc.constantFrom('', 'winlog.event_data.'), (written, prefix) => {
      const before = { a: 'before', 'winlog.event_data.a': ['x', 'y'] }
      const [fast, plain] = flattened(plainJsonObject(written) ?? {}, before, prefix)
      expect(fast).toEqual(plain)
    }),
    { numRuns: 1500, seed: 20_261_131 },
  )
})

it("NXLog's members are told apart alike", () => {
  fc.assert(
    fc.property(document, written => {
      const [fast, plain] = toldApart(plainJsonObject(written) ?? {})
      expect(fast).toEqual(plain)
    }),
    { numRuns: 1500, seed: 20_261_132 },
  )
})

it('command lines are cut into the same words', () => {
  const part = fc.constantFrom(
    '"',
    '"',
    ' ',
    '\t',
    '\u00a0',
    '\u3000',
    '\ufeff',
    '\u200b',
    '/x:',
    'C:\\a b.exe',
    'đ',
    '😀',
  )
  const written = fc.oneof(
    fc.array(part, { maxLength: 24 }).map(parts => parts.join('')),
    fc.nat(600).map(count => 'a '.repeat(count)),
  )
  fc.assert(
    fc.property(written, text => {
      expect(splitCommandLine(text)).toEqual(plainArgs(text))
    }),
    { numRuns: 2000, seed: 20_261_134 },
  )
})

it('times are read alike', () => {
  const number = (most: number): fc.Arbitrary<string> =>
    fc.integer({ min: 0, max: most }).map(value => String(value).padStart(2, '0'))
  const written = fc
    .tuple(
      fc.constantFrom('2026', '0000', '0050', '9999', '20a6'),
      fc.constantFrom('-', '/'),
      number(13),
      number(32),
      fc.constantFrom('T', ' ', 't', 'x'),
      number(24),
      number(61),
      number(61),
      fc.constantFrom('', '.', '.1', '.12', '.123', '.1234567', '.123456789', '.1234567890', ',5', '.1x'),
      fc.constantFrom('', 'Z', 'z', ' Z', '+07:00', ' UTC', 'Z '),
    )
    .map(([y, d, mo, da, t, h, mi, s, f, z]) => `${y}${d}${mo}${d}${da}${t}${h}:${mi}:${s}${f}${z}`)
  fc.assert(
    fc.property(written, fc.constantFrom(0, 420, -300), (time, zone) => {
      expect(isoOfIsoLike(time, zone)).toBe(plainIso(time, zone))
    }),
    { numRuns: 5000, seed: 20_261_133 },
  )
  expect(isoOfIsoLike('2026-11-22 09:15:30.5', 0)).toBe('2026-11-22T09:15:30.500Z')
})

describe.skipIf(!hasSigmaData)('public documents [skipped unless ../shared/sigma is there]', () => {
  it('are parsed, flattened and told apart alike', () => {
    const bench = gunzipSync(readFileSync(join(SIGMA_DATA, 'bench/windows-20k.ndjson.gz'))).toString('utf8')
    const lines = [
      ...bench.split('\n').filter((line, nth) => line !== '' && nth % 40 === 0),
      ...readLines('regression/events.ndjson'),
    ]
    for (const line of lines) {
      const found = plainJsonObject(line)!
      for (const [fast, plain] of [
        parsed(line),
        flattened(found, {}, 'winlog.event_data.'),
        toldApart(found),
      ])
        expect(fast).toEqual(plain)
    }
    expect(lines.length).toBeGreaterThan(500)
  })
})

describe('a word that every object knows is a word like others', () => {
  test.each(INHERITED)('%s, in a Windows event', word => {
    for (const Channel of [
      word,
      'Security',
      'Microsoft-Windows-Sysmon/Operational',
      'Microsoft-Windows-AppLocker/EXE and DLL',
    ]) {
      const names = 'LogonType ServiceType Protocol Fqbn Hashes TargetObject QueryResults Direction'.split(
        ' ',
      )
      for (const EventID of [1, 3, 13, 22, 4624, 4697, 5156]) {
        const event = normaliseWindows({
          EventID,
          Channel,
          SeverityValue: word,
          Level: word,
          ...Object.fromEntries(names.map(name => [name, word])),
        })
        expect(event?.['event.code']).toBe(String(EventID))
        for (const value of Object.values(event!).flat()) expect(typeof value).not.toMatch(/function|object/)
      }
    }
  })

  test.each(
    INHERITED.flatMap(word => [
      `<13>Nov 22 09:15:30 gw1 ${word}: ${word}=${word}`,
      `<13>Nov 22 09:15:30 gw1 CRON[77]: (kim) ${word} (${word})`,
      `<13>Nov 22 09:15:30 gw1 sudo: kim : ${word}=${word} ; COMMAND=/bin/true`,
      `<13>Nov 22 09:15:30 gw1 kernel: IN=eth0 OUT= SRC=192.0.2.1 DST=192.0.2.2 PROTO=${word} SPT=1 DPT=2`,
      `CEF:0|Example|Wall|1|${word}|${word}|${word}|cs1Label=${word} cs1=a categoryDeviceGroup=${word} proto=${word}`,
      `{"timestamp":"2026-11-22T09:15:30Z","event_type":"${word}","${word}":{"a":1},"src_ip":"192.0.2.1"}`,
      `date=2026-11-22 time=09:15:30 logid="0100032001" type="event" subtype="system" action="${word}" devname="gw1" devid="FGT1"`,
    ]),
  )('%s', line => {
    for (const value of Object.values(parseCaseLine(line)).flat())
      expect(typeof value).not.toMatch(/function|object/)
  })
})

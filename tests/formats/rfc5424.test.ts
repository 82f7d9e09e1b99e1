// RFC 5424: the strict parser against the public vectors, its errors, and what the tolerant one accepts.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Rfc5424Message } from '#/collectors/formats/rfc5424.ts'
import { parseRfc5424, unescapeParam } from '#/collectors/formats/rfc5424.ts'
import { parseRfc5424Tolerant } from '#/collectors/formats/rfc5424-tolerant.ts'

const vectors = join(import.meta.dirname, '../../../shared/ingest/_vectors/go-syslog-rfc5424.json')

interface Vector {
  readonly input_b64: string
  readonly valid: boolean
  readonly raw_expectation: string
}

/** What the vectors' source says of a valid message: a chain of setters with literals. */
function expectedOf(source: string): Record<string, unknown> {
  const literal = (setter: string): string | undefined => {
    const found = new RegExp(`Set${setter}\\((?:"((?:[^"\\\\]|\\\\.)*)"|\`([^\`]*)\`)\\)`).exec(source)
    return found === null ? undefined : (found[2] ?? (JSON.parse(`"${found[1]}"`) as string))
  }
  const number = (setter: string): number => Number(new RegExp(`Set${setter}\\((\\d+)\\)`).exec(source)![1])
  const time = literal('Timestamp')
  const params = [
    ...source.matchAll(/SetParameter\("([^"]*)", "([^"]*)", (?:"((?:[^"\\]|\\.)*)"|`([^`]*)`)\)/g),
  ].map(
    // The vectors' parser leaves escapes in; RFC 5424, section 6.3.3, says what they stand for.
    found => [found[1], found[2], unescapeParam(found[4] ?? (JSON.parse(`"${found[3]}"`) as string))],
  )
  return {
    priority: number('Priority'),
    version: number('Version'),
    time: time === undefined ? undefined : Date.parse(time),
    hostname: literal('Hostname'),
    appName: literal('Appname'),
    procId: literal('ProcID'),
    msgId: literal('MsgID'),
    message: literal('Message') ?? '',
    params,
  }
}

function shapeOf(message: Rfc5424Message): Record<string, unknown> {
  const {
    priority,
    version,
    timestamp,
    hostname,
    appName,
    procId,
    msgId,
    structuredData,
    message: text,
  } = message
  return {
    priority,
    version,
    time: timestamp === undefined ? undefined : Date.parse(timestamp),
    hostname,
    appName,
    procId,
    msgId,
    message: text,
    params: structuredData.flatMap(([id, params]) => params.map(([name, value]) => [id, name, value])),
  }
}

describe.skipIf(!existsSync(vectors))(
  'public vectors (skipped when ../shared is not beside the repository)',
  () => {
    const cases = existsSync(vectors)
      ? (JSON.parse(readFileSync(vectors, 'utf8')) as { cases: Vector[] }).cases
      : []

    test('all 119 are valid or invalid as they should be, and valid ones have the right fields', () => {
      expect(cases).toHaveLength(119)
      const read = cases.map(vector => parseRfc5424(Buffer.from(vector.input_b64, 'base64').toString()))
      expect(read.map(result => result.kind === 'message')).toEqual(cases.map(vector => vector.valid))
      const shapes = read.map(result => (result.kind === 'message' ? shapeOf(result) : undefined))
      expect(shapes).toEqual(
        cases.map(vector => (vector.valid ? expectedOf(vector.raw_expectation) : undefined)),
      )
    })
  },
)

describe('an error says where and why', () => {
  test.each([
    ['no priority at all', 'hello', 0, 'no "<"'],
    ['a priority over 191', '<192>1 - - - - - -', 4, 'over 191'],
    ['31 September', '<1>1 2026-09-31T00:00:00Z - - - - -', 13, 'no such day'],
    ['a leap second', '<1>1 2026-06-30T23:59:60Z - - - - -', 22, 'no such second'],
    ['seven digits of a second', '<1>1 2026-06-30T23:59:59.1234567Z - - - - -', 31, 'more than 6'],
    ['a bracket inside a value', '<1>1 - - - - - [a b="]"]', 21, 'unescaped "]"'],
    ['an id twice', '<1>1 - - - - - [a][a]', 20, 'twice'],
  ])('%s', (_, text, position, reason) => {
    const parsed = parseRfc5424(text)
    expect(parsed).toMatchObject({ kind: 'error', position })
    expect(parsed.kind === 'error' && parsed.reason).toContain(reason)
  })
})

describe('the tolerant parser', () => {
  test.each([
    [
      '.NET ticks',
      '<1>1 2026-11-22T02:15:30.1234567Z h a - - - m',
      { timestamp: '2026-11-22T02:15:30.1234567Z', message: 'm' },
    ],
    [
      'lower-case t and z',
      '<1>1 2026-11-22t02:15:30z h a - - - m',
      { timestamp: '2026-11-22T02:15:30.000Z' },
    ],
    ['no zone', '<1>1 2026-11-22T09:15:30 h a - - - m', { timestamp: '2026-11-22T02:15:30.000Z' }],
    ['UTF-8 in the host name', '<1>1 - máy-01 a - - - m', { hostname: 'máy-01' }],
    ['no structured data', '<1>1 - h a - - the message', { message: 'the message', structuredData: [] }],
    [
      'a lone backslash',
      '<1>1 - h a - - [p v="C:\\x"] m',
      { structuredData: [['p', [['v', 'C:\\x']]]], message: 'm' },
    ],
    [
      'a quote inside a value',
      '<1>1 - h a - - [p v="say "hi" now" w="2"] m',
      {
        structuredData: [
          [
            'p',
            [
              ['v', 'say "hi" now'],
              ['w', '2'],
            ],
          ],
        ],
      },
    ],
    ['a space before a value', '<1>1 - h a - - [p v= "1"] m', { structuredData: [['p', [['v', '1']]]] }],
    [
      'structured data that never ends',
      '<1>1 - h a - - [p v="1" m',
      { structuredData: [], message: '[p v="1" m' },
    ],
  ])('reads %s', (_, text, expected) => {
    expect(parseRfc5424(text).kind).toBe('error')
    expect(parseRfc5424Tolerant(text, 420)).toMatchObject(expected)
  })

  test.each([
    ['a BSD date', '<13>1 Nov 22 09:15:30 host app: m'],
    ['seconds since 1970', '<134>1 1795313730.774247467 AP7 events association of client'],
    ['too few tokens', '<13>1 - - -'],
  ])('leaves %s to RFC 3164', (_, text) => {
    expect(parseRfc5424Tolerant(text, 0)).toBeUndefined()
  })

  test('is not slowed down by 64 KiB of quotes and brackets', () => {
    const start = performance.now()
    for (const filler of ['"', '[', ' a="', '\\', 'a="" ', '" ', ']']) {
      parseRfc5424Tolerant(`<1>1 - h a - - [p v="${filler.repeat(65_536 / filler.length)}`, 0)
    }
    expect(performance.now() - start).toBeLessThan(1000)
  })
})

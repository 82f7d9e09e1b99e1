// The way in: bytes, envelopes, limits, and that no input whatever makes it throw or say nothing.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseDocument, parseRecord, plainContext } from '#/collectors/formats/parse-record.ts'
import type { ParseOptions } from '#/collectors/formats/parse-record.ts'
import type { ParsedLine } from '#/collectors/formats/format.ts'
import { FORMAT_NAMES, formatsFingerprint } from '#/collectors/formats/registry.ts'
import type { Envelope } from '#/collectors/raw-log/record.ts'
import { LIMITS } from '#/kernel/limits.ts'

const receivedMs = Date.UTC(2026, 10, 22, 3)

function read(input: string | Uint8Array, envelope: Envelope = 'line', options?: ParseOptions): ParsedLine {
  const bytes = typeof input === 'string' ? Buffer.from(input) : input
  return parseRecord(
    { bytes, envelope, receivedMs, listener: 'udp-514', peer: '192.0.2.1', sequence: 1 },
    options,
  )
}

function cpuMs(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

const codes = (parsed: ParsedLine): string[] => parsed.problems.map(problem => problem.code)

describe('bytes', () => {
  test('NUL inside a line is shown, and counted; at its end it is framing', () => {
    const inside = read('<13>Nov 22 09:15:30 h app: a\0b\0\r\n')
    expect(inside.event['message']).toBe('a\u2400b')
    expect(codes(inside)).toEqual(['line.nul-bytes'])
  })

  test('text in the old Vietnamese code page is read, and counted', () => {
    // "Hồ sơ" in Windows-1258: ô and the grave accent apart, ơ as one byte.
    const bytes = Buffer.concat([
      Buffer.from('<13>Nov 22 09:15:30 h app: H'),
      Buffer.from([0xf4, 0xcc]),
      Buffer.from(' s'),
      Buffer.from([0xf5]),
    ])
    const parsed = read(bytes)
    expect(parsed.event['message']).toBe('Hồ sơ')
    expect(codes(parsed)).toEqual(['line.invalid-utf8'])
  })

  test('one broken character does not spoil the others', () => {
    const parsed = read(
      Buffer.concat([Buffer.from('<13>Nov 22 09:15:30 h app: hồ sơ '), Buffer.from([0xc3])]),
    )
    expect(parsed.event['message']).toBe('hồ sơ \ufffd')
    expect(codes(parsed)).toEqual(['line.invalid-utf8'])
  })

  test('decomposed text is composed, and kept as received in event.original', () => {
    const decomposed = '<13>Nov 22 09:15:30 h app: đã nộp'.normalize('NFD')
    const { event } = read(decomposed)
    expect(event['message']).toBe('đã nộp')
    expect(event['event.original']).toBe(decomposed)
  })

  test('a byte order mark is not part of the text', () => {
    expect(read('\ufeff{"a":1}').event['thapcanh.format']).toBe('json')
  })

  test('a line over the limit is cut between characters, and counted', () => {
    const parsed = read('ộ'.repeat(LIMITS.maxLineBytes))
    expect(codes(parsed)).toEqual(['line.truncated', 'line.unknown-format'])
    expect(String(parsed.event['event.original'])).toMatch(/^ộ+$/)
    expect(Buffer.byteLength(String(parsed.event['event.original']))).toBeLessThanOrEqual(LIMITS.maxLineBytes)
  })
})

describe('limits of documents', () => {
  test('too many fields are cut, and counted; nothing of ours is lost', () => {
    const document = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`k${i}`, i]))
    const parsed = read(JSON.stringify(document), 'json')
    expect(codes(parsed)).toContain('line.fields-capped')
    expect(Object.keys(parsed.event).length).toBeLessThanOrEqual(LIMITS.maxFields + 16)
    expect(parsed.event).toMatchObject({
      'thapcanh.format': 'json',
      'thapcanh.listener': 'udp-514',
      'ecs.version': '9.4.0',
    })
  })

  test('too many key=value pairs likewise', () => {
    const parsed = read(Array.from({ length: 3000 }, (_, i) => `k${i}=${i}`).join(' '))
    expect(codes(parsed)).toEqual(['line.fields-capped'])
    expect(Object.keys(parsed.event).length).toBeLessThanOrEqual(LIMITS.maxFields + 16)
  })

  test('a document nested ten thousand deep is read as far as the limit', () => {
    const parsed = read(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, 'json')
    expect(codes(parsed)).toContain('line.fields-capped')
  })

  test('a list is cut at its limit', () => {
    const parsed = read(JSON.stringify({ list: Array.from({ length: 1000 }, (_, i) => i) }), 'json')
    expect(parsed.event['list']).toHaveLength(LIMITS.maxArrayMembers)
    expect(codes(parsed)).toEqual(['line.fields-capped'])
  })

  test('integers of 64 bits keep their digits', () => {
    expect(read('{"id":18446744073709551615,"t":1}', 'json').event['id']).toBe('18446744073709551615')
  })

  test('the name __proto__ neither vanishes nor poisons', () => {
    const { event } = read('{"__proto__":"x","constructor":{"prototype":{"y":1}},"a":1}', 'json')
    expect(event['_proto_']).toBe('x')
    expect(event['constructor.prototype.y']).toBe(1)
    expect(Object.getPrototypeOf(event)).toBe(Object.prototype)
  })
})

describe('who may say what', () => {
  test.each([
    ['a JSON document', '{"thapcanh":{"system":{"level":5}},"thapcanh.listener":"x","a":1}', 'json'],
    [
      'an ECS document',
      '{"@timestamp":"2026-11-22T02:15:30Z","ecs":{"version":"8.0"},"thapcanh":{"system":{"level":5},"listener":"x"}}',
      'json',
    ],
    ['key=value', 'a=1 b=2 thapcanh.system.level=5 thapcanh.listener=x', 'line'],
    [
      'HEC fields',
      '{"event":"x","time":1795313730,"fields":{"thapcanh.system.level":5,"thapcanh.listener":"x"}}',
      'hec',
    ],
  ] as const)('%s cannot set fields of our own', (_, text, envelope) => {
    const { event } = read(text, envelope)
    expect(event['thapcanh.system.level']).toBeUndefined()
    expect(event['thapcanh.listener']).toBe('udp-514')
    expect(String(event['foreign.thapcanh.system.level'])).toBe('5')
  })

  test('our own events, read again for detection, keep them', () => {
    const { event } = read(
      '<13>Nov 22 09:15:30 h sshd[9]: Failed password for root from 203.0.113.9 port 22 ssh2',
    )
    event['thapcanh.system.level'] = 3
    const again = parseDocument(event, plainContext('line 1', receivedMs))
    expect(again.event).toEqual(event)
  })
})

describe('times', () => {
  test('the sender of a HEC event knows its time better than the line does', () => {
    const line = 'Nov 22 09:15:30 h sshd[9]: Server listening on 0.0.0.0 port 22.'
    expect(read(JSON.stringify({ time: 1795313730.25, event: line }), 'hec').event['@timestamp']).toBe(
      '2026-11-22T02:15:30.250Z',
    )
  })

  test('the space that rsyslog puts before the message of RFC 5424 hides nothing', () => {
    const { event } = read(
      '<86>1 2026-11-22T03:00:00Z web-01 sshd 812 - -  Failed password for root from 203.0.113.2 port 4122 ssh2',
    )
    expect(event).toMatchObject({ 'event.action': 'ssh_login', 'source.ip': '203.0.113.2' })
  })

  test('a syslog line without a time has that of its receipt, and is counted', () => {
    const parsed = read('<13>app: hello', 'syslog')
    expect(parsed.event['@timestamp']).toBe('2026-11-22T03:00:00.000Z')
    expect(codes(parsed)).toEqual(['line.time-missing'])
  })

  test('the zone of a listener is that of times without one', () => {
    const { event } = read('<13>Nov 22 09:15:30 h app: x', 'syslog', { zoneOffsetMinutes: 420 })
    expect(event['@timestamp']).toBe('2026-11-22T02:15:30.000Z')
  })
})

describe('a forced format', () => {
  test('reads what would not be recognised', () => {
    expect(read('a=1', 'line', { forced: 'key-value' }).event['thapcanh.format']).toBe('key-value')
  })

  test('reads the body behind a syslog header', () => {
    const parsed = read('<13>Nov 22 09:15:30 h x: a=1', 'syslog', { forced: 'key-value' })
    expect(parsed.event).toMatchObject({ 'thapcanh.format': 'key-value', a: '1', 'host.hostname': 'h' })
  })

  test.each(FORMAT_NAMES.filter(name => !['syslog', 'hec'].includes(name)))(
    '%s says so when a line is not of it',
    forced => {
      const parsed = read('no format would read this', 'line', { forced })
      const readByIt = parsed.event['thapcanh.format'] === forced
      expect(codes(parsed)).toEqual(readByIt ? [] : ['line.malformed'])
    },
  )
})

describe('anything at all', () => {
  const envelopes: Envelope[] = ['syslog', 'json', 'hec', 'line']
  const starts = [
    '',
    '<13>',
    '<34>1 2026-11-22T02:15:30Z ',
    '<13>Nov 22 09:15:30 h ',
    '{',
    '{"event":',
    'CEF:0|',
    'CEF:0|a|b|c|d|e|1|',
    '192.0.2.1 - - [22/Nov/2026:09:15:30 +0700] "',
    'LEEF:2.0|a|b|c|d|',
    'date=1 type=utm subtype=x logid=1 ',
    '192.0.2.1 - - [',
    'type=SYSCALL msg=audit(',
    '<13>Nov 22 09:15:30 h sshd[1]: ',
    '<13>Nov 22 09:15:30 h sudo: ',
    '<4>Nov 22 09:15:30 h kernel: ',
    '2026/11/22 09:15:30 [error] ',
  ]

  /** What is wrong with an event, in words; nothing is expected. */
  function faultsOf(parsed: ParsedLine): string[] {
    const { event } = parsed
    const faults: string[] = []
    const time = event['@timestamp']
    if (typeof time !== 'string' || !time.endsWith('Z') || Number.isNaN(Date.parse(time)))
      faults.push('@timestamp')
    if (typeof event['event.original'] !== 'string') faults.push('event.original')
    if ((event['thapcanh.format'] === 'unknown') !== codes(parsed).includes('line.unknown-format'))
      faults.push('uncounted')
    for (const [field, value] of Object.entries(event)) {
      for (const member of [value].flat()) {
        const sound =
          typeof member === 'number' ? Number.isFinite(member) : ['string', 'boolean'].includes(typeof member)
        if (!sound) faults.push(field)
      }
    }
    return faults
  }

  test('random bytes behind every beginning become an event', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...starts),
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom(...envelopes),
        (start, bytes, envelope) => {
          expect(faultsOf(read(Buffer.concat([Buffer.from(start), bytes]), envelope))).toEqual([])
        },
      ),
      { numRuns: 1500 },
    )
  })

  test('random text behind every beginning becomes an event', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom(
        '"',
        '=',
        ' ',
        '|',
        '\\',
        '[',
        ']',
        '{',
        '}',
        ':',
        'src=',
        'rt=',
        '\t',
        '99999999999999999999',
        '2026-11-22',
      ),
    )
    const text = fc.array(piece, { maxLength: 30 }).map(parts => parts.join(''))
    fc.assert(
      fc.property(
        fc.constantFrom(...starts),
        text,
        fc.constantFrom(...envelopes),
        (start, rest, envelope) => {
          expect(faultsOf(read(start + rest, envelope))).toEqual([])
        },
      ),
      { numRuns: 1500 },
    )
  })

  test('random JSON documents become events', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.constantFrom(...envelopes), (json, envelope) => {
        expect(faultsOf(read(json, envelope))).toEqual([])
        expect(
          faultsOf(
            read(`{"@timestamp":${json},"event":${json},"message":${json},"ecs.version":${json}}`, envelope),
          ),
        ).toEqual([])
      }),
      { numRuns: 500 },
    )
  })

  test('64 KiB of one character costs no more than a few milliseconds', () => {
    const fillers = [
      ' ',
      '"',
      '=',
      'a',
      '[',
      '{',
      '|',
      '\\',
      ':',
      '1',
      '<',
      ',',
      'a=',
      'a b=',
      '" ',
      '::',
      '(',
      '/',
      '.',
      '\\"',
      ' - ',
      'a: ',
      '1 ',
      '[1] ',
    ]
    const slow: string[] = []
    for (const start of starts) {
      for (const filler of fillers) {
        const line = Buffer.from(start + filler.repeat(65_536 / filler.length))
        // The best of three, in CPU time: other tests run beside this one.
        const ms = Math.min(...[1, 2, 3].map(() => cpuMs(() => read(line))))
        if (ms > 100) slow.push(`${start} ${filler}: ${Math.round(ms)} ms`)
      }
    }
    expect(slow).toEqual([])
  })
})

test('the fingerprint names every format once', () => {
  expect(new Set(FORMAT_NAMES).size).toBe(FORMAT_NAMES.length)
  expect(formatsFingerprint()).toBe(FORMAT_NAMES.join(' '))
})

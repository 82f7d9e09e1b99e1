// `parse` on the command line: lines in, events out, problems counted, bad arguments refused.

import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { parse } from '#/cli/parse.ts'
import { LIMITS } from '#/kernel/limits.ts'

async function run(
  argv: string[],
  chunks: readonly (string | Buffer)[],
): Promise<{ code: number; events: Record<string, unknown>[]; words: string }> {
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const [out, words, code] = await Promise.all([
    text(stdout),
    text(stderr),
    parse(argv, { stdin: Readable.from(chunks), stdout, stderr }).finally(() => {
      stdout.end()
      stderr.end()
    }),
  ])
  const events = out
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Record<string, unknown>)
  return { code, events, words }
}

const LINE = '<38>Nov 22 09:15:30 app-01 sshd[99]: Failed password for root from 203.0.113.9 port 2222 ssh2'

test('lines cut anywhere by the stream are whole again, the last one without its newline too', async () => {
  const whole = Buffer.from(`${LINE}\n\n${LINE.replace('root', 'gió')}\r\n${LINE}`)
  const chunks = Array.from({ length: Math.ceil(whole.length / 7) }, (_, i) =>
    whole.subarray(i * 7, i * 7 + 7),
  )
  const { code, events } = await run([], chunks)
  expect(code).toBe(0)
  expect(events.map(event => event['user.name'])).toEqual(['root', 'gió', 'root'])
  expect(events[1]!['event.original']).toBe(LINE.replace('root', 'gió'))
})

test('problems are counted at the end, and printed one by one when asked', async () => {
  const quiet = await run([], ['what is this\n', 'and this\n'])
  expect(quiet.words).toBe('parse: 2 × line.unknown-format\n')
  const loud = await run(['--problems'], ['what is this\n'])
  expect(loud.words).toBe('line 1: line.unknown-format: what is this\nparse: 1 × line.unknown-format\n')
})

test('a line far over the limit is cut, counted, and does not spoil the next', async () => {
  const chunks = [...Array.from({ length: 40 }, () => Buffer.alloc(64 * 1024, 'a')), `\n${LINE}\n`]
  const { events, words } = await run([], chunks)
  expect(String(events[0]!['event.original'])).toHaveLength(LIMITS.maxLineBytes)
  expect(events[1]!['thapcanh.format']).toBe('sshd')
  expect(words).toContain('1 × line.truncated')
})

test('a line of 64 KiB with NUL bytes and broken UTF-8 becomes an event', async () => {
  const bytes = Buffer.concat([Buffer.alloc(65_536, 'x'), Buffer.from([0, 0xff, 0xfe]), Buffer.from('y\n')])
  const { code, events } = await run([], [bytes])
  expect(code).toBe(0)
  expect(String(events[0]!['event.original'])).toHaveLength(65_540)
})

test('--zone is the zone of times that do not say theirs', async () => {
  const { events } = await run(['--zone', '+07:00'], [LINE])
  expect(events[0]!['@timestamp']).toMatch(/-11-22T02:15:30\.000Z$/)
})

test('--format forces a format', async () => {
  const { events } = await run(['--format', 'key-value'], ['a=1\n'])
  expect(events[0]).toMatchObject({ a: '1', 'thapcanh.format': 'key-value' })
})

test('an unknown format or zone ends with 2 and says which there are', async () => {
  const format = await run(['--format', 'morse'], [])
  expect(format).toMatchObject({ code: 2, events: [] })
  expect(format.words).toMatch(/no format "morse"; known: auto, syslog, .*fortigate/)
  const zone = await run(['--zone', 'Mars'], [])
  expect(zone).toMatchObject({ code: 2, events: [] })
  expect(zone.words).toMatch(/"Mars" is no zone/)
})

test('--help lists every format', async () => {
  const { code, words } = await run(['--help'], [])
  expect(code).toBe(0)
  expect(words).toContain('fortigate')
})

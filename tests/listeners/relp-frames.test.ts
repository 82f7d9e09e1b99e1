import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRelpParser, relpResponse, type RelpFrame } from '#/collectors/listeners/relp-frames.ts'
import { LIMITS } from '#/kernel/limits.ts'

const read = (
  chunks: readonly string[],
): { frames: readonly (readonly unknown[])[]; malformed?: string; partial: boolean } => {
  const parser = createRelpParser()
  const frames: RelpFrame[] = []
  let malformed: string | undefined
  for (const chunk of chunks) {
    if (malformed !== undefined) break
    const result = parser.push(Buffer.from(chunk, 'latin1'))
    frames.push(...result.frames)
    malformed = result.malformed
  }
  return {
    frames: frames.map(({ transaction, command, data }) => [transaction, command, data.toString('latin1')]),
    ...(malformed === undefined ? {} : { malformed }),
    partial: parser.partial,
  }
}

const good: { name: string; stream: string; frames: unknown[][]; partial?: boolean }[] = [
  { name: 'a message', stream: '2 syslog 5 hello\n', frames: [[2, 'syslog', 'hello']] },
  { name: 'a close without data', stream: '3 close 0\n', frames: [[3, 'close', '']] },
  { name: 'a close with a space and no data', stream: '3 close 0 \n', frames: [[3, 'close', '']] },
  {
    name: 'data with line ends',
    stream: '1 open 3 a\nb\n2 syslog 1 x\n',
    frames: [
      [1, 'open', 'a\nb'],
      [2, 'syslog', 'x'],
    ],
  },
  {
    name: 'data that looks like a frame',
    stream: '1 syslog 13 2 syslog 1 x\n\n',
    frames: [[1, 'syslog', '2 syslog 1 x\n']],
  },
  { name: 'half a frame', stream: '1 syslog 9 abc', frames: [], partial: true },
  { name: 'half a header', stream: '1 sys', frames: [], partial: true },
  { name: 'nothing', stream: '', frames: [] },
]

test.for(good)('$name is read, whole and byte by byte', ({ stream, frames, partial = false }) => {
  expect(read([stream])).toEqual({ frames, partial })
  expect(read(stream.split(''))).toEqual({ frames, partial })
})

test.for([
  ['text', 'hello world, this is not the protocol you are looking for, is it not?'],
  ['HTTP', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['a missing line end', '1 syslog 3 abcX'],
  ['a length that is none', '1 syslog x abc\n'],
  ['a monstrous length', '1 syslog 999999999 a'],
  ['a length without data', '1 syslog 5\n'],
  ['a TLS hello', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'.padEnd(80, '\x01')],
] as const)('%s is malformed', ([, stream]) => {
  expect(read([stream]).malformed).toBeTypeOf('string')
  expect(read(stream.split('')).malformed).toBeTypeOf('string')
})

test('a frame larger than a line may be is cut and says how long it was', () => {
  const parser = createRelpParser()
  const size = LIMITS.maxLineBytes + 10
  const { frames } = parser.push(Buffer.from(`1 syslog ${size} ${'x'.repeat(size)}\n2 syslog 1 y\n`))
  expect(frames.map(({ data, announced }) => [data.length, announced])).toEqual([
    [LIMITS.maxLineBytes, size],
    [1, 1],
  ])
})

test('frames cut anywhere are the frames that were sent', () => {
  const sent = fc.array(
    fc.record({
      transaction: fc.integer({ min: 1, max: 999_999_999 }),
      command: fc.constantFrom('open', 'syslog', 'close'),
      data: fc.string({ unit: fc.constantFrom('a', ' ', '\n', '1', '\xff'), maxLength: 30 }),
    }),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(sent, fc.array(fc.nat(400), { maxLength: 15 }), (frames, cuts) => {
      const stream = frames
        .map(
          ({ transaction, command, data }) =>
            `${transaction} ${command} ${data.length}${data === '' ? '' : ` ${data}`}\n`,
        )
        .join('')
      const places = [0, ...cuts.map(cut => cut % (stream.length + 1)).sort((a, b) => a - b), stream.length]
      const chunks = places.slice(1).map((place, index) => stream.slice(places[index], place))
      const expected = frames.map(({ transaction, command, data }) => [transaction, command, data])
      expect(read(chunks)).toEqual({ frames: expected, partial: false })
    }),
  )
})

test('an answer counts its bytes', () => {
  expect(relpResponse(7, '200 OK')).toBe('7 rsp 6 200 OK\n')
  expect(relpResponse(8, '')).toBe('8 rsp 0\n')
})

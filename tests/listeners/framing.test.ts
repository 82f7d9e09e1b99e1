import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFramer } from '#/collectors/listeners/framing.ts'

interface Framed {
  readonly frames: string[]
  readonly problems: string[]
}

function frame(chunks: readonly Buffer[], maxBytes?: number): Framed {
  const problems: string[] = []
  const framer = createFramer(code => problems.push(code), maxBytes)
  const frames = [...chunks.flatMap(chunk => framer.push(chunk)), ...framer.end()]
  return { frames: frames.map(each => each.toString('latin1')), problems }
}

const cases: { name: string; stream: string; frames: string[]; problems?: string[]; maxBytes?: number }[] = [
  { name: 'lines', stream: '<34>a\n<34>b\n', frames: ['<34>a', '<34>b'] },
  { name: 'CR LF', stream: 'a\r\nb\r\n', frames: ['a', 'b'] },
  { name: 'NUL-terminated', stream: 'a\0b\0', frames: ['a', 'b'] },
  { name: 'counted', stream: '5 <34>a7 <34>b\nc', frames: ['<34>a', '<34>b\nc'] },
  { name: 'counted, with the line end counted in', stream: '4 abc\n4 def\n', frames: ['abc', 'def'] },
  { name: 'counted, with a line end after it', stream: '3 abc\n3 def\n', frames: ['abc', 'def'] },
  { name: 'mixed frame by frame', stream: '3 abc<34>d\n2 ef', frames: ['abc', '<34>d', 'ef'] },
  { name: 'blank lines', stream: '\n\n\r\na\n\n', frames: ['a'] },
  {
    name: 'a date is no count',
    stream: '2026-11-22 x\nb\n',
    frames: ['2026-11-22 x', 'b'],
    problems: ['frame.malformed'],
  },
  {
    name: 'a count beyond all measure',
    stream: '123456789012 x\nb\n',
    frames: ['123456789012 x', 'b'],
    problems: ['frame.malformed'],
  },
  {
    name: 'a count above the limit',
    stream: '99999999 x\nb\n',
    frames: ['99999999 x', 'b'],
    problems: ['frame.malformed'],
  },
  {
    name: 'an address is no count',
    stream: '192.0.2.1 GET /\n',
    frames: ['192.0.2.1 GET /'],
    problems: ['frame.malformed'],
  },
  { name: 'zero is no count', stream: '0 a\n', frames: ['0 a'] },
  { name: 'a last line without an end', stream: 'a\nb', frames: ['a', 'b'], problems: ['frame.incomplete'] },
  { name: 'half of a counted frame', stream: '9 abc', frames: [], problems: ['frame.incomplete'] },
  { name: 'a count that nothing follows', stream: '12', frames: ['12'], problems: ['frame.incomplete'] },
  {
    name: 'a line too long',
    stream: 'abcdef\ngh\n',
    maxBytes: 4,
    frames: ['abcd', 'gh'],
    problems: ['frame.too-long'],
  },
  {
    name: 'a counted frame too long',
    stream: '6 abcdef2 gh',
    maxBytes: 4,
    frames: ['abcd', 'gh'],
    problems: ['frame.too-long'],
  },
  { name: 'invalid UTF-8', stream: '\xff\xfe\n', frames: ['\xff\xfe'] },
  { name: 'nothing', stream: '', frames: [] },
]

describe('a stream of', () => {
  test.for(cases)('$name', ({ stream, frames, problems = [], maxBytes }) => {
    expect(frame([Buffer.from(stream, 'latin1')], maxBytes)).toEqual({ frames, problems })
  })
  test.for(cases)('$name, byte by byte', ({ stream, frames, problems = [], maxBytes }) => {
    const bytes = stream.split('').map(each => Buffer.from(each, 'latin1'))
    expect(frame(bytes, maxBytes)).toEqual({ frames, problems })
  })
})

/** The same rules, written for a whole text and without care for speed. */
function naive(stream: string, maxBytes: number): Framed {
  const frames: string[] = []
  const problems: string[] = []
  const emit = (text: string): void => {
    if (text.length > maxBytes) problems.push('frame.too-long')
    const kept = text.slice(0, maxBytes).replace(/[\r\n\0]+$/, '')
    if (kept !== '') frames.push(kept)
  }
  let rest = stream
  for (;;) {
    rest = rest.replace(/^[\r\n\0]+/, '')
    if (rest === '') return { frames, problems }
    const count = /^([1-9]\d*) /.exec(rest)?.[1]
    if (count !== undefined && Number(count) <= 10 * 1024 * 1024) {
      const from = count.length + 1
      const end = from + Number(count)
      if (rest.length < end) return { frames, problems: [...problems, 'frame.incomplete'] }
      emit(rest.slice(from, end))
      rest = rest.slice(end)
      continue
    }
    const digits = /^[1-9]\d*/.exec(rest)?.[0] ?? ''
    const ended = digits !== rest || digits.length > 8
    if (digits !== '' && ended) problems.push('frame.malformed')
    const end = rest.search(/[\n\0]/)
    if (end === -1) {
      problems.push('frame.incomplete')
      emit(rest)
      return { frames, problems }
    }
    emit(rest.slice(0, end))
    rest = rest.slice(end + 1)
  }
}

test('any stream, cut anywhere, is framed as the naive reading of the whole says', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '\n',
      '\r\n',
      '\0',
      ' ',
      '<13>',
      '3 abc',
      '7 a\nb\0c\rd',
      '12 ',
      '1',
      '20',
      '2026-',
      '99999999 ',
    ),
    fc.string({
      unit: fc.constantFrom('a', 'b', ' ', '1', '9', '0', '\n', '\r', '\0', '\xff'),
      maxLength: 12,
    }),
  )
  const input = fc.record({
    pieces: fc.array(piece, { maxLength: 30 }),
    cuts: fc.array(fc.nat(200), { maxLength: 20 }),
  })
  fc.assert(
    fc.property(input, ({ pieces, cuts }) => {
      const stream = pieces.join('')
      const bytes = Buffer.from(stream, 'latin1')
      const places = [0, ...cuts.map(cut => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
      const chunks = places.slice(1).map((place, index) => bytes.subarray(places[index], place))
      expect(frame(chunks, 8)).toEqual(naive(stream, 8))
    }),
    { numRuns: 3000 },
  )
})

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isoOfMicros, readTime } from '#/store/embedded/event-time.ts'

describe('event time', () => {
  const FOUND: Readonly<Record<string, readonly [string, boolean] | undefined>> = {
    '2026-11-22T09:30:00.123Z': ['2026-11-22T09:30:00.123Z', true],
    '2026-11-22T09:30:00.123456Z': ['2026-11-22T09:30:00.123456Z', true],
    '2026-11-22T09:30:00.123000Z': ['2026-11-22T09:30:00.123Z', false],
    '2026-11-22T09:30:00.1234567Z': ['2026-11-22T09:30:00.123456Z', false],
    '2026-11-22T09:30:00.123456789Z': ['2026-11-22T09:30:00.123456Z', false],
    '2026-11-22T09:30:00Z': ['2026-11-22T09:30:00.000Z', false],
    '2026-11-22T09:30Z': ['2026-11-22T09:30:00.000Z', false],
    '2026-11-22 09:30:00,5': ['2026-11-22T09:30:00.500Z', false],
    '2026-11-22T09:30:00+07:00': ['2026-11-22T02:30:00.000Z', false],
    '2026-11-22T09:30:00-0330': ['2026-11-22T13:00:00.000Z', false],
    '2016-12-31T23:59:60.000Z': ['2017-01-01T00:00:00.000Z', false],
    '2024-02-29T00:00:00.000Z': ['2024-02-29T00:00:00.000Z', true],
    '0000-01-01T00:00:00.000Z': ['0000-01-01T00:00:00.000Z', true],
    '0099-12-31T23:59:59.999Z': ['0099-12-31T23:59:59.999Z', true],
    '1969-12-31T23:59:59.999999Z': ['1969-12-31T23:59:59.999999Z', true],
    '2026-02-29T00:00:00.000Z': undefined,
    '2026-11-31T00:00:00.000Z': undefined,
    '2026-11-22T24:00:00.000Z': undefined,
    '2026-11-22T09:60:00.000Z': undefined,
    '2026-11-22': undefined,
    '2026-11-22T09:30:00.123z.': undefined,
    '22/Nov/2026:09:30:00 +0700': undefined,
    '1795340000': undefined,
    '': undefined,
  }
  for (const [text, expected] of Object.entries(FOUND)) {
    test(`${JSON.stringify(text)} is ${expected?.join(', exact ') ?? 'no time'}`, () => {
      const read = readTime(text)
      expect(read === undefined ? undefined : [isoOfMicros(read.micros), read.exact]).toEqual(expected)
    })
  }

  test('what JavaScript writes is read exactly', () => {
    const date = fc.date({
      min: new Date('0000-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(date, when => {
        expect(readTime(when.toISOString())).toEqual({ micros: BigInt(when.getTime()) * 1000n, exact: true })
      }),
    )
  })

  test('what is called exact comes back letter for letter', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -62_167_219_200_000_000n, max: 253_402_300_799_999_999n }), micros => {
        const text = isoOfMicros(micros)
        expect(readTime(text)).toEqual({ micros, exact: true })
      }),
    )
  })
})

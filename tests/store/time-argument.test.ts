import { expect, test } from 'vitest'
import { parseTime } from '#/store/time-argument.ts'

const NOW = Date.parse('2026-11-22T09:30:00Z')

const TIMES: Readonly<Record<string, string | undefined>> = {
  now: '2026-11-22T09:30:00.000Z',
  '30s': '2026-11-22T09:29:30.000Z',
  '15m': '2026-11-22T09:15:00.000Z',
  '24h': '2026-11-21T09:30:00.000Z',
  '7d': '2026-11-15T09:30:00.000Z',
  '2w': '2026-11-08T09:30:00.000Z',
  '0m': '2026-11-22T09:30:00.000Z',
  '2026-11-22': '2026-11-22T00:00:00.000Z',
  '2026-11-22T01:02': '2026-11-22T01:02:00.000Z',
  '2026-11-22 01:02:03': '2026-11-22T01:02:03.000Z',
  '2026-11-22T01:02:03.5Z': '2026-11-22T01:02:03.500Z',
  '2026-11-22t01:02:03z': '2026-11-22T01:02:03.000Z',
  '2026-11-22T01:02:03+07:00': '2026-11-21T18:02:03.000Z',
  '2026-11-22T01:02:03+0700': '2026-11-21T18:02:03.000Z',
  ' 24h ': '2026-11-21T09:30:00.000Z',
  '2026-02-30': undefined,
  '2026-02-30T00:00:00Z': undefined,
  '2026-13-01': undefined,
  '2026-11-22T25:00': undefined,
  '2026': undefined,
  '24': undefined,
  '24hours': undefined,
  '-24h': undefined,
  '1e3m': undefined,
  yesterday: undefined,
  '': undefined,
}

for (const [text, expected] of Object.entries(TIMES)) {
  test(`${JSON.stringify(text)} is ${expected ?? 'no time'}`, () => {
    const ms = parseTime(text, NOW)
    expect(ms === undefined ? undefined : new Date(ms).toISOString()).toBe(expected)
  })
}

// How long records are kept for each level, and since when they must still be there.

import { describe, expect, test } from 'vitest'
import type { SystemLevel } from '#/kernel/monitored-system.ts'
import { keptSince, retentionOf } from '#/regulation/retention.ts'
import { profileNamed, vn, vnText } from './invented-law-incident.ts'

describe.each(['vn-2026', 'vn-2017'])('%s', name => {
  const law = profileNamed(name)

  test.each([
    [1, null, 30],
    [2, 1, 31],
    [3, 3, 92],
    [4, 6, 184],
    [5, 12, 366],
  ] as const)('level %i: %s months, %i days', (level, months, days) => {
    expect(retentionOf(law, level)).toMatchObject({ months, days, recommendedDays: 366 })
  })

  test('never less than the thirty days of Circular 31/2017', () => {
    expect(vnText(keptSince(law, 1, vn('2026-11-22 09:00')))).toBe('2026-10-23 09:00')
    expect(vnText(keptSince(law, 2, vn('2026-03-01 09:00')))).toBe('2026-01-30 09:00')
  })

  test.each<[SystemLevel, string, string, string]>([
    [2, '2026-11-22 09:00', '2026-10-22 09:00', 'a month back'],
    [2, '2026-07-31 09:00', '2026-06-30 09:00', 'a month back from the 31st'],
    [3, '2026-05-31 09:00', '2026-02-28 09:00', 'three months back into February'],
    [3, '2028-05-31 09:00', '2028-02-29 09:00', 'three months back into a leap February'],
    [4, '2026-03-15 09:00', '2025-09-15 09:00', 'six months back over the turn of the year'],
    [5, '2028-02-29 09:00', '2027-02-28 09:00', 'a year back from a leap day'],
  ])('level %i at %s since %s: %s', (level, now, since) => {
    expect(vnText(keptSince(law, level, vn(now)))).toBe(since)
  })

  test('as many days as were said are enough on every day of ten years', () => {
    for (const level of [1, 2, 3, 4, 5] as const) {
      const { days } = retentionOf(law, level)
      const far = Array.from({ length: 3653 }, (_, at) => vn('2024-01-01 23:59') + at * 86_400_000).filter(
        now => now - keptSince(law, level, now) > days * 86_400_000,
      )
      expect(far).toEqual([])
    }
  })
})

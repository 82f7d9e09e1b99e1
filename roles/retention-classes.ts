// For how long events of each level are kept in Elasticsearch, as retention classes: the least class that holds what the
// law profile asks.

import { daysKept, type KeepingRules } from '#/regulation/day-retention.ts'
import { daysOfMonths } from '#/regulation/retention.ts'
import type { RetentionClass } from '#/store/elastic/retention.ts'

const MONTHS: readonly (readonly [RetentionClass, number])[] = [
  ['m1', 1],
  ['m3', 3],
  ['m6', 6],
  ['m12', 12],
]
/** 0 for events of no monitored system. */
const LEVELS = [0, 1, 2, 3, 4, 5]

export interface RetentionClasses {
  /** By level. */
  readonly classes: readonly RetentionClass[]
  readonly keepMs: Readonly<Record<RetentionClass, number>>
}

const DAY_MS = 86_400_000

export function retentionClasses(rules: KeepingRules): RetentionClasses {
  const asked = LEVELS.map(level => daysKept(rules, level))
  const holds = (months: number): number => daysOfMonths(months) + rules.extraDays
  const classes = asked.map(days => MONTHS.find(([, months]) => holds(months) >= days)?.[0] ?? 'm12')
  const longest = Math.max(...asked)
  const keepMs = Object.fromEntries(
    MONTHS.map(([name, months]) => [
      name,
      DAY_MS * (name === 'm12' ? Math.max(longest, holds(months)) : holds(months)),
    ]),
  ) as Record<RetentionClass, number>
  return { classes, keepMs }
}

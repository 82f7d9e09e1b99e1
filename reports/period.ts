// The time that a periodic document covers, in Vietnam's days. Written as people write it: `2026-11-21`,
// `2026-W47`, `2026-11`, `2026-H2`, `2026`, or `FROM..TO` of days or months, both included.

import { VIETNAM_OFFSET_MS } from '#/kernel/vietnam-time.ts'
import { DAY_MS, dateOf, vietnamMidnight, vietnamTime } from './vietnamese-time.ts'
import type { Form } from './form.ts'

export interface Period {
  readonly fromMs: number
  /** Exclusive. */
  readonly toMs: number
  /** `Từ ngày 16/11/2026 đến ngày 22/11/2026`. */
  readonly label: string
}

/** Undefined when the text is none of the forms above. */
export function parsePeriod(text: string): Period | undefined {
  const [from, to, ...more] = text.split('..')
  if (more.length > 0) return undefined
  const first = parseSpan(from!)
  const last = to === undefined ? first : parseSpan(to)
  if (first === undefined || last === undefined || last.toMs <= first.fromMs) return undefined
  return periodOf(first.fromMs, last.toMs)
}

/** From midnight to midnight; says months where it covers whole months. */
export function periodOf(fromMs: number, toMs: number): Period {
  const from = vietnamTime(fromMs)
  const last = vietnamTime(toMs - 1)
  const end = vietnamTime(toMs)
  const wholeMonths = from.day === 1 && end.day === 1 && from.hour === 0 && end.hour === 0
  const months = (from.year - last.year) * 12 + from.month - last.month
  if (wholeMonths)
    return {
      fromMs,
      toMs,
      label:
        months === 0
          ? `Tháng ${from.month}/${from.year}`
          : `Từ tháng ${from.month}/${from.year} đến tháng ${last.month}/${last.year}`,
    }
  return {
    fromMs,
    toMs,
    label:
      toMs - fromMs <= DAY_MS
        ? `Ngày ${dateOf(fromMs)}`
        : `Từ ngày ${dateOf(fromMs)} đến ngày ${dateOf(toMs - 1)}`,
  }
}

function parseSpan(text: string): { fromMs: number; toMs: number } | undefined {
  const numbers = (pattern: RegExp): readonly number[] | undefined => pattern.exec(text)?.slice(1).map(Number)
  const day = numbers(/^(\d{4})-(\d{2})-(\d{2})$/)
  if (day !== undefined) {
    const [y, m, d] = day as [number, number, number]
    const fromMs = vietnamMidnight(y, m, d)
    const real = vietnamTime(fromMs)
    return real.month === m && real.day === d ? { fromMs, toMs: fromMs + DAY_MS } : undefined
  }
  const week = numbers(/^(\d{4})-W(\d{2})$/)
  if (week !== undefined) {
    const [y, w] = week as [number, number]
    if (w < 1 || w > 53) return undefined
    const fromMs = mondayOf(vietnamMidnight(y, 1, 4)) + (w - 1) * 7 * DAY_MS
    // Week 53 exists only in some years.
    if (w === 53 && fromMs >= mondayOf(vietnamMidnight(y + 1, 1, 4))) return undefined
    return { fromMs, toMs: fromMs + 7 * DAY_MS }
  }
  const half = numbers(/^(\d{4})-H([12])$/)
  if (half !== undefined) {
    const [y, h] = half as [number, number]
    return { fromMs: vietnamMidnight(y, h === 1 ? 1 : 7, 1), toMs: vietnamMidnight(y, h === 1 ? 7 : 13, 1) }
  }
  const month = numbers(/^(\d{4})-(\d{2})$/)
  if (month !== undefined) {
    const [y, m] = month as [number, number]
    return m >= 1 && m <= 12
      ? { fromMs: vietnamMidnight(y, m, 1), toMs: vietnamMidnight(y, m + 1, 1) }
      : undefined
  }
  const year = numbers(/^(\d{4})$/)
  if (year !== undefined)
    return { fromMs: vietnamMidnight(year[0]!, 1, 1), toMs: vietnamMidnight(year[0]! + 1, 1, 1) }
  return undefined
}

/** Midnight of the Monday of that week. */
function mondayOf(ms: number): number {
  const { year, month, day } = vietnamTime(ms)
  const midnight = vietnamMidnight(year, month, day)
  const weekday = (new Date(midnight + VIETNAM_OFFSET_MS).getUTCDay() + 6) % 7
  return midnight - weekday * DAY_MS
}

/** The last whole period before now, for a form whose report the law profile does not schedule. */
export function lastPeriod({ period }: Form, nowMs: number): Period {
  const { year, month, day } = vietnamTime(nowMs)
  const today = vietnamMidnight(year, month, day)
  const months = (count: number): Period =>
    periodOf(vietnamMidnight(year, month - count, 1), vietnamMidnight(year, month, 1))
  switch (period) {
    case 'day':
      return periodOf(today - DAY_MS, today)
    case 'week':
      return periodOf(mondayOf(nowMs) - 7 * DAY_MS, mondayOf(nowMs))
    case 'month':
      return months(1)
    case 'half-year':
      return months(6)
    default:
      return months(12)
  }
}

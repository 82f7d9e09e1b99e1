// Times as Vietnamese documents write them, always in Vietnam's time (UTC+7, no summer time).

import { VIETNAM_OFFSET_MS } from '#/kernel/vietnam-time.ts'

export const DAY_MS = 86_400_000

export interface VietnamTime {
  readonly year: number
  /** 1–12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
}

export function vietnamTime(ms: number): VietnamTime {
  const local = new Date(ms + VIETNAM_OFFSET_MS)
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
  }
}

/** Midnight in Vietnam; months and days out of range carry over. */
export function vietnamMidnight(year: number, month: number, day: number): number {
  return Date.UTC(year, month - 1, day) - VIETNAM_OFFSET_MS
}

const two = (number: number): string => String(number).padStart(2, '0')

/** `22/11/2026`. */
export function dateOf(ms: number): string {
  const { day, month, year } = vietnamTime(ms)
  return `${two(day)}/${two(month)}/${year}`
}

/** `09 giờ 05 phút`. */
export function hourOf(ms: number): string {
  const { hour, minute } = vietnamTime(ms)
  return `${two(hour)} giờ ${two(minute)} phút`
}

/** `09 giờ 05 phút ngày 22/11/2026`. */
export function momentOf(ms: number): string {
  return `${hourOf(ms)} ngày ${dateOf(ms)}`
}

/** `09:05 22/11/2026`, for tables. */
export function shortMomentOf(ms: number): string {
  const { hour, minute } = vietnamTime(ms)
  return `${two(hour)}:${two(minute)} ${dateOf(ms)}`
}

/** Reads `22/11/2026`; undefined for anything else. */
export function parseVietnameseDate(text: string): Pick<VietnamTime, 'year' | 'month' | 'day'> | undefined {
  const found = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text.trim())
  if (found === null) return undefined
  const [day, month, year] = [Number(found[1]), Number(found[2]), Number(found[3])]
  const real = vietnamTime(vietnamMidnight(year, month, day))
  return real.day === day && real.month === month ? { day, month, year } : undefined
}

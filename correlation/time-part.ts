// Parts of a time, for the modifiers minute, hour, day, week, month, year. Times are read in UTC, as events
// carry them; week is the ISO 8601 week.

export const TIME_PARTS = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const
export type TimePart = (typeof TIME_PARTS)[number]

const PART = {
  minute: date => date.getUTCMinutes(),
  hour: date => date.getUTCHours(),
  day: date => date.getUTCDate(),
  week: isoWeek,
  month: date => date.getUTCMonth() + 1,
  year: date => date.getUTCFullYear(),
} as const satisfies Record<TimePart, (date: Date) => number>

/** The part of a time given as ISO text or as seconds or milliseconds since 1970; undefined for no time. */
export function timePartOf(value: string | number, part: TimePart): number | undefined {
  const ms = timeInMs(value)
  return ms === undefined ? undefined : PART[part](new Date(ms))
}

const ISO_LIKE = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)\s*(Z|[-+]\d{2}:?\d{2})?$/i

function timeInMs(value: string | number): number | undefined {
  const text = String(value).trim()
  if (/^\d{9,16}(\.\d+)?$/.test(text)) {
    const number = Number(text)
    return number < 1e11 ? number * 1000 : number < 1e14 ? number : number / 1000
  }
  const dateOnly = /^\d{4}-\d{2}-\d{2}$/.test(text)
  const match = ISO_LIKE.exec(text)
  if (!dateOnly && match === null) return undefined
  const ms = Date.parse(
    match === null ? `${text}T00:00:00Z` : `${match[1]}T${match[2]!.replace(',', '.')}${match[3] ?? 'Z'}`,
  )
  return Number.isNaN(ms) ? undefined : ms
}

function isoWeek(date: Date): number {
  const thursday = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()))
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7))
  const yearStart = Date.UTC(thursday.getUTCFullYear(), 0, 1)
  return Math.ceil(((thursday.getTime() - yearStart) / 86_400_000 + 1) / 7)
}

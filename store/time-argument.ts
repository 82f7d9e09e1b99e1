// A time as people give it on the command line and in the address bar: ISO 8601, or a span back from now.

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const

const SPAN = /^(\d{1,9})([smhdw])$/
const ISO = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/i

/** Milliseconds UTC, or undefined when the text is neither. A time without a zone is UTC, a day its midnight. */
export function parseTime(text: string, nowMs: number): number | undefined {
  const trimmed = text.trim()
  if (trimmed.toLowerCase() === 'now') return nowMs
  const [, count, unit] = SPAN.exec(trimmed) ?? []
  if (count !== undefined) return nowMs - Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS]
  if (!ISO.test(trimmed)) return undefined
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/i.test(trimmed.slice(10))
  const ms = Date.parse(
    `${trimmed.replace(' ', 'T').toUpperCase()}${trimmed.length > 10 && !hasZone ? 'Z' : ''}`,
  )
  return Number.isNaN(ms) || !isDay(trimmed.slice(0, 10)) ? undefined : ms
}

/** JavaScript takes 30 February for 2 March. */
function isDay(date: string): boolean {
  const day = Date.parse(date)
  return !Number.isNaN(day) && new Date(day).toISOString().startsWith(date)
}

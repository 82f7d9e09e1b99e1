// Timespans of correlations: a whole number and one letter (`90s`, `15m`, `1h`, `7d`, `1w`, `1M`, `1y`). The
// specification has s, m, h and d; w, M and y are what the reference implementation reads besides. A month is
// 30 days and a year 365: a window has one length, whatever the calendar says.

const DAY_MS = 24 * 60 * 60_000
const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 60 * 60_000,
  d: DAY_MS,
  w: 7 * DAY_MS,
  M: 30 * DAY_MS,
  y: 365 * DAY_MS,
}

/** A timespan in ms, with a remark when it was read generously; the reason as text when it is none. */
export function parseTimespan(source: string): { readonly ms: number; readonly lint?: string } | string {
  const found = /^([0-9]+)(\s*)([smhdwMy])$/.exec(source.trim())
  if (found === null) {
    return `"${source}" is no timespan: write a whole number and one of s, m, h, d, w, M, y, as in 15m`
  }
  const ms = Number(found[1]) * UNIT_MS[found[3]!]!
  if (ms === 0) return `"${source}" is no time at all`
  if (!Number.isSafeInteger(ms)) return `"${source}" is too long`
  return found[2] === '' ? { ms } : { ms, lint: `write "${found[1]}${found[3]}" without a space` }
}

// How noisy a rule would be, by alerts a day. The bounds are a person's: one alert a day is read with care, ten can
// still be looked at one by one, of a hundred most are waved through, and beyond that nobody reads them.

export type Noise = 'none' | 'quiet' | 'bearable' | 'noisy' | 'flood'

const DAY_MS = 86_400_000

/** Alerts a day over a span of time; less than a day counts as one. */
export function alertsPerDay(alerts: number, spanMs: number): number {
  return alerts / Math.max(1, spanMs / DAY_MS)
}

export function noiseOf(perDay: number): Noise {
  if (perDay === 0) return 'none'
  if (perDay <= 1) return 'quiet'
  if (perDay <= 10) return 'bearable'
  return perDay <= 100 ? 'noisy' : 'flood'
}

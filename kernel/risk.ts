// How risk ages. An incident's risk is the sum of its contributions, each of which halves every
// RISK_HALF_LIFE_MS; because all age alike, one number and the moment it held say everything, and the order of
// two incidents by risk never changes while nothing happens to them.

import type { Risk, RiskLine } from './incident.ts'

/** After this time half of a contribution is left. */
export const RISK_HALF_LIFE_MS = 24 * 60 * 60 * 1000

/** More than this is shown as this. */
export const MAX_RISK = 100

/** What is left at `at` of points that counted `points` at `since`; time does not run backwards. */
export function decayed(points: number, since: number, at: number): number {
  return points * 2 ** (-Math.max(0, at - since) / RISK_HALF_LIFE_MS)
}

/** The risk with contributions added. */
export function addRisk(risk: Risk, lines: readonly RiskLine[]): Risk {
  if (lines.length === 0) return risk
  const at = Math.max(risk.at, ...lines.map(line => line.at))
  const value = lines.reduce(
    (sum, line) => sum + decayed(line.points, line.at, at),
    decayed(risk.value, risk.at, at),
  )
  return { value: Math.max(0, value), at }
}

/** The risk of a whole ledger, as of `at`. */
export function sumRisk(lines: readonly RiskLine[], at: number): Risk {
  return addRisk({ value: 0, at }, lines)
}

/** As people see it: whole points from 0 to MAX_RISK, as of `now`. */
export function shownRisk(risk: Risk, now: number): number {
  return Math.min(MAX_RISK, Math.round(decayed(risk.value, risk.at, now)))
}

/** Orders incidents by risk at any time: the logarithm of it, taken back to 1970. */
export function riskRank({ value, at }: Risk): number {
  return (value < 2 ** -1000 ? -1000 : Math.log2(value)) + at / RISK_HALF_LIFE_MS
}

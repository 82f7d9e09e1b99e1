// Severity, as Sigma's `level` names it, in rising order. The console gives each a word, a colour and a shape.

export const SEVERITIES = ['informational', 'low', 'medium', 'high', 'critical'] as const

export type Severity = (typeof SEVERITIES)[number]

/** 0 for informational to 4 for critical. */
export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity)
}

/** The more severe of the two. */
export function maxSeverity(a: Severity, b: Severity): Severity {
  return severityRank(a) >= severityRank(b) ? a : b
}

export function isSeverity(text: unknown): text is Severity {
  return (SEVERITIES as readonly unknown[]).includes(text)
}

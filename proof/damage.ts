// What a verification found. Three kinds, since they have different culprits: altered (something is there, and is not
// what it was), truncated (the end is missing), absent (something in the middle, or a whole file, is missing).

export interface Damage {
  readonly kind: 'altered' | 'truncated' | 'absent'
  /** `audit entry 17`, `events-2026-11-30.duckdb`. */
  readonly where: string
  readonly detail: string
}

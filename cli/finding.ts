// One thing that `doctor` looked at.

export interface Finding {
  readonly check: string
  readonly ok: boolean
  /** How it is; when it is not well, also what to do. */
  readonly detail: string
}

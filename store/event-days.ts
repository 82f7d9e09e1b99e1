// The contract of keeping events for as long as the law wants them: what days there are, sealing those that are over,
// deleting those whose time is over. `embedded/` keeps a file for each day of receipt; a sealed day has one for each
// level of the monitored systems, since the law's times go by level: sorted, compacted and never written again.

export interface EventDay {
  /** Its name: `events-2026-11-22.duckdb`, sealed `events-2026-11-22.l3.duckdb`. */
  readonly file: string
  /** Begin of the UTC day of receipt, ms. */
  readonly dayMs: number
  /** Of its systems, 1–5, or 0 for events of no monitored system; null while it is not sealed. */
  readonly level: number | null
  readonly events: number
  readonly bytes: number
  /** Latest event time in ms UTC, exclusive and rounded up to its hour, and no later than the end of the day after the day of receipt: clocks that are ahead do not keep a file for ever. */
  readonly lastMs: number
  /** It says how far events are stored. The last such file cannot be removed. */
  readonly isNewest: boolean
  /** Why it cannot be read; null when it can. */
  readonly broken: string | null
}

export interface SealedFile {
  readonly name: string
  /** See EventDay. */
  readonly level: number
  readonly events: number
  readonly bytes: number
  /** Of the whole file, hexadecimal. */
  readonly sha256: string
  /** Root of the tree over its events (embedded/day-tree.ts), hexadecimal; absent in days that earlier versions sealed. */
  readonly tree?: string
  /** Event times in ms UTC, both inclusive. */
  readonly firstMs: number
  readonly lastMs: number
}

/** What was sealed of one file: kept beside the sealed ones as `events-2026-11-22.sealed.json`. */
export interface DayManifest {
  readonly what: 'thapcanh sealed day'
  /** `2026-11-22`, or `2026-11-22-2` for a second file of that day. */
  readonly day: string
  /** Raw-log sequence up to which the file was stored. */
  readonly position: number
  /** ms UTC. */
  readonly sealedAt: number
  readonly files: readonly SealedFile[]
}

/** That an event stands in a sealed file: its place, and the way from it to the root of the file's tree. */
export interface EventProof {
  readonly id: string
  /** Its place in the tree, from 0. */
  readonly index: number
  /** Neighbours from below, hexadecimal; see merkle-tree.ts. Null in a file that was sealed without a tree. */
  readonly path: readonly string[] | null
}

export interface EventDays {
  /** By day of receipt, oldest first. */
  days(): Promise<readonly EventDay[]>
  /**
   * Seals the days of receipt that ended before `endedBeforeMs` (ms UTC) and are not sealed. Appends and searches go on meanwhile. A file that cannot be sealed
   * stays as it is, is reported, and does not keep the others from it. Ends early, with what is done, when the signal
   * aborts or a write failed; `false` then.
   */
  seal(endedBeforeMs: number, signal?: AbortSignal): Promise<boolean>
  /** The manifests of all sealed days, also of those whose files were deleted meanwhile in part. */
  manifests(): Promise<readonly DayManifest[]>
  /**
   * Proofs of those of the events that the sealed file has, by place; at most LIMITS.maxEvidenceEvents are asked for.
   * Throws Permanent (`store.failed`) when there is no such file, and when its events are not those of its tree.
   */
  prove(file: string, ids: readonly string[], signal?: AbortSignal): Promise<readonly EventProof[]>
  /**
   * Deletes a sealed file, and its bytes are free when it resolves. Throws Permanent (`store.failed`) for a name that
   * is no sealed file, or when it is the newest of all: it says how far events are stored.
   */
  remove(file: string): Promise<void>
}

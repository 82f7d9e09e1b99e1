// Where a stage of a cluster keeps its state, so that whoever takes its place goes on from there: the windows of a
// partition of correlations. The contract; redis-snapshot-store.ts keeps it.
//
// A snapshot replaces the one before of its name, whole or not at all. It carries the fence of who wrote it
// (leader-lock.ts): a writer that was overtaken without knowing is refused, and cannot undo what came after it.

export interface Snapshot {
  /** The term in which it was made. */
  readonly fence: number
  /** How far the input had been read when it was made; whoever reads the input knows what it means. */
  readonly position: string
  readonly data: Buffer
}

export interface SnapshotStore {
  /**
   * Durable when it resolves. Throws Permanent: `snapshot.fenced` when one of a greater fence was written,
   * `snapshot.too-large` beyond LIMITS.maxSnapshotBytes; Retryable when the store cannot be reached.
   */
  write(name: string, snapshot: Snapshot): Promise<void>
  /**
   * The latest; from now on nothing of a lesser fence than `fence` is taken, so that what is read here is not
   * changed any more by who was there before. undefined when there is none. Throws Permanent: `snapshot.fenced` when
   * the reader itself was overtaken, `snapshot.damaged` when what is there is not what was written.
   */
  takeOver(name: string, fence: number): Promise<Snapshot | undefined>
}

// When records arrived, by sequence, sparsely: enough to say how old the oldest record is that is not yet
// stored. Bounded: when full, every second entry is forgotten, which makes the answer a little older.

const MAX_ENTRIES = 4096

export interface ArrivalIndex {
  /** The records from `sequence` on arrived at `receivedMs` or later; calls come in rising order. */
  add(sequence: number, receivedMs: number): void
  /** Time of receipt of the record after `sequence`, or of one shortly before it. */
  after(sequence: number): number | undefined
  /** Forgets what only concerns records up to `sequence`. */
  forget(sequence: number): void
}

export function createArrivalIndex(): ArrivalIndex {
  let entries: { sequence: number; receivedMs: number }[] = []
  const indexOf = (sequence: number): number => {
    let low = 0
    let high = entries.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (entries[middle]!.sequence <= sequence) low = middle + 1
      else high = middle
    }
    return low - 1
  }
  return {
    add(sequence, receivedMs) {
      if (entries.length >= MAX_ENTRIES) entries = entries.filter((_, index) => index % 2 === 0)
      entries.push({ sequence, receivedMs })
    },
    after: sequence => entries[Math.max(0, indexOf(sequence + 1))]?.receivedMs,
    forget(sequence) {
      const from = indexOf(sequence + 1)
      if (from > 0) entries = entries.slice(from)
    },
  }
}

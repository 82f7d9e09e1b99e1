// The log by which the state of a cluster travels: what its leader committed, in numbered entries of which each
// names the hash of the one before, and copies of the whole state (bases) that spare reading the log from its
// beginning. The contract; store/elastic/state-log.ts keeps it.
//
// Whoever writes the entry of a number first has that number: this is how two leaders cannot both go on. Everything
// here may throw Retryable (`state.away`: it cannot be reached now) or Permanent (`state.refused`).

import type { LogEntry } from './log-entry.ts'

export interface StateLog {
  /** For messages: what it is and where. */
  readonly where: string
  /**
   * Some entries after number `after` (0: from the first), in order and without gaps, at most a few MB more than
   * one; none at the end. When the next is gone and one of the eight after it is there, they begin with that one.
   * They are as they were written only if `entryFault` says so; throws Fatal (`state.damaged`) with the number for
   * one that has lost its shape.
   */
  read(after: number, signal: AbortSignal): Promise<readonly LogEntry[]>
  /**
   * Writes an entry durably under its number; 'taken' when another entry has it. An entry that is there already,
   * because an earlier answer was lost, counts as written.
   */
  append(entry: LogEntry, signal: AbortSignal): Promise<'written' | 'taken'>
  /**
   * Writes an entry that was read once more where it is: afterwards it is durable, even if its writer never learnt
   * that it is. False: another one, or none, stands there.
   */
  affirm(entry: LogEntry, signal: AbortSignal): Promise<boolean>
  /** Deletes the entries from `from` to before `to`; those that are gone already are passed over. */
  remove(from: number, to: number, signal: AbortSignal): Promise<void>

  /** The list of bases; undefined while there is none. */
  bases(signal: AbortSignal): Promise<BaseList | undefined>
  /**
   * Replaces the list whose version is `seen` (undefined: there must be none) and answers the new version; undefined
   * when somebody else has replaced it.
   */
  putBases(
    list: Omit<BaseList, 'version'>,
    seen: string | undefined,
    signal: AbortSignal,
  ): Promise<string | undefined>
  /** Writes piece `index` of a base that no list names yet. */
  putPiece(
    base: Pick<StateBase, 'id' | 'fence'>,
    index: number,
    data: Buffer,
    signal: AbortSignal,
  ): Promise<void>
  /** Undefined: it is not there. */
  piece(baseId: string, index: number, signal: AbortSignal): Promise<Buffer | undefined>
  /** Deletes pieces that were written in terms up to `fence` and belong to none of the bases `keep`. */
  sweepPieces(keep: readonly string[], fence: number, signal: AbortSignal): Promise<void>
}

/** A copy of the state after entry `number`: a database file, compressed (zstd), cut into pieces. */
export interface StateBase {
  readonly id: string
  /** 0: what the log began with. */
  readonly number: number
  /** Hash of that entry; of base 0 one that is made of its pieces. */
  readonly hash: string
  /** Bytes of all payloads up to that entry. */
  readonly total: number
  /** The term in which it was written, and that of the entry. */
  readonly fence: number
  readonly entryFence: number
  /** Version of its tables. */
  readonly schema: number
  /** Of all pieces. */
  readonly bytes: number
  /** SHA-256 of each piece, in order. */
  readonly pieces: readonly string[]
}

export interface BaseList {
  /** Newest first. The older one is there for who is reading it, and in case the newest is damaged. */
  readonly bases: readonly StateBase[]
  /** Entries before this number have been deleted. */
  readonly logFrom: number
  /** Changes with every change of the list. */
  readonly version: string
}

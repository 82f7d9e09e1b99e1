// Copies of the whole state in the log's keeping: written by the leader, read by whoever has no file of its own.
//
// The list of bases is the moment: pieces that no list names are leftovers, and a base that it names is whole. So a
// leader may die at any point of writing one. It keeps two, and the log from the older one on.

import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream, rmSync } from 'node:fs'
import { rename, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib'
import { Fatal } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { beginPlace, forgetPlace, type LogPlace } from '../embedded/log-place.ts'
import { stepsTaken } from '../embedded/migrate.ts'
import type { SqliteSnapshot } from '../embedded/sqlite-snapshot.ts'
import { openStateDatabase } from '../embedded/state-store.ts'
import type { CopiedTables } from './copied-tables.ts'
import { refuseNewer } from './state-copy.ts'
import type { BaseList, StateBase, StateLog } from './state-log.ts'

const LEVEL = 3

export interface BaseWriting {
  readonly log: StateLog
  /** The state file; the copy is made beside it. */
  readonly path: string
  readonly fence: number
  readonly signal: AbortSignal
}

/** Of what is built from a base. */
export interface BaseReading extends Omit<BaseWriting, 'fence'> {
  readonly tables: CopiedTables
}

/**
 * Writes what the snapshot holds as a base at the place, then deletes what is not needed any more. Answers the list;
 * undefined when somebody else changed it meanwhile. The first base of a log is given its hash by `begin`.
 */
export async function writeBase(
  { log, path, fence, signal }: BaseWriting,
  snapshot: SqliteSnapshot,
  place: LogPlace,
  begin?: (hash: string) => void,
): Promise<BaseList | undefined> {
  const file = `${path}.base`
  try {
    removeDatabase(file)
    const before = await log.bases(signal)
    await snapshot.copyTo(file)
    signal.throwIfAborted()
    const schema = openStateDatabase(file, 'NORMAL', database => {
      forgetPlace(database)
      const version = stepsTaken(database)
      database.close()
      return version
    })
    const id = `${place.number}-${randomUUID()}`
    const pieces: string[] = []
    let bytes = 0
    for await (const piece of piecesOf(file)) {
      await log.putPiece({ id, fence }, pieces.length, piece, signal)
      pieces.push(sha256(piece))
      bytes += piece.length
    }
    const hash = place.number === 0 ? sha256(Buffer.from(pieces.join())) : place.hash
    begin?.(hash)
    const { number, total, fence: entryFence } = place
    const base: StateBase = { id, number, hash, total, fence, entryFence, schema, bytes, pieces }
    const list = { bases: [base, ...(before?.bases.slice(0, 1) ?? [])], logFrom: before?.logFrom ?? 1 }
    const version = await log.putBases(list, before?.version, signal)
    if (version === undefined) return undefined
    await log.sweepPieces(
      list.bases.map(each => each.id),
      fence,
      signal,
    )
    // The entry at the older base stays: by it a file that stands there is known.
    const logFrom = Math.max(list.logFrom, list.bases.at(-1)!.number)
    await log.remove(list.logFrom, logFrom, signal)
    const trimmed = { ...list, logFrom }
    const last = await log.putBases(trimmed, version, signal)
    return last === undefined ? undefined : { ...trimmed, version: last }
  } finally {
    snapshot[Symbol.dispose]()
    removeDatabase(file)
  }
}

/** Makes of the base a file that stands at its place. Throws Fatal (`state.damaged`, `state.newer`). */
export async function buildFromBase(
  { log, path, tables, signal }: BaseReading,
  base: StateBase,
): Promise<void> {
  refuseNewer(base.schema, tables.steps, `base ${base.number} of the state`)
  const file = `${path}.building`
  try {
    removeDatabase(file)
    await pipeline(
      readPieces(log, base, signal),
      createZstdDecompress(),
      createWriteStream(file, { flush: true }),
      {
        signal,
      },
    )
    const { number, hash, total, entryFence: fence } = base
    openStateDatabase(file, 'FULL', database => {
      beginPlace(database, { number, hash, total, fence })
      database.close()
    })
    removeDatabase(path)
    await rename(file, path)
  } finally {
    removeDatabase(file)
  }
}

/** Removes a database with what SQLite keeps beside it. */
export function removeDatabase(path: string): void {
  // The file first: without what is beside it it may be in pieces, and without it nothing beside it counts.
  for (const file of [path, `${path}-wal`, `${path}-shm`]) rmSync(file, { force: true })
}

async function* readPieces(log: StateLog, base: StateBase, signal: AbortSignal): AsyncGenerator<Buffer> {
  for (const [index, hash] of base.pieces.entries()) {
    const piece = await log.piece(base.id, index, signal)
    if (piece === undefined || sha256(piece) !== hash)
      throw new Fatal(
        'state.damaged',
        `piece ${index} of base ${base.number} of the state is ${piece === undefined ? 'missing' : 'damaged'}`,
      )
    yield piece
  }
}

async function* piecesOf(file: string): AsyncGenerator<Buffer> {
  const size = (await stat(file)).size
  const compress = createZstdCompress({
    params: { [constants.ZSTD_c_compressionLevel]: LEVEL },
    pledgedSrcSize: size,
  })
  const source = createReadStream(file, { highWaterMark: 1024 * 1024 })
  const done = pipeline(source, compress).catch((error: unknown) => compress.destroy(error as Error))
  let held: Buffer[] = []
  let bytes = 0
  for await (const chunk of compress as AsyncIterable<Buffer>) {
    held.push(chunk)
    bytes += chunk.length
    while (bytes >= LIMITS.stateEntryBytes) {
      const all = Buffer.concat(held)
      yield all.subarray(0, LIMITS.stateEntryBytes)
      held = [all.subarray(LIMITS.stateEntryBytes)]
      bytes = held[0]!.length
    }
  }
  await done
  if (bytes > 0) yield Buffer.concat(held)
}

function sha256(data: Buffer): string {
  return createHash('sha256').update(data).digest('hex')
}

// Sealing: the events of a day file are written anew, sorted, into one file for each level of systems. Piece by piece
// (seal-survey.ts), so that memory is bounded and a stop is heard; appends and searches go on meanwhile, since nothing is
// written to the day any more.

import type { DuckDBConnection } from '@duckdb/node-api'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { chmod, open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { DayManifest, SealedFile } from '../event-days.ts'
import type { TreeBuilder } from './build-trees.ts'
import { newDayFile, type DayFile } from './day-file.ts'
import { dayName, syncFolder } from './day-manifest.ts'
import { treePath } from './day-tree.ts'
import type { DayShelf } from './day-shelf.ts'
import { createProgressTable, quoteName } from './event-columns.ts'
import type { Shape } from './event-shapes.ts'
import { orderOfIds } from './event-ids.ts'
import { createEventTable } from './event-table.ts'
import { surveyLevels, type LevelTable, type Piece } from './seal-survey.ts'
import type { SearchBudget } from './search-budget.ts'
import { writeTextFilters } from './text-filters.ts'
import { addBuckets, bucketOf, type Buckets } from './time-buckets.ts'

/** How rows are ordered. What comes from one place and speaks of one thing packs well together. */
const ORDER = ['event.dataset', 'host.name', 'event.code', '@timestamp']
const TARGET = 'sealing'
const HOUR_MS = 3_600_000

/** The budget ended. */
export class SealingStopped extends Error {}

interface Sealing {
  readonly shelf: DayShelf
  readonly source: DayFile
  /** Its end ends the sealing. */
  readonly budget: SearchBudget
  readonly trees: TreeBuilder
}

/**
 * Writes the sealed files beside the source and says what they are. They count when the manifest is written. Throws
 * SealingStopped when the budget ends, and an Error when not every event of the source arrived.
 */
export async function writeSealedFiles(sealing: Sealing, sealedAt: number): Promise<DayManifest> {
  const { shelf, source } = sealing
  const found = await shelf.use(source, connection => surveyLevels(connection, source))
  const levels = [...found].map(([level, tables]) => ({
    target: newDayFile(dirname(source.path), source.dayMs, source.part, level),
    level,
    tables,
  }))
  try {
    return await writeLevels(sealing, levels, sealedAt)
  } catch (error) {
    // Most often the disk is full. What was written must not keep the room that events come in to.
    for (const { target } of levels) await removeWritten(target.path)
    throw error
  }
}

/** What goes into one sealed file. */
interface Level {
  readonly level: number
  readonly target: DayFile
  readonly tables: readonly LevelTable[]
}

async function removeWritten(path: string): Promise<void> {
  for (const each of [newPath(path), `${newPath(path)}.wal`, treePath(path), path])
    await rm(each, { force: true })
}

/** Where a sealed file is written before it is whole. */
function newPath(path: string): string {
  return `${path}.new`
}

async function writeLevels(
  sealing: Sealing,
  levels: readonly Level[],
  sealedAt: number,
): Promise<DayManifest> {
  const { shelf, source } = sealing
  const directory = dirname(source.path)
  const files: SealedFile[] = []
  for (const { level, target, tables } of levels) {
    const path = newPath(target.path)
    await removeWritten(target.path)
    const filled = await shelf.withTarget(path, TARGET, source, connection =>
      fill(connection, sealing, tables),
    )
    files.push({
      name: basename(target.path),
      level,
      bytes: (await stat(path)).size,
      sha256: await hashOf(path, sealing.budget),
      tree: await writeTree(path, target.path, sealing),
      ...filled,
    })
    await syncAndClose(path)
    await rename(path, target.path)
  }
  await syncFolder(directory)
  const { dayMs, part, position } = source
  return { what: 'thapcanh sealed day', day: dayName(dayMs, part), position, sealedAt, files }
}

/** Copies the tables, which are all of one level, and checks that every row arrived. */
async function fill(
  connection: DuckDBConnection,
  sealing: Sealing,
  tables: readonly LevelTable[],
): Promise<Pick<SealedFile, 'events' | 'firstMs' | 'lastMs'>> {
  const { source, budget } = sealing
  using _ = budget.hold(connection)
  const target = quoteName(TARGET)
  await connection.run(createProgressTable(TARGET))
  for (const table of tables) {
    await connection.run('BEGIN')
    const filled = new Set(table.columns.map(({ name }) => name))
    await connection.run(createEventTable(TARGET, table.shape, name => filled.has(name)))
    for (const piece of table.pieces) {
      if (budget.stopped) throw new SealingStopped()
      await connection.run(copyStatement(sealing, table, piece))
    }
    await connection.run('COMMIT')
  }
  const shapes = tables.map(({ shape }) => shape)
  await writeTextFilters(connection, TARGET, shapes, budget)
  if (budget.stopped) throw new SealingStopped()
  const { times, ...sums } = await timesOf(connection, shapes, source.dayMs)
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  if (sums.events !== rows) throw new Error(`${sums.events} of ${rows} events arrived in the sealed file`)
  const values = [...times].map(([bucket, count]) => `(${source.position}, ${bucket}, ${count})`)
  await connection.run(`INSERT INTO ${target}.progress VALUES ${values.join(', ')}`)
  await connection.run(`CHECKPOINT ${target}`)
  return sums
}

async function timesOf(
  connection: DuckDBConnection,
  shapes: Iterable<Shape>,
  dayMs: number,
): Promise<Pick<SealedFile, 'events' | 'firstMs' | 'lastMs'> & { readonly times: Buckets }> {
  const times: Buckets = new Map()
  let [events, firstMs, lastMs] = [0, Infinity, -Infinity]
  for (const { table } of shapes) {
    const found = await connection.runAndReadAll(
      `SELECT epoch_ms(min("@timestamp")), epoch_ms(max("@timestamp")), count(*)::BIGINT
       FROM ${quoteName(TARGET)}.${quoteName(table)} GROUP BY floor(epoch_ms("@timestamp") / ${HOUR_MS})`,
    )
    for (const [first, last, count] of found.getRows()) {
      addBuckets(times, [[bucketOf(Number(first), dayMs), Number(count)]])
      events += Number(count)
      firstMs = Math.min(firstMs, Number(first))
      lastMs = Math.max(lastMs, Number(last))
    }
  }
  return { times, events, firstMs, lastMs }
}

function copyStatement({ source }: Sealing, { shape, columns }: LevelTable, { condition }: Piece): string {
  const order = ORDER.filter(name => columns.some(column => column.name === name)).map(quoteName)
  return `INSERT INTO ${quoteName(TARGET)}.${quoteName(shape.table)} (${columns.map(({ name }) => quoteName(name)).join(', ')})
    SELECT ${columns.map(({ from }) => from).join(', ')} FROM ${quoteName(source.alias)}.${quoteName(shape.table)}
    WHERE ${condition} ORDER BY ${[...order, orderOfIds(shape)].join(', ')}`
}

/** Writes the roots of its groups beside the file to be, and answers the root of all. */
async function writeTree(path: string, targetPath: string, { trees, budget }: Sealing): Promise<string> {
  const { root, groups } = await trees.build(path, budget)
  const to = treePath(targetPath)
  await rm(to, { force: true })
  await writeFile(to, groups, { mode: 0o440, flush: true })
  return root
}

async function hashOf(path: string, budget: SearchBudget): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    if (budget.stopped) throw new SealingStopped()
    hash.update(chunk as Buffer)
  }
  return hash.digest('hex')
}

async function syncAndClose(path: string): Promise<void> {
  await using file = await open(path, 'r+')
  await file.sync()
  await chmod(path, 0o440)
}

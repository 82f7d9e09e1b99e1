// Sealing: the events of a day file are written anew, sorted, into one file for each level of systems. Hour by hour,
// so that memory is bounded and a stop is heard; appends and searches go on meanwhile, since nothing is written to the
// day any more.

import type { DuckDBConnection } from '@duckdb/node-api'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { chmod, open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { DayManifest, SealedFile } from '../event-days.ts'
import { openTreeBuilder, type TreeBuilder } from './build-trees.ts'
import { DAY_MS, newDayFile, type DayFile } from './day-file.ts'
import { dayName, syncFolder } from './day-manifest.ts'
import { treePath } from './day-tree.ts'
import type { DayShelf } from './day-shelf.ts'
import { createProgressTable, quoteName } from './event-columns.ts'
import type { Shape } from './event-shapes.ts'
import { createEventTable, longTexts, storedColumns } from './event-table.ts'
import type { SearchBudget } from './search-budget.ts'
import { writeTextFilters } from './text-filters.ts'
import { addBuckets, bucketOf, type Buckets } from './time-buckets.ts'

/** Where a row goes and how rows are ordered. What comes from one place and speaks of one thing packs well together. */
const LEVEL = 'thapcanh.system.level'
const ORDER = ['event.dataset', 'host.name', 'event.code', '@timestamp']
const TARGET = 'sealing'
const HOUR_MS = 3_600_000
const NEAR_MS = 3 * DAY_MS

/** The budget ended. */
export class SealingStopped extends Error {}

interface Sealing {
  readonly shelf: DayShelf
  readonly source: DayFile
  /** Its end ends the sealing. */
  readonly budget: SearchBudget
}

/** Rows of one table that are of one level and of the same stretch of time. */
interface Portion {
  readonly shape: Shape
  readonly level: number
  /** SQL that is true for its times. */
  readonly stretch: string
  readonly rows: number
}

/**
 * Writes the sealed files beside the source and says what they are. They count when the manifest is written. Throws
 * SealingStopped when the budget ends, and an Error when not every event of the source arrived.
 */
export async function writeSealedFiles(sealing: Sealing, sealedAt: number): Promise<DayManifest> {
  const { shelf, source } = sealing
  const portions = await shelf.use(source, connection => portionsOf(connection, sealing))
  const levels = [...Map.groupBy(portions, each => each.level)]
    .map(([level, ofLevel]) => ({
      target: newDayFile(dirname(source.path), source.dayMs, source.part, level),
      level,
      ofLevel,
    }))
    .sort((a, b) => a.level - b.level)
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
  readonly ofLevel: readonly Portion[]
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
  await using trees = await openTreeBuilder()
  for (const { level, target, ofLevel } of levels) {
    const path = newPath(target.path)
    await removeWritten(target.path)
    const filled = await shelf.withTarget(path, TARGET, source, connection =>
      fill(connection, sealing, ofLevel),
    )
    files.push({
      name: basename(target.path),
      level,
      bytes: (await stat(path)).size,
      sha256: await hashOf(path, sealing.budget),
      tree: await writeTree(path, target.path, trees, sealing.budget),
      ...filled,
    })
    await syncAndClose(path)
    await rename(path, target.path)
  }
  await syncFolder(directory)
  const { dayMs, part, position } = source
  return { what: 'thapcanh sealed day', day: dayName(dayMs, part), position, sealedAt, files }
}

/** What is to be copied, piece by piece, in the order of time. */
async function portionsOf(connection: DuckDBConnection, { source }: Sealing): Promise<readonly Portion[]> {
  const fromMs = source.dayMs - DAY_MS
  const near = `"@timestamp" >= ${sqlTime(fromMs)} AND "@timestamp" < ${sqlTime(fromMs + NEAR_MS)}`
  const portions: Portion[] = []
  for (const shape of source.shapes) {
    const table = `${quoteName(source.alias)}.${quoteName(shape.table)}`
    // Hours of the day, of the one before and of the one after; all other times are one piece.
    const found = await connection.runAndReadAll(
      `SELECT ${levelOf(shape)} AS level,
         CASE WHEN ${near} THEN (epoch_ms("@timestamp") - ${fromMs}) // ${HOUR_MS} END AS hour, count(*)::BIGINT
       FROM ${table} GROUP BY ALL ORDER BY hour`,
    )
    for (const [level, hour, rows] of found.getRows()) {
      const startMs = fromMs + Number(hour) * HOUR_MS
      const stretch =
        hour === null
          ? `NOT (${near})`
          : `"@timestamp" >= ${sqlTime(startMs)} AND "@timestamp" < ${sqlTime(startMs + HOUR_MS)}`
      portions.push({ shape, level: Number(level), stretch, rows: Number(rows) })
    }
  }
  return portions
}

/** Copies the portions, which are all of one level, and checks that every row arrived. */
async function fill(
  connection: DuckDBConnection,
  sealing: Sealing,
  portions: readonly Portion[],
): Promise<Pick<SealedFile, 'events' | 'firstMs' | 'lastMs'>> {
  const { source, budget } = sealing
  using _ = budget.hold(connection)
  const target = quoteName(TARGET)
  await connection.run(createProgressTable(TARGET))
  const shapes = new Set(portions.map(({ shape }) => shape))
  for (const shape of shapes) {
    await connection.run('BEGIN')
    const ofShape = portions.filter(each => each.shape === shape)
    const filled = await filledTexts(connection, sealing, ofShape[0]!)
    await connection.run(createEventTable(TARGET, shape, text => filled.has(text)))
    for (const portion of ofShape) {
      if (budget.stopped) throw new SealingStopped()
      await connection.run(copyStatement(sealing, portion))
    }
    await connection.run('COMMIT')
  }
  await writeTextFilters(connection, TARGET, shapes, budget)
  if (budget.stopped) throw new SealingStopped()
  const { times, ...sums } = await timesOf(connection, shapes, source.dayMs)
  const rows = portions.reduce((sum, portion) => sum + portion.rows, 0)
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

/** Those of the table's columns of long text that have a value in some row of the level. */
async function filledTexts(
  connection: DuckDBConnection,
  { source }: Sealing,
  { shape, level }: Portion,
): Promise<ReadonlySet<string>> {
  const names = longTexts(shape)
  const values = new Map(storedColumns(shape).map(({ name, from }) => [name, from]))
  const counts = names.map(name => `count(${values.get(name)!})`)
  const found = await connection.runAndReadAll(
    `SELECT ${counts.join(', ')} FROM ${quoteName(source.alias)}.${quoteName(shape.table)} WHERE ${levelOf(shape)} = ${level}`,
  )
  const [row = []] = found.getRows()
  return new Set(names.filter((_, i) => Number(row[i]) > 0))
}

function copyStatement({ source }: Sealing, portion: Portion): string {
  const { shape, stretch } = portion
  const columns = storedColumns(shape)
  const order = ORDER.filter(
    name => name === '@timestamp' || shape.columns.some(column => column.name === name),
  ).map(quoteName)
  return `INSERT INTO ${quoteName(TARGET)}.${quoteName(shape.table)} (${columns.map(({ name }) => quoteName(name)).join(', ')})
    SELECT ${columns.map(({ from }) => from).join(', ')} FROM ${quoteName(source.alias)}.${quoteName(shape.table)}
    WHERE ${stretch} AND ${levelOf(shape)} = ${portion.level} ORDER BY ${order.join(', ')}, id`
}

function sqlTime(ms: number): string {
  return `make_timestamp(${BigInt(ms) * 1000n}::BIGINT)`
}

/** SQL for the level of a row's system. A file of an earlier version may lack it. */
function levelOf({ columns }: Shape): string {
  if (!columns.some(({ name, type }) => name === LEVEL && type === 'long')) return '0'
  return `(CASE WHEN ${quoteName(LEVEL)} BETWEEN 1 AND 5 THEN ${quoteName(LEVEL)} ELSE 0 END)`
}

/** Writes the roots of its groups beside the file to be, and answers the root of all. */
async function writeTree(
  path: string,
  targetPath: string,
  trees: TreeBuilder,
  budget: SearchBudget,
): Promise<string> {
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

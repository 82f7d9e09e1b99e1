// Keeping the days of the embedded store: which there are, sealing, deleting. Work on many rows runs beside appends and
// searches; only the moment in which files change places waits until nobody uses any.

import { constants } from 'node:fs'
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Clock } from '#/kernel/clock.ts'
import { Permanent } from '#/kernel/errors.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { DayManifest, EventDay, EventDays } from '../event-days.ts'
import { openTreeBuilder, type TreeBuilder } from './build-trees.ts'
import { DAY_MS, dayBytes, newDayFile, type DayFile } from './day-file.ts'
import { parseManifest, readManifests, removeManifest, dayName, writeManifest } from './day-manifest.ts'
import type { DayShelf } from './day-shelf.ts'
import { proveEvents, treePath } from './day-tree.ts'
import { textOf } from './duckdb-failure.ts'
import { SealingStopped, writeSealedFiles } from './seal-day.ts'
import { SearchBudget } from './search-budget.ts'
import { rangeOf } from './time-buckets.ts'
import { Turns } from './turns.ts'

export interface DayKeepingOptions {
  readonly directory: string
  readonly shelf: DayShelf
  readonly clock: Clock
  readonly report: ReportProblem
  /** Runs the work while nothing else uses the files. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>
  /** Budgets that are ended when the store must let go of everything. */
  readonly running: Set<SearchBudget>
}

export interface EmbeddedDays extends EventDays {
  /**
   * Copies the folder of days into another, which is made, as one moment has it: no day is sealed or deleted
   * meanwhile, and appends and searches wait while the days that are still written are copied, these last.
   * Throws when a file cannot be copied; what was copied stays.
   */
  copyTo(directory: string): Promise<void>
}

/** A sealing takes as long as it takes. */
const NO_END_MS = 2 ** 31 - 1

export function createDayKeeping(options: DayKeepingOptions): EmbeddedDays {
  const { directory, shelf, clock, report, alone, running } = options
  const turns = new Turns(1)

  const newestPosition = (): number =>
    shelf.files.reduce((highest, { position }) => Math.max(highest, position), 0)

  async function viewOf(file: DayFile): Promise<EventDay> {
    return {
      file: basename(file.path),
      dayMs: file.dayMs,
      level: file.level,
      events: file.events,
      bytes: await dayBytes(file),
      lastMs: lastOf(file),
      isNewest: file.position >= newestPosition(),
      broken: file.broken ?? null,
    }
  }

  async function sealFile(source: DayFile, budget: SearchBudget, trees: TreeBuilder): Promise<void> {
    source.closed = true
    // Whatever was on its way to the file is in it now.
    await alone(async () => {})
    const manifest = await writeSealedFiles({ shelf, source, budget, trees }, clock.now())
    await alone(async () => {
      await writeManifest(directory, manifest)
      const { dayMs, part } = source
      await shelf.replace(
        source,
        manifest.files.map(file => newDayFile(directory, dayMs, part, file.level)),
      )
    })
  }

  async function removeSealed(file: DayFile): Promise<void> {
    await alone(async () => {
      await shelf.replace(file, [])
      const { dayMs, part } = file
      if (!shelf.files.some(other => other.dayMs === dayMs && other.part === part))
        await removeManifest(directory, dayName(dayMs, part))
    })
  }

  /** By names: files that could not be read are part of the folder too. */
  async function copyTo(to: string): Promise<void> {
    await mkdir(to, { recursive: true, mode: 0o700 })
    const copy = (name: string): Promise<void> =>
      copyFile(join(directory, name), join(to, name), constants.COPYFILE_FICLONE)
    const isWritten = (name: string): boolean =>
      shelf.files.some(({ path, level }) => level === null && name.startsWith(basename(path)))
    const sealed = (await filesOf(directory)).filter(name => SEALED_NAME.test(name))
    for (const name of sealed) await copy(name)
    await alone(async () => {
      // Detached, it is whole on disk, and no lock of DuckDB's is lost by opening it once more.
      for (const file of shelf.files) if (file.level === null) await shelf.letGo(file)
      const rest = (await filesOf(directory)).filter(name => isWritten(name) || OTHER_PARTS.includes(name))
      for (const name of rest) await copy(name)
    })
  }

  return {
    copyTo: to => turns.run(() => copyTo(to)),

    days: async () => await Promise.all(shelf.files.filter(({ made, broken }) => made || broken).map(viewOf)),

    seal: (endedBeforeMs, signal) =>
      turns.run(async () => {
        using budget = new SearchBudget(NO_END_MS, signal)
        running.add(budget)
        try {
          const toSeal = shelf.files.filter(each => isToSeal(each, endedBeforeMs))
          if (toSeal.length === 0) return true
          await using trees = await openTreeBuilder()
          for (const file of toSeal) {
            if (budget.stopped) return false
            await sealFile(file, budget, trees).catch((error: unknown) => {
              file.closed = false
              if (error instanceof SealingStopped || budget.stopped) return
              report({
                code: 'store.failed',
                where: file.path,
                detail: `could not be sealed: ${textOf(error)}`,
              })
            })
          }
          return !budget.stopped
        } finally {
          running.delete(budget)
        }
      }, signal),

    async manifests() {
      const found = await readManifests(directory)
      return found.flatMap(({ name, text }): DayManifest[] => {
        const manifest = parseManifest(text)
        if (manifest !== undefined) return [manifest]
        report({ code: 'store.failed', where: name, detail: 'is not as the platform writes it' })
        return []
      })
    },

    async prove(name, ids, signal) {
      const file = shelf.files.find(each => basename(each.path) === name)
      if (file === undefined || file.level === null || file.broken !== undefined)
        throw new Permanent('store.failed', `${name} is no sealed day`)
      try {
        const tree = await treeOf(file)
        return await shelf.use(file, connection => proveEvents(connection, file, tree, ids, signal))
      } catch (error) {
        signal?.throwIfAborted()
        throw new Permanent('store.failed', `${name}: ${textOf(error)}`, { cause: error })
      }
    },

    remove: name =>
      turns.run(async () => {
        const file = shelf.files.find(each => basename(each.path) === name)
        if (file === undefined || file.level === null)
          throw new Permanent('store.failed', `${name} is no sealed day, and only those are deleted`)
        const newest = newestPosition()
        const isNeeded = !shelf.files.some(each => each !== file && each.position >= newest)
        if (isNeeded) throw new Permanent('store.failed', `${name} says how far events are stored, and stays`)
        await removeSealed(file)
      }),
  }
}

/** Sealed files, their trees and the manifests of sealed days: neither changes while no day is sealed or deleted. */
const SEALED_NAME = /^events-.*\.(?:l[0-5]\.duckdb(?:\.tree)?|sealed\.json)$/
/** Which formats had been known when unknown lines were read last. */
const OTHER_PARTS = ['formats.txt']

async function filesOf(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true })
  return entries.filter(entry => entry.isFile()).map(({ name }) => name)
}

function isToSeal(file: DayFile, endedBeforeMs: number): boolean {
  const isOver = file.dayMs + DAY_MS <= endedBeforeMs
  return isOver && file.level === null && file.broken === undefined && file.made && file.events > 0
}

/** Undefined for a file that an earlier version sealed. */
async function treeOf({ path }: DayFile): Promise<Uint8Array | undefined> {
  try {
    return await readFile(treePath(path))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** See EventDay.lastMs. */
function lastOf({ buckets, dayMs }: DayFile): number {
  const limit = dayMs + 2 * DAY_MS
  return Math.max(dayMs, ...[...buckets.keys()].map(bucket => Math.min(rangeOf(bucket).toMs, limit)))
}

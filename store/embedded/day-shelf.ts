// The day files of a store and the gate in front of them. A file must be attached to be used and must not be
// detached while it is, so all work on it goes through `use`. Only so many stay attached: the one that was
// left alone longest is detached when another is needed.
//
// After a failure that DuckDB does not recover from (a full disk during a checkpoint) `reopen` waits until
// nobody uses anything, closes the instance and begins a new one.

import type { DuckDBConnection } from '@duckdb/node-api'
import { Fatal, Permanent } from '#/kernel/errors.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import {
  byDay,
  isOnDisk,
  listDayFiles,
  newDayFile,
  readDay,
  removeFile,
  removeUnfinished,
  type DayFile,
} from './day-file.ts'
import { isLocked, textOf } from './duckdb-failure.ts'
import { openEngine, type Engine, type EngineOptions } from './engine.ts'
import { areCurrent } from './event-columns.ts'
import { Turns } from './turns.ts'

export interface ShelfOptions extends EngineOptions {
  readonly report: ReportProblem
  readonly readOnly: boolean
}

/** Each takes less than a megabyte. A search may hold more for as long as it lasts. */
const MAX_ATTACHED = 64

export class DayShelf {
  readonly files: DayFile[]
  private readonly options: ShelfOptions
  private engine: Engine
  /** Attached files and how many use each, least recently used first. */
  private readonly attached = new Map<DayFile, number>()
  /** Open connections that nobody uses; as many as were ever used at once. */
  private spare: DuckDBConnection[] = []
  private readonly control = new Turns(1)
  private users = 0
  private idle: () => void = () => {}
  private reopening: Promise<void> | undefined
  private closed = false

  private constructor(options: ShelfOptions, files: DayFile[], engine: Engine) {
    this.options = options
    this.files = files
    this.engine = engine
  }

  /** Reads what every file holds; one that cannot be read is reported and passed over from then on. */
  static async open(options: ShelfOptions): Promise<DayShelf> {
    const files = await listDayFiles(options.directory, options.readOnly)
    const shelf = new DayShelf(options, files, await openEngine(options))
    try {
      for (const file of files) {
        await shelf.take(file)
        // DuckDB's catalogue is read over all that is attached: one at a time is the quickest.
        if (shelf.attached.has(file)) await shelf.detach(file)
      }
    } catch (error) {
      await shelf.close()
      throw error
    }
    return shelf
  }

  private async take(file: DayFile): Promise<void> {
    try {
      await this.use(file, connection => readDay(connection, file))
    } catch (error) {
      if (isLocked(error)) {
        throw new Fatal('store.failed', `${file.path} is in use by another process`, { cause: error })
      }
      file.broken = textOf(error)
      const detail = `cannot be read and is left out of searches: ${file.broken}`
      this.options.report({ code: 'store.failed', where: file.path, detail })
    }
  }

  /** The file that takes events received on the day: the newest of its parts, or a new one. */
  fileFor(dayMs: number): DayFile {
    const parts = this.files.filter(file => file.dayMs === dayMs)
    const last = parts.at(-1)
    const isOpen = last !== undefined && last.level === null && !last.closed && last.broken === undefined
    if (isOpen && areCurrent(last.shapes)) return last
    const file = newDayFile(this.options.directory, dayMs, (last?.part ?? 0) + 1, null)
    this.files.push(file)
    this.files.sort(byDay)
    return file
  }

  /** Puts others, which are on disk, in the place of a file and removes it. Nobody may be using any file. */
  async replace(file: DayFile, others: readonly DayFile[]): Promise<void> {
    await this.letGo(file)
    this.files.splice(this.files.indexOf(file), 1)
    this.files.push(...others)
    this.files.sort(byDay)
    await removeFile(file)
    for (const other of others) await this.take(other)
  }

  /** Detaches a file, and so checkpoints it, until it is used again. Nobody may be using any file. */
  async letGo(file: DayFile): Promise<void> {
    while (this.reopening !== undefined) await this.reopening
    if (this.attached.has(file)) await this.control.run(() => this.detach(file))
  }

  /** Runs the work while a new file is attached under that name beside the day files. */
  async withTarget<T>(
    path: string,
    alias: string,
    source: DayFile,
    work: (connection: DuckDBConnection) => Promise<T>,
  ): Promise<T> {
    return await this.use(source, async connection => {
      await this.control.run(() => this.engine.attach(path, alias, 'seal'))
      try {
        return await work(connection)
      } finally {
        await this.control.run(() => this.engine.detach(alias))
      }
    })
  }

  /** Runs the work on a connection of its own while the file is attached. */
  use<T>(file: DayFile, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    return this.useAll([file], work)
  }

  /** Runs the work on a connection of its own while all of the files are attached. */
  async useAll<T>(files: readonly DayFile[], work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    while (this.reopening !== undefined) await this.reopening
    if (this.closed) throw new Permanent('store.failed', 'the store is closed')
    this.users++
    const held: DayFile[] = []
    try {
      for (const file of files) {
        await this.control.run(() => this.attach(file))
        held.push(file)
      }
      return await this.withConnection(work)
    } finally {
      for (const file of held) this.attached.set(file, this.attached.get(file)! - 1)
      if (--this.users === 0) this.idle()
    }
  }

  /** A connection whose work failed may be in the middle of a transaction: it is not used again. */
  private async withConnection<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = this.spare.pop() ?? (await this.engine.connect())
    try {
      const result = await work(connection)
      this.spare.push(connection)
      return result
    } catch (error) {
      connection.closeSync()
      throw error
    }
  }

  private async attach(file: DayFile): Promise<void> {
    // Making it anew would hide that its events are somewhere else now.
    if (!this.files.includes(file)) throw new Error(`${file.path} is no longer a day file`)
    const uses = this.attached.get(file)
    if (uses === undefined) {
      await this.makeRoom()
      if (!file.made && !this.options.readOnly && file.level === null) await removeUnfinished(file)
      const how =
        this.options.readOnly || file.level !== null ? 'read' : (await isOnDisk(file)) ? 'write' : 'make'
      await this.engine.attach(file.path, file.alias, how)
    }
    this.attached.delete(file)
    this.attached.set(file, (uses ?? 0) + 1)
  }

  private async makeRoom(): Promise<void> {
    for (const [file, uses] of this.attached) {
      if (this.attached.size < MAX_ATTACHED) return
      if (uses === 0) await this.detach(file)
    }
  }

  private async detach(file: DayFile): Promise<void> {
    await this.engine.detach(file.alias)
    this.attached.delete(file)
  }

  /** Reads again what the files hold whose last write may or may not have been made. */
  async refresh(): Promise<void> {
    for (const file of this.files) {
      if (file.stale) await this.use(file, connection => readDay(connection, file))
    }
  }

  /** Closes everything and begins anew. Work that holds a file must have been told to stop. */
  reopen(): Promise<void> {
    this.reopening ??= this.openAgain().finally(() => (this.reopening = undefined))
    return this.reopening
  }

  private async openAgain(): Promise<void> {
    await this.nobodyIn()
    this.attached.clear()
    this.closeEngine()
    this.engine = await openEngine(this.options)
  }

  private async nobodyIn(): Promise<void> {
    if (this.users > 0) await new Promise<void>(resolve => (this.idle = resolve))
  }

  /** Detaches, and so checkpoints, every file. One that fails keeps its write-ahead log, which is as safe. */
  async close(): Promise<void> {
    while (this.reopening !== undefined) await this.reopening
    if (this.closed) return
    this.closed = true
    await this.nobodyIn()
    for (const file of this.attached.keys()) {
      await this.detach(file).catch((error: unknown) => {
        const detail = `could not be closed in order: ${textOf(error)}`
        this.options.report({ code: 'store.failed', where: file.path, detail })
      })
    }
    this.closeEngine()
  }

  private closeEngine(): void {
    for (const connection of this.spare) connection.closeSync()
    this.spare = []
    this.engine.close()
  }
}

// Files followed by name, by looking at them twice a second: new files, rotation by rename and by copy, and
// where reading stood when we were stopped. A rotated file is read to its end, and for a while longer since
// its writer may still hold it, before it is given up; the new file of the same name comes after it.

import { existsSync } from 'node:fs'
import { glob, lstat, readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LIMITS } from '#/kernel/limits.ts'
import {
  laterPlace,
  parsePlace,
  formatPlace,
  type FilePlace,
  type FilePositions,
} from './files/file-place.ts'
import { FollowedFile, identityOf, openFollowedFile } from './files/followed-file.ts'
import { createInlet, type Inlet } from './inlet.ts'
import type { FilesConfig } from './listener-config.ts'
import type { Listener, ListenerDeps, ListenerHealthView } from './listener.ts'

export type { FilePositions } from './files/file-place.ts'

const POLL_MS = 500
/** A rotated file that has been quiet for so long will not grow any more. */
const ROTATED_QUIET_MS = 10_000
const COMPRESSED = /\.(gz|bz2|xz|zst|zip|lz4)$/

export interface FollowFilesDeps extends ListenerDeps {
  readonly positions: FilePositions
  /** Marks of lines in the raw log's tail, oldest first (see `FileMarks`). */
  readonly marks?: FileMarks
  /** Shorter for tests. */
  readonly pollMs?: number
  readonly rotatedQuietMs?: number
}

/** Places that the raw log's own lines remember, by identity of the file. */
export type FileMarks = Map<string, FilePlace>

/** Takes note of the mark of one line; later lines of a file come later. */
export function noteFileMark(marks: FileMarks, mark: string): void {
  const place = parsePlace(mark)
  if (place) marks.set(place.identity, laterPlace(marks.get(place.identity), place) ?? place)
}

export async function openFilesListener(config: FilesConfig, deps: FollowFilesDeps): Promise<Listener> {
  const listener = new FilesListener(config, deps)
  await listener.start()
  return listener
}

interface Following {
  readonly file: FollowedFile
  /** When the file was last read from or found under its name, ms UTC. */
  aliveMs: number
}

class FilesListener implements Listener {
  readonly kind = 'files'
  readonly #config: FilesConfig
  readonly #deps: FollowFilesDeps
  readonly #inlet: Inlet
  readonly #closing = new AbortController()
  /** By identity, oldest first. */
  readonly #following = new Map<string, Following>()
  /** What is wrong with which path, told once. */
  readonly #complaints = new Map<string, string>()
  #firstLook = true
  #running: Promise<void> = Promise.resolve()

  constructor(config: FilesConfig, deps: FollowFilesDeps) {
    this.#config = config
    this.#deps = deps
    this.#inlet = createInlet(config.id, deps)
  }

  get id(): string {
    return this.#config.id
  }

  async start(): Promise<void> {
    await this.#findFiles()
    this.#deps.positions.put(this.#key('started'), 'yes')
    this.#firstLook = false
    this.#running = this.#run()
  }

  health(): ListenerHealthView {
    const { received, dropped, stuck } = this.#inlet
    const address = this.#config.paths.join(', ')
    const base = { id: this.id, kind: this.kind, address, received, dropped } as const
    const complaint = [...this.#complaints.values()].join('; ')
    if (this.#closing.signal.aborted) return { ...base, state: 'stopped', detail: '' }
    if (complaint !== '' && this.#following.size === 0) return { ...base, state: 'failed', detail: complaint }
    if (stuck !== undefined) return { ...base, state: 'paused', detail: stuck }
    return { ...base, state: 'listening', detail: complaint }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    await this.#running
    for (const { file } of this.#following.values()) await file[Symbol.asyncDispose]()
    this.#following.clear()
  }

  async #run(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      const more = await this.#readAll()
      try {
        await sleep(more ? 0 : (this.#deps.pollMs ?? POLL_MS), undefined, { signal: this.#closing.signal })
      } catch {
        return // closed: `sleep` rejects for no other reason
      }
      await this.#findFiles()
    }
  }

  /** Opens files that are new under the configured names, and notes which of the known ones are still there. */
  async #findFiles(): Promise<void> {
    const now = this.#deps.clock.now()
    for (const path of await this.#paths()) {
      if (this.#closing.signal.aborted) return
      await this.#guard(path, path, async () => {
        // In the middle of a rotation there is no file of that name for a moment.
        if (!existsSync(path) && this.#isFollowed(path)) return
        const stats = await stat(path)
        if (!stats.isFile()) throw new Error('not a regular file')
        const identity = identityOf(stats.dev, stats.ino)
        const known = this.#following.get(identity)
        if (known) known.aliveMs = now
        else {
          if (this.#firstLook) await this.#findRotated(path, identity)
          await this.#follow(path)
        }
      })
    }
  }

  #isFollowed(path: string): boolean {
    return [...this.#following.values()].some(({ file }) => file.path === path)
  }

  /** The file that had this name when we were stopped may have been rotated since: it is finished first. */
  async #findRotated(path: string, identity: string): Promise<void> {
    const before = this.#deps.positions.get(this.#key(`at ${path}`))
    if (before === undefined || before === identity) return
    for (const name of await readdir(dirname(path))) {
      const other = join(dirname(path), name)
      if ((await identityAt(other)) === before && !this.#following.has(before))
        await this.#follow(other, path)
    }
  }

  async #follow(path: string, name = path): Promise<void> {
    if (this.#following.size >= LIMITS.maxFollowedFiles) {
      throw new Error(`${LIMITS.maxFollowedFiles} files are followed already`)
    }
    const { positions, marks } = this.#deps
    const known = (identity: string): FilePlace | undefined => {
      const stored = positions.get(this.#key(identity))
      return laterPlace(stored === undefined ? undefined : parsePlace(stored), marks?.get(identity))
    }
    const everStarted = positions.get(this.#key('started')) !== undefined
    const startAt = this.#firstLook && !everStarted ? (this.#config.startAt ?? 'beginning') : 'beginning'
    const file = await openFollowedFile(path, name, known, startAt, {
      listener: this.id,
      inlet: this.#inlet,
      closing: this.#closing.signal,
      onPlace: place => positions.put(this.#key(place.identity), formatPlace(place)),
    })
    positions.put(this.#key(`at ${name}`), file.identity)
    this.#following.set(file.identity, { file, aliveMs: this.#deps.clock.now() })
  }

  /** Reads on in every file; true when some file holds more that can be read at once. */
  async #readAll(): Promise<boolean> {
    let more = false
    // Names whose rotated file is not finished: the new file of that name waits.
    const unfinished = new Set<string>()
    for (const [identity, following] of this.#following) {
      const { file } = following
      if (this.#closing.signal.aborted || unfinished.has(file.path)) continue
      await this.#guard(file.path, identity, async () => {
        const result = await file.readOn()
        const now = this.#deps.clock.now()
        if (result === 'more') {
          more = true
          unfinished.add(file.path)
        }
        if (result !== 'nothing') following.aliveMs = now
        else if (now - following.aliveMs > (this.#deps.rotatedQuietMs ?? ROTATED_QUIET_MS)) {
          await file.readRest()
          await file[Symbol.asyncDispose]()
          this.#following.delete(identity)
        }
      })
    }
    return more
  }

  async #paths(): Promise<Set<string>> {
    const paths = new Set<string>()
    for (const pattern of this.#config.paths) {
      if (!/[*?{[]/.test(pattern)) paths.add(pattern)
      else {
        for await (const entry of glob(pattern, { withFileTypes: true })) {
          const path = join(entry.parentPath, entry.name)
          if (!entry.isDirectory() && !COMPRESSED.test(entry.name)) paths.add(path)
        }
      }
    }
    return paths
  }

  /** Tells of trouble with `subject` once, until it is over. */
  async #guard(path: string, subject: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
      this.#complaints.delete(subject)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      if (this.#complaints.get(subject) === reason) return
      this.#complaints.set(subject, reason)
      this.#inlet.problem('file.unreadable', path, reason)
    }
  }

  #key(what: string): string {
    return `${this.id} ${what}`
  }
}

/** Identity of a regular file; undefined when there is none of that name (any more). */
async function identityAt(path: string): Promise<string | undefined> {
  try {
    const stats = await lstat(path)
    return stats.isFile() ? identityOf(stats.dev, stats.ino) : undefined
  } catch {
    return undefined // gone between the listing and the look: then it is not the file that is sought
  }
}

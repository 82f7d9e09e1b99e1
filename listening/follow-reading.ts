// A reading room of a worker: it reads with what the leader reads with, and follows each change of it. Copies of the
// leader's key and models stand in this process' own folder, and are asked for again at each start.

import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { MediaConfig } from '#/crawler/media-config.ts'
import { Permanent } from '#/kernel/errors.ts'
import { VOICES, type Voice } from '#/kernel/mention.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { DataFolder } from '#/pipeline/data-folder.ts'
import { cityModelPath, modelPath } from './models-in-use.ts'
import type { MeaningSettings, ModelPaths } from './reading-messages.ts'
import { openReadingRoom, type ReadingRoom } from './reading-room.ts'
import { digestOf, type SharedReading, type SharedSettings } from './shared-reading.ts'

export interface FollowOptions {
  /** The leader's. */
  readonly shared: SharedReading
  readonly folder: Pick<DataFolder, 'authorKey' | 'models'>
  readonly config: MediaConfig
  readonly report: ReportProblem
  readonly onFailed: (error: Error) => void
  /** The leader is asked so often for changes; 5 s when absent. */
  readonly lookMs?: number
}

/** Resolves when models and lists are loaded; throws what the leader threw, or Fatal when they cannot be. */
export async function openFollowingRoom(options: FollowOptions): Promise<ReadingRoom> {
  const { shared, folder, config, report, onFailed, lookMs = 5000 } = options
  mkdirSync(folder.models, { recursive: true })
  let now = (await shared.settings(null))!
  writeWhole(folder.authorKey, `${now.authorKey}\n`)
  const room = await openReadingRoom(
    { authorKeyFile: folder.authorKey, models: await pathsOf(now), meaning: meaningOf(now) },
    onFailed,
  )
  const stop = new AbortController()
  void follow()

  /** Bytes that are not those that were announced belong to a change that is told next. */
  async function pathsOf({ models }: SharedSettings): Promise<ModelPaths> {
    const ofCity = new Set<Voice>()
    for (const voice of VOICES) {
      const digest = models[voice]
      if (digest !== null && (await haveModel(voice, digest))) ofCity.add(voice)
    }
    const pathOf = (voice: Voice): string => modelPath(voice, folder.models, config.models, ofCity)
    return { news: pathOf('news'), comment: pathOf('comment') }
  }

  async function haveModel(voice: Voice, digest: string): Promise<boolean> {
    const path = cityModelPath(folder.models, voice)
    const there = await readFile(path).catch(() => undefined)
    if (there !== undefined && digestOf(there) === digest) return true
    const bytes = await shared.model(voice)
    if (bytes === undefined) return false
    writeWhole(path, bytes)
    return true
  }

  function meaningOf({ meaning }: SharedSettings): MeaningSettings {
    return { ...meaning, departmentsFile: config.departmentsFile ?? null }
  }

  async function take(next: SharedSettings): Promise<void> {
    if (next.authorKey !== now.authorKey)
      return onFailed(new Permanent('data.unusable', 'the leader has another key of the authors’ hashes now'))
    if (VOICES.some(voice => next.models[voice] !== now.models[voice]))
      await room.useModels(await pathsOf(next))
    await room.useMeaning(meaningOf(next))
    now = next
  }

  async function follow(): Promise<void> {
    for (;;) {
      await sleep(lookMs, undefined, { signal: stop.signal }).catch(() => {})
      if (stop.signal.aborted) return
      try {
        const next = await shared.settings(now.version)
        if (next !== undefined) await take(next)
      } catch (error) {
        if (stop.signal.aborted) return
        const detail = error instanceof Error ? error.message : String(error)
        report({ code: 'reading.not-followed', where: 'leader', detail })
      }
    }
  }

  return {
    ...room,
    async [Symbol.asyncDispose]() {
      stop.abort()
      await room[Symbol.asyncDispose]()
    },
  }
}

/** A process that dies leaves the old file or the new one. */
function writeWhole(path: string, contents: string | Uint8Array): void {
  writeFileSync(`${path}.new`, contents, { mode: 0o600, flush: true })
  renameSync(`${path}.new`, path)
}

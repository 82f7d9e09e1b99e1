// Models of tone that were trained in the console: their files are blobs that all processes reach, and which of them
// are in use stands in the state, so that the next leader reads with the same.

import { createHash } from 'node:crypto'
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { BlobStore } from '#/store/blob-store.ts'
import type { StateStore } from '#/store/state-store.ts'

export interface SharedModelsOptions {
  readonly state: Pick<StateStore, 'setting' | 'putSetting'>
  readonly blobs: BlobStore
  /** Where this process has its models. */
  readonly folder: string
  readonly report: ReportProblem
}

export interface PublishModelsOptions extends SharedModelsOptions {
  /** Resolves when what the state was told is kept for good. */
  readonly settled: (signal: AbortSignal) => Promise<void>
}

/** Name of a file → SHA-256 of its bytes. */
type InUse = Readonly<Record<string, string>>

const SETTING = 'cluster:models'
const LOOK_MS = 5000
const FILE = /^(?:news|comment)\.(?:model|json)$/

/** Makes the folder's models those of the cluster. A file that cannot be had now stays away, and that is told. */
export async function takeModels({ state, blobs, folder, report }: SharedModelsOptions): Promise<void> {
  const inUse = readInUse(state)
  if (inUse === undefined) return
  const here = await digestsOf(folder)
  for (const [name, sha256] of Object.entries(inUse)) {
    if (!FILE.test(name) || here[name] === sha256) continue
    try {
      const parts = await blobs.get(sha256).then(found => (found === undefined ? [] : Array.fromAsync(found)))
      const bytes = Buffer.concat(parts)
      if (digestOf(bytes) !== sha256) throw new Error('its bytes are missing or were altered')
      const path = join(folder, name)
      await writeFile(`${path}.new`, bytes, { mode: 0o640, flush: true })
      await rename(`${path}.new`, path)
    } catch (error) {
      report({ code: 'cluster.files', where: `models/${name}`, detail: (error as Error).message })
    }
  }
  for (const name of Object.keys(here))
    if (inUse[name] === undefined) await rm(join(folder, name), { force: true })
}

/** Hands on the models of the leader's folder whenever they have changed, until the signal fires. */
export async function publishModels(options: PublishModelsOptions, signal: AbortSignal): Promise<void> {
  const { settled, state, blobs, folder, report } = options
  let [last, isTold] = ['', false]
  while (!signal.aborted) {
    try {
      const mark = await markOf(folder)
      if (mark !== last) {
        const here = await digestsOf(folder)
        const known = readInUse(state) ?? {}
        const isSame = JSON.stringify(sorted(here)) === JSON.stringify(sorted(known))
        for (const [name, sha256] of Object.entries(here))
          if (known[name] !== sha256 && !(await blobs.has(sha256, signal)))
            await blobs.put(sha256, Readable.from([await readFile(join(folder, name))]), signal)
        if (!isSame) state.putSetting(SETTING, JSON.stringify(here))
        // What the next leader still has to find must not go before it is known to find something else.
        await settled(signal)
        for await (const sha256 of blobs.list(signal))
          if (!Object.values(here).includes(sha256)) await blobs.remove(sha256, signal)
      }
      ;[last, isTold] = [mark, false]
    } catch (error) {
      if (signal.aborted) return
      const detail = `not handed on: ${(error as Error).message}`
      if (!isTold) report({ code: 'cluster.files', where: folder, detail })
      isTold = true
    }
    await sleep(LOOK_MS, undefined, { signal }).catch(() => {})
  }
}

function readInUse(state: SharedModelsOptions['state']): InUse | undefined {
  const text = state.setting(SETTING)
  return text === undefined ? undefined : (JSON.parse(text) as InUse)
}

async function modelFiles(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter(name => FILE.test(name)).sort()
}

async function digestsOf(folder: string): Promise<InUse> {
  const entries: [string, string][] = []
  for (const name of await modelFiles(folder))
    entries.push([name, digestOf(await readFile(join(folder, name)))])
  return Object.fromEntries(entries)
}

async function markOf(folder: string): Promise<string> {
  const marks = await Promise.all(
    (await modelFiles(folder)).map(async name => {
      const { size, mtimeMs } = await stat(join(folder, name))
      return `${name} ${size} ${mtimeMs}`
    }),
  )
  return marks.join('\n')
}

function sorted(files: InUse): readonly (readonly [string, string])[] {
  return Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

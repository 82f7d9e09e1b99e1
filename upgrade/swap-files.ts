// Several files of a data folder replaced as one: whatever kills the process, the next start has all of the old ones or
// all of the new ones. Everything is laid ready in a folder beside them:
//
//   upgrade.new/    being laid ready; a start throws it away
//   upgrade.ready/  its renamed self, from which moment on a start ends what was begun
//     swap.json     what is to be done
//     new/          files that take the place of those of the same name
//     old/          those they take the place of (hard links: no copy, no moment without them)
//
// A file that somebody changed after it was laid ready (a program of before, which knows nothing of this) is left alone.

import { existsSync } from 'node:fs'
import { copyFile, link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder } from '#/store/embedded/day-manifest.ts'

/** Bytes and time of last change of a database file without a write-ahead log: whoever writes to it changes them. */
export interface FileStamp {
  readonly bytes: number
  readonly changedNs: string
}

export interface SwapFile {
  readonly file: string
  /** As it was when it was laid ready; null when there was none. */
  readonly before: FileStamp | null
  /** Of the one that takes its place; null when it is only removed. */
  readonly after: FileStamp | null
}

/** Told of each step that was made durable; for tests, which kill the process there. */
export type AtStep = (step: string) => void

const PREPARING = 'upgrade.new'
const READY = 'upgrade.ready'
const PLAN = 'swap.json'

/** Makes the folder anew in which files are laid ready, and names its place for new files. */
export async function beginSwap(directory: string): Promise<{ readonly newFiles: string }> {
  await abandonSwap(directory)
  const newFiles = join(directory, PREPARING, 'new')
  await mkdir(newFiles, { recursive: true, mode: 0o700 })
  await mkdir(join(directory, PREPARING, 'old'), { mode: 0o700 })
  return { newFiles }
}

/** Throws away what was not ready. */
export async function abandonSwap(directory: string): Promise<void> {
  await rm(join(directory, PREPARING), { recursive: true, force: true })
}

/** From when it resolves, the new files are those that count. `plan` is kept with the old ones. */
export async function commitSwap(
  directory: string,
  files: readonly SwapFile[],
  plan: object,
  atStep: AtStep = () => {},
): Promise<void> {
  const preparing = join(directory, PREPARING)
  for (const { file, before } of files)
    if (before !== null) await linkOrCopy(join(directory, file), join(preparing, 'old', file))
  await writeDurably(join(preparing, PLAN), `${JSON.stringify({ ...plan, files }, null, 1)}\n`)
  await syncFolder(join(preparing, 'old'))
  await syncFolder(join(preparing, 'new'))
  await syncFolder(preparing)
  atStep('prepared')
  await rename(preparing, join(directory, READY))
  await syncFolder(directory)
  atStep('committed')
}

/** Where the plan and the old files of a swap are kept that was ended, and which folders go away with that. */
export interface SwapRemains {
  readonly keptAs: string
  readonly removed: readonly string[]
}

/** Ends a swap that was committed; undefined when none was. */
export async function finishSwap<Plan extends { readonly files: readonly SwapFile[] }>(
  directory: string,
  remainsOf: (plan: Plan) => SwapRemains,
  atStep: AtStep = () => {},
): Promise<Plan | undefined> {
  const ready = join(directory, READY)
  if (!existsSync(ready)) return undefined
  const plan = JSON.parse(await readFile(join(ready, PLAN), 'utf8')) as Plan
  for (const { file, before, after } of plan.files) {
    const [from, to] = [join(ready, 'new', file), join(directory, file)]
    const isToDo = after === null ? existsSync(to) : existsSync(from)
    if (!isToDo || !isSame(await stampOf(to), before)) continue
    await rm(`${to}-wal`, { force: true })
    await rm(`${to}-shm`, { force: true })
    await (after === null ? rm(to) : rename(from, to))
    await syncFolder(directory)
    atStep(`swapped ${file}`)
  }
  const { keptAs, removed } = remainsOf(plan)
  await rm(join(ready, 'new'), { recursive: true, force: true })
  for (const name of [...removed, keptAs]) await rm(join(directory, name), { recursive: true, force: true })
  await rename(ready, join(directory, keptAs))
  await syncFolder(directory)
  atStep('finished')
  return plan
}

/** Null when there is no such file. One with a write-ahead log that holds something is never the same as any. */
export async function stampOf(path: string): Promise<FileStamp | null> {
  const found = await statOrNothing(path)
  if (found === undefined) return null
  const log = await statOrNothing(`${path}-wal`)
  const waiting = log === undefined ? 0n : log.size
  return {
    bytes: Number(found.size + waiting),
    changedNs: waiting === 0n ? String(found.mtimeNs) : 'written',
  }
}

export function isSame(a: FileStamp | null, b: FileStamp | null): boolean {
  return a?.bytes === b?.bytes && a?.changedNs === b?.changedNs && a?.changedNs !== 'written'
}

export async function writeDurably(path: string, text: string): Promise<void> {
  await using file = await open(path, 'w', 0o640)
  await file.writeFile(text)
  await file.sync()
}

/** A second name for a file; a copy of it where the file system knows no hard links. */
export async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch {
    await copyFile(from, to)
    await using file = await open(to, 'r')
    await file.sync()
  }
}

async function statOrNothing(path: string): Promise<{ size: bigint; mtimeNs: bigint } | undefined> {
  try {
    return await stat(path, { bigint: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

// Imported rule sets travel whole: the leader's folder of them becomes one notice on the board, and each process that
// detects makes its own folder the same. The file that says which rules are at work is written last, since rules are
// loaded anew when it changes.

import { glob, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Board } from '#/cluster/board.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import { AT_WORK } from '#/rulesets/rule-set.ts'

/** Path within the folder → its text. */
type Bundle = Readonly<Record<string, string>>

const NAME = 'rule-sets'
const LOOK_MS = 5000

/** Puts up the folder whenever what is at work has changed, until the signal fires. */
export async function publishRuleSets(
  board: Board,
  folder: string,
  report: ReportProblem,
  signal: AbortSignal,
): Promise<void> {
  let last: string | undefined
  while (!signal.aborted) {
    try {
      const mark = await markOf(folder)
      if (mark !== last) await board.put(NAME, await bundleOf(folder))
      last = mark
    } catch (error) {
      report({ code: 'store.failed', where: folder, detail: `not handed on: ${(error as Error).message}` })
    }
    await sleep(LOOK_MS, undefined, { signal }).catch(() => {})
  }
}

/** Makes the folder what the leader's is, at the start and whenever that changes, until the signal fires. */
export async function followRuleSets(board: Board, folder: string, signal: AbortSignal): Promise<void> {
  await board.follow(NAME, undefined, async ({ value }) => await unbundle(folder, value as Bundle), signal)
}

/**
 * Adds what an earlier leader had and the folder of this one lacks. What is there stays: it may be newer than what was
 * handed on. Which rules are at work is then written by what the state says.
 */
export async function addRuleSets(board: Board, folder: string): Promise<void> {
  const latest = await board.latest(NAME)
  if (latest === undefined) return
  const there = new Set(await filesOf(folder))
  const bundle = Object.entries(latest.value as Bundle).filter(([name]) => !there.has(name))
  await writeFiles(folder, Object.fromEntries(bundle))
}

/** Now, once: before rules are loaded for the first time. Redis being away leaves the folder as it is. */
export async function takeRuleSets(board: Board, folder: string): Promise<void> {
  const latest = await board.latest(NAME).catch(() => undefined)
  if (latest !== undefined) await unbundle(folder, latest.value as Bundle)
}

async function markOf(folder: string): Promise<string> {
  const found = await stat(join(folder, AT_WORK)).catch(() => undefined)
  return found === undefined ? 'none' : `${found.size} ${found.mtimeMs}`
}

async function bundleOf(folder: string): Promise<Bundle> {
  const bundle: Record<string, string> = {}
  for (const name of await filesOf(folder)) bundle[name] = await readFile(join(folder, name), 'utf8')
  return bundle
}

async function unbundle(folder: string, bundle: Bundle): Promise<void> {
  const names = await writeFiles(folder, bundle)
  for (const name of await filesOf(folder)) if (!names.includes(name)) await rm(join(folder, name))
}

/** The file that says what is at work last. Answers the names that are within the folder. */
async function writeFiles(folder: string, bundle: Bundle): Promise<readonly string[]> {
  const names = Object.keys(bundle)
    .filter(isWithin)
    .sort((a, b) => Number(a === AT_WORK) - Number(b === AT_WORK))
  for (const name of names) {
    const path = join(folder, name)
    if ((await readFile(path, 'utf8').catch(() => undefined)) === bundle[name]) continue
    await mkdir(dirname(path), { recursive: true, mode: 0o750 })
    await writeFile(`${path}.new`, bundle[name]!, { mode: 0o640 })
    await rename(`${path}.new`, path)
  }
  return names
}

async function filesOf(folder: string): Promise<readonly string[]> {
  const names: string[] = []
  for await (const entry of glob('**/*', { cwd: folder, withFileTypes: true }))
    if (entry.isFile() && !entry.name.endsWith('.new'))
      names.push(
        join(entry.parentPath, entry.name)
          .slice(folder.length + 1)
          .split(sep)
          .join('/'),
      )
  return names.sort()
}

/** Whoever can write to Redis must not thereby write anywhere. */
function isWithin(name: string): boolean {
  return !name.split('/').includes('..') && !name.startsWith('/') && !name.includes('\\')
}

// What people decide in the console reaches every process that detects: monitored systems, indicators, exceptions, rules
// that are off, and imported rule sets, file by file. The leader puts it on the board; the others follow, and keep a copy
// on disk, with which they can start while Redis or the leader is away.

import { readFile, rename, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Board, Notice } from '#/cluster/board.ts'
import type { Indicator } from '#/kernel/indicator.ts'
import type { MonitoredSystem } from '#/kernel/monitored-system.ts'
import type { ExceptionInForce } from '#/store/exceptions.ts'

export interface DetectionNews {
  readonly systems: readonly MonitoredSystem[]
  readonly indicators: readonly Indicator[]
  readonly exceptions: readonly ExceptionInForce[]
  readonly rulesOff: readonly string[]
}

/** What a process goes by that has never heard of any. */
export const NOTHING_TOLD: DetectionNews = { systems: [], indicators: [], exceptions: [], rulesOff: [] }

const NAME = 'detection'
const LOOK_MS = 1000

/** Puts up what has changed, until the signal fires. */
export async function publishNews(
  board: Board,
  now: () => DetectionNews,
  signal: AbortSignal,
): Promise<void> {
  let last: string | undefined
  while (!signal.aborted) {
    const news = now()
    const text = JSON.stringify(news)
    // What Redis did not take is put up at the next look.
    if (text !== last)
      await board.put(NAME, news).then(
        () => (last = text),
        () => {},
      )
    await sleep(LOOK_MS, undefined, { signal }).catch(() => {})
  }
}

/** What is known at the start: from the board, else as it was last; undefined when nothing was ever told. */
export async function newsAtStart(board: Board, copy: string): Promise<Notice | undefined> {
  const latest = await board.latest(NAME).catch(() => undefined)
  if (latest !== undefined) return await kept(latest, copy)
  const text = await readFile(copy, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as Notice)
}

/** Hears of all that comes after `known`, until the signal fires. */
export async function followNews(
  board: Board,
  copy: string,
  known: string | undefined,
  changed: (news: DetectionNews) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  await board.follow(
    NAME,
    known,
    async notice => {
      await changed((await kept(notice, copy)).value as DetectionNews)
    },
    signal,
  )
}

async function kept(notice: Notice, copy: string): Promise<Notice> {
  await writeFile(`${copy}.new`, JSON.stringify(notice), { mode: 0o600 })
  await rename(`${copy}.new`, copy)
  return notice
}

/** Exceptions that came, changed or went. */
export function exceptionChanges(
  before: readonly ExceptionInForce[],
  now: readonly ExceptionInForce[],
): readonly { readonly id: string; readonly definition: ExceptionInForce['definition'] | null }[] {
  const old = new Map(before.map(({ id, definition }) => [id, JSON.stringify(definition)]))
  const ids = new Set(now.map(({ id }) => id))
  return [
    ...now.filter(({ id, definition }) => old.get(id) !== JSON.stringify(definition)),
    ...before.filter(({ id }) => !ids.has(id)).map(({ id }) => ({ id, definition: null })),
  ]
}

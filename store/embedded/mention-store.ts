// The mention store on SQLite, in a thread of its own: with half a million mentions a week's figures take up to
// some hundred milliseconds, and the main thread must go on meanwhile. Calls are answered in the order in which
// they came, so that whoever has put a mention finds it.

import { Worker } from 'node:worker_threads'
import { unpackError } from '#/kernel/carry-error.ts'
import { Fatal } from '#/kernel/errors.ts'
import type { MentionSketch, MentionStore } from '../mention-store.ts'
import type { FromMentions, MentionMethod, ToMentions } from './mention-thread.ts'
import { CLEAR_STEP, type MentionWork, type SketchStep } from './mention-work.ts'

export interface EmbeddedMentionStoreOptions {
  /** The database file; made when absent. `:memory:` keeps nothing. */
  readonly path: string
  /** The thread died of an error of ours; every call from now on is rejected with it. */
  readonly onFailed: (error: Error) => void
}

interface Waiting {
  readonly resolve: (result: never) => void
  readonly reject: (error: Error) => void
}

/** Opens the store; throws Fatal (`store.failed`) when it cannot, or when a newer version wrote the file. */
export async function openEmbeddedMentionStore({
  path,
  onFailed,
}: EmbeddedMentionStoreOptions): Promise<MentionStore> {
  const worker = new Worker(new URL('./mention-thread.ts', import.meta.url), { workerData: { path } })
  const waiting = new Map<number, Waiting>()
  const ready = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<void>()
  let nextCall = 1
  let closing = false
  let dead: Error | undefined

  const failed = (error: Error): void => {
    if (dead !== undefined) return
    dead = error
    ready.reject(
      new Fatal('store.failed', `The store of mentions failed: ${error.message}`, { cause: error }),
    )
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
    if (!closing) onFailed(error)
  }
  worker.on('error', error => failed(error instanceof Error ? error : new Error(String(error))))
  worker.on('exit', code => {
    failed(new Error(`the thread of mentions ended${code === 0 ? '' : ` with code ${code}`}`))
    ended.resolve()
  })
  worker.on('message', (message: FromMentions) => {
    switch (message.kind) {
      case 'ready':
        return ready.resolve()
      case 'unusable':
        closing = true
        return ready.reject(unpackError(message.error))
      case 'result':
        waiting.get(message.call)?.resolve(message.result as never)
        waiting.delete(message.call)
        return undefined
      case 'failed':
        waiting.get(message.call)?.reject(unpackError(message.error))
        waiting.delete(message.call)
        return undefined
    }
  })
  await ready.promise

  /** The method of that name, done by the thread. */
  function remote<Name extends MentionMethod>(method: Name) {
    return (...args: Parameters<MentionWork[Name]>): Promise<ReturnType<MentionWork[Name]>> => {
      if (dead !== undefined) return Promise.reject(dead)
      const number = nextCall++
      const { promise, resolve, reject } = Promise.withResolvers<never>()
      waiting.set(number, { resolve, reject })
      worker.postMessage({ kind: 'call', call: number, method, args } satisfies ToMentions)
      return promise
    }
  }

  return {
    put: remote('put'),
    get: remote('get'),
    find: remote('find'),
    stories: remote('stories'),
    story: remote('story'),
    totals: remote('totals'),
    counts: remote('counts'),
    sketchesSince: ms => allSketches(remote('sketchStep'), ms),
    joinStories: remote('joinStories'),
    setCopyOf: remote('setCopyOf'),
    correct: remote('correct'),
    corrected: remote('corrected'),
    leastSure: remote('leastSure'),
    rescore: remote('rescore'),
    flag: remote('flag'),
    deleteBefore: ms => allCleared(remote('deleteStep'), ms),
    forgetTextBefore: ms => allCleared(remote('forgetStep'), ms),
    async [Symbol.asyncDispose]() {
      closing = true
      if (dead === undefined) worker.postMessage({ kind: 'close' } satisfies ToMentions)
      await ended.promise
    },
  }
}

async function allSketches(
  step: (ms: number, before: string | null) => Promise<SketchStep>,
  ms: number,
): Promise<readonly MentionSketch[]> {
  const found: MentionSketch[] = []
  for (let before: string | null = null; ;) {
    const { sketches, next }: SketchStep = await step(ms, before)
    found.push(...sketches)
    if (next === null) return found
    before = next
  }
}

async function allCleared(step: (ms: number) => Promise<number>, ms: number): Promise<number> {
  for (let cleared = 0; ;) {
    const some = await step(ms)
    cleared += some
    if (some < CLEAR_STEP) return cleared
  }
}

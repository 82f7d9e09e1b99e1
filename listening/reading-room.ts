// The main thread's end of the reading thread. A page that was handed over when the thread died is handed over again
// by the crawl that is repeated; `onFailed` hears of it and the platform ends, as with the other threads.

import { Worker } from 'node:worker_threads'
import { unpackError } from '#/kernel/carry-error.ts'
import type { Voice } from '#/kernel/mention.ts'
import type { PageReading, ReadPage } from './draft-mentions.ts'
import type {
  FromReading,
  MeaningSettings,
  ModelPaths,
  ModelsInUse,
  ReadingResult,
  ReadingSettings,
  ScoredTone,
  ToReading,
} from './reading-messages.ts'

export interface ReadingRoom extends AsyncDisposable {
  read(page: ReadPage): Promise<PageReading>
  score(voice: Voice, texts: readonly string[]): Promise<readonly ScoredTone[]>
  models(): Promise<ModelsInUse>
  /** Scores with these from now on; keeps the old ones when they cannot be opened, and rejects. */
  useModels(models: ModelPaths): Promise<void>
  useMeaning(meaning: MeaningSettings): Promise<void>
}

interface Waiting {
  readonly resolve: (result: never) => void
  readonly reject: (error: Error) => void
}

/** Resolves when models and lists are loaded; rejects with their error when they cannot be. */
export async function openReadingRoom(
  settings: ReadingSettings,
  onFailed: (error: Error) => void,
): Promise<ReadingRoom> {
  const worker = new Worker(new URL('./reading-thread.ts', import.meta.url), { workerData: settings })
  const waiting = new Map<number, Waiting>()
  const ready = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<void>()
  let nextCall = 1
  let closing = false
  let dead: Error | undefined

  function failed(error: Error): void {
    if (dead !== undefined) return
    dead = error
    ready.reject(error)
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
    if (!closing) onFailed(error)
  }
  worker.on('error', error => failed(error instanceof Error ? error : new Error(String(error))))
  worker.on('exit', code => {
    failed(new Error(`the reading thread ended${code === 0 ? '' : ` with code ${code}`}`))
    ended.resolve()
  })
  worker.on('message', (message: FromReading) => {
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

  function ask<T extends ReadingResult>(make: (call: number) => ToReading): Promise<T> {
    if (dead !== undefined) return Promise.reject(dead)
    const call = nextCall++
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    waiting.set(call, { resolve, reject })
    worker.postMessage(make(call))
    return promise
  }

  return {
    read: page => ask<PageReading>(call => ({ kind: 'read', call, page })),
    score: (voice, texts) =>
      texts.length === 0
        ? Promise.resolve([])
        : ask<readonly ScoredTone[]>(call => ({ kind: 'score', call, voice, texts })),
    models: () => ask<ModelsInUse>(call => ({ kind: 'cards', call })),
    async useModels(models) {
      await ask<null>(call => ({ kind: 'models', call, models }))
    },
    async useMeaning(meaning) {
      await ask<null>(call => ({ kind: 'meaning', call, meaning }))
    },
    async [Symbol.asyncDispose]() {
      closing = true
      await worker.terminate()
      await ended.promise
    },
  }
}

// A worker thread that answers calls, from the side of who calls it. Each call has a number and gets one answer; the
// thread says once at its start that it is ready, or why it cannot be. When it dies, every call that waits and every
// later one is rejected with the reason, and `onFailed` hears of it once.

import { unpackError, type CarriedError } from './carry-error.ts'
import { startThread } from './start-thread.ts'

/** Thread → caller. */
export type FromThread<Result> =
  | { readonly kind: 'ready' }
  | { readonly kind: 'unusable'; readonly error: CarriedError }
  | { readonly kind: 'result'; readonly call: number; readonly result: Result }
  | { readonly kind: 'failed'; readonly call: number; readonly error: CarriedError }

export interface CalledThread<To> {
  /** What `make` makes of the call's number is posted; the answer is what the thread promises for it. */
  readonly ask: <Answer>(make: (call: number) => To) => Promise<Answer>
  /** Posts the last message and waits until the thread has ended; without one it is ended at once. */
  readonly end: (last?: To) => Promise<void>
}

export interface CalledThreadOptions {
  readonly script: URL
  /** Its workerData. */
  readonly data: unknown
  /** In errors: `the reading thread`. */
  readonly name: string
  /** It died of an error of ours, while nobody was ending it. */
  readonly onFailed: (error: Error) => void
  /** Ends the thread at once, one too that is not ready yet. */
  readonly signal?: AbortSignal
}

interface Waiting {
  readonly resolve: (answer: never) => void
  readonly reject: (error: Error) => void
}

/** Resolves when the thread is ready; rejects with its own error when it says that it is unusable, or with why it died. */
export async function openCalledThread<To>(options: CalledThreadOptions): Promise<CalledThread<To>> {
  const { script, data, name, onFailed } = options
  const worker = startThread(script, data)
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
  function settle(call: number, settleIt: (call: Waiting) => void): void {
    const known = waiting.get(call)
    waiting.delete(call)
    if (known !== undefined) settleIt(known)
  }
  worker.on('error', error => failed(error instanceof Error ? error : new Error(String(error))))
  worker.on('exit', code => {
    failed(new Error(`${name} ended${code === 0 ? '' : ` with code ${code}`}`))
    ended.resolve()
  })
  worker.on('message', (message: FromThread<never>) => {
    switch (message.kind) {
      case 'ready':
        return ready.resolve()
      case 'unusable':
        closing = true
        return ready.reject(unpackError(message.error))
      case 'result':
        return settle(message.call, ({ resolve }) => resolve(message.result))
      case 'failed':
        return settle(message.call, ({ reject }) => reject(unpackError(message.error)))
    }
  })
  const abort = (): void => {
    closing = true
    void worker.terminate()
  }
  options.signal?.addEventListener('abort', abort, { once: true })
  if (options.signal?.aborted === true) abort()
  await ready.promise

  return {
    ask<Answer>(make: (call: number) => To): Promise<Answer> {
      if (dead !== undefined) return Promise.reject(dead)
      const call = nextCall++
      const { promise, resolve, reject } = Promise.withResolvers<Answer>()
      waiting.set(call, { resolve, reject })
      worker.postMessage(make(call))
      return promise
    },
    async end(last) {
      closing = true
      if (dead === undefined && last !== undefined) worker.postMessage(last)
      else await worker.terminate()
      await ended.promise
    },
  }
}

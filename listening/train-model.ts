// One training, waited for: the main thread's end of training-thread.ts.

import { unpackError } from '#/kernel/carry-error.ts'
import { startThread } from '#/kernel/start-thread.ts'
import type { TrainingOrder, TrainingOutcome } from './training-thread.ts'

/** Resolves when the model is written; rejects with the reason, or when the signal fires. */
export async function trainModel(order: TrainingOrder, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const worker = startThread(new URL('./training-thread.ts', import.meta.url), order)
  const ended = Promise.withResolvers<void>()
  worker.on('message', (outcome: TrainingOutcome) => {
    if (outcome.kind === 'trained') ended.resolve()
    else ended.reject(unpackError(outcome.error))
  })
  worker.on('error', error => ended.reject(error))
  worker.on('exit', code => ended.reject(new Error(`the training ended with code ${code}`)))
  const stop = (): void => {
    ended.reject(signal.reason as Error)
    void worker.terminate()
  }
  signal.addEventListener('abort', stop, { once: true })
  try {
    await ended.promise
  } finally {
    signal.removeEventListener('abort', stop)
    await worker.terminate()
  }
}

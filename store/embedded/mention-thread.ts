// The mention store's thread: takes calls one after another and answers each. Run by mention-store.ts.

import { parentPort, workerData } from 'node:worker_threads'
import type { FromThread } from '#/kernel/called-thread.ts'
import { packError } from '#/kernel/carry-error.ts'
import { openMentionWork, type MentionWork } from './mention-work.ts'

export type MentionMethod = Exclude<keyof MentionWork, symbol>

/** Its workerData. */
export interface MentionThreadData {
  readonly path: string
  readonly readOnly: boolean
  readonly ofCluster: boolean
}

/** Main thread → store: a call with its number, or the end. */
export type ToMentions =
  | {
      readonly kind: 'call'
      readonly call: number
      readonly method: MentionMethod
      readonly args: readonly unknown[]
    }
  | { readonly kind: 'close' }

/** Store → main thread: one answer for each call; `ready` or `unusable` once at the start. */
export type FromMentions = FromThread<unknown>

const port = parentPort
if (port === null) throw new Error('store/embedded/mention-thread.ts runs as a worker thread only')
const tell = (message: FromMentions): void => port.postMessage(message)

try {
  const work = openMentionWork(workerData as MentionThreadData)
  port.on('message', (message: ToMentions) => {
    if (message.kind === 'close') {
      work[Symbol.dispose]()
      port.close()
      return
    }
    const { call, method, args } = message
    try {
      const run = work[method] as (...args: readonly unknown[]) => unknown
      tell({ kind: 'result', call, result: run(...args) })
    } catch (error) {
      tell({ kind: 'failed', call, error: packError(error) })
    }
  })
  tell({ kind: 'ready' })
} catch (error) {
  tell({ kind: 'unusable', error: packError(error) })
}

// The test's end of the processes of a cluster: started, asked, killed.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { Asked, ClusterSettings } from './cluster-child.ts'

export interface ClusterProcess extends AsyncDisposable {
  ask<T>(what: string, about?: unknown): Promise<T>
  /** SIGKILL: no chance to tidy up. */
  kill(): Promise<void>
}

/** Resolves when it is ready; rejects with its last words when it ended before. */
export async function startProcess(
  kind: 'leader' | 'worker',
  settings: ClusterSettings,
): Promise<ClusterProcess> {
  const child = fork(new URL(`./${kind}-child.ts`, import.meta.url), [JSON.stringify(settings)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  })
  let words = ''
  child.stderr!.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-10_000)))
  const exited = once(child, 'exit')
  const waiting = new Map<number, (answer: unknown) => void>()
  const ready = Promise.withResolvers<void>()
  child.on('message', (message: { readonly call?: number; readonly answer?: unknown }) => {
    if (message.call === undefined) return ready.resolve()
    waiting.get(message.call)?.(message.answer)
    waiting.delete(message.call)
  })
  let calls = 0
  const gone = exited.then((): never => {
    throw new Error(`${settings.node} has ended:\n${words}`)
  })
  gone.catch(() => {})
  await Promise.race([ready.promise, gone])

  async function kill(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await exited
  }
  return {
    async ask<T>(what: string, about?: unknown): Promise<T> {
      const call = calls++
      const answered = Promise.withResolvers<unknown>()
      waiting.set(call, answered.resolve)
      child.send({ call, what, about } satisfies Asked)
      return (await Promise.race([answered.promise, gone])) as T
    },
    kill,
    [Symbol.asyncDispose]: kill,
  }
}

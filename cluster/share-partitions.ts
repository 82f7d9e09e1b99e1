// Divides partitions among the processes that live: each takes no more than its share, gives up what is beyond it when
// another comes, and takes over what one that died had held, when its lease has ended. Who holds what is a lead each
// (leader-lock.ts), so two can never both write for a partition, whatever they believe.

import { setTimeout as sleep } from 'node:timers/promises'
import { Retryable } from '#/kernel/errors.ts'
import type { LeaderLock, Term } from './leader-lock.ts'

export interface SharingOptions {
  readonly partitions: number
  readonly lock: LeaderLock
  /** Of the lead of a partition. */
  readonly nameOf: (partition: number) => string
  /** How many processes live that share them, this one included; throws Retryable when nobody can be asked. */
  readonly sharers: () => Promise<number>
  /**
   * Works on a partition until the term's signal fires, and then comes to its end in order. Retryable: the partition is
   * given up and may be taken again; any other error ends the sharing and is thrown.
   */
  readonly work: (partition: number, term: Term) => Promise<void>
  readonly lookMs?: number
}

const LOOK_MS = 1000

interface Held {
  readonly giveUp: AbortController
  readonly done: Promise<void>
}

/** Which partitions a process works on now. */
export interface Sharing {
  held(): readonly number[]
  /** Shares until the signal fires and all is given up. */
  run(signal: AbortSignal): Promise<void>
}

export function createSharing(options: SharingOptions): Sharing {
  const { partitions, lock, nameOf, sharers, work, lookMs = LOOK_MS } = options
  const held = new Map<number, Held>()
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => {})
  let next = 0

  async function take(partition: number, ending: AbortSignal): Promise<void> {
    const term = await lock.acquire(nameOf(partition))
    if (term === undefined) return
    const giveUp = new AbortController()
    const done = (async () => {
      await using _ = term
      const signal = AbortSignal.any([term.signal, giveUp.signal, ending])
      await work(partition, { name: term.name, fence: term.fence, isHeld: term.isHeld, signal })
    })()
      .catch((error: unknown) => {
        if (!(error instanceof Retryable)) failed.reject(error)
      })
      .finally(() => held.delete(partition))
    held.set(partition, { giveUp, done })
  }

  /** One look around: gives up what is too much, or tries the next that is not ours. */
  async function look(ending: AbortSignal): Promise<void> {
    const share = Math.ceil(partitions / Math.max(1, await sharers()))
    for (const { giveUp } of [...held.values()].slice(share)) giveUp.abort()
    for (let tried = 0; tried < partitions && held.size < share && !ending.aborted; tried++) {
      const partition = next++ % partitions
      if (!held.has(partition)) await take(partition, ending)
    }
  }

  return {
    held: () => [...held.keys()].sort((a, b) => a - b),
    async run(signal) {
      try {
        while (!signal.aborted) {
          const looked = look(signal).catch((error: unknown) => {
            if (!(error instanceof Retryable)) throw error
          })
          await Promise.race([looked, failed.promise])
          await Promise.race([sleep(lookMs, undefined, { signal }).catch(() => {}), failed.promise])
        }
      } finally {
        for (const { giveUp } of held.values()) giveUp.abort()
        await Promise.all(Array.from(held.values(), ({ done }) => done))
      }
    },
  }
}

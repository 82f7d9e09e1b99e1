// What windows decide upon may still be on its way into Elasticsearch: a collector tells of an event before it has stored
// it, and a search finds it a second after that. So the event that decided is asked for until it is there, but not for
// ever: without it, the alert tells what it knows from the windows.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '#/kernel/clock.ts'
import { Retryable } from '#/kernel/errors.ts'
import type { EventStore } from '#/store/event-store.ts'

const PATIENCE_MS = 15_000
const PAUSE_MS = 500

export function patientGet(
  events: Pick<EventStore, 'get'>,
  clock: Clock,
  signal: AbortSignal,
): EventStore['get'] {
  return async id => {
    const until = clock.now() + PATIENCE_MS
    for (;;) {
      const found = await events.get(id)
      if (found !== undefined || clock.now() >= until) return found
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => {
        throw new Retryable('leader.lost', 'the waiting for an event was ended')
      })
    }
  }
}

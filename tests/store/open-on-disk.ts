// An embedded event store on a throwaway folder, for tests.

import { rmSync } from 'node:fs'
import { systemClock } from '#/kernel/clock.ts'
import type { Problem } from '#/kernel/problem.ts'
import { openEmbeddedEventStore, type EmbeddedEventStoreOptions } from '#/store/embedded/event-store.ts'
import type { EventStore } from '#/store/event-store.ts'
import { quickFolder } from '../support/quick-folder.ts'
import type { OpenedEventStore } from './event-store-conformance.ts'

export interface OpenedOnDisk extends OpenedEventStore {
  readonly directory: string
  readonly problems: Problem[]
}

/** The folder is removed at the end unless one was given. */
export async function openOnDisk(more: Partial<EmbeddedEventStoreOptions> = {}): Promise<OpenedOnDisk> {
  const directory = more.directory ?? quickFolder('thapcanh-events-')
  const problems: Problem[] = []
  const open = (): Promise<EventStore> =>
    openEmbeddedEventStore({
      directory,
      clock: systemClock,
      report: problem => problems.push(problem),
      memoryLimitMb: 512,
      // What is found is what such tests are about, however busy the machine.
      maxSearchMs: 240_000,
      ...more,
    })
  let store = await open()
  return {
    get store() {
      return store
    },
    directory,
    problems,
    async reopen() {
      await store[Symbol.asyncDispose]()
      store = await open()
      return store
    },
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      if (more.directory === undefined) rmSync(directory, { recursive: true, force: true })
    },
  }
}

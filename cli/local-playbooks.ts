// Playbooks with all they act through, on a folder of their own instead of a running platform: what a real run
// on the command line needs. Block lists are not among it: firewalls fetch them from the platform.

import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { readEnvironment } from '#/config.ts'
import { openEmbeddedJobQueue } from '#/jobs/embedded/job-queue.ts'
import { systemClock } from '#/kernel/clock.ts'
import { Permanent } from '#/kernel/errors.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import { createSecrets } from '#/playbooks/actions/secrets.ts'
import type { PlaybookDesk } from '#/playbooks/desk.ts'
import { openPlaybooks } from '#/response/open-playbooks.ts'
import { createAudit } from '#/store/audit.ts'
import { openEmbeddedEventStore } from '#/store/embedded/event-store.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import type { EventStore } from '#/store/event-store.ts'
import { readDataConfig } from './data-config.ts'
import type { Io } from './io.ts'

export interface LocalPlaybooks extends AsyncDisposable {
  readonly desk: PlaybookDesk
  /** Resolves at the next change of a run, or after a while. */
  readonly changed: () => Promise<void>
}

export interface LocalOptions {
  /** Where the runs are kept; made when absent. */
  readonly folder: string
  /** Path of a configuration; otherwise the data folder's, if there is one. */
  readonly config: string | undefined
  readonly data: string | undefined
  /** Nothing is sent: block lists may be shown. */
  readonly isDry: boolean
  readonly io: Io
}

const LOOK_MS = 1000

/** Throws Permanent for a configuration that cannot be used. */
export async function openLocalPlaybooks(options: LocalOptions): Promise<LocalPlaybooks> {
  const { folder, isDry, io } = options
  const dataDirectory = options.data ?? readEnvironment().dataDirectory
  const config = readDataConfig(dataDirectory, options.config)
  const report: ReportProblem = ({ where, detail }) =>
    void io.stderr.write(`playbook run: ${where}: ${detail}\n`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })

  const closing = new AsyncDisposableStack()
  const state = closing.use(
    openEmbeddedStateStore({ path: join(folder, 'state.sqlite'), clock: systemClock }),
  )
  const jobs = closing.use(
    openEmbeddedJobQueue({
      path: join(folder, 'jobs.sqlite'),
      clock: systemClock,
      report,
      longestSleepMs: 100,
    }),
  )
  let wake = Promise.withResolvers<void>()
  const { playbooks } = config
  const { desk } = openPlaybooks({
    config: {
      ...playbooks,
      // A person at the shell vouches for the file; what its signatures are worth is said.
      signatures: { ...playbooks.signatures, imported: 'warn' },
      blockLists: isDry ? playbooks.blockLists : { lists: [], consumers: [] },
    },
    mailChannel: config.notices.email[0],
    secrets: createSecrets(playbooks.secretsFile),
    records: state.records,
    jobs,
    events: lazyEvents(dataDirectory, report, closing),
    audit: createAudit(state.records, systemClock),
    clock: systemClock,
    report,
    ownAddresses: [],
    prepareManual: () => Promise.resolve({}),
    onPending: () => Promise.resolve(),
    onRunChanged() {
      wake.resolve()
      wake = Promise.withResolvers()
    },
  })
  return {
    desk,
    async changed() {
      const late = Promise.withResolvers<void>()
      const timer = setTimeout(late.resolve, LOOK_MS)
      await Promise.race([wake.promise, late.promise])
      clearTimeout(timer)
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

/** Stored events of the data folder, opened by the first search; without any, a search says so. */
function lazyEvents(
  dataDirectory: string,
  report: ReportProblem,
  closing: AsyncDisposableStack,
): Pick<EventStore, 'search'> {
  let opening: Promise<EventStore> | undefined
  async function open(): Promise<EventStore> {
    const directory = join(dataDirectory, 'events')
    if (!existsSync(directory))
      throw new Permanent('data.unusable', `There are no stored events in ${dataDirectory}.`)
    const store = await openEmbeddedEventStore({
      directory,
      clock: systemClock,
      report,
      memoryLimitMb: 1024,
      readOnly: true,
    })
    return closing.use(store)
  }
  return { search: async (request, signal) => await (await (opening ??= open())).search(request, signal) }
}

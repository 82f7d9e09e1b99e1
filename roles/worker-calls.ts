// What workers ask of the leader beside its records: placing mentions in stories, what to read with, the people and
// documents of a playbook's run, and stored events.

import { remote, type CallClient } from '#/cluster/calls/call-client.ts'
import type { CallServer } from '#/cluster/calls/call-server.ts'
import type { CallTable } from '#/cluster/calls/call-table.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { ListeningForWorkers } from '#/listening/open-listening.ts'
import type { Keeper } from '#/listening/keep-mentions.ts'
import type { SharedReading } from '#/listening/shared-reading.ts'
import { runOfLog } from '#/playbooks/engine/run-records.ts'
import type { RunHooks } from '#/response/run-hooks.ts'
import type { EventStore } from '#/store/event-store.ts'
import type { Change, Records } from '#/store/records.ts'
import { serveMentions } from './remote-mentions.ts'
import { serveRecords } from './remote-records.ts'

type EventCalls = Pick<EventStore, 'search'>

const KEEPER: CallTable<Keeper> = { keep: 'change' }
const READING: CallTable<SharedReading> = { settings: 'read', model: 'read' }
const RUNS: CallTable<RunHooks> = { prepareManual: 'change', announce: 'change' }
const EVENTS: CallTable<EventCalls> = { search: 'read' }

export interface ServeWorkersOptions {
  readonly records: Records
  readonly clock: Clock
  readonly listening: ListeningForWorkers
  readonly response: { readonly runHooks: RunHooks; readonly runWritten: (runId: string) => void }
  readonly events: EventCalls
  /** Of the lead: Term.isHeld. */
  readonly isLeading: () => boolean
}

/** Answers all that workers ask for, until it is disposed or the lead is lost. */
export function serveWorkers(server: Pick<CallServer, 'serve'>, options: ServeWorkersOptions): Disposable {
  const { records, clock, listening, response, events, isLeading } = options
  const { mentions, keeper, reading } = listening
  const { runHooks, runWritten } = response
  using served = new DisposableStack()
  const onCommitted = (changes: readonly Change[]): void => {
    for (const runId of runsWritten(changes)) runWritten(runId)
  }
  served.use(serveRecords(server, { records, clock, isLeading, onCommitted }))
  served.use(serveMentions(server, mentions, isLeading))
  served.use(server.serve('keeper', KEEPER, keeper, isLeading))
  served.use(server.serve('reading', READING, reading, isLeading))
  served.use(server.serve('runs', RUNS, runHooks, isLeading))
  served.use(server.serve<EventCalls>('events', EVENTS, events, isLeading))
  return served.move()
}

function runsWritten(changes: readonly Change[]): ReadonlySet<string> {
  const runs = changes.map(change => (change.kind === 'append' ? runOfLog(change.log) : undefined))
  return new Set(runs.filter(run => run !== undefined))
}

export interface LeaderServices {
  readonly keeper: Keeper
  readonly reading: SharedReading
  readonly runHooks: RunHooks
  readonly events: EventCalls
}

/** The leader's services, as a worker calls them. */
export function leaderServices(client: CallClient): LeaderServices {
  return {
    keeper: remote<Keeper>(client, 'keeper', KEEPER),
    reading: remote<SharedReading>(client, 'reading', READING),
    runHooks: remote<RunHooks>(client, 'runs', RUNS),
    events: remote<EventCalls>(client, 'events', EVENTS),
  }
}

// One batch through the stages that need no waiting: raw records → events → matches → alerts.
// Pure in its arguments: the same records always give the same events and alerts, so a batch that is read
// again after a crash changes nothing.

import { parseRecord } from '#/collectors/formats/parse-record.ts'
import type { RawRecord } from '#/collectors/raw-log/record.ts'
import { makeAlert } from '#/correlation/make-alert.ts'
import type { MatchIndicators } from '#/correlation/match-indicators.ts'
import type { Matcher } from '#/correlation/rule.ts'
import type { Alert } from '#/kernel/alert.ts'
import { isoTime } from '#/kernel/clock.ts'
import { OWN_FIELDS } from '#/kernel/event.ts'
import { eventId } from '#/kernel/ids.ts'
import type { Problem } from '#/kernel/problem.ts'
import type { StoredEvent } from '#/store/event-store.ts'
import type { AssignSystem } from './assign-system.ts'

/** How the lines of one listener are to be read, from the configuration. */
export interface ListenerReading {
  /** Format name, or undefined to recognise it. */
  readonly forced?: string
  readonly zoneOffsetMinutes: number
}

export interface BatchStages {
  /** Replaced when rules are loaded anew; between batches, since a batch is read in one go. */
  matcher: Matcher
  /** Replaced when the indicators change. */
  matchIndicators: MatchIndicators
  /** Replaced when the register changes; a batch that is under way keeps the one it began with. */
  assignSystem: AssignSystem
  readonly readings: ReadonlyMap<string, ListenerReading>
}

export interface Batch {
  readonly events: readonly StoredEvent[]
  readonly alerts: readonly Alert[]
  readonly problems: readonly Problem[]
}

export function readBatch(records: readonly RawRecord[], stages: BatchStages, now: number): Batch {
  const events: StoredEvent[] = []
  const alerts: Alert[] = []
  const problems: Problem[] = []
  for (const record of records) {
    const parsed = parseRecord(record, stages.readings.get(record.listener))
    problems.push(...parsed.problems)
    const event = parsed.event
    event['event.ingested'] = isoTime(record.receivedMs)
    event[OWN_FIELDS.peer] = record.peer
    if (event[OWN_FIELDS.format] === 'unknown') event[OWN_FIELDS.envelope] = record.envelope
    const system = stages.assignSystem(event, record.listener, record.peer)
    if (system) {
      event[OWN_FIELDS.system] = system.id
      event[OWN_FIELDS.systemLevel] = system.level
    }
    const id = eventId(record.receivedMs, record.sequence)
    events.push({ id, ingestedMs: record.receivedMs, event })
    for (const match of [...stages.matcher.match(event), ...stages.matchIndicators(event)])
      alerts.push(makeAlert(match, event, id, now))
  }
  return { events, alerts, problems }
}

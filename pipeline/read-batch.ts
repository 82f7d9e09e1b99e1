// One batch through the stages that need no waiting: raw records → events → matches → alerts.
// The same records always give the same events and alerts, so a batch that is read again after a crash changes
// nothing. Only correlations remember: what they have seen is part of their snapshot, with its place in the log.

import { setImmediate as othersTurn } from 'node:timers/promises'
import { parseRecord } from '#/collectors/formats/parse-record.ts'
import type { RawRecord } from '#/collectors/raw-log/record.ts'
import type { Alert } from '#/kernel/alert.ts'
import { isoTime, type Clock } from '#/kernel/clock.ts'
import { OWN_FIELDS } from '#/kernel/event.ts'
import { eventId } from '#/kernel/ids.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { Problem } from '#/kernel/problem.ts'
import type { StoredEvent } from '#/store/event-store.ts'
import type { AssignSystem } from './assign-system.ts'
import type { CorrelationStage } from './correlation-stage.ts'
import { raiseAlerts, type Hidden, type RaisingStages } from './raise-alerts.ts'

/** How the lines of one listener are to be read, from the configuration. */
export interface ListenerReading {
  /** Format name, or undefined to recognise it. */
  readonly forced?: string
  readonly zoneOffsetMinutes: number
}

export interface BatchStages extends RaisingStages {
  /** Replaced when the register changes; a batch that is under way keeps the one it began with. */
  assignSystem: AssignSystem
  readonly readings: ReadonlyMap<string, ListenerReading>
  readonly correlation: CorrelationStage
}

export interface Batch {
  readonly events: readonly StoredEvent[]
  readonly alerts: readonly Alert[]
  /** What exceptions kept from being raised. */
  readonly hidden: readonly Hidden[]
  readonly problems: readonly Problem[]
}

/**
 * Reads many records in turns with everything else that the pipeline's thread has to do: searches are not to wait for all
 * of them. What changes meanwhile, such as a rule, is so from the next turn on.
 */
export async function readBatchInTurns(
  records: readonly RawRecord[],
  stages: BatchStages,
  clock: Clock,
): Promise<Batch> {
  const parts: Batch[] = []
  for (let from = 0; from < records.length; from += LIMITS.maxTurnEvents) {
    if (from > 0) await othersTurn()
    parts.push(readBatch(records.slice(from, from + LIMITS.maxTurnEvents), stages, clock.now()))
  }
  if (parts.length === 1) return parts[0]!
  return {
    events: parts.flatMap(({ events }) => events),
    alerts: parts.flatMap(({ alerts }) => alerts),
    hidden: parts.flatMap(({ hidden }) => hidden),
    problems: parts.flatMap(({ problems }) => problems),
  }
}

/** `correlates` false leaves correlations out: events that are read again later are no news to them. */
export function readBatch(
  records: readonly RawRecord[],
  stages: BatchStages,
  now: number,
  correlates = true,
): Batch {
  const { correlation } = stages
  const events: StoredEvent[] = []
  const alerts: Alert[] = []
  const hidden: Hidden[] = []
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
    const raised = raiseAlerts(event, id, stages, now)
    if (correlates) correlation.see(event, raised.matches, record)
    alerts.push(...raised.alerts.filter(({ rule }) => correlation.raisesAlerts(rule)))
    hidden.push(...raised.hidden)
  }
  return { events, alerts, hidden, problems }
}

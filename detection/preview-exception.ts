// What an exception would have hidden of the alerts of the last 30 days, and what became of their incidents: whoever
// reviews it must see whether it would have hidden something true. Alerts are asked in the pipeline's thread, in
// small portions, by the very code that will hide them.

import type { ExceptionPreviewView } from '#/api/contract/exceptions.ts'
import type { DetectionReader } from '#/api/detection-desk.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { ExceptionDefinition } from '#/kernel/detection-exception.ts'
import type { Event } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { Ask, AskedAlert } from '#/pipeline/detection-questions.ts'
import { nameRule } from '#/pipeline/exception-shelf.ts'
import type { EventStore } from '#/store/event-store.ts'
import type { PlacedAlert, StateStore } from '#/store/state-store.ts'

const PREVIEW_MS = 30 * 86_400_000
const PORTION = 200
const EXAMPLES = 20

export interface PreviewSurroundings {
  readonly state: Pick<StateStore, 'recentAlerts' | 'incident'>
  readonly events: Pick<EventStore, 'get'>
  readonly ask: Ask
  readonly clock: Clock
}

/** Counts only alerts of systems that the reader sees. */
export async function previewException(
  definition: ExceptionDefinition,
  reader: Pick<DetectionReader, 'systems'>,
  surroundings: PreviewSurroundings,
): Promise<ExceptionPreviewView> {
  const { state, ask, clock } = surroundings
  const toMs = clock.now()
  const fromMs = toMs - PREVIEW_MS
  const ruleIds = (await ask<'reached'>({ kind: 'reached', definition })) ?? []
  const tally = createTally(fromMs, toMs, state)
  let after: string | null = null
  do {
    if (ruleIds.length === 0) break
    const page: ReturnType<StateStore['recentAlerts']> = state.recentAlerts(
      ruleIds,
      fromMs,
      after ?? undefined,
    )
    after = page.next
    const mayCount = ({ alert: { systemId } }: PlacedAlert): boolean =>
      reader.systems === null || (systemId !== null && reader.systems.includes(systemId))
    const seen = page.alerts.filter(mayCount)
    for (let at = 0; at < seen.length; at += PORTION)
      await judge(seen.slice(at, at + PORTION), definition, surroundings, tally)
    if (tally.examined >= LIMITS.maxPreviewAlerts) return tally.view(after === null)
  } while (after !== null)
  return tally.view(true)
}

async function judge(
  placed: readonly PlacedAlert[],
  definition: ExceptionDefinition,
  { events, ask }: PreviewSurroundings,
  tally: Tally,
): Promise<void> {
  const asked: (readonly [PlacedAlert, AskedAlert])[] = []
  for (const one of placed) {
    const event = await eventOf(one, events)
    if (event === undefined) tally.withoutEvent()
    else {
      const { rule, systemId, entity } = one.alert
      asked.push([one, { ruleId: rule.id, event, systemId, entity }])
    }
  }
  const alerts = asked.map(([, alert]) => alert)
  const hides = (await ask<'hides'>({ kind: 'hides', definition, alerts })) ?? []
  for (const [index, [one]] of asked.entries()) tally.add(one, hides[index] === true)
}

async function eventOf({ alert }: PlacedAlert, events: Pick<EventStore, 'get'>): Promise<Event | undefined> {
  if (alert.event !== null) return alert.event
  const [id] = alert.eventIds
  return id === undefined ? undefined : (await events.get(id))?.event
}

interface Tally {
  readonly examined: number
  withoutEvent(): void
  add(placed: PlacedAlert, isHidden: boolean): void
  view(complete: boolean): ExceptionPreviewView
}

function createTally(fromMs: number, toMs: number, state: Pick<StateStore, 'incident'>): Tally {
  let examined = 0
  let withoutEvent = 0
  const byDisposition = new Map<string, number>()
  const perDay = new Map<string, number>()
  const byRule = new Map<string, { readonly rule: ReturnType<typeof nameRule>; alerts: number }>()
  const examples: ExceptionPreviewView['examples'] = []
  const trueExamples: ExceptionPreviewView['examples'] = []
  return {
    get examined() {
      return examined
    },
    withoutEvent() {
      examined += 1
      withoutEvent += 1
    },
    add({ incidentId, alert }, isHidden) {
      examined += 1
      if (!isHidden) return
      const incident = state.incident(incidentId)
      const disposition = incident?.disposition ?? null
      const rule = nameRule({ summary: alert.rule })
      count(byDisposition, disposition ?? 'open')
      count(perDay, new Date(alert.at).toISOString().slice(0, 10))
      const known = byRule.get(rule.id)
      if (known === undefined) byRule.set(rule.id, { rule, alerts: 1 })
      else known.alerts += 1
      const some = disposition === 'true-positive' ? trueExamples : examples
      if (some.length >= EXAMPLES) return
      some.push({
        alertId: alert.id,
        incidentId,
        incidentCode: incident?.code ?? '',
        at: alert.at,
        rule,
        entity: { ...alert.entity },
        systemId: alert.systemId,
        disposition,
      })
    },
    view: complete => ({
      fromMs,
      toMs,
      examined,
      complete,
      withoutEvent,
      hidden: [...byDisposition.values()].reduce((sum, alerts) => sum + alerts, 0),
      ofTruePositives: byDisposition.get('true-positive') ?? 0,
      byDisposition: ranked(byDisposition).map(([disposition, alerts]) => ({ disposition, alerts })),
      perDay: [...perDay].map(([day, alerts]) => ({ day, alerts })).sort((a, b) => (a.day < b.day ? -1 : 1)),
      byRule: [...byRule.values()].sort((a, b) => b.alerts - a.alerts),
      examples: [...trueExamples, ...examples].slice(0, EXAMPLES),
    }),
  }
}

function count(map: Map<string, number>, key: string): void {
  map.set(key, (map.get(key) ?? 0) + 1)
}

function ranked(map: ReadonlyMap<string, number>): [string, number][] {
  return [...map].sort(([, a], [, b]) => b - a)
}

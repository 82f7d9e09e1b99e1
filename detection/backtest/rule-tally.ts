// What one rule would have raised, in bounded memory: counts by day, system and entity, and a few samples. Of
// entities beyond the bound the rarest are forgotten, so that the list becomes an estimate and says so.

import type { Alert, RuleSummary } from '#/kernel/alert.ts'
import { textOf } from '#/kernel/event.ts'
import { alertsPerDay, noiseOf, type Noise } from './noise.ts'

export interface RuleFindings {
  readonly summary: RuleSummary
  readonly alerts: number
  readonly hidden: number
  readonly perDay: readonly { readonly day: string; readonly alerts: number }[]
  readonly systems: readonly RankedName[]
  readonly entities: readonly RankedName[]
  readonly entitiesExact: boolean
  readonly alertsPerDay: number
  readonly noise: Noise
  readonly samples: readonly AlertSample[]
}

export interface RankedName {
  readonly name: string
  readonly alerts: number
}

export interface AlertSample extends Pick<Alert, 'eventIds' | 'at' | 'entity' | 'systemId' | 'matched'> {
  readonly original: string
}

const SHOWN = 10
const MAX_SAMPLES = 5
const MAX_SAMPLE_EVENTS = 20
const MAX_SAMPLE_FIELDS = 10
const MAX_SAMPLE_TEXT = 1000
/** Names counted apart; when twice as many are, the rarer half goes. */
const KEPT_NAMES = 200
/** Days counted apart; event time may be anything. */
const MAX_DAYS = 4000

export class RuleTally {
  readonly summary: RuleSummary
  alerts = 0
  hidden = 0
  readonly #perDay = new Map<string, number>()
  readonly #systems = new NameCounts()
  readonly #entities = new NameCounts()
  readonly #samples: AlertSample[] = []
  #nextSample = 1

  constructor(summary: RuleSummary) {
    this.summary = summary
  }

  add(alert: Alert): void {
    this.alerts += 1
    const day = dayOf(alert.at)
    if (this.#perDay.size < MAX_DAYS || this.#perDay.has(day))
      this.#perDay.set(day, (this.#perDay.get(day) ?? 0) + 1)
    if (alert.systemId !== null) this.#systems.add(alert.systemId)
    this.#entities.add(`${alert.entity.field}=${alert.entity.value}`)
    if (this.alerts < this.#nextSample) return
    // The first stays; of the others those at ever greater distances.
    this.#nextSample = this.alerts * 2
    if (this.#samples.length === MAX_SAMPLES) this.#samples.splice(1, 1)
    this.#samples.push(sampleOf(alert))
  }

  /** `spanMs`: how much time was looked at. */
  findings(spanMs: number): RuleFindings {
    const perDay = alertsPerDay(this.alerts, spanMs)
    return {
      summary: this.summary,
      alerts: this.alerts,
      hidden: this.hidden,
      perDay: [...this.#perDay].map(([day, alerts]) => ({ day, alerts })).sort(byDay),
      systems: this.#systems.top(),
      entities: this.#entities.top(),
      entitiesExact: this.#entities.isExact,
      alertsPerDay: perDay,
      noise: noiseOf(perDay),
      samples: [...this.#samples],
    }
  }
}

class NameCounts {
  isExact = true
  #counts = new Map<string, number>()

  add(name: string): void {
    const key = name.slice(0, MAX_SAMPLE_TEXT)
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
    if (this.#counts.size <= KEPT_NAMES * 2) return
    this.isExact = false
    this.#counts = new Map(this.#ranked().slice(0, KEPT_NAMES))
  }

  top(): readonly RankedName[] {
    return this.#ranked()
      .slice(0, SHOWN)
      .map(([name, alerts]) => ({ name, alerts }))
  }

  #ranked(): [string, number][] {
    return [...this.#counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  }
}

const byDay = (a: { readonly day: string }, b: { readonly day: string }): number => (a.day < b.day ? -1 : 1)

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

function sampleOf({ eventIds, at, entity, systemId, matched, event }: Alert): AlertSample {
  const cut = (text: string): string =>
    text.length > MAX_SAMPLE_TEXT ? `${text.slice(0, MAX_SAMPLE_TEXT)}…` : text
  return {
    eventIds: eventIds.slice(-MAX_SAMPLE_EVENTS),
    at,
    entity,
    systemId,
    matched: matched.slice(0, MAX_SAMPLE_FIELDS).map(field => ({ ...field, value: cut(field.value) })),
    original: cut(textOf(event, 'event.original') ?? ''),
  }
}

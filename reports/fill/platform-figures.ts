// The figures of the running platform (or of its data folder): state store, audit trail, register, health.

import { incidentPages } from '#/store/incident-pages.ts'
import type { FormId } from '#/kernel/form.ts'
import type { Incident } from '#/kernel/incident.ts'
import type { RegisteredSystem } from '#/kernel/monitored-system.ts'
import { SEVERITIES, type Severity } from '#/kernel/severity.ts'
import type { Audit } from '#/store/audit.ts'
import type { IncidentFilter, StateStore } from '#/store/state-store.ts'
import type { MediaFigures } from './media-figures.ts'
import type { Organisation } from '../organisation.ts'
import type { Period } from '../period.ts'
import {
  FIGURE_LIMITS,
  type AlertCounts,
  type ChangeFigure,
  type CollectionFigures,
  type Figures,
} from './figures.ts'

export interface PlatformFiguresOptions {
  readonly state: StateStore
  readonly audit: Pick<Audit, 'entries'>
  readonly organisation: Organisation
  readonly recipients: (form: FormId) => readonly string[]
  readonly systems: () => readonly RegisteredSystem[]
  /** Undefined when the platform does not run. */
  readonly media: MediaFigures | undefined
  readonly collection: () => CollectionFigures | undefined
}

/** Actions of the audit trail that change what is watched or what watches. */
const CHANGES = /^(system|unit|register|rule|listener|config|source|protected-asset|playbook)s?\./

export function createPlatformFigures(options: PlatformFiguresOptions): Omit<Figures, 'signedDocuments'> {
  const { state, audit, organisation, recipients } = options

  function all(filter: Omit<IncidentFilter, 'limit' | 'after'>): Incident[] {
    const found = [...incidentPages(state, filter)].flat()
    return found.filter(({ mergedInto }) => mergedInto === null)
  }

  const activeIn = ({ fromMs, toMs }: Period): readonly Incident[] =>
    all({})
      .filter(
        ({ firstSeen, lastSeen, detectedAt }) =>
          (firstSeen < toMs && lastSeen >= fromMs) || (detectedAt >= fromMs && detectedAt < toMs),
      )
      .sort(byDetection)

  return {
    organisation,
    recipients,
    incident(id) {
      const incident = state.incident(id)
      return incident === undefined
        ? undefined
        : { incident, timeline: state.timeline(id), alerts: state.alertsOf(id, FIGURE_LIMITS.alerts) }
    },
    incidentsIn: ({ fromMs, toMs }) =>
      all({ sinceMs: fromMs })
        .filter(({ detectedAt }) => detectedAt >= fromMs && detectedAt < toMs)
        .sort(byDetection),
    activeIn,
    openIncidents: () => all({ status: ['new', 'open'] }),
    alertsOf: id => state.alertsOf(id, FIGURE_LIMITS.alerts),
    alertCounts: period => countAlerts(state, activeIn(period), period),
    systems: async () => options.systems(),
    collection: options.collection,
    media: options.media,
    changes: async period => await readChanges(audit, period),
  }
}

function byDetection(a: Incident, b: Incident): number {
  return a.detectedAt - b.detectedAt || (a.id < b.id ? -1 : 1)
}

function countAlerts(
  state: Pick<StateStore, 'alertPage'>,
  incidents: readonly Incident[],
  { fromMs, toMs }: Period,
): AlertCounts {
  const bySeverity = Object.fromEntries(SEVERITIES.map(severity => [severity, 0])) as Record<Severity, number>
  let complete = true
  for (const { id } of incidents) {
    let after: string | undefined
    let read = 0
    do {
      const page = state.alertPage(id, 1000, after)
      for (const { at, rule } of page.alerts) if (at >= fromMs && at < toMs) bySeverity[rule.level]++
      read += page.alerts.length
      after = page.next ?? undefined
    } while (after !== undefined && read < FIGURE_LIMITS.countedAlerts)
    if (after !== undefined) complete = false
  }
  return { bySeverity, complete }
}

async function readChanges(
  audit: Pick<Audit, 'entries'>,
  { fromMs, toMs }: Period,
): Promise<readonly ChangeFigure[]> {
  const changes: ChangeFigure[] = []
  let after = 0
  for (;;) {
    const page = await audit.entries(after, 1000)
    for (const { entry } of page)
      if (entry.at >= fromMs && entry.at < toMs && CHANGES.test(entry.action))
        changes.push({
          at: entry.at,
          by: entry.by,
          what: [entry.action, entry.subject, entry.detail].filter(part => part !== '').join(', '),
        })
    const last = page.at(-1)
    if (last === undefined) return changes
    after = last.number
  }
}

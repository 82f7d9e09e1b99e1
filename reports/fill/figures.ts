// What documents are filled from: read-only questions to the platform, each of which a test can answer with
// invented data. And the small words with which a filler makes an answer that names its query.

import { VIETNAM_OFFSET_MS } from '#/kernel/vietnam-time.ts'
import type { FormId } from '#/kernel/form.ts'
import type { Incident, TimelineEntry } from '#/kernel/incident.ts'
import type { RegisteredSystem } from '#/kernel/monitored-system.ts'
import type { Severity } from '#/kernel/severity.ts'
import type { KeptAlert } from '#/store/state-store.ts'
import type { Answer, Source } from '../answer.ts'
import type { MediaFigures } from './media-figures.ts'
import type { Organisation } from '../organisation.ts'
import type { Period } from '../period.ts'

/** Everything known about one incident. */
export interface IncidentFile {
  readonly incident: Incident
  readonly timeline: readonly TimelineEntry[]
  /** Newest first, at most as many as `FIGURE_LIMITS.alerts`. */
  readonly alerts: readonly KeptAlert[]
}

/** How collection stands now; periodic reports of monitoring tell it. */
export interface CollectionFigures {
  readonly received: number
  readonly stored: number
  readonly dropped: number
  readonly listeners: readonly {
    readonly id: string
    readonly kind: string
    readonly address: string
    readonly state: 'listening' | 'failed' | 'paused' | 'stopped'
    readonly received: number
  }[]
  readonly silentSources: readonly {
    readonly listener: string
    readonly peer: string
    readonly lastSeenAt: number
  }[]
  readonly disk: { readonly freeBytes: number; readonly dataBytes: number }
}

export interface ChangeFigure {
  readonly at: number
  readonly by: string
  readonly what: string
}

export interface AlertCounts {
  readonly bySeverity: Readonly<Record<Severity, number>>
  /** False when some incident has more alerts than were read: then there were at least so many. */
  readonly complete: boolean
}

export interface Figures {
  readonly organisation: Organisation
  /** Receivers of a document under the law profile in force. */
  recipients(form: FormId): readonly string[]
  incident(id: string): IncidentFile | undefined
  /** Detected in the period, oldest first; merged ones are left out. */
  incidentsIn(period: Period): readonly Incident[]
  /** With alerts in the period, whenever they were detected; merged ones are left out. */
  activeIn(period: Period): readonly Incident[]
  /** Neither closed nor merged, worst first. */
  openIncidents(): readonly Incident[]
  alertsOf(incidentId: string): readonly KeptAlert[]
  alertCounts(period: Period): AlertCounts
  systems(): Promise<readonly RegisteredSystem[]>
  /** Undefined when the platform does not run (the command line on a stopped one). */
  collection(): CollectionFigures | undefined
  changes(period: Period): Promise<readonly ChangeFigure[]>
  /** What is said online; undefined when the platform does not run. */
  readonly media: MediaFigures | undefined
  /** Documents of an incident that were signed, oldest first. */
  signedDocuments(incidentId: string): Promise<readonly SignedDocument[]>
}

export interface SignedDocument {
  readonly form: FormId
  readonly name: string
  readonly number: string
  readonly signedAt: number
  readonly sent: readonly { readonly to: string; readonly at: number }[]
}

export const FIGURE_LIMITS = {
  /** Alerts read of one incident. */
  alerts: 1000,
  /** Alerts read of one incident to count a period's. */
  countedAlerts: 10_000,
} as const

/** Makes answers with one moment of asking. */
export interface Answering {
  readonly at: number
  /** Open when the text is empty. */
  text(text: string, query: string, count?: number): Answer
  rows(
    rows: readonly (readonly (string | null)[])[],
    query: string,
    count?: number,
    rowSources?: readonly { readonly query: string; readonly count: number }[],
  ): Answer
  items(items: readonly string[], query: string, count?: number): Answer
  /** Open when nothing is ticked. */
  boxes(
    checked: readonly (string | number)[],
    words: Readonly<Record<string, string>>,
    query: string,
    count?: number,
  ): Answer
}

export function answering(at: number): Answering {
  const source = (query: string, count: number): Source => ({ kind: 'query', query, at, count })
  return {
    at,
    text: (text, query, count = 1) =>
      text.trim() === ''
        ? { value: null, source: null }
        : { value: { kind: 'text', text: text.trim() }, source: source(query, count) },
    rows: (rows, query, count = rows.length, rowSources) => ({
      value: { kind: 'rows', rows },
      source: source(query, count),
      ...(rowSources === undefined
        ? {}
        : { rowSources: rowSources.map(row => source(row.query, row.count)) }),
    }),
    items: (items, query, count = items.length) => ({
      value: { kind: 'items', items },
      source: source(query, count),
    }),
    boxes: (checked, words, query, count = checked.length) =>
      checked.length === 0
        ? { value: null, source: null }
        : { value: { kind: 'choices', checked: checked.map(String), words }, source: source(query, count) },
  }
}

/** `detected:[2026-11-16..2026-11-22]`, for the query of a figure. */
export function periodQuery({ fromMs, toMs }: Period): string {
  const day = (ms: number): string => new Date(ms + VIETNAM_OFFSET_MS).toISOString().slice(0, 10)
  return `detected:[${day(fromMs)}..${day(toMs - 1)}]`
}

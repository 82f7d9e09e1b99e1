// What a saved view asks of the server, and whether a changed incident belongs into it. Pure.

import type { IncidentView } from '#/api/contract/schemas.ts'
import type { IncidentListQuery } from '../api-client.ts'

export const VIEWS = ['open', 'mine', 'unassigned', 'due', 'closed'] as const
export type View = (typeof VIEWS)[number]

export const SEVERITIES_DOWN = ['critical', 'high', 'medium', 'low', 'informational'] as const
export type Severity = IncidentView['severity']

/** Everything that decides which incidents the queue lists. */
export interface QueueChoice {
  readonly view: View
  /** Empty means all. */
  readonly severities: readonly Severity[]
  readonly text: string
  readonly system: string | null
}

/** The query of a choice, without paging. */
export function queryOf(choice: QueueChoice): IncidentListQuery {
  return {
    status: choice.view === 'closed' ? 'closed' : 'new,open',
    due: choice.view === 'due' ? 'soon' : undefined,
    owner: choice.view === 'mine' ? 'me' : choice.view === 'unassigned' ? 'none' : undefined,
    severity: choice.severities.length === 0 ? undefined : choice.severities.join(','),
    system: choice.system ?? undefined,
    text: choice.text.trim() === '' ? undefined : choice.text.trim(),
  }
}

/** Text without case and Vietnamese accents, as the server compares it. */
export function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('đ', 'd')
}

/** True when the incident belongs into the list of this choice. */
export function belongs(incident: IncidentView, choice: QueueChoice, myName: string): boolean {
  if ((incident.status === 'closed') !== (choice.view === 'closed')) return false
  // What is due soon is the platform's to say; a change alone does not tell it.
  if (choice.view === 'due' && (incident.deadline ?? null) === null) return false
  if (choice.view === 'mine' && incident.owner !== myName) return false
  if (choice.view === 'unassigned' && incident.owner !== null) return false
  if (choice.severities.length > 0 && !choice.severities.includes(incident.severity)) return false
  if (choice.system !== null && incident.system?.id !== choice.system) return false
  const wanted = folded(choice.text.trim())
  if (wanted === '') return true
  const words = [
    incident.title,
    incident.titleEnglish ?? '',
    incident.code,
    incident.entity.value,
    incident.system?.name ?? '',
  ]
  return words.some(word => folded(word).includes(wanted))
}

/** A choice as the query of an address, so that a view can be kept as a bookmark or sent to someone. */
export function choiceToSearch(choice: QueueChoice): string {
  const query = new URLSearchParams()
  if (choice.view !== 'open') query.set('view', choice.view)
  if (choice.severities.length > 0) query.set('severity', choice.severities.join(','))
  if (choice.text.trim() !== '') query.set('text', choice.text.trim())
  if (choice.system !== null) query.set('system', choice.system)
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}

/** The choice an address names; what it does not know it ignores. */
export function choiceOfSearch(search: string): QueueChoice {
  const query = new URLSearchParams(search)
  const named = (query.get('severity') ?? '').split(',')
  return {
    view: VIEWS.find(view => view === query.get('view')) ?? 'open',
    severities: SEVERITIES_DOWN.filter(severity => named.includes(severity)),
    text: query.get('text') ?? '',
    system: query.get('system'),
  }
}

// The calls of the incident page beyond taking and closing: what it reads of an incident, and one call for all
// changes that answer with the incident.

import type { AuditPage } from '#/api/contract/audit.ts'
import type { AttachmentView, TaskView } from '#/api/contract/desk-work.ts'
import type { AlertsPage, MovedView, MovesView, RiskView, SimilarView } from '#/api/contract/incident-work.ts'
import type { IncidentClocksView, LawProfileView, SeriousnessView } from '#/api/contract/law.ts'
import type { SystemDetail, UnitView } from '#/api/contract/register.ts'
import type { Static } from 'typebox'
import type { EventView, IncidentPageView, IncidentView } from '#/api/contract/schemas.ts'
import { callApi } from '../../api-client.ts'

/** Path of something of one incident. */
export function ofIncident(id: string, rest: string): string {
  return `/api/incidents/${encodeURIComponent(id)}/${rest}`
}

const ALERTS_A_PAGE = 100

export const workApi = {
  risk: (id: string) => callApi<RiskView>('GET', ofIncident(id, 'risk')),
  similar: (id: string) => callApi<SimilarView>('GET', ofIncident(id, 'similar')),
  moves: (id: string) => callApi<MovesView>('GET', ofIncident(id, 'moves')),
  alerts: (id: string, after: string | undefined) =>
    callApi<AlertsPage>('GET', ofIncident(id, 'alerts'), { query: { limit: ALERTS_A_PAGE, after } }),
  alertEvent: (id: string, alert: string) =>
    callApi<{ readonly id: string; readonly event: EventView }>(
      'GET',
      ofIncident(id, `alerts/${encodeURIComponent(alert)}/event`),
    ),
  tasks: (id: string) => callApi<readonly TaskView[]>('GET', ofIncident(id, 'tasks')),
  attachments: (id: string) => callApi<readonly AttachmentView[]>('GET', ofIncident(id, 'attachments')),
  clocks: (id: string) => callApi<IncidentClocksView>('GET', ofIncident(id, 'clocks')),
  seriousness: (id: string, yes: readonly string[], no: readonly string[]) =>
    callApi<Static<typeof SeriousnessView>>('GET', ofIncident(id, 'seriousness'), {
      query: { yes: yes.join(','), no: no.join(',') },
    }),
  law: () => callApi<LawProfileView>('GET', '/api/law'),
  units: () => callApi<readonly UnitView[]>('GET', '/api/units'),
  system: (id: string) => callApi<SystemDetail>('GET', `/api/register/systems/${encodeURIComponent(id)}`),
  audit: (before: number | undefined) =>
    callApi<AuditPage>('GET', '/api/audit', { query: { before, limit: 500 } }),
  findOpen: (text: string) =>
    callApi<IncidentPageView>('GET', '/api/incidents', { query: { status: 'new,open', text, limit: 12 } }),
  /** A change that is answered with the incident: POST. */
  change: (id: string, rest: string, body: unknown) =>
    callApi<IncidentView>('POST', ofIncident(id, rest), { body }),
  /** A merge, a split or the undoing of one. */
  move: (id: string, rest: 'merge' | 'unmerge' | 'split' | 'unsplit', body: unknown) =>
    callApi<MovedView>('POST', ofIncident(id, rest), { body }),
} as const

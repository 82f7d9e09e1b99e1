// The calls of the desk that takes in notices from outside.

import type { IntakeNoticeView, IntakePageView } from '#/api/contract/intake.ts'
import type { IncidentPageView, IncidentView } from '#/api/contract/schemas.ts'
import { callApi, type Answer } from '../api-client.ts'

const noticePath = (id: string, action = ''): string =>
  `/api/intake/notices/${encodeURIComponent(id)}${action}`
const post = (id: string, action: string, body: unknown) =>
  callApi<IntakeNoticeView>('POST', noticePath(id, action), { body })

export interface Acceptance {
  /** Null: a new incident. */
  readonly incidentId: string | null
  readonly title?: string
  readonly severity?: IncidentView['severity']
  readonly systemId?: string | null
}

/** Carries out a change of the notice; answers true when it was done. */
export type ChangeNotice = (
  ask: (notice: IntakeNoticeView) => Promise<Answer<IntakeNoticeView>>,
  done: string,
) => Promise<boolean>

export const intakeApi = {
  list: (state: string, after: string | undefined) =>
    callApi<IntakePageView>('GET', '/api/intake/notices', { query: { state, after, limit: 500 } }),
  one: (id: string) => callApi<IntakeNoticeView>('GET', noticePath(id)),
  verify: (id: string, version: number) => post(id, '/verify', { version }),
  accept: (id: string, version: number, acceptance: Acceptance) =>
    post(id, '/accept', { version, ...acceptance }),
  reject: (id: string, version: number, reason: string, publicReason: string) =>
    post(id, '/reject', { version, reason, publicReason }),
  message: (id: string, version: number, text: string) => post(id, '/messages', { version, text }),
  findOpen: (text: string) =>
    callApi<IncidentPageView>('GET', '/api/incidents', { query: { status: 'new,open', text, limit: 8 } }),
}

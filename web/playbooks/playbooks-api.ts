// Calls of the API about playbooks, their runs and what waits for a person.

import type * as V from '#/api/contract/playbook-views.ts'
import { callApi } from '../api-client.ts'

export interface RunRequest {
  readonly playbookId: string
  readonly incidentId: string | null
  readonly variables: Readonly<Record<string, string>>
}
export interface Decision {
  readonly approve: boolean
  readonly reason: string
  /** Of what the person saw. */
  readonly digest: string
  readonly linkToken?: string
}
export interface TaskAnswer {
  readonly done: boolean
  readonly answers: Readonly<Record<string, string>>
  readonly note: string
}
export interface OutcomeAnswer {
  readonly resolution: 'happened' | 'did-not-happen' | 'give-up'
  readonly note: string
}

const at = (folder: string, id: string, action = ''): string =>
  `/api/${folder}/${encodeURIComponent(id)}${action}`
const bodyOf = ({ incidentId, variables }: RunRequest) => ({ body: { incidentId, variables } })

export const playbooksApi = {
  list: () => callApi<readonly V.PlaybookView[]>('GET', '/api/playbooks'),
  get: (id: string) => callApi<V.PlaybookDetail>('GET', at('playbooks', id)),
  import: (document: unknown) =>
    callApi<{
      readonly playbook: V.PlaybookView
      readonly warnings: readonly { code: string; where: string; detail: string }[]
    }>('POST', '/api/playbooks', { body: { document } }),
  dryRun: (request: RunRequest) =>
    callApi<V.DryRunView>('POST', at('playbooks', request.playbookId, '/dry-run'), bodyOf(request)),
  start: (request: RunRequest) =>
    callApi<V.RunView>('POST', at('playbooks', request.playbookId, '/runs'), bodyOf(request)),
  runs: (query: { readonly incidentId?: string; readonly limit?: number; readonly after?: string }) =>
    callApi<V.RunPage>('GET', '/api/runs', { query }),
  run: (id: string) => callApi<V.RunDetail>('GET', at('runs', id)),
  log: (id: string, after: number, limit: number) =>
    callApi<V.RunLogPage>('GET', at('runs', id, '/log'), { query: { after, limit } }),
  cancel: (id: string, reason: string) =>
    callApi<V.RunView>('POST', at('runs', id, '/cancel'), { body: { reason } }),
  pending: (incidentId?: string) =>
    callApi<readonly V.PendingView[]>('GET', '/api/pending', { query: { incidentId } }),
  link: (token: string) => callApi<V.PendingView>('GET', '/api/approval-link', { query: { token } }),
  decide: (id: string, decision: Decision) =>
    callApi<V.RunView>('POST', at('approvals', id, '/decision'), { body: decision }),
  answer: (id: string, answer: TaskAnswer) =>
    callApi<V.RunView>('POST', at('manual-tasks', id, '/answer'), { body: answer }),
  resolve: (id: string, answer: OutcomeAnswer) =>
    callApi<V.RunView>('POST', at('unknown-outcomes', id, '/resolution'), { body: answer }),
} as const

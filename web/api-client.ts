// Typed calls of the API. Errors are values: every function answers `{ok: true, value}` or
// `{ok: false, error}` and never throws, except AbortError when its signal was aborted by the caller.
// The paths and shapes are those of api/contract; only its types are imported.

import type * as Contract from '#/api/contract/schemas.ts'

export interface ApiError {
  /** HTTP status, 0 when there was no answer. */
  readonly status: number
  /** Stable code of docs/errors.md; `network` when there was no answer. */
  readonly code: string
  readonly message: string
  /** Where in a query the mistake is, counted from 0, when the server says so. */
  readonly position: number | null
  /** Why, in words for a person, where the server knows more than its code says. */
  readonly why?: { readonly vi: string; readonly en: string }
  /** Everything wrong with what was sent, by its place, when the server lists it. */
  readonly problems?: readonly ProblemAt[]
}

/** Something wrong at a place of a document that was sent. */
export interface ProblemAt {
  readonly code: string
  readonly where: string
  readonly detail: string
}

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ApiError }

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
interface Call {
  readonly body?: unknown
  /** Sent as it is, in the place of a body. */
  readonly file?: Blob
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly signal?: AbortSignal | undefined
}

interface SessionWatch {
  /** The server no longer knows the session. */
  readonly ended: () => void
  /** The password was reset meanwhile and must be changed first. */
  readonly passwordDue: () => void
}

let watch: SessionWatch = { ended: () => undefined, passwordDue: () => undefined }

/** Says what to do when the server refuses the session of this browser. */
export function watchSession(callbacks: SessionWatch): void {
  watch = callbacks
}

function address(path: string, query: Call['query']): string {
  const filled = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== '')
  if (filled.length === 0) return path
  return `${path}?${new URLSearchParams(filled.map(([key, value]) => [key, String(value)])).toString()}`
}

/** The error of an answer that was not 2xx; `body` as it was parsed. */
export function errorOf(status: number, body: unknown): ApiError {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Record<string, unknown>>
  const { error, message, position, why, problems } = fields
  return {
    status,
    code: typeof error === 'string' ? error : `http.${status}`,
    message: typeof message === 'string' ? message : '',
    position: typeof position === 'number' ? position : null,
    ...(typeof why === 'object' && why !== null ? { why: why as { vi: string; en: string } } : {}),
    ...(Array.isArray(problems) ? { problems: problems as ProblemAt[] } : {}),
  }
}

/** One call of the API; the areas of the console that have files of their own build on it. */
export async function callApi<T>(method: Method, path: string, options: Call = {}): Promise<Answer<T>> {
  const init: RequestInit = { method, credentials: 'same-origin', headers: { accept: 'application/json' } }
  if (options.signal !== undefined) init.signal = options.signal
  if (options.body !== undefined) {
    init.headers = { accept: 'application/json', 'content-type': 'application/json' }
    init.body = JSON.stringify(options.body)
  }
  if (options.file !== undefined) {
    init.headers = { accept: 'application/json', 'content-type': 'application/octet-stream' }
    init.body = options.file
  }
  let status = 0
  let body: unknown
  try {
    const response = await fetch(address(path, options.query), init)
    status = response.status
    const text = await response.text()
    body = text === '' ? undefined : JSON.parse(text)
  } catch (cause) {
    if (options.signal?.aborted === true) throw cause
    const error = {
      status: 0,
      code: status === 0 ? 'network' : `http.${status}`,
      message: '',
      position: null,
    }
    return { ok: false, error }
  }
  if (status >= 200 && status < 300) return { ok: true, value: body as T }
  const error = errorOf(status, body)
  if (error.code === 'password.must-change') watch.passwordDue()
  else if (status === 401 && error.code !== 'sign-in.refused') watch.ended()
  return { ok: false, error }
}

const incidentPath = (id: string, action = ''): string => `/api/incidents/${encodeURIComponent(id)}${action}`
const post = (id: string, action: string, body: unknown): Promise<Answer<Contract.IncidentView>> =>
  callApi('POST', incidentPath(id, action), { body })

export interface IncidentListQuery {
  readonly status?: string | undefined
  readonly severity?: string | undefined
  readonly owner?: string | undefined
  readonly due?: 'soon' | undefined
  readonly system?: string | undefined
  readonly text?: string | undefined
  readonly limit?: number | undefined
  readonly after?: string | undefined
}
export interface EventSearchQuery {
  readonly q?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly limit?: number | undefined
  readonly after?: string | undefined
  /** Without Vietnamese marks. */
  readonly unmarked?: 'true' | undefined
  readonly sort?: string | undefined
}
export interface Closing {
  readonly disposition: NonNullable<Contract.IncidentView['disposition']>
  readonly mau05: number | null
  readonly reason: string
}
export interface NewUser {
  readonly name: string
  readonly displayName: string
  readonly role: Contract.Role
  /** Null: sees all units. */
  readonly units: readonly string[] | null
}
export interface UserChange {
  readonly displayName?: string
  readonly role?: Contract.Role
  /** Null: sees all units. */
  readonly units?: readonly string[] | null
  readonly disabled?: boolean
  readonly resetPassword?: boolean
}

/** Every operation of the API that the console uses. */
export const api = {
  signIn: (name: string, password: string) =>
    callApi<Contract.Me>('POST', '/api/session', { body: { name, password } }),
  whoAmI: () => callApi<Contract.Me>('GET', '/api/session'),
  signOut: () => callApi<void>('DELETE', '/api/session'),
  changePassword: (current: string, next: string) =>
    callApi<void>('POST', '/api/session/password', { body: { current, next } }),

  listIncidents: (query: IncidentListQuery, signal?: AbortSignal) =>
    callApi<Contract.IncidentPageView>('GET', '/api/incidents', { query: { ...query }, signal }),
  getIncident: (id: string, signal?: AbortSignal) =>
    callApi<Contract.IncidentDetail>('GET', incidentPath(id), { signal }),
  take: (id: string, version: number) => post(id, '/take', { version }),
  note: (id: string, version: number, text: string) => post(id, '/notes', { version, text }),
  close: (id: string, version: number, closing: Closing) => post(id, '/close', { version, ...closing }),
  assign: (id: string, version: number, owner: string | null) => post(id, '/assign', { version, owner }),
  listAssignees: () => callApi<readonly Contract.AssigneeView[]>('GET', '/api/assignees'),
  reopen: (id: string, version: number, reason: string) => post(id, '/reopen', { version, reason }),

  searchEvents: (query: EventSearchQuery, signal?: AbortSignal) =>
    callApi<Contract.EventPage>('GET', '/api/events', { query: { ...query }, signal }),

  health: () => callApi<Contract.Health>('GET', '/api/health'),
  listRules: () => callApi<readonly Contract.RuleView[]>('GET', '/api/rules'),
  listSystems: () => callApi<readonly Contract.SystemView[]>('GET', '/api/systems'),

  listUsers: () => callApi<readonly Contract.UserView[]>('GET', '/api/users'),
  createUser: (user: NewUser) => callApi<Contract.NewUserView>('POST', '/api/users', { body: user }),
  changeUser: (name: string, change: UserChange) =>
    callApi<Contract.ChangedUserView>('PATCH', `/api/users/${encodeURIComponent(name)}`, { body: change }),
} as const

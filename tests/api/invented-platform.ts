// An invented city for tests of the API: two systems, one incident in each status, a user for each role,
// a clock that is turned by hand, and an API on top of it that nothing outside can reach.

import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import type { Incident } from '#/kernel/incident.ts'
import type { MonitoredSystem } from '#/kernel/monitored-system.ts'
import type { Problem } from '#/kernel/problem.ts'
import type { SearchRequest, SearchResult, SummaryRequest } from '#/store/event-store.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { createAudit } from '#/store/audit.ts'
import { inventedExports } from './invented-exports.ts'
import { createSavedSearches } from '#/store/saved-searches.ts'
import { ROLES, type Session, type StateStore, type User } from '#/store/state-store.ts'
import { hashPassword } from '#/api/auth/password-hash.ts'
import { SESSION_COOKIE, createSessions } from '#/api/auth/sessions.ts'
import type { BackupState } from '#/api/backup-desk.ts'
import type { Health } from '#/api/contract/schemas.ts'
import type { Platform } from '#/api/platform.ts'
import { createApi, type ApiOptions } from '#/api/server.ts'
import { inventedDetection } from './invented-detection.ts'
import { inventedNotices } from './invented-notices.ts'
import { inventedRetention } from './invented-retention.ts'
import { inventedRuleSets } from './invented-rule-sets.ts'
import { inventedBlockLists } from './invented-block-lists.ts'
import { inventedMedia } from './invented-media.ts'
import { inventedPlaybooks } from './invented-playbooks.ts'
import { inventedDesk } from './invented-desk.ts'
import { inventedLaw } from './invented-law.ts'
import { ALERT, CREATED, INCIDENT, START_MS } from './invented-incident.ts'
import { inventedDocuments } from './invented-documents.ts'
import { plantIncident } from './plant-incident.ts'

export const LOCAL_TOKEN = 'token-of-the-running-process'
export const PASSWORD = 'ngọn hải đăng màu xanh'

export const SYSTEMS: readonly MonitoredSystem[] = [
  {
    id: 'dvc',
    name: 'Cổng dịch vụ công',
    level: 3,
    owner: 'Văn phòng UBND',
    hosts: ['dvc-*'],
    addresses: [],
    listeners: [],
  },
  {
    id: 'traffic',
    name: 'Điều khiển giao thông',
    level: 4,
    owner: 'Sở Giao thông',
    hosts: [],
    addresses: [],
    listeners: [],
  },
]

/** `so-y-te` is above `tram-y-te`; other units stand alone. */
export const INVENTED_UNITS = {
  below: (ids: readonly string[]) => [...ids, ...(ids.includes('so-y-te') ? ['tram-y-te'] : [])],
}

export const HEALTH: Health = {
  startedAt: START_MS - 3_600_000,
  now: START_MS,
  demo: false,
  receivedPerSecond: 12.5,
  storedPerSecond: 12.5,
  received: 45_000,
  stored: 45_000,
  alerts: 1,
  lagEvents: 0,
  lagMs: 0,
  dropped: 0,
  problems: 0,
  problemsByCode: {},
  problemKinds: [],
  silentSources: [],
  listeners: [
    {
      id: 'syslog',
      kind: 'udp',
      address: '127.0.0.1:5514',
      state: 'listening',
      detail: '',
      received: 45_000,
    },
  ],
  rules: { loaded: 20, failed: 0 },
  disk: { freeBytes: 1e9, dataBytes: 1e6, full: false },
  storeError: null,
}

/** The users of the invented city, all with PASSWORD: one a role, one who must change it, one disabled. */
export const PEOPLE = [...ROLES, 'must-change', 'disabled'] as const
export type Person = (typeof PEOPLE)[number]

const passwordHash = await hashPassword(PASSWORD)

export interface City extends AsyncDisposable {
  readonly api: FastifyInstance
  readonly state: StateStore
  /** Every session as it was written. */
  readonly written: readonly Session[]
  readonly platform: Platform
  readonly clock: { now(): number; turn(ms: number): void }
  readonly problems: Problem[]
  readonly bugs: unknown[]
  /** The request that met each of them. */
  readonly bugRequests: string[]
  readonly searches: { readonly request: SearchRequest; readonly signal: AbortSignal | undefined }[]
  readonly summaries: {
    readonly request: SummaryRequest
    readonly signal: AbortSignal | undefined
  }[]
  /** Who read what of online media. */
  readonly mediaRead: readonly string[]
  /** A cookie header of a person who is signed in. */
  cookieOf(person: Person): string
  /** Injects a request as a person, or as nobody. */
  as(person: Person | undefined, request: InjectOptions): Promise<LightMyRequestResponse>
}

export interface CityOptions extends Partial<Omit<ApiOptions, 'platform' | 'report' | 'logError'>> {
  /** Stands in for the event store's search. */
  readonly search?: (request: SearchRequest, signal?: AbortSignal) => Promise<SearchResult>
  readonly health?: () => Health
  readonly intakeOpen?: boolean
}

/** Copies nothing. */
function inventedBackups(): Platform['backups'] {
  let state: BackupState = { state: 'none', directory: null, reason: null }
  return {
    start: async directory => (state = { state: 'running', directory, reason: null }),
    state: () => state,
  }
}

export function userNamed(name: string, fields: Partial<User> = {}): User {
  const base = { name, displayName: `Người dùng ${name}`, role: 'viewer', passwordHash } as const
  return { ...base, mustChangePassword: false, disabled: false, createdAt: START_MS, units: null, ...fields }
}

export async function openCity({
  search,
  health,
  intakeOpen = true,
  ...options
}: CityOptions = {}): Promise<City> {
  let now = START_MS
  const clock = { now: () => now, turn: (ms: number) => void (now += ms) }
  const state = openEmbeddedStateStore({ path: ':memory:', clock })
  const written: Session[] = []
  const putSession = state.putSession.bind(state)
  state.putSession = session => {
    written.push(session)
    putSession(session)
  }
  for (const role of ROLES) state.putUser(userNamed(role, { role }))
  state.putUser(userNamed('must-change', { role: 'admin', mustChangePassword: true }))
  state.putUser(userNamed('disabled', { role: 'admin' }))
  const closed = { status: 'closed', closedAt: START_MS, disposition: 'benign', owner: 'lead' } as const
  plantIncident(state, INCIDENT, [CREATED])
  plantIncident(
    state,
    { ...INCIDENT, id: 'i-open', code: '2026-0002', status: 'open', owner: 'analyst', systemId: 'traffic' },
    [CREATED],
  )
  plantIncident(state, { ...INCIDENT, id: 'i-closed', code: '2026-0003', ...closed, systemId: 'gone' }, [
    CREATED,
  ])

  let saved = 0
  const problems: Problem[] = []
  const bugs: unknown[] = []
  const bugRequests: string[] = []
  const searches: City['searches'] = []
  const summaries: City['summaries'] = []
  const listeners = new Set<(incident: Incident) => void>()
  const hit = { id: ALERT.eventIds[0]!, event: ALERT.event }
  const blocking = await inventedBlockLists(state.records, clock)
  const law = await inventedLaw(state.records, clock)
  const documents = await inventedDocuments(state, clock, law)
  const audit = createAudit(state.records, clock)
  const ruleSets = await inventedRuleSets(state.records, audit, clock)
  const { media, read: mediaRead } = await inventedMedia(state.records, clock)
  const invented = await inventedDetection({
    state,
    audit,
    clock,
    systems: SYSTEMS,
    hit,
    report: problem => problems.push(problem),
  })
  const events: Platform['events'] = {
    async search(request, signal) {
      searches.push({ request, signal })
      return search === undefined
        ? { hits: [hit], next: null, complete: true, tookMs: 1.5 }
        : await search(request, signal)
    },
    async summarise(request, signal) {
      summaries.push({ request, signal })
      const values = request.top === undefined ? [] : [{ value: 'sshd', events: 3 }]
      const bars = request.bars === undefined ? [] : [{ at: START_MS, events: 3 }]
      return { events: 3, bars, values, exact: true, complete: true, tookMs: 1.5 }
    },
    get: async id => (id === hit.id ? hit : undefined),
    scan: invented.scan,
  }
  const exports = await inventedExports(events, clock)
  const platform: Platform = {
    detection: invented.detection,
    intakeOpen,
    media,
    ...blocking,
    ...ruleSets,
    ...inventedRetention(state.records, clock),
    ...(await inventedNotices(state.records, clock)),
    state,
    audit,
    savedSearches: createSavedSearches(state.records, clock, () => `search-${++saved}`),
    ...(await inventedDesk(state, clock, SYSTEMS)),
    law,
    playbooks: await inventedPlaybooks(state.records, clock),
    documents,
    sentDocuments: () => documents.sentReports(),
    clock,
    systems: SYSTEMS,
    units: INVENTED_UNITS,
    events,
    exports,
    backups: inventedBackups(),
    health: health ?? (() => HEALTH),
    onIncident(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    incidentChanged(incident) {
      for (const listener of listeners) listener(incident)
    },
  }
  const api = await createApi({
    platform,
    report: problem => void problems.push(problem),
    logError(error, _where, requestId) {
      bugs.push(error)
      bugRequests.push(requestId)
    },
    version: '0.0.0',
    trustLoopbackToken: LOCAL_TOKEN,
    ...options,
  })
  const sessions = createSessions(state, clock)
  const cookieOf = (person: Person): string => {
    const cookie = `${SESSION_COOKIE}=${sessions.open(state.user(person)!)}`
    // Signed in before the account was disabled.
    if (person === 'disabled') state.putUser({ ...state.user(person)!, disabled: true })
    return cookie
  }
  return {
    api,
    state,
    written,
    platform,
    clock,
    problems,
    bugs,
    bugRequests,
    searches,
    summaries,
    mediaRead,
    cookieOf,
    as: (person, request) =>
      api.inject({
        ...request,
        headers: { ...request.headers, ...(person === undefined ? {} : { cookie: cookieOf(person) }) },
      }),
    async [Symbol.asyncDispose]() {
      await api.close()
      await exports[Symbol.asyncDispose]()
      await invented[Symbol.asyncDispose]()
      state[Symbol.dispose]()
    },
  }
}

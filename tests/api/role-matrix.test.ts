// Every operation of the contract, asked by everybody. The table of requests below must have a row for each
// operation; who may do what is read from the contract itself and from nowhere else.

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { afterAll, describe, expect, test } from 'vitest'
import {
  type Access,
  GRANTS,
  LOCAL_GRANTS,
  OPERATIONS,
  type Operation,
  type OperationName,
} from '#/api/contract/operations.ts'
import { ROLES } from '#/store/state-store.ts'
import { eventExportRequests } from './requests/event-exports.ts'
import { eventWorkRequests } from './requests/event-work.ts'
import { auditRequests } from './requests/audit.ts'
import { deskWorkRequests } from './requests/desk-work.ts'
import { intakeRequests } from './requests/intake.ts'
import { registerRequests } from './requests/register.ts'
import { playbooksRequests } from './requests/playbooks.ts'
import { incidentWorkRequests } from './requests/incident-work.ts'
import { documentRequests } from './requests/documents.ts'
import { mediaRequests } from './requests/media.ts'
import { lawRequests } from './requests/law.ts'
import { noticeRequests } from './requests/notices.ts'
import { retentionRequests } from './requests/retention.ts'
import { ruleSetRequests } from './requests/rule-sets.ts'
import { blockListRequests } from './requests/block-lists.ts'
import { detectionRequests } from './requests/detection.ts'
import { ALERT, INCIDENT } from './invented-incident.ts'
import { LOCAL_TOKEN, PASSWORD, PEOPLE, openCity, type City } from './invented-platform.ts'

type Row = Pick<InjectOptions, 'payload' | 'query' | 'headers'> & {
  /** Values of the path; a function does first what the request needs, and knows who will ask. */
  readonly path?:
    | Readonly<Record<string, string>>
    | ((city: City, who: Asking) => Promise<Readonly<Record<string, string>>>)
}

const NEW = { path: { id: 'i-new' } }

/** A request for each operation that succeeds for whoever may make it. */
const REQUESTS: Readonly<Record<OperationName, Row>> = {
  signIn: { payload: { name: 'viewer', password: PASSWORD } },
  whoAmI: {},
  signOut: {},
  changePassword: { payload: { current: PASSWORD, next: 'một câu dài và chưa ai biết' } },
  listIncidents: { query: { status: 'new,open', owner: 'none', text: 'ssh', limit: '10' } },
  getIncident: NEW,
  takeIncident: { ...NEW, payload: { version: 1 } },
  noteIncident: { ...NEW, payload: { version: 1, text: 'Đã gọi đơn vị vận hành' } },
  closeIncident: { ...NEW, payload: { version: 1, disposition: 'benign', mau05: null, reason: 'Diễn tập' } },
  assignIncident: { ...NEW, payload: { version: 1, owner: 'analyst' } },
  reopenIncident: { path: { id: 'i-closed' }, payload: { version: 1, reason: 'Lại xảy ra' } },
  listAssignees: {},
  searchEvents: { query: { q: 'event.outcome:failure', from: '24h' } },
  getEvent: { path: { id: ALERT.eventIds[0]! } },
  health: {},
  listRules: {},
  listSystems: {},
  live: {},
  listUsers: {},
  createUser: { payload: { name: 'tran.an', displayName: 'Trần An', role: 'analyst' } },
  changeUser: { path: { name: 'viewer' }, payload: { role: 'analyst' } },
  resetPasswordHere: { path: { name: 'analyst' } },
  healthz: {},
  readyz: {},
  metrics: {},
  startBackup: { payload: { directory: '/var/backups/thapcanh/2026-11-22' } },
  backupState: {},
  ...eventWorkRequests,
  ...eventExportRequests,
  ...mediaRequests,
  ...auditRequests,
  ...retentionRequests,
  ...registerRequests,
  ...deskWorkRequests,
  ...intakeRequests,
  ...documentRequests,
  ...incidentWorkRequests,
  ...playbooksRequests,
  ...lawRequests,
  ...blockListRequests,
  ...detectionRequests,
  ...noticeRequests,
  ...ruleSetRequests,
}

const ASKING = [undefined, ...PEOPLE, 'local'] as const
type Asking = (typeof ASKING)[number]

/** What the contract says somebody must be answered; `undefined` for the operation's own answer. */
function refusalOf(operation: Operation, who: Asking): string | undefined {
  const { access } = operation
  if (access === 'public') return undefined
  if (who === undefined || who === 'disabled') return 'session.required'
  if (access === 'signed-in') return who === 'local' ? 'permission.denied' : undefined
  if (access === 'this-machine') return who === 'local' ? undefined : 'permission.denied'
  if (who === 'must-change') return 'password.must-change'
  const granted: readonly Access[] = who === 'local' ? LOCAL_GRANTS : GRANTS[who]
  return granted.some(each => each === access) ? undefined : 'permission.denied'
}

async function ask(
  city: City,
  name: OperationName,
  who: Asking,
  payloadAsStream = false,
): Promise<LightMyRequestResponse> {
  return await send(city, name, who, await pathOf(city, name, who), payloadAsStream)
}

/** Does first what the request needs; the values of its path. */
async function pathOf(
  city: City,
  name: OperationName,
  who: Asking,
): Promise<Readonly<Record<string, string>>> {
  const { path = {} } = REQUESTS[name]
  return typeof path === 'function' ? await path(city, who) : path
}

async function send(
  city: City,
  name: OperationName,
  who: Asking,
  values: Readonly<Record<string, string>>,
  payloadAsStream = false,
): Promise<LightMyRequestResponse> {
  const operation: Operation = OPERATIONS[name]
  const { path: _, ...row } = REQUESTS[name]
  const url = operation.path.replace(/:(\w+)/g, (_, key: string) => values[key]!)
  const request: InjectOptions = { method: operation.method, url, ...row, payloadAsStream }
  if (who === 'local')
    return await city.api.inject({
      ...request,
      headers: { ...row.headers, authorization: `Bearer ${LOCAL_TOKEN}` },
    })
  return await city.as(who, request)
}

/** The contract's schema with every object closed: an answer may hold nothing that it does not name. */
function closed(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null) return schema
  if (Array.isArray(schema)) return schema.map(closed)
  const members = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]))
  return 'properties' in members ? { ...members, additionalProperties: false } : members
}

const ajv = new Ajv2020({ strict: false })

describe.each(Object.keys(OPERATIONS) as OperationName[])('%s', name => {
  const operation: Operation = OPERATIONS[name]
  const asking = ASKING.map(who => ({ who, asker: who ?? 'nobody', refusal: refusalOf(operation, who) }))
  const refused = asking.filter(({ refusal }) => refusal !== undefined)
  const allowed = asking.filter(({ refusal }) => refusal === undefined)

  // What is refused, and what only reads, changes nothing: one city serves all who ask.
  const preparesItself = typeof REQUESTS[name].path === 'function'
  // Compiled once for all who ask.
  let fits: ValidateFunction | undefined
  const misfits = (answer: unknown): readonly unknown[] => {
    fits ??= ajv.compile(closed(operation.answer) as object)
    fits(answer)
    return fits.errors ?? []
  }
  let still: City | undefined
  const stillCity = async (): Promise<City> => (still ??= await openCity())
  afterAll(async () => await still?.[Symbol.asyncDispose]())

  test.each(refused)('asked by $asker is refused: $refusal', async ({ who, refusal }) => {
    await using own = preparesItself ? await openCity() : undefined
    const city = own ?? (await stillCity())
    const answer = await ask(city, name, who)
    expect(answer.json()).toEqual({ error: refusal, message: expect.any(String) })
    expect(answer.statusCode).toBe(refusal === 'session.required' ? 401 : 403)
    expect(city.bugs).toEqual([])
  })

  test.each(allowed)('asked by $asker answers as the contract says', async ({ who }) => {
    const isStream = name === 'live'
    const onlyReads = operation.method === 'GET' && !isStream && !preparesItself
    await using own = onlyReads ? undefined : await openCity()
    const city = own ?? (await stillCity())
    const answer = await ask(city, name, who, isStream)
    expect(city.bugs).toEqual([])
    const hasAnswer = isStream || operation.answer !== undefined || operation.produces !== undefined
    expect(answer.statusCode).toBe(hasAnswer ? 200 : 204)
    expect(String(answer.headers['content-type'])).toMatch(contentTypeOf(name))
    if (isStream) answer.stream().destroy()
    if (operation.answer === undefined) return
    expect(misfits(answer.json())).toEqual([])
  })
})

function contentTypeOf(name: OperationName): RegExp {
  if (name === 'live') return /^text\/event-stream/
  const { produces }: Operation = OPERATIONS[name]
  if (produces !== undefined) return new RegExp(`^${RegExp.escape(produces)}`)
  return 'answer' in OPERATIONS[name] ? /^application\/json/ : /^undefined$/
}

test('every operation is asked, and the request of each is for that operation only', () => {
  expect(Object.keys(REQUESTS).sort()).toEqual(Object.keys(OPERATIONS).sort())
})

test('each role may do all that the one below it may', () => {
  for (const [index, role] of ROLES.slice(1).entries())
    expect(GRANTS[role]).toEqual(expect.arrayContaining([...GRANTS[ROLES[index]!]]))
})

/** Operations on one incident. */
const OF_INCIDENT = (Object.keys(OPERATIONS) as OperationName[]).filter(name =>
  OPERATIONS[name].path.startsWith('/api/incidents/:'),
)
const UNIT_ROLES = ['viewer', 'analyst', 'lead'] as const

/** Gives all incidents to the unit. */
function giveAll(city: City, unitId: string | null): void {
  for (const incident of city.state.incidents({ limit: 100 }).incidents) {
    const entry = { at: incident.updatedAt, by: 'thapcanh', kind: 'unit', text: 'x' } as const
    city.state.changeIncident({ ...incident, unitId }, incident.version, entry)
  }
}

/** Those who ask see `so-y-te` and what is below it, whatever their role. */
function bound(city: City): void {
  for (const who of UNIT_ROLES) city.state.putUser({ ...city.state.user(who)!, units: ['so-y-te'] })
}

describe.each(OF_INCIDENT)('people of a unit asking %s', name => {
  test('of an incident of others, or of none, hear that there is none', async () => {
    await using city = await openCity()
    const values = await pathOf(city, name, 'lead')
    bound(city)
    for (const unitId of ['so-giao-thong', null]) {
      giveAll(city, unitId)
      for (const who of UNIT_ROLES) {
        const answer = await send(city, name, who, values)
        expect([unitId, who, answer.json().error]).toEqual([
          unitId,
          who,
          refusalOf(OPERATIONS[name], who) ?? 'incident.not-found',
        ])
        expect(answer.body).not.toContain(INCIDENT.title)
      }
    }
    expect(city.bugs).toEqual([])
  })

  test.each(['so-y-te', 'tram-y-te'])('of one of theirs (%s) are answered', async unitId => {
    await using city = await openCity()
    const who = UNIT_ROLES.find(role => refusalOf(OPERATIONS[name], role) === undefined) ?? 'admin'
    const values = await pathOf(city, name, who)
    giveAll(city, unitId)
    bound(city)
    const answer = await send(city, name, who, values)
    expect(answer.statusCode < 300 ? '' : answer.body).toBe('')
    expect(city.bugs).toEqual([])
  })
})

test('there are operations on one incident', () => {
  expect(OF_INCIDENT.length).toBeGreaterThan(20)
})

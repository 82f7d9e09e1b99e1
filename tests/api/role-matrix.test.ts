// Every operation of the contract, asked by everybody. The table of requests below must have a row for each
// operation; who may do what is read from the contract itself and from nowhere else.

import { Ajv2020 } from 'ajv/dist/2020.js'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { describe, expect, test } from 'vitest'
import { GRANTS, OPERATIONS, type Operation, type OperationName } from '#/api/contract/operations.ts'
import { ROLES, type Role } from '#/store/state-store.ts'
import { auditRequests } from './requests/audit.ts'
import { deskWorkRequests } from './requests/desk-work.ts'
import { intakeRequests } from './requests/intake.ts'
import { registerRequests } from './requests/register.ts'
import { playbooksRequests } from './requests/playbooks.ts'
import { incidentWorkRequests } from './requests/incident-work.ts'
import { documentRequests } from './requests/documents.ts'
import { lawRequests } from './requests/law.ts'
import { noticeRequests } from './requests/notices.ts'
import { blockListRequests } from './requests/block-lists.ts'
import { ALERT } from './invented-incident.ts'
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
  healthz: {},
  ...auditRequests,
  ...registerRequests,
  ...deskWorkRequests,
  ...intakeRequests,
  ...documentRequests,
  ...incidentWorkRequests,
  ...playbooksRequests,
  ...lawRequests,
  ...blockListRequests,
  ...noticeRequests,
}

const ASKING = [undefined, ...PEOPLE, 'local'] as const
type Asking = (typeof ASKING)[number]

/** What the contract says somebody must be answered; `undefined` for the operation's own answer. */
function refusalOf(operation: Operation, who: Asking): string | undefined {
  const { access } = operation
  if (access === 'public') return undefined
  if (who === undefined || who === 'disabled') return 'session.required'
  if (access === 'signed-in') return who === 'local' ? 'permission.denied' : undefined
  if (who === 'must-change') return 'password.must-change'
  const role: Role = who === 'local' ? 'viewer' : who
  return GRANTS[role].some(granted => granted === access) ? undefined : 'permission.denied'
}

async function ask(
  city: City,
  name: OperationName,
  who: Asking,
  payloadAsStream = false,
): Promise<LightMyRequestResponse> {
  const operation: Operation = OPERATIONS[name]
  const { path = {}, ...row } = REQUESTS[name]
  const values = typeof path === 'function' ? await path(city, who) : path
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

  test.each(refused)('asked by $asker is refused: $refusal', async ({ who, refusal }) => {
    await using city = await openCity()
    const answer = await ask(city, name, who)
    expect(answer.json()).toEqual({ error: refusal, message: expect.any(String) })
    expect(answer.statusCode).toBe(refusal === 'session.required' ? 401 : 403)
    expect(city.bugs).toEqual([])
  })

  test.each(allowed)('asked by $asker answers as the contract says', async ({ who }) => {
    await using city = await openCity()
    const isStream = name === 'live'
    const answer = await ask(city, name, who, isStream)
    expect(city.bugs).toEqual([])
    const hasAnswer = isStream || operation.answer !== undefined || operation.produces !== undefined
    expect(answer.statusCode).toBe(hasAnswer ? 200 : 204)
    expect(String(answer.headers['content-type'])).toMatch(contentTypeOf(name))
    if (isStream) answer.stream().destroy()
    if (operation.answer === undefined) return
    const validate = ajv.compile(closed(operation.answer) as object)
    validate(answer.json())
    expect(validate.errors ?? []).toEqual([])
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

// Every operation of the contract, asked by everybody. The table of requests below must have a row for each
// operation; who may do what is read from the contract itself and from nowhere else.

import { Ajv2020 } from 'ajv/dist/2020.js'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { describe, expect, test } from 'vitest'
import { GRANTS, OPERATIONS, type Operation, type OperationName } from '#/api/contract/operations.ts'
import { ROLES, type Role } from '#/store/state-store.ts'
import { ALERT, LOCAL_TOKEN, PASSWORD, PEOPLE, openCity, type City } from './invented-platform.ts'

type Row = Pick<InjectOptions, 'payload' | 'query'> & { readonly path?: Readonly<Record<string, string>> }

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
  const url = operation.path.replace(/:(\w+)/g, (_, key: string) => path[key]!)
  const request: InjectOptions = { method: operation.method, url, ...row, payloadAsStream }
  if (who === 'local')
    return await city.api.inject({ ...request, headers: { authorization: `Bearer ${LOCAL_TOKEN}` } })
  return await city.as(who, request)
}

const ajv = new Ajv2020({ strict: false })

describe.each(Object.keys(OPERATIONS) as OperationName[])('%s', name => {
  const operation: Operation = OPERATIONS[name]

  test.each(ASKING.map(who => ({ who, asker: who ?? 'nobody', refusal: refusalOf(operation, who) })))(
    'asked by $asker is answered as the contract says: $refusal',
    async ({ who, refusal }) => {
      await using city = await openCity()
      const answer = await ask(city, name, who, name === 'live' && refusal === undefined)
      expect(city.bugs).toEqual([])
      if (refusal !== undefined) {
        expect(answer.json()).toEqual({ error: refusal, message: expect.any(String) })
        expect(answer.statusCode).toBe(refusal === 'session.required' ? 401 : 403)
        return
      }
      if (name === 'live') {
        expect(answer.headers['content-type']).toContain('text/event-stream')
        answer.stream().destroy()
        return
      }
      expect([answer.statusCode, answer.body]).toEqual([
        operation.answer === undefined ? 204 : 200,
        expect.any(String),
      ])
      if (operation.answer === undefined) return
      const validate = ajv.compile(operation.answer)
      validate(answer.json())
      expect(validate.errors ?? []).toEqual([])
    },
  )
})

test('every operation is asked, and the request of each is for that operation only', () => {
  expect(Object.keys(REQUESTS).sort()).toEqual(Object.keys(OPERATIONS).sort())
})

test('each role may do all that the one below it may', () => {
  for (const [index, role] of ROLES.slice(1).entries())
    expect(GRANTS[role]).toEqual(expect.arrayContaining([...GRANTS[ROLES[index]!]]))
})

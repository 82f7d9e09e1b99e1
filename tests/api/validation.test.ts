import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LIMITS } from '#/kernel/limits.ts'
import { Retryable } from '#/kernel/errors.ts'
import { openCity, type City } from './invented-platform.ts'

const post = (city: City, path: string, payload: unknown) =>
  city.as('lead', {
    method: 'POST',
    url: `/api/incidents/i-new${path}`,
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    headers: { 'content-type': 'application/json' },
  })

describe('bodies are taken as they are', () => {
  const CLOSE = { version: 1, disposition: 'benign', mau05: null, reason: 'x' }
  test.each([
    {
      name: 'a number as text',
      path: '/take',
      body: { version: '1' },
      says: 'body/version: must be integer',
    },
    {
      name: 'a truth as number',
      path: '/take',
      body: { version: true },
      says: 'body/version: must be integer',
    },
    { name: 'a fraction', path: '/take', body: { version: 1.5 }, says: 'body/version: must be integer' },
    { name: 'a missing member', path: '/take', body: {}, says: 'body/version: is required' },
    {
      name: 'an unknown member',
      path: '/take',
      body: { version: 1, owner: 'an' },
      says: 'body/owner: unknown field',
    },
    { name: 'nothing', path: '/take', body: 'null', says: 'body: must be object' },
    { name: 'a list', path: '/take', body: [], says: 'body: must be object' },
    {
      name: 'an unknown word',
      path: '/close',
      body: { ...CLOSE, disposition: 'fine' },
      says: 'body/disposition: must be one of true-positive, benign, false-positive, duplicate, undetermined',
    },
    {
      name: 'a kind that Mẫu 05 does not have',
      path: '/close',
      body: { ...CLOSE, mau05: 11 },
      says: 'body/mau05: must be <= 10 or must be null',
    },
    {
      name: 'a blank reason',
      path: '/close',
      body: { ...CLOSE, reason: ' \n ' },
      says: 'body/reason: must not be blank',
    },
    {
      name: 'a long note',
      path: '/notes',
      body: { version: 1, text: 'a'.repeat(4001) },
      says: 'body/text: must NOT have more than 4000 characters',
    },
    {
      name: 'an owner that nobody is',
      path: '/assign',
      body: { version: 1, owner: 'nobody' },
      says: 'body/owner: must be an enabled account that may work on incidents of this unit',
    },
    {
      name: 'an owner who may only read',
      path: '/assign',
      body: { version: 1, owner: 'viewer' },
      says: 'body/owner: must be an enabled account that may work on incidents of this unit',
    },
  ])('$name is refused, naming the place', async ({ path, body, says }) => {
    await using city = await openCity()
    const answer = await post(city, path, body)
    expect([answer.statusCode, answer.json().message]).toEqual([400, says])
    expect(city.state.incident('i-new')?.version).toBe(1)
  })

  test.each(['{', '', '{"version":1}x', '{"__proto__":{"version":1}}', '\u0000'])(
    '%j is not JSON we read',
    async body => {
      await using city = await openCity()
      const answer = await post(city, '/take', body)
      expect([answer.statusCode, answer.json().error]).toEqual([400, 'request.invalid'])
    },
  )

  test('no body at all is refused', async () => {
    await using city = await openCity()
    const answer = await city.as('lead', { method: 'POST', url: '/api/incidents/i-new/take' })
    expect([answer.statusCode, answer.json().message]).toEqual([400, 'body: must be object'])
  })

  test('a body over the limit is refused with 413', async () => {
    await using city = await openCity()
    const answer = await post(city, '/notes', { version: 1, text: 'a'.repeat(LIMITS.maxApiBodyBytes) })
    expect([answer.statusCode, answer.json().error]).toEqual([413, 'request.too-large'])
  })

  test('whatever is sent, the answer is a refusal with a code and never an error of ours', async () => {
    await using city = await openCity()
    const cookie = city.cookieOf('lead')
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('take', 'notes', 'close', 'assign', 'reopen'),
        fc.json(),
        async (action, payload) => {
          const headers = { cookie, 'content-type': 'application/json' }
          const answer = await city.api.inject({
            method: 'POST',
            url: `/api/incidents/i-new/${action}`,
            payload,
            headers,
          })
          expect([answer.statusCode, answer.json().error]).toEqual([400, 'request.invalid'])
        },
      ),
      { numRuns: 150 },
    )
    expect(city.bugs).toEqual([])
  })
})

describe('query strings', () => {
  test.each([
    { name: 'an unknown parameter', query: 'stauts=new', says: 'query/stauts: unknown field' },
    { name: 'a limit that is no number', query: 'limit=many', says: 'query/limit: must be integer' },
    { name: 'a limit of nothing', query: 'limit=', says: 'query/limit: must be integer' },
    { name: 'a limit too high', query: 'limit=501', says: 'query/limit: must be <= 500' },
    { name: 'a parameter twice', query: 'limit=1&limit=2', says: 'query/limit: must be integer' },
    {
      name: 'an unknown status',
      query: 'status=new,gone',
      says: 'query/status: unknown "gone"; one of new, open, closed',
    },
    {
      name: 'an unknown severity',
      query: 'severity=HIGH',
      says: 'query/severity: unknown "HIGH"; one of informational, low, medium, high, critical',
    },
  ])('$name is refused, naming the place', async ({ query, says }) => {
    await using city = await openCity()
    const answer = await city.as('viewer', { url: `/api/incidents?${query}` })
    expect([answer.statusCode, answer.json().error, answer.json().message]).toEqual([
      400,
      'request.invalid',
      says,
    ])
  })

  test('a number is read from its text', async () => {
    await using city = await openCity()
    expect((await city.as('viewer', { url: '/api/incidents?limit=1' })).json().incidents).toHaveLength(1)
  })
})

describe('what is nowhere', () => {
  test.each([
    { method: 'GET', url: '/api' },
    { method: 'GET', url: '/api/nothing' },
    { method: 'PUT', url: '/api/incidents' },
    { method: 'HEAD', url: '/api/incidents' },
    { method: 'GET', url: '/API/incidents' },
  ] as const)('$method $url is 404 in JSON, for anybody', async request => {
    await using city = await openCity()
    const answer = await city.api.inject({ ...request, headers: { accept: 'text/html' } })
    expect(answer.statusCode).toBe(404)
    expect(answer.headers['content-type']).toContain('application/json')
    expect(answer.body).toContain(request.method === 'HEAD' ? '' : '"error":"not-found"')
  })

  test.each(['/api/incidents/%zz', '/%'])('%s is a bad address, not an error of ours', async url => {
    await using city = await openCity()
    const answer = await city.as('viewer', { url })
    expect([answer.statusCode, answer.json().error]).toEqual([400, 'request.invalid'])
  })

  test('an incident that is not there is 404', async () => {
    await using city = await openCity()
    expect((await city.as('viewer', { url: '/api/incidents/none' })).json().error).toBe('incident.not-found')
    expect((await city.as('viewer', { url: '/api/events/none' })).json().error).toBe('event.not-found')
  })
})

describe('when something breaks', () => {
  test('an error of ours shows nothing of itself to the caller, and all of it to the operator', async () => {
    await using city = await openCity({
      health: () => {
        throw new Error('secret inside')
      },
    })
    const answer = await city.as('viewer', { url: '/api/health' })
    expect(answer.statusCode).toBe(500)
    expect(answer.json().error).toBe('internal')
    expect(answer.body).not.toMatch(/secret|at |\.ts/)
    expect(city.problems).toEqual([
      { code: 'request.failed', where: 'GET /api/health', detail: 'secret inside' },
    ])
    expect(city.bugs).toEqual([expect.any(Error)])
    // By what it is found in the log.
    expect(city.bugRequests[0]).toMatch(/^[0-9a-f-]{36}$/)
    expect(answer.json().message).toContain(`(request ${city.bugRequests[0]})`)
  })

  test('a store that is away is 503 with a time to come back', async () => {
    await using city = await openCity({
      search: () => Promise.reject(new Retryable('store.failed', 'the disk is away')),
    })
    const answer = await city.as('viewer', { url: '/api/events' })
    expect([answer.statusCode, answer.json().error, answer.headers['retry-after']]).toEqual([
      503,
      'store.unavailable',
      '5',
    ])
    expect(city.problems).toMatchObject([{ code: 'store.failed', where: 'GET /api/events' }])
  })
})

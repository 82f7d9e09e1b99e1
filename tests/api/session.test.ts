import { describe, expect, test } from 'vitest'
import { ensureFirstAdmin } from '#/api/auth/accounts.ts'
import { verifyPassword } from '#/api/auth/password-hash.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { SESSION_COOKIE, hashToken } from '#/api/auth/sessions.ts'
import { START_MS } from './invented-incident.ts'
import { LOCAL_TOKEN, PASSWORD, openCity, userNamed, type City } from './invented-platform.ts'

const HOUR_MS = 3_600_000

async function signIn(city: City, name: string, password: string, remoteAddress = '192.0.2.10') {
  return await city.api.inject({
    method: 'POST',
    url: '/api/session',
    payload: { name, password },
    remoteAddress,
  })
}

function cookieOf(answer: Awaited<ReturnType<typeof signIn>>): string {
  const cookie = answer.cookies.find(({ name }) => name === SESSION_COOKIE)
  return `${SESSION_COOKIE}=${cookie?.value}`
}

const whoAmI = (city: City, cookie: string) => city.api.inject({ url: '/api/session', headers: { cookie } })

describe('signing in', () => {
  test('answers who it is and sets a cookie that scripts and other sites cannot use', async () => {
    await using city = await openCity()
    const answer = await signIn(city, 'Analyst ', PASSWORD)
    expect(answer.json()).toMatchObject({
      name: 'analyst',
      role: 'analyst',
      permissions: expect.arrayContaining(['incidents.work']),
    })
    expect(answer.headers['set-cookie']).toMatch(
      new RegExp(`^${SESSION_COOKIE}=[\\w-]{43}; Max-Age=86400; Path=/; HttpOnly; SameSite=Strict$`),
    )
    expect((await whoAmI(city, cookieOf(answer))).statusCode).toBe(200)
  })

  test('the token is stored nowhere, only its SHA-256', async () => {
    await using city = await openCity()
    const token = cookieOf(await signIn(city, 'viewer', PASSWORD)).split('=')[1]!
    expect(city.written).toMatchObject([{ tokenHash: hashToken(token), userName: 'viewer' }])
    expect(JSON.stringify(city.written)).not.toContain(token)
  })

  test('each sign-in has a new token and ends the session that the browser had', async () => {
    await using city = await openCity()
    const first = cookieOf(await signIn(city, 'viewer', PASSWORD))
    const again = await city.api.inject({
      method: 'POST',
      url: '/api/session',
      payload: { name: 'viewer', password: PASSWORD },
      headers: { cookie: first },
    })
    expect(cookieOf(again)).not.toBe(first)
    expect((await whoAmI(city, first)).statusCode).toBe(401)
  })

  test.each([
    { name: 'a wrong password', user: 'viewer', password: 'không phải mật khẩu này', who: 'viewer' },
    { name: 'an unknown name', user: 'nobody', password: PASSWORD, who: 'an unknown name' },
    { name: 'a disabled account', user: 'off', password: PASSWORD, who: 'off' },
  ])(
    '$name is refused with the same words, and counted with its address',
    async ({ user, password, who }) => {
      await using city = await openCity()
      city.state.putUser(userNamed('off', { disabled: true }))
      const answer = await signIn(city, user, password)
      expect(answer.statusCode).toBe(401)
      expect(answer.json()).toEqual({ error: 'sign-in.refused', message: 'Name or password is wrong.' })
      expect(answer.headers['set-cookie']).toBeUndefined()
      expect(city.problems).toEqual([
        { code: 'request.unauthorized', where: 'api 192.0.2.10', detail: `failed sign-in as ${who}` },
      ])
    },
  )

  test('what was typed into the name field is never shown, for it may be a password', async () => {
    await using city = await openCity()
    await signIn(city, 'my-secret-sentence', 'x')
    expect(JSON.stringify(city.problems)).not.toContain('secret')
  })

  test('an unknown name takes as long as a wrong password', async () => {
    await using city = await openCity()
    // The processor's time: how long the machine lets us wait says nothing.
    const time = async (name: string) => {
      const start = process.cpuUsage()
      await signIn(city, name, 'không phải mật khẩu này')
      const { user, system } = process.cpuUsage(start)
      return user + system
    }
    // In turns, and the least of each: the tidying up of memory then counts for neither.
    let [known, unknown] = [Infinity, Infinity]
    for (let i = 0; i < 5; i++) {
      known = Math.min(known, await time('viewer'))
      unknown = Math.min(unknown, await time('nobody'))
    }
    expect(unknown / known).toBeGreaterThan(0.4)
    expect(unknown / known).toBeLessThan(2.5)
  })

  test('guessing is slowed down with 429 and Retry-After, and no more passwords are checked', async () => {
    await using city = await openCity()
    for (let i = 0; i < 10; i++)
      expect((await signIn(city, 'viewer', 'x', `198.51.100.${i}`)).statusCode).toBe(401)
    const answer = await signIn(city, 'viewer', PASSWORD, '198.51.100.99')
    expect(answer.statusCode).toBe(429)
    expect(answer.json().error).toBe('sign-in.throttled')
    expect(Number(answer.headers['retry-after'])).toBe(30)
    city.clock.turn(30_000)
    expect((await signIn(city, 'viewer', PASSWORD, '198.51.100.99')).statusCode).toBe(200)
  })

  test('over TLS the cookie is Secure and HTTPS is remembered', async () => {
    await using city = await openCity({ trustedProxies: ['127.0.0.1'] })
    const answer = await city.api.inject({
      method: 'POST',
      url: '/api/session',
      payload: { name: 'viewer', password: PASSWORD },
      headers: { 'x-forwarded-proto': 'https' },
    })
    expect(answer.headers['set-cookie']).toContain('; Secure')
    expect(answer.headers['strict-transport-security']).toBe('max-age=31536000')
  })

  test('forwarding headers of an untrusted sender are not believed', async () => {
    await using city = await openCity()
    for (let i = 0; i < 31; i++)
      await city.api.inject({
        method: 'POST',
        url: '/api/session',
        payload: { name: `user${i}`, password: 'x' },
        remoteAddress: '198.51.100.7',
        headers: { 'x-forwarded-for': `192.0.2.${i}`, 'x-forwarded-proto': 'https' },
      })
    expect((await signIn(city, 'viewer', PASSWORD, '198.51.100.7')).statusCode).toBe(429)
  })
})

describe('a session', () => {
  test('lives on while it is used, but not longer than a day', async () => {
    await using city = await openCity()
    const cookie = city.cookieOf('viewer')
    for (let hour = 0; hour < 23; hour++) {
      city.clock.turn(HOUR_MS)
      expect((await whoAmI(city, cookie)).statusCode).toBe(200)
    }
    city.clock.turn(HOUR_MS)
    expect((await whoAmI(city, cookie)).statusCode).toBe(401)
    expect(city.state.session(city.written[0]!.tokenHash)).toBeUndefined()
  })

  test('ends after eight hours without a request', async () => {
    await using city = await openCity()
    const cookie = city.cookieOf('viewer')
    city.clock.turn(8 * HOUR_MS - 1)
    expect((await whoAmI(city, cookie)).statusCode).toBe(200)
    city.clock.turn(8 * HOUR_MS)
    expect((await whoAmI(city, cookie)).statusCode).toBe(401)
  })

  test('is written at most once a minute however often it is used', async () => {
    await using city = await openCity()
    const cookie = city.cookieOf('viewer')
    const seen = () => city.written.at(-1)!.lastSeenAt - START_MS
    city.clock.turn(30_000)
    await whoAmI(city, cookie)
    expect(seen()).toBe(0)
    city.clock.turn(30_000)
    await whoAmI(city, cookie)
    expect(seen()).toBe(60_000)
  })

  test('ends with signing out, and the cookie goes', async () => {
    await using city = await openCity()
    const cookie = city.cookieOf('viewer')
    const answer = await city.api.inject({ method: 'DELETE', url: '/api/session', headers: { cookie } })
    expect(answer.statusCode).toBe(204)
    expect(answer.headers['set-cookie']).toMatch(/Expires=Thu, 01 Jan 1970/)
    expect((await whoAmI(city, cookie)).statusCode).toBe(401)
  })

  test('ends at once when its user is disabled', async () => {
    await using city = await openCity()
    const cookie = city.cookieOf('viewer')
    await city.as('admin', { method: 'PATCH', url: '/api/users/viewer', payload: { disabled: true } })
    expect((await whoAmI(city, cookie)).statusCode).toBe(401)
  })

  test.each(['', 'x', 'a'.repeat(43), '%00', '../../etc'])('is not made by a cookie of "%s"', async value => {
    await using city = await openCity()
    expect((await whoAmI(city, `${SESSION_COOKIE}=${value}`)).statusCode).toBe(401)
  })
})

describe('changing the password', () => {
  const NEXT = 'một câu dài và chưa ai biết'
  const change = (city: City, cookie: string, payload: object) =>
    city.api.inject({ method: 'POST', url: '/api/session/password', payload, headers: { cookie } })

  test('frees the one-time password, ends all other sessions and keeps this one under a new token', async () => {
    await using city = await openCity()
    const [here, elsewhere] = [city.cookieOf('must-change'), city.cookieOf('must-change')]
    const answer = await change(city, here, { current: PASSWORD, next: NEXT })
    expect(answer.statusCode).toBe(204)
    expect((await whoAmI(city, here)).statusCode).toBe(401)
    expect((await whoAmI(city, elsewhere)).statusCode).toBe(401)
    expect((await whoAmI(city, cookieOf(answer))).json().mustChangePassword).toBe(false)
    expect((await signIn(city, 'must-change', NEXT)).statusCode).toBe(200)
    expect((await signIn(city, 'must-change', PASSWORD)).statusCode).toBe(401)
  })

  test.each([
    {
      name: 'a wrong current one',
      payload: { current: 'x', next: NEXT },
      status: 403,
      error: 'password.wrong',
    },
    {
      name: 'a short one',
      payload: { current: PASSWORD, next: 'ngắn' },
      status: 400,
      error: 'request.invalid',
    },
    {
      name: 'a weak one',
      payload: { current: PASSWORD, next: 'aaaaaaaaaaaaa' },
      status: 400,
      error: 'password.weak',
    },
    { name: 'the same', payload: { current: PASSWORD, next: PASSWORD }, status: 400, error: 'password.weak' },
  ])('to $name is refused: $error', async ({ payload, status, error }) => {
    await using city = await openCity()
    const cookie = city.cookieOf('viewer')
    const answer = await change(city, cookie, payload)
    expect([answer.statusCode, answer.json().error]).toEqual([status, error])
    expect((await whoAmI(city, cookie)).statusCode).toBe(200)
  })

  test('a stolen session cannot try out passwords without end', async () => {
    await using city = await openCity()
    const cookie = city.cookieOf('viewer')
    const statuses: number[] = []
    for (let i = 0; i < 12; i++)
      statuses.push((await change(city, cookie, { current: 'x', next: NEXT })).statusCode)
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 403), 429, 429])
  })

  test('an account that is reset meanwhile stays reset', async () => {
    await using city = await openCity()
    const cookie = city.cookieOf('viewer')
    const changing = change(city, cookie, { current: PASSWORD, next: NEXT })
    await new Promise(resolve => setTimeout(resolve, 1))
    city.state.putUser({ ...city.state.user('viewer')!, passwordHash: 'reset by an administrator' })
    expect((await changing).json().error).toBe('session.required')
    expect(city.state.user('viewer')!.passwordHash).toBe('reset by an administrator')
  })
})

describe('the local token', () => {
  const ask = (city: City, token: string, remoteAddress: string, headers = {}) =>
    city.api.inject({
      url: '/api/events',
      remoteAddress,
      headers: { authorization: `Bearer ${token}`, ...headers },
    })

  test.each(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])('is good from %s', async address => {
    await using city = await openCity()
    expect((await ask(city, LOCAL_TOKEN, address)).statusCode).toBe(200)
  })

  test.each(['192.0.2.1', '2001:db8::1', '::ffff:192.0.2.1'])(
    'is worth nothing from %s, and counted',
    async address => {
      await using city = await openCity()
      expect((await ask(city, LOCAL_TOKEN, address)).statusCode).toBe(401)
      expect(city.problems).toMatchObject([{ code: 'request.unauthorized', where: `api ${address}` }])
    },
  )

  test('is worth nothing to a stranger behind a proxy on this machine', async () => {
    await using city = await openCity({ trustedProxies: ['127.0.0.1'] })
    expect((await ask(city, LOCAL_TOKEN, '127.0.0.1', { 'x-forwarded-for': '192.0.2.1' })).statusCode).toBe(
      401,
    )
  })

  test('must be the right one, and there must be one', async () => {
    await using city = await openCity()
    expect((await ask(city, `${LOCAL_TOKEN}x`, '127.0.0.1')).statusCode).toBe(401)
    await using without = await openCity({ trustLoopbackToken: undefined })
    expect((await ask(without, 'undefined', '127.0.0.1')).statusCode).toBe(401)
  })
})

describe('the first administrator', () => {
  const clock = { now: () => START_MS }

  test('is made once, with a one-time password that must be changed', async () => {
    using state = openEmbeddedStateStore({ path: ':memory:', clock })
    const first = await ensureFirstAdmin(state, clock)
    const admin = state.user('admin')!
    expect(admin).toMatchObject({
      role: 'admin',
      mustChangePassword: true,
      disabled: false,
      createdAt: START_MS,
    })
    expect(await verifyPassword(first!.oneTimePassword, admin.passwordHash)).toBe(true)
    expect(await ensureFirstAdmin(state, clock)).toBeUndefined()
    expect(state.user('admin')).toEqual(admin)
  })
})

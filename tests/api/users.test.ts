import { describe, expect, test } from 'vitest'
import { LOCAL_TOKEN, openCity, type City } from './invented-platform.ts'

const create = (city: City, payload: object) =>
  city.as('admin', { method: 'POST', url: '/api/users', payload })
const change = (city: City, name: string, payload: object) =>
  city.as('admin', { method: 'PATCH', url: `/api/users/${name}`, payload })
const signIn = (city: City, name: string, password: string) =>
  city.api.inject({ method: 'POST', url: '/api/session', payload: { name, password } })

test('no answer ever holds a hash of a password', async () => {
  await using city = await openCity()
  const answer = await city.as('admin', { url: '/api/users' })
  expect(answer.json()).toHaveLength(6)
  expect(answer.body).not.toMatch(/argon2|hash/i)
})

describe('a new account', () => {
  const AN = { name: 'tran.an', displayName: ' Trần An ', role: 'analyst' }

  test('signs in with the one-time password and can then do nothing but change it', async () => {
    await using city = await openCity()
    const { user, oneTimePassword } = (await create(city, AN)).json()
    expect(user).toEqual({
      name: 'tran.an',
      displayName: 'Trần An',
      role: 'analyst',
      disabled: false,
      mustChangePassword: true,
      units: null,
    })
    const signedIn = await signIn(city, 'tran.an', oneTimePassword)
    expect(signedIn.json().mustChangePassword).toBe(true)
    const cookies = Object.fromEntries(signedIn.cookies.map(({ name, value }) => [name, value]))
    const answer = await city.api.inject({ url: '/api/incidents', cookies })
    expect([answer.statusCode, answer.json().error]).toEqual([403, 'password.must-change'])
  })

  test.each([
    { name: 'exists already', payload: { ...AN, name: 'viewer' }, status: 409, error: 'user.exists' },
    {
      name: 'is called like a word of the filter',
      payload: { ...AN, name: 'none' },
      status: 400,
      error: 'user.name-reserved',
    },
    {
      name: 'is called like the platform',
      payload: { ...AN, name: 'thapcanh' },
      status: 400,
      error: 'user.name-reserved',
    },
    {
      name: 'administers and sees some units only',
      payload: { ...AN, role: 'admin', units: ['so-y-te'] },
      status: 400,
      error: 'request.invalid',
    },
    { name: 'has capitals', payload: { ...AN, name: 'An' }, status: 400, error: 'request.invalid' },
    { name: 'has a blank name', payload: { ...AN, displayName: ' ' }, status: 400, error: 'request.invalid' },
    {
      name: 'has a role there is not',
      payload: { ...AN, role: 'root' },
      status: 400,
      error: 'request.invalid',
    },
  ])('that $name is refused: $error', async ({ payload, status, error }) => {
    await using city = await openCity()
    const answer = await create(city, payload)
    expect([answer.statusCode, answer.json().error]).toEqual([status, error])
    expect(city.state.users()).toHaveLength(6)
  })

  test('made twice at once is made once', async () => {
    await using city = await openCity()
    const answers = await Promise.all([create(city, AN), create(city, AN)])
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(expect.arrayContaining([200, 409]))
  })
})

describe('a reset', () => {
  test('ends the sessions, gives a one-time password once, and the old one is worth nothing', async () => {
    await using city = await openCity()
    const cookie = city.cookieOf('viewer')
    const { user, oneTimePassword } = (await change(city, 'viewer', { resetPassword: true })).json()
    expect(user.mustChangePassword).toBe(true)
    expect((await city.api.inject({ url: '/api/session', headers: { cookie } })).statusCode).toBe(401)
    expect((await signIn(city, 'viewer', oneTimePassword)).statusCode).toBe(200)
  })

  test('is given to a command on the machine, and written down', async () => {
    await using city = await openCity()
    const cookie = city.cookieOf('admin')
    const ask = (name: string) =>
      city.api.inject({
        method: 'POST',
        url: `/api/users/${name}/password-reset`,
        headers: { authorization: `Bearer ${LOCAL_TOKEN}` },
      })
    const { user, oneTimePassword } = (await ask('admin')).json()
    expect(user).toMatchObject({ name: 'admin', mustChangePassword: true })
    expect((await city.api.inject({ url: '/api/session', headers: { cookie } })).statusCode).toBe(401)
    expect((await signIn(city, 'admin', oneTimePassword)).statusCode).toBe(200)
    expect((await ask('nobody')).json().error).toBe('user.not-found')
    const { number } = await city.platform.audit.tip()
    expect(number).toBe(1)
  })

  test('is not made when it was not asked for', async () => {
    await using city = await openCity()
    const { passwordHash } = city.state.user('viewer')!
    expect((await change(city, 'viewer', { displayName: 'Lê Bình' })).json()).toMatchObject({
      user: { displayName: 'Lê Bình', mustChangePassword: false },
      oneTimePassword: null,
    })
    expect(city.state.user('viewer')!.passwordHash).toBe(passwordHash)
  })
})

describe('the last enabled administrator', () => {
  /** Leaves only `admin`. */
  async function openAlone(): Promise<City> {
    const city = await openCity()
    for (const name of ['must-change', 'disabled'])
      city.state.putUser({ ...city.state.user(name)!, disabled: true })
    return city
  }

  test.each([{ disabled: true }, { role: 'lead' }])('cannot be changed to %j', async payload => {
    await using city = await openAlone()
    const answer = await change(city, 'admin', payload)
    expect([answer.statusCode, answer.json().error]).toEqual([409, 'user.last-admin'])
    expect(city.state.user('admin')).toMatchObject({ role: 'admin', disabled: false })
  })

  test('may go when there is another', async () => {
    await using city = await openAlone()
    await change(city, 'lead', { role: 'admin' })
    expect((await change(city, 'admin', { role: 'viewer' })).statusCode).toBe(200)
  })

  test('may change anything else about themselves', async () => {
    await using city = await openAlone()
    expect((await change(city, 'admin', { displayName: 'Quản trị' })).statusCode).toBe(200)
  })
})

test('a new role counts from the next request on', async () => {
  await using city = await openCity()
  const cookie = city.cookieOf('viewer')
  await change(city, 'viewer', { role: 'analyst' })
  const take = {
    method: 'POST',
    url: '/api/incidents/i-new/take',
    payload: { version: 1 },
    headers: { cookie },
  } as const
  expect((await city.api.inject(take)).statusCode).toBe(200)
})

test('an account that is not there is 404', async () => {
  await using city = await openCity()
  expect((await change(city, 'nobody', { disabled: true })).json().error).toBe('user.not-found')
})

test('a lead is told who may be given incidents: names of enabled accounts that may work, nothing else', async () => {
  await using city = await openCity()
  city.state.putUser({ ...city.state.user('disabled')!, disabled: true })
  const answer = (await city.as('lead', { url: '/api/assignees' })).json() as { readonly name: string }[]
  expect(answer.map(({ name }) => name).sort()).toEqual(['admin', 'analyst', 'lead', 'must-change'])
  for (const person of answer) expect(Object.keys(person).sort()).toEqual(['displayName', 'name'])
})

// Deliveries are seen through their incidents; a test message is recorded in the audit trail.

import { expect, test } from 'vitest'
import { openCity, userNamed, PASSWORD } from './invented-platform.ts'

async function askAs(units: readonly string[] | null, url: string, incidentUnit: string | null = null) {
  await using city = await openCity()
  const incident = city.state.incident('i-new')!
  const moved = { ...incident, unitId: incidentUnit, version: incident.version + 1 }
  const entry = { at: 0, by: 'lead', kind: 'unit', text: 'Chuyển đơn vị' } as const
  city.state.changeIncident(moved, incident.version, entry)
  city.state.putUser(userNamed('ward', { role: 'analyst', units }))
  const signedIn = await city.api.inject({
    method: 'POST',
    url: '/api/session',
    payload: { name: 'ward', password: PASSWORD },
  })
  const cookie = String(signedIn.headers['set-cookie']).split(';')[0]!
  return { answer: await city.api.inject({ url, headers: { cookie } }) }
}

interface Page {
  readonly deliveries: readonly { readonly notices: readonly { readonly id: string }[] }[]
}
const idsOf = (page: Page): string[] =>
  page.deliveries.flatMap(({ notices }) => notices.map(({ id }) => id)).sort()

test('who sees all sees every delivery', async () => {
  const { answer } = await askAs(null, '/api/notices')
  expect(idsOf(answer.json())).toEqual(['n-1', 'n-2'])
})

test('people of another unit see neither the incident’s delivery nor what is about the platform', async () => {
  const { answer } = await askAs(['nowhere'], '/api/notices')
  expect(idsOf(answer.json())).toEqual([])
  const { answer: asked } = await askAs(['nowhere'], '/api/notices?incident=i-new')
  expect(asked.json()).toMatchObject({ error: 'incident.not-found' })
})

test('people of the incident’s unit, and of the one above it, see its delivery', async () => {
  for (const units of [['tram-y-te'], ['so-y-te']]) {
    const { answer } = await askAs(units, '/api/notices', 'tram-y-te')
    expect(idsOf(answer.json())).toEqual(['n-1'])
  }
})

test('jobs of others have no key for people of a unit', async () => {
  const { answer } = await askAs(['nowhere'], '/api/jobs')
  const { jobs } = answer.json<{ jobs: { key: string | null }[] }>()
  expect(jobs.length).toBeGreaterThan(0)
  expect(jobs.every(({ key }) => key === null)).toBe(true)
  const { answer: all } = await askAs(null, '/api/jobs?queue=notices.deliver')
  expect(all.json<{ jobs: { key: string | null }[] }>().jobs[0]!.key).toMatch(/@/)
})

test('a test message is answered with how it went, and recorded', async () => {
  await using city = await openCity()
  const request = {
    method: 'POST',
    url: '/api/notices/test',
    payload: { channel: 'hook', address: '' },
  } as const
  const answer = await city.as('admin', request)
  expect(answer.json()).toMatchObject({ state: 'failed', error: expect.stringContaining('127.0.0.1:9') })
  const trail = await city.platform.audit.entries(0, 100)
  expect(trail.at(-1)?.entry).toMatchObject({ by: 'admin', action: 'notice.tested', subject: 'channel hook' })
  const unknown = await city.as('admin', { ...request, payload: { channel: 'fax', address: '' } })
  expect(unknown.statusCode).toBe(404)
  expect(unknown.json()).toMatchObject({ error: 'channel.not-found' })
})

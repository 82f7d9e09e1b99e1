// Rows of incidents, systems and events as people of a unit see them, wherever many are shown at once.

import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { CREATED, INCIDENT } from './invented-incident.ts'
import { openCity, type City } from './invented-platform.ts'
import { plantIncident } from './plant-incident.ts'

/** Four incidents: of the department, of what is below it, of another unit, of none. The lead sees the first two. */
async function openUnits(): Promise<City> {
  const city = await openCity()
  const units = { 'i-own': 'so-y-te', 'i-below': 'tram-y-te', 'i-foreign': 'so-giao-thong', 'i-none': null }
  let n = 10
  for (const [id, unitId] of Object.entries(units))
    plantIncident(city.state, { ...INCIDENT, id, code: `2026-00${n++}`, unitId }, [CREATED])
  city.state.putUser({ ...city.state.user('lead')!, units: ['so-y-te'] })
  return city
}

const idsOf = (incidents: readonly { id: string }[]) => incidents.map(({ id }) => id).sort()
const asLead = async (city: City, url: string) => (await city.as('lead', { url })).json()
const post = (city: City, url: string, payload: object) => city.as('lead', { method: 'POST', url, payload })

describe('people of a unit', () => {
  test('see its incidents and those below in the queue, and counts of these only', async () => {
    await using city = await openUnits()
    const page = await asLead(city, '/api/incidents')
    expect(idsOf(page.incidents)).toEqual(['i-below', 'i-own'])
    expect(page.total).toBe(2)
    expect(page.counts).toEqual({ new: 2, open: 0, closed: 0, unassigned: 2, mine: 0, dueSoon: 0 })
  })

  test.each([
    { unit: 'tram-y-te', ids: ['i-below'] },
    { unit: 'so-y-te', ids: ['i-below', 'i-own'] },
    { unit: 'so-giao-thong', ids: [] },
    { unit: 'none', ids: [] },
  ])('asking for unit $unit see $ids', async ({ unit, ids }) => {
    await using city = await openUnits()
    expect(idsOf((await asLead(city, `/api/incidents?unit=${unit}`)).incidents)).toEqual(ids)
  })

  test('are not shown similar incidents of others', async () => {
    await using city = await openUnits()
    vi.spyOn(city.state, 'entitiesOf').mockReturnValue([{ kind: 'ip', value: '203.0.113.9' }])
    vi.spyOn(city.state, 'incidentsWith').mockReturnValue(['i-own', 'i-below', 'i-foreign', 'i-none'])
    const { incidents } = await asLead(city, '/api/incidents/i-own/similar')
    expect(incidents.map((one: { incident: { id: string } }) => one.incident.id)).toEqual(['i-below'])
  })

  test('change many of theirs by a filter, and none by the id of another', async () => {
    await using city = await openUnits()
    const take = { action: { kind: 'take' } }
    const foreign = { ...take, chosen: { ids: ['i-own', 'i-foreign'] } }
    expect((await post(city, '/api/incident-bulk/work', foreign)).json().error).toBe('incident.not-found')
    expect(city.state.incident('i-own')?.owner).toBeNull()
    const all = { ...take, chosen: { filter: {} } }
    expect((await post(city, '/api/incident-bulk/work', all)).json()).toMatchObject({ changed: 2 })
    expect(city.state.incident('i-foreign')?.owner).toBeNull()
  })

  test('merge nothing into an incident of another, and give none to who does not see it', async () => {
    await using city = await openUnits()
    const merge = { version: 1, into: 'i-foreign', intoVersion: 1, reason: 'x' }
    const merged = await post(city, '/api/incidents/i-own/merge', merge)
    expect(merged.json().error).toBe('incident.not-found')
    city.state.putUser({ ...city.state.user('analyst')!, units: ['so-giao-thong'] })
    const assigned = await post(city, '/api/incidents/i-own/assign', { version: 1, owner: 'analyst' })
    expect(assigned.json().error).toBe('assignee.invalid')
    expect((await asLead(city, '/api/assignees')).map(({ name }: { name: string }) => name)).toEqual([
      'admin',
      'disabled',
      'lead',
      'must-change',
    ])
  })

  test('open incidents of their units, and of no other', async () => {
    await using city = await openUnits()
    const body = {
      title: 'Máy bị mã hóa',
      description: '',
      severity: 'high',
      systemId: null,
      detectedAt: city.clock.now(),
    }
    const open = async (more: object) => (await post(city, '/api/incidents', { ...body, ...more })).json()
    expect(await open({})).toMatchObject({ unitId: 'so-y-te', origin: 'person' })
    expect(await open({ unitId: 'tram-y-te' })).toMatchObject({ unitId: 'tram-y-te' })
    expect(await open({ unitId: 'so-giao-thong' })).toMatchObject({ error: 'request.invalid' })
    expect(await open({ systemId: 'dvc' })).toMatchObject({ error: 'request.invalid' })
  })

  test('find only events of their systems', async () => {
    await using city = await openUnits()
    await asLead(city, '/api/events')
    expect(city.searches.at(-1)?.request.systems).toEqual([])
    await city.as('admin', { url: '/api/events' })
    expect(city.searches.at(-1)?.request).not.toHaveProperty('systems')
    const id = city.state.alertsOf('i-own', 1)[0]!.eventIds[0]!
    expect((await city.as('admin', { url: `/api/events/${id}` })).statusCode).toBe(200)
    expect((await asLead(city, `/api/events/${id}`)).error).toBe('event.not-found')
    expect(await asLead(city, '/api/systems')).toEqual([])
  })

  test('may not read the audit trail of the whole city', async () => {
    await using city = await openUnits()
    expect((await asLead(city, '/api/audit')).error).toBe('permission.denied')
    expect((await asLead(city, '/api/session')).permissions).not.toContain('audit.read')
  })

  test('hear on the live stream of their incidents only, and until their units change', async () => {
    await using city = await openUnits()
    await city.api.listen({ host: '127.0.0.1', port: 0 })
    const { port } = city.api.server.address() as AddressInfo
    let text = ''
    const ended = Promise.withResolvers<void>()
    const asked = request({
      host: '127.0.0.1',
      port,
      path: '/api/live',
      headers: { cookie: city.cookieOf('lead') },
    })
    asked
      .on('response', response => {
        response.setEncoding('utf8').on('data', (chunk: string) => void (text += chunk))
        response.on('close', () => ended.resolve())
      })
      .end()
    await vi.waitFor(() => expect(text).toContain('"health"'))
    for (const id of ['i-foreign', 'i-none', 'i-below', 'i-own'])
      city.platform.incidentChanged(city.state.incident(id)!)
    await vi.waitFor(() => expect(text).toContain('"i-own"'))
    expect(text).toContain('"i-below"')
    expect(text).not.toContain('"i-foreign"')
    expect(text).not.toContain('"i-none"')
    city.state.putUser({ ...city.state.user('lead')!, units: ['tram-y-te'] })
    await ended.promise
  })
})

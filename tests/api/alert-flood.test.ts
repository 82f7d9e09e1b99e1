// The grouping of alerts and the changes of people on one incident: whoever takes it while alerts pour in is
// not refused, because the store remembers the last version that was the work of people.

import { expect, test } from 'vitest'
import { createIncidentFold } from '#/correlation/group-alert.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { ALERT, START_MS } from './invented-incident.ts'
import { openCity, type City } from './invented-platform.ts'

const FLOODED = { ...ALERT, entity: { field: 'source.ip', value: '198.51.100.7' } }

function flood(city: City, from: number, count: number) {
  const alerts = Array.from({ length: count }, (_, i) => ({
    ...FLOODED,
    id: `flood-${from + i}`,
    at: START_MS + from + i,
  }))
  return city.state.recordAlerts(alerts, createIncidentFold({ windowMs: 3_600_000, clock: city.clock }))[0]!
}

const take = (city: City, id: string, version: number) =>
  city.as('analyst', { method: 'POST', url: `/api/incidents/${id}/take`, payload: { version } })

test('alerts that pour in do not overtake anybody, a note does', async () => {
  await using city = await openCity()
  const { id, version: seen } = flood(city, 0, 1)
  flood(city, 1, 500)
  expect((await take(city, id, seen)).statusCode).toBe(200)
  const { version } = city.state.incident(id)!
  const note = { version, text: 'x' }
  await city.as('lead', { method: 'POST', url: `/api/incidents/${id}/notes`, payload: note })
  flood(city, 501, 10)
  expect((await take(city, id, version)).json()).toMatchObject({ error: 'conflict' })
  expect((await take(city, id, version + 1)).statusCode).toBe(200)
  expect((await take(city, id, 9999)).json()).toMatchObject({ error: 'conflict' })
})

test('of a flood the newest lines and the first events are kept, and all alerts', async () => {
  await using city = await openCity()
  const { id } = flood(city, 0, 1000)
  flood(city, 1000, 1000)
  const detail = (await city.as('viewer', { url: `/api/incidents/${id}` })).json()
  const lines = detail.timeline.filter(({ kind }: { kind: string }) => kind === 'alert')
  expect(lines).toHaveLength(LIMITS.maxShownAlerts)
  expect(lines.at(-1).alertId).toBe('flood-1999')
  expect(detail.timelineOmitted + lines.length).toBe(1999)
  expect(detail.incident.alertCount).toBe(2000)
  const all = city.state.alertsOf(id, 5000)
  expect(all).toHaveLength(2000)
  expect(all.filter(({ event }) => event !== null)).toHaveLength(LIMITS.maxAlertCopies)
  expect(all.at(-1)).toEqual({ ...FLOODED, id: 'flood-0', at: START_MS })
  expect(detail.alerts[0]).toMatchObject({ id: 'flood-1999', event: {}, eventKept: false })
})

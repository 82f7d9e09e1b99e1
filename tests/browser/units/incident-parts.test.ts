// What the incident page works out by itself: which alert explains a rule, how often an entity occurs.

import { describe, expect, test } from 'vitest'
import type { AlertView } from '#/api/contract/schemas.ts'
import { countEntities } from '#/web/incident/parts/count-entities.ts'
import { alerts, incident } from '../fixture-data.ts'

const of = incident(1, { entity: { field: 'source.ip', value: '203.0.113.9' }, alertCount: 3 })
const [first, second, third] = alerts(of) as [AlertView, AlertView, AlertView]

describe('entities of an incident', () => {
  test('each is counted once an alert, however many fields carry it', () => {
    const event = { ...first.event, 'client.ip': '203.0.113.9', 'user.name': ['deploy', 'DEPLOY'] }
    const found = countEntities(of, [{ ...first, event }])
    expect(found.map(({ kind, value, alerts: n }) => [kind, value, n])).toEqual([
      ['ip', '203.0.113.9', 1],
      ['user', 'deploy', 1],
      ['host', 'web-dvc-01', 1],
    ])
  })

  test('the main one stands first, the others by how often they occur', () => {
    const others = [second, third].map(alert => ({
      ...alert,
      matched: [],
      event: { ...alert.event, 'source.ip': '198.51.100.4' },
    }))
    const found = countEntities(of, [first, ...others])
    expect(found[0]).toMatchObject({ value: '203.0.113.9', alerts: 1, isMain: true })
    expect(found.slice(1).map(({ alerts: n }) => n)).toEqual([3, 3, 2])
  })

  test('an alert whose event is not kept counts by what matched', () => {
    const bare = { ...first, event: {}, eventKept: false }
    const kinds = countEntities(of, [bare]).map(({ kind, alerts: n }) => [kind, n])
    expect(kinds).toEqual([
      ['ip', 1],
      ['user', 1],
    ])
  })

  test('a main entity of no known kind is left out', () => {
    const odd = incident(1, { entity: { field: 'rule.name', value: 'x' } })
    expect(countEntities(odd, [])).toEqual([])
  })
})

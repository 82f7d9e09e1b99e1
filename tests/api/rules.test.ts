// Rules over the API: the list with their last hit and exceptions, switching one off and on, and why a correlation
// fired.

import { describe, expect, test } from 'vitest'
import type { LivenessView } from '#/api/contract/detection.ts'
import type { RuleView } from '#/api/contract/schemas.ts'
import { CORRELATION_ID, exceptionBody, RULE_ID, RULE_OF_SET_ID } from './invented-detection.ts'
import { ALERT, CREATED, INCIDENT, START_MS } from './invented-incident.ts'
import { openCity, type City, type Person } from './invented-platform.ts'

async function post(city: City, url: string, payload: object, who: Person = 'lead') {
  const answer = await city.as(who, { method: 'POST', url, payload })
  return { status: answer.statusCode, body: answer.json() }
}
async function get(city: City, url: string, who: Person = 'viewer') {
  return (await city.as(who, { method: 'GET', url })).json()
}
const listed = async (city: City): Promise<Readonly<Record<string, RuleView>>> =>
  Object.fromEntries((await get(city, '/api/rules')).map((rule: RuleView) => [rule.id, rule]))
const flip = (city: City, on: boolean, seen: number, id = RULE_ID) =>
  post(city, `/api/rules/${id}/switch`, { on, seen, reason: 'Ồn ở Sở Y tế' })

test('the list tells of each rule its last hit and how many exceptions are in force', async () => {
  await using city = await openCity()
  const { body } = await post(city, '/api/exceptions', exceptionBody(START_MS), 'analyst')
  expect((await listed(city))[RULE_ID]).toMatchObject({
    alerts: 3,
    lastAlertAt: ALERT.at,
    exceptions: 0,
    off: null,
  })
  await post(city, `/api/exceptions/${body.id}/approve`, { version: 1 })
  const rules = await listed(city)
  expect(rules[RULE_ID]).toMatchObject({ exceptions: 1 })
  expect(rules[CORRELATION_ID]).toMatchObject({ alerts: 0, lastAlertAt: null, exceptions: 0 })
})

describe('a rule switched off', () => {
  test('says who and why, takes what builds on it along, and comes back', async () => {
    await using city = await openCity()
    expect(await get(city, `/api/rules/${RULE_ID}`)).toMatchObject({
      off: null,
      switchVersion: 0,
      builtOnIt: [{ id: CORRELATION_ID, titleEnglish: 'Many failed sign-ins' }],
    })
    const off = await flip(city, false, 0)
    const decided = { by: 'lead', at: START_MS, reason: 'Ồn ở Sở Y tế' }
    expect(off).toMatchObject({ status: 200, body: { off: { ...decided, because: null }, switchVersion: 1 } })
    const rules = await listed(city)
    expect(rules[RULE_ID]).toMatchObject({ off: decided, lastAlertAt: ALERT.at })
    expect(rules[CORRELATION_ID]).toMatchObject({ off: { ...decided, because: { id: RULE_ID } } })
    expect(rules[RULE_OF_SET_ID]).toMatchObject({ off: null })
    // It can still be read and asked.
    const asked = await post(city, `/api/rules/${RULE_ID}/explain`, { event: ALERT.event }, 'viewer')
    expect(asked.body).toMatchObject({ matched: true })

    const on = await flip(city, true, 1)
    expect(on.body).toMatchObject({ off: null, switchVersion: 2 })
    expect((await listed(city))[CORRELATION_ID]).toMatchObject({ off: null })
    const entries = await city.as('lead', { method: 'GET', url: '/api/audit' })
    expect(entries.body).toContain('rule.off')
    expect(entries.body).toContain('rule.on')
    expect(entries.body).toContain('Ồn ở Sở Y tế')
  })

  test('is disabled in a check of liveness, with the reason, and no mute rule', async () => {
    await using city = await openCity()
    await post(city, '/api/liveness/run', {})
    await flip(city, false, 0)
    const { results, rules } = (await post(city, '/api/liveness/run', {})).body as LivenessView
    expect(rules).toBe(1)
    const disabled = results.filter(({ reasons }) => reasons.some(({ reason }) => reason === 'disabled'))
    expect(disabled.map(({ rule, reasons }) => [rule.id, reasons[0]!.detail])).toEqual([
      [RULE_ID, 'lead: Ồn ở Sở Y tế'],
      [CORRELATION_ID, `${ALERT.rule.title}: lead: Ồn ở Sở Y tế`],
    ])
    expect(city.problems).toEqual([])
  })

  test('names the decision that was seen, a reason and a rule of our own', async () => {
    await using city = await openCity()
    await flip(city, false, 0)
    expect(await flip(city, true, 0)).toMatchObject({ status: 409, body: { error: 'rule.changed' } })
    expect(await flip(city, false, 0, RULE_OF_SET_ID)).toMatchObject({
      status: 409,
      body: { error: 'rule.of-set' },
    })
    expect(await flip(city, false, 0, 'x')).toMatchObject({ status: 404, body: { error: 'rule.not-found' } })
    for (const reason of ['', '   ']) {
      const refused = await post(city, `/api/rules/${RULE_ID}/switch`, { on: true, seen: 1, reason })
      expect(refused).toMatchObject({ status: 400, body: { error: 'request.invalid' } })
    }
    expect((await listed(city))[RULE_ID]).toMatchObject({ off: { by: 'lead' } })
  })
})

describe('an alert of a correlation', () => {
  const eventIds = ['019b00000000000000001', '019b00000000000000002', ALERT.eventIds[0]!]
  async function planted(unitId: string | null): Promise<City> {
    const city = await openCity()
    const rule = { ...ALERT.rule, id: CORRELATION_ID }
    const matched = [
      { field: 'source.ip', value: '203.0.113.9', selection: 'group-by' },
      { field: 'event_count', value: '3', selection: 'gte 3' },
    ]
    const incident = { ...INCIDENT, id: 'i-many', code: '2026-0099', unitId }
    city.state.recordAlerts(
      [{ ...ALERT, id: 'many', rule, eventIds, matched }],
      (_alert, _open, nextCode) => {
        nextCode()
        return { incident, entry: CREATED }
      },
    )
    return city
  }
  const URL = '/api/incidents/i-many/alerts/many/explanation'

  test('tells its events in order, what is no longer stored, and the number against the condition', async () => {
    await using city = await planted(null)
    expect(await get(city, URL)).toMatchObject({
      kind: 'correlation',
      type: 'event_count',
      group: [{ field: 'source.ip', value: '203.0.113.9' }],
      timespanMs: 600_000,
      fromMs: ALERT.at - 600_000,
      found: '3',
      members: [{ rule: { id: RULE_ID }, kind: 'rule', events: 1, asked: null }],
      events: [{ id: ALERT.eventIds[0], members: [0], rules: [{ id: RULE_ID }], after: null }],
      gone: 2,
      left: 0,
      withheld: 0,
    })
  })

  test('keeps events of other units from people of a unit', async () => {
    await using city = await planted('so-y-te')
    city.state.putUser({ ...city.state.user('viewer')!, units: ['so-y-te'] })
    expect(await get(city, URL)).toMatchObject({ events: [], withheld: 1, gone: 2 })
  })

  test('is explained while its correlation is off', async () => {
    await using city = await planted(null)
    await flip(city, false, 0, CORRELATION_ID)
    expect(await get(city, URL)).toMatchObject({ kind: 'correlation', found: '3' })
  })
})

// Exceptions from proposal to withdrawal, and what is asked of rules: who may do what to whose, what is refused, what
// is hidden and what is shown of it.

import { describe, expect, test } from 'vitest'
import type { LivenessView } from '#/api/contract/detection.ts'
import { START_MS } from './invented-incident.ts'
import { CORRELATION_ID, exceptionBody, RULE_ID } from './invented-detection.ts'
import { openCity, type City, type Person } from './invented-platform.ts'

const BODY = exceptionBody(START_MS)
const DAY_MS = 86_400_000

async function post(city: City, who: Person, url: string, payload: object = {}) {
  const answer = await city.as(who, { method: 'POST', url, payload })
  return { status: answer.statusCode, body: answer.json() }
}
async function get(city: City, url: string, who: Person = 'viewer') {
  return (await city.as(who, { method: 'GET', url })).json()
}
async function propose(city: City, more: object = {}, who: Person = 'analyst'): Promise<string> {
  const { status, body } = await post(city, who, '/api/exceptions', { ...BODY, ...more })
  expect(body).not.toHaveProperty('error')
  expect(status).toBe(200)
  return body.id
}
const ofRule = ({ results }: LivenessView) => results.find(({ rule }) => rule.id === RULE_ID)
const explainEvent = async (city: City) =>
  (
    await post(city, 'viewer', `/api/rules/${RULE_ID}/explain`, {
      event: { 'event.category': 'authentication', 'event.outcome': 'failure', 'thapcanh.system.id': 'dvc' },
    })
  ).body

describe('an exception', () => {
  test('hides alerts only after another person approved it, and no longer once withdrawn', async () => {
    await using city = await openCity()
    const id = await propose(city, {}, 'lead')
    expect(await get(city, `/api/exceptions/${id}`)).toMatchObject({
      exception: { state: 'proposed', applied: { applied: false, reason: 'not-approved' } },
      rules: [{ id: RULE_ID }],
    })
    expect((await explainEvent(city)).hiddenBy).toEqual([])
    const own = await post(city, 'lead', `/api/exceptions/${id}/approve`, { version: 1 })
    expect(own).toMatchObject({ status: 403, body: { error: 'exception.own-proposal' } })
    const approved = await post(city, 'admin', `/api/exceptions/${id}/approve`, { version: 1 })
    expect(approved.body).toMatchObject({
      state: 'active',
      approvedBy: 'admin',
      applied: { applied: true, reason: null, rules: 1 },
      hidden: { alerts: 0 },
    })
    expect(await explainEvent(city)).toMatchObject({ matched: true, hiddenBy: [{ id, title: BODY.title }] })
    expect(await get(city, `/api/rules/${RULE_ID}`)).toMatchObject({ exceptions: [{ id }] })
    await post(city, 'lead', `/api/exceptions/${id}/withdraw`, { version: 2, reason: 'Hết đợt quét' })
    expect((await explainEvent(city)).hiddenBy).toEqual([])
    const { exception, history } = await get(city, `/api/exceptions/${id}`)
    expect(exception).toMatchObject({
      state: 'withdrawn',
      applied: { reason: 'withdrawn', detail: 'Hết đợt quét' },
    })
    expect(history.map(({ kind, by }: { kind: string; by: string }) => [kind, by])).toEqual([
      ['proposed', 'lead'],
      ['approved', 'admin'],
      ['withdrawn', 'lead'],
    ])
    expect(await post(city, 'analyst', `/api/exceptions/${id}`, { version: 3, body: BODY })).toMatchObject({
      status: 409,
      body: { error: 'exception.ended' },
    })
    const audit = await get(city, '/api/audit', 'lead')
    expect(JSON.stringify(audit)).toContain('exception.approved')
  })

  test('that is being changed stays as it was approved until the change is approved too', async () => {
    await using city = await openCity()
    const id = await propose(city)
    await post(city, 'lead', `/api/exceptions/${id}/approve`, { version: 1 })
    const change = { ...BODY, systems: ['traffic'] }
    const changed = await post(city, 'analyst', `/api/exceptions/${id}`, { version: 2, body: change })
    expect(changed.body).toMatchObject({
      state: 'active',
      body: { systems: ['dvc'] },
      proposal: { body: { systems: ['traffic'] } },
    })
    expect((await explainEvent(city)).hiddenBy).toHaveLength(1)
    await post(city, 'lead', `/api/exceptions/${id}/approve`, { version: 3 })
    expect((await explainEvent(city)).hiddenBy).toEqual([])
  })

  test('that expired hides nothing, says so, and comes back when its renewal is approved', async () => {
    await using city = await openCity()
    const id = await propose(city)
    await post(city, 'lead', `/api/exceptions/${id}/approve`, { version: 1 })
    city.clock.turn(31 * DAY_MS)
    expect((await explainEvent(city)).hiddenBy).toEqual([])
    expect(await get(city, `/api/exceptions/${id}`)).toMatchObject({
      exception: { state: 'expired', applied: { applied: false, reason: 'expired' } },
    })
    const renewal = { ...BODY, expiresAt: START_MS + 60 * DAY_MS }
    await post(city, 'analyst', `/api/exceptions/${id}`, { version: 2, body: renewal })
    await post(city, 'lead', `/api/exceptions/${id}/approve`, { version: 3 })
    expect((await explainEvent(city)).hiddenBy).toHaveLength(1)
  })

  test('that reaches no rule is kept, comes first in the list, and says why', async () => {
    await using city = await openCity()
    await propose(city)
    const filter = BODY.filter.replace(RULE_ID, 'a-rule-that-is-gone')
    const id = await propose(city, { filter, title: 'Cũ' })
    await post(city, 'lead', `/api/exceptions/${id}/approve`, { version: 1 })
    const { exceptions, total } = await get(city, '/api/exceptions')
    expect(total).toBe(2)
    expect(exceptions[0]).toMatchObject({
      id,
      state: 'active',
      applied: { applied: false, reason: 'unknown-rule' },
    })
    const gone = await propose(city, { systems: ['gone'] })
    await post(city, 'lead', `/api/exceptions/${gone}/approve`, { version: 1 })
    expect(await get(city, `/api/exceptions/${gone}`)).toMatchObject({
      exception: { applied: { applied: false, reason: 'unknown-system' } },
    })
  })

  test.each([
    ['a filter that is no YAML', { filter: 'a: [' }, ''],
    [
      'a filter that says what is kept',
      { filter: BODY.filter.replace('condition: selection', 'condition: not selection') },
      'filter.condition',
    ],
    ['one without end', { expiresAt: START_MS + 400 * DAY_MS }, 'expiresAt'],
    ['one that is over', { expiresAt: START_MS }, 'expiresAt'],
    ['an owner who is nobody', { owner: 'nobody' }, 'owner'],
    ['an owner who has left', { owner: 'disabled' }, 'owner'],
  ])('with %s is refused, and place and reason are told', async (_, more, path) => {
    await using city = await openCity()
    city.state.putUser({ ...city.state.user('disabled')!, disabled: true })
    const { status, body } = await post(city, 'analyst', '/api/exceptions', { ...BODY, ...more })
    expect({ status, error: body.error }).toEqual({ status: 400, error: 'exception.invalid' })
    expect(body.problems[0]).toMatchObject({ severity: 'error', path, detail: expect.any(String) })
    expect((await get(city, '/api/exceptions')).total).toBe(0)
  })

  test('seen in an older version is not decided on', async () => {
    await using city = await openCity()
    const id = await propose(city)
    await post(city, 'analyst', `/api/exceptions/${id}`, { version: 1, body: { ...BODY, title: 'Khác' } })
    for (const step of ['approve', 'reject', 'withdraw'])
      expect(
        await post(city, 'lead', `/api/exceptions/${id}/${step}`, {
          version: 1,
          ...(step === 'approve' ? {} : { reason: 'x' }),
        }),
      ).toMatchObject({ status: 409, body: { error: 'conflict' } })
  })

  test('of people of a unit names systems of that unit, and they cannot touch those of others', async () => {
    await using city = await openCity()
    const id = await propose(city, { systems: ['traffic'] })
    city.state.putUser({ ...city.state.user('analyst')!, units: ['so-y-te'] })
    for (const systems of [[], ['traffic']]) {
      const refused = await post(city, 'analyst', '/api/exceptions', { ...BODY, systems })
      expect(refused.body).toMatchObject({ error: 'exception.invalid', problems: [{ path: 'systems' }] })
    }
    expect(await post(city, 'analyst', `/api/exceptions/${id}`, { version: 1, body: BODY })).toMatchObject({
      body: { error: 'exception.not-found' },
    })
    expect((await get(city, '/api/exceptions', 'analyst')).error).toBe('permission.denied')
    const preview = await post(city, 'analyst', '/api/exceptions/preview', BODY)
    expect(preview.body).toMatchObject({ examined: 0, hidden: 0 })
  })
})

describe('the preview', () => {
  test('counts what would have been hidden, and how much of it was true', async () => {
    await using city = await openCity()
    const incident = city.state.incident('i-closed')!
    const entry = { at: START_MS, by: 'lead', kind: 'closed', text: 'x' } as const
    city.state.changeIncident({ ...incident, disposition: 'true-positive' }, incident.version, entry)
    const { body } = await post(city, 'analyst', '/api/exceptions/preview', BODY)
    expect(body).toMatchObject({
      examined: 3,
      complete: true,
      withoutEvent: 0,
      hidden: 3,
      ofTruePositives: 1,
      perDay: [{ day: '2026-11-22', alerts: 3 }],
      byRule: [{ rule: { id: RULE_ID }, alerts: 3 }],
    })
    expect(body.byDisposition).toEqual([
      { disposition: 'open', alerts: 2 },
      { disposition: 'true-positive', alerts: 1 },
    ])
    expect(body.examples[0]).toMatchObject({ incidentId: 'i-closed', disposition: 'true-positive' })
  })

  test('finds nothing outside of its scope', async () => {
    await using city = await openCity()
    for (const more of [
      { systems: ['traffic'] },
      { tags: ['attack.t9999'] },
      { entity: { field: 'source.ip', value: '192.0.2.1' } },
    ]) {
      const { body } = await post(city, 'analyst', '/api/exceptions/preview', { ...BODY, ...more })
      expect(body.hidden).toBe(0)
    }
  })
})

test('a draft made of an alert hides just that alert, and can be proposed when a reason is given', async () => {
  await using city = await openCity()
  const asked = { incidentId: 'i-new', alertId: 'i-new-0', fields: ['event.outcome'] }
  const draft = (await post(city, 'analyst', '/api/exceptions/draft', asked)).body
  expect(draft).toMatchObject({ systems: ['dvc'], entity: null, reason: '', owner: 'analyst' })
  expect(
    (await post(city, 'analyst', '/api/exceptions/preview', { ...draft, reason: 'x' })).body.hidden,
  ).toBe(3)
  await propose(city, { ...draft, reason: 'Đã kiểm tra' })
})

describe('a rule', () => {
  test('explains an alert: selection, value, characters', async () => {
    await using city = await openCity()
    const answer = await get(city, '/api/incidents/i-new/alerts/i-new-0/explanation')
    expect(answer).toMatchObject({ matched: true, rightLogSource: true, logsource: 'authentication' })
    const field = answer.nodes.find(({ kind }: { kind: string }) => kind === 'field')
    expect(field).toMatchObject({
      field: 'event.outcome',
      matched: true,
      values: [{ value: 'failure', matched: true, spans: [{ from: 0, to: 7 }] }],
    })
  })

  test('explains why not: another log source, another value, no such field', async () => {
    await using city = await openCity()
    const url = `/api/rules/${RULE_ID}/explain`
    const ask = async (event: object) => (await post(city, 'viewer', url, { event })).body
    expect(await ask({ 'event.outcome': 'failure' })).toMatchObject({ matched: false, rightLogSource: false })
    const absent = await ask({ 'event.category': 'authentication' })
    expect(absent.nodes.at(-1)).toMatchObject({ kind: 'field', matched: false, present: false })
    const line = await post(city, 'viewer', url, { line: 'sshd[1]: hello' })
    expect(line.body).toMatchObject({ matched: false })
    expect((await post(city, 'viewer', url, { event: {}, line: 'x' })).body.error).toBe('request.invalid')
    expect((await post(city, 'viewer', '/api/rules/x/explain', { line: 'x' })).body.error).toBe(
      'rule.not-found',
    )
  })

  test('is alive when its synthetic event raises it, and mute under an exception for all of it', async () => {
    await using city = await openCity()
    expect(await get(city, '/api/liveness')).toBeNull()
    const first = (await post(city, 'analyst', '/api/liveness/run')).body
    expect(first).toMatchObject({ rules: 3, alive: 2 })
    expect(ofRule(first)).toMatchObject({ fired: true, by: 'synthetic', reasons: [] })
    const id = await propose(city, { systems: [] })
    await post(city, 'lead', `/api/exceptions/${id}/approve`, { version: 1 })
    const second = (await post(city, 'analyst', '/api/liveness/run')).body
    expect(ofRule(second)).toMatchObject({
      fired: false,
      reasons: [{ reason: 'exception-hides-all', detail: id }],
    })
    expect(await get(city, '/api/liveness')).toEqual(second)
    expect(city.problems.map(({ code, where }) => [code, where])).toEqual([
      ['rule.mute', RULE_ID],
      ['rule.mute', CORRELATION_ID],
    ])
    // Nothing of it is an alert, an incident, or counted.
    expect(city.state.incidents({ limit: 100 }).incidents).toHaveLength(3)
    expect(
      (await get(city, '/api/rule-counters')).rules.flatMap(({ hits }: { hits: number }) => hits),
    ).not.toContain(1)
  })
})

test('a backtest runs in its thread, tells what the rule would have raised, and can be read afterwards', async () => {
  await using city = await openCity()
  const yaml = `title: T\nid: t-1\nlevel: low\nlogsource: {category: authentication}\ndetection: {s: {event.outcome: failure}, condition: s}\n`
  const span = { fromMs: START_MS - DAY_MS, toMs: START_MS, exceptions: true }
  const { body } = await post(city, 'analyst', '/api/backtests', { rules: { kind: 'text', yaml }, ...span })
  const settled = async () => {
    for (;;) {
      const view = await get(city, `/api/backtests/${body.id}`)
      if (view.state !== 'running' && view.state !== 'waiting') return view
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }
  expect(await settled()).toMatchObject({
    state: 'done',
    rules: 1,
    complete: true,
    progress: { done: 1, events: 1, alerts: 1 },
    results: [{ rule: { id: 't-1' }, alerts: 1, noise: 'quiet', systems: [] }],
  })
  expect(await get(city, '/api/backtests')).toHaveLength(1)
  const wrong = await post(city, 'analyst', '/api/backtests', {
    rules: { kind: 'text', yaml: 'title: T' },
    ...span,
  })
  const failed = `/api/backtests/${wrong.body.id}`
  while ((await get(city, failed)).endedAt === null) await new Promise(resolve => setTimeout(resolve, 20))
  expect(await get(city, failed)).toMatchObject({
    state: 'failed',
    error: expect.stringContaining('rule text:1'),
  })
})

test('backtests that wait are cancelled at once, and no more than a few may wait', async () => {
  await using city = await openCity()
  const payload = { rules: { kind: 'loaded', ids: [] }, fromMs: 0, toMs: START_MS, exceptions: false }
  const started = []
  for (let n = 0; n < 12; n += 1) started.push(await post(city, 'analyst', '/api/backtests', payload))
  expect(started.at(-1)).toMatchObject({ status: 503, body: { error: 'backtest.busy' } })
  const waiting = started[5]!.body.id
  expect((await post(city, 'analyst', `/api/backtests/${waiting}/cancel`)).body).toMatchObject({
    state: 'cancelled',
  })
  const empty = await post(city, 'analyst', '/api/backtests', { ...payload, fromMs: START_MS })
  expect(empty.body.error).toBe('backtest.invalid')
})

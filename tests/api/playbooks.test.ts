// Playbooks over the API beyond the role matrix: who sees which run, refusals with their codes, and the trail.

import { expect, test } from 'vitest'
import { DIGEST, PLAYBOOK_ID, RUN_ID, inventedPlaybook } from './invented-playbooks.ts'
import { openCity, type City, type Person } from './invented-platform.ts'

async function ask(
  city: City,
  who: Person | undefined,
  method: 'GET' | 'POST',
  url: string,
  payload?: object,
) {
  const answer = await city.as(who, { method, url, ...(payload === undefined ? {} : { payload }) })
  return { status: answer.statusCode, body: answer.json() as Record<string, unknown> }
}

const decision = { approve: true, reason: '', digest: DIGEST }

test('the run of an incident that somebody does not see is not there for them', async () => {
  await using city = await openCity()
  city.state.putUser({ ...city.state.user('analyst')!, units: ['so-giao-thong'] })
  const asked = [
    ['GET', `/api/runs/${RUN_ID}`, undefined, 'run.not-found'],
    ['GET', `/api/runs/${RUN_ID}/log`, undefined, 'run.not-found'],
    ['POST', `/api/runs/${RUN_ID}/cancel`, { reason: 'x' }, 'run.not-found'],
    ['POST', `/api/approvals/${RUN_ID}.1/decision`, decision, 'pending.not-found'],
    [
      'POST',
      `/api/manual-tasks/${RUN_ID}.2/answer`,
      { done: true, answers: {}, note: '' },
      'pending.not-found',
    ],
    [
      'POST',
      `/api/unknown-outcomes/${RUN_ID}.3/resolution`,
      { resolution: 'happened', note: '' },
      'pending.not-found',
    ],
    ['GET', '/api/approval-link?token=x', undefined, 'approval-link.unknown'],
    [
      'POST',
      `/api/playbooks/${PLAYBOOK_ID}/runs`,
      { incidentId: 'i-new', variables: {} },
      'incident.not-found',
    ],
  ] as const
  for (const [method, url, payload, error] of asked)
    expect({ url, ...(await ask(city, 'analyst', method, url, payload)).body }).toMatchObject({ url, error })
  expect((await ask(city, 'analyst', 'GET', '/api/runs')).body['runs']).toEqual([])
  expect((await ask(city, 'analyst', 'GET', '/api/pending')).body).toEqual([])
  expect((await ask(city, 'lead', 'GET', '/api/pending')).body).toMatchObject([
    { kind: 'approval', mine: true },
    { kind: 'outcome' },
    { kind: 'manual' },
  ])
})

test('two persons approve what they saw, each once, and the trail names both', async () => {
  await using city = await openCity()
  const url = `/api/approvals/${RUN_ID}.1/decision`
  const changed = await ask(city, 'lead', 'POST', url, { ...decision, digest: '0'.repeat(64) })
  expect(changed).toMatchObject({ status: 409, body: { error: 'approval.changed' } })
  expect(await ask(city, 'lead', 'POST', url, decision)).toMatchObject({ status: 200 })
  expect(await ask(city, 'lead', 'POST', url, decision)).toMatchObject({
    status: 409,
    body: { error: 'approval.already-given' },
  })
  expect(await ask(city, 'analyst', 'POST', url, decision)).toMatchObject({
    status: 200,
    body: { pending: 2 },
  })
  expect(await ask(city, 'admin', 'POST', url, decision)).toMatchObject({
    body: { error: 'pending.settled' },
  })
  const trail = (await city.platform.audit.entries(0, 100)).map(({ entry }) => entry)
  expect(trail.filter(({ action }) => action === 'approval.given').map(({ by }) => by)).toEqual([
    'lead',
    'analyst',
  ])
  expect(trail.at(-1)).toMatchObject({ subject: `run ${RUN_ID}`, detail: `${RUN_ID}.1 ${DIGEST}` })
})

test('an approval link needs a sign-in, and serves its own person once', async () => {
  await using city = await openCity()
  const link = await city.platform.playbooks.link(`${RUN_ID}.1`, 'analyst')
  if ('kind' in link) throw new Error(link.reason)
  const url = `/api/approvals/${RUN_ID}.1/decision`
  const payload = { ...decision, linkToken: link.token }
  expect(await ask(city, undefined, 'POST', url, payload)).toMatchObject({
    status: 401,
    body: { error: 'session.required' },
  })
  expect(await ask(city, 'lead', 'POST', url, payload)).toMatchObject({
    status: 403,
    body: { error: 'approval-link.foreign' },
  })
  expect(await ask(city, 'analyst', 'POST', url, payload)).toMatchObject({ status: 200 })
  expect(await ask(city, 'analyst', 'POST', url, payload)).toMatchObject({
    status: 410,
    body: { error: 'approval-link.used' },
  })
})

test('a document that cannot be run is refused with all that is wrong with it', async () => {
  await using city = await openCity()
  const document = { ...inventedPlaybook(`playbook--${'0'.repeat(8)}`), workflow_start: 'start--gone' }
  const refused = await ask(city, 'admin', 'POST', '/api/playbooks', { document })
  expect(refused).toMatchObject({ status: 400, body: { error: 'playbook.invalid' } })
  expect(refused.body['problems']).toEqual(
    expect.arrayContaining([expect.objectContaining({ where: '/workflow_start' })]),
  )
  for (const document of [null, 'x', [], 7])
    expect(await ask(city, 'admin', 'POST', '/api/playbooks', { document })).toMatchObject({ status: 400 })
})

test('a version that is there already is not replaced', async () => {
  await using city = await openCity()
  const document = { ...inventedPlaybook(), name: 'Khác' }
  expect(await ask(city, 'admin', 'POST', '/api/playbooks', { document })).toMatchObject({
    status: 409,
    body: { error: 'playbook.exists' },
  })
  const newer = { ...document, modified: '2026-02-01T00:00:00.000Z' }
  expect(await ask(city, 'admin', 'POST', '/api/playbooks', { document: newer })).toMatchObject({
    status: 200,
  })
  const found = await ask(city, 'viewer', 'GET', `/api/playbooks/${PLAYBOOK_ID}`)
  expect(found.body).toMatchObject({
    playbook: { name: 'Khác', source: 'imported' },
    versions: ['2026-02-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'],
  })
})

test.each([
  ['a wrong input', { __address__: 'here' }, /is not an IPv4 address/],
  ['an unknown input', { __nobody__: 'x' }, /__nobody__/],
])('%s does not start a run', async (_, variables, message) => {
  await using city = await openCity()
  const refused = await ask(city, 'analyst', 'POST', `/api/playbooks/${PLAYBOOK_ID}/runs`, {
    incidentId: 'i-new',
    variables,
  })
  expect(refused).toMatchObject({ status: 409, body: { error: 'playbook.refused' } })
  expect(refused.body['message']).toMatch(message)
})

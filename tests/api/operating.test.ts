// Readiness and metrics: what a load balancer and Prometheus are told, and who is.

import { expect, test } from 'vitest'
import { writeMetrics } from '#/api/metrics.ts'
import { readinessOf } from '#/api/readiness.ts'
import { HEALTH, openCity } from './invented-platform.ts'

const TOKEN = 'a-token-for-prometheus-only'

test('ready is who listens, stores and has room', () => {
  expect(readinessOf(HEALTH)).toEqual({ ready: true, waitingFor: [] })
  const listeners = HEALTH.listeners.map(listener => ({ ...listener, state: 'failed' as const }))
  const disk = { ...HEALTH.disk, full: true }
  expect(readinessOf({ ...HEALTH, listeners, disk, storeError: 'no space' })).toEqual({
    ready: false,
    waitingFor: ['listeners', 'store', 'disk'],
  })
})

test('who is not ready answers 503, and nothing that is not for everybody', async () => {
  await using city = await openCity({ health: () => ({ ...HEALTH, storeError: 'secret detail' }) })
  const answer = await city.api.inject({ url: '/readyz' })
  expect(answer.statusCode).toBe(503)
  expect(answer.json()).toEqual({ ready: false, waitingFor: ['store'] })
})

test('the token of metrics is for metrics only', async () => {
  await using city = await openCity({ metricsToken: TOKEN })
  const ask = (url: string, token: string) =>
    city.api.inject({ url, headers: { authorization: `Bearer ${token}` }, remoteAddress: '192.0.2.7' })
  const answer = await ask('/metrics', TOKEN)
  expect(answer.statusCode).toBe(200)
  expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect((await ask('/metrics', `${TOKEN}x`)).statusCode).toBe(401)
  expect((await ask('/api/health', TOKEN)).statusCode).toBe(403)
  expect((await ask('/api/incidents', TOKEN)).statusCode).toBe(403)
  expect((await ask('/api/session', TOKEN)).statusCode).toBe(403)
})

test('without a token in the configuration, none is good', async () => {
  await using city = await openCity()
  const headers = { authorization: `Bearer ${TOKEN}` }
  expect((await city.api.inject({ url: '/metrics', headers })).statusCode).toBe(401)
})

test('every line is of the format, every family has its help and type once, and no sender is in it', () => {
  const text = writeMetrics(
    {
      ...HEALTH,
      listeners: HEALTH.listeners.map(listener => ({ ...listener, id: 'a "b" \\ c\nd' })),
      problemsByCode: { 'store.failed': 5 },
      problemKinds: [{ code: 'store.failed', where: '192.0.2.9', count: 3, lastAt: 0, lastDetail: '' }],
    },
    '1.2.3',
  )
  const sample =
    /^thapcanh_[a-z_]+(?:\{[a-z_]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-z_]+="(?:[^"\\\n]|\\["\\n])*")*\})? \S+$/
  const lines = text.split('\n')
  expect(lines.pop()).toBe('')
  expect(lines.filter(line => !/^# (?:HELP|TYPE) /.test(line) && !sample.test(line))).toEqual([])
  const named = lines.filter(line => line.startsWith('# TYPE ')).map(line => line.split(' ')[2])
  expect(named).toEqual([...new Set(named)])
  expect(lines).toContain('thapcanh_listener_up{listener="a \\"b\\" \\\\ c\\nd",kind="udp"} 1')
  expect(lines).toContain('thapcanh_problems_by_code_total{code="store.failed"} 5')
  expect(lines).toContain('thapcanh_build_info{version="1.2.3"} 1')
  expect(text).not.toContain('192.0.2.9')
})

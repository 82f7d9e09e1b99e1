import { fastify } from 'fastify'
import { expect, test } from 'vitest'
import { installAccess, withPublicFiles } from '#/api/access.ts'
import { OPERATIONS } from '#/api/contract/operations.ts'
import { createSessions } from '#/api/auth/sessions.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { openCity } from './invented-platform.ts'

const clock = { now: () => 0 }

function openGuarded() {
  const app = fastify()
  const sessions = createSessions(openEmbeddedStateStore({ path: ':memory:', clock }), clock)
  installAccess(app, { sessions, report: () => undefined, localToken: undefined, metricsToken: undefined })
  return app
}

test('a route that declares no access cannot be registered', () => {
  const app = openGuarded()
  expect(() => app.get('/api/secret', () => 'x')).toThrow('GET /api/secret declares no access')
})

test('nor can one of a plugin, unless it is registered as one of public files', async () => {
  const app = openGuarded()
  app.register(async plugin => void plugin.get('/more', () => 'x'))
  await expect(app.ready()).rejects.toThrow('GET /more declares no access')
  const documented = openGuarded()
  withPublicFiles(documented, async files => {
    files.register(async plugin => void plugin.get('/more', () => 'x'))
  })
  expect((await documented.inject('/more')).body).toBe('x')
})

test('what one scope may, its sisters may not', async () => {
  const app = openGuarded()
  withPublicFiles(app, async files => void files.get('/more', () => 'x'))
  app.register(async plugin => void plugin.get('/secret', () => 'x'))
  await expect(app.ready()).rejects.toThrow('GET /secret declares no access')
})

test('the API has the operations of the table and, beside files, nothing else', async () => {
  await using city = await openCity()
  const routes = city.api.printRoutes({ commonPrefix: false })
  const listed = [...routes.matchAll(/[├└]── (\S+) \(([A-Z, ]+)\)/g)]
  expect(listed.length).toBeGreaterThan(0)
  for (const { method, path } of Object.values(OPERATIONS))
    expect(city.api.hasRoute({ method, url: path })).toBe(true)
  for (const method of ['PUT', 'HEAD', 'OPTIONS', 'TRACE'] as const)
    for (const { path } of Object.values(OPERATIONS))
      expect(city.api.hasRoute({ method, url: path })).toBe(false)
})

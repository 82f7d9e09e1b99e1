// The console's files: what is cached, what falls back to the page, and the headers on all of it.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCity } from './invented-platform.ts'

let webDirectory: string

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'console-'))
  webDirectory = join(folder, 'web')
  mkdirSync(join(webDirectory, 'assets'), { recursive: true })
  writeFileSync(join(webDirectory, 'index.html'), '<!doctype html><title>Thápcanh</title>')
  writeFileSync(join(webDirectory, 'assets', 'queue-B3xk9_aZ.js'), 'export {}')
  writeFileSync(join(webDirectory, 'watchtower.svg'), '<svg/>')
  writeFileSync(join(folder, 'secret.txt'), 'not part of the console')
})
afterAll(() => rmSync(join(webDirectory, '..'), { recursive: true }))

const html = { accept: 'text/html,application/xhtml+xml' }

describe('with a built console', () => {
  test.each([
    { url: '/', cache: 'no-cache', type: 'text/html' },
    { url: '/incidents/i-1', cache: 'no-cache', type: 'text/html' },
    { url: '/events?q=a.b', cache: 'no-cache', type: 'text/html' },
    { url: '/health', cache: 'no-cache', type: 'text/html' },
    {
      url: '/assets/queue-B3xk9_aZ.js',
      cache: 'public, max-age=31536000, immutable',
      type: 'application/javascript',
    },
    { url: '/watchtower.svg', cache: 'no-cache', type: 'image/svg+xml' },
  ])('$url is answered and cached as $cache', async ({ url, cache, type }) => {
    await using city = await openCity({ webDirectory })
    const answer = await city.api.inject({ url, headers: html })
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, cache])
    expect(answer.headers['content-type']).toContain(type)
    expect(answer.headers).toMatchObject({
      'content-security-policy': expect.stringMatching(
        /default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/,
      ),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    })
    expect(answer.headers['content-security-policy']).not.toContain('unsafe')
  })

  test.each(['/assets/gone-12345678.js', '/favicon.ico', '/api/nothing', '/docs/nothing', '/assets/'])(
    '%s is not the page but 404',
    async url => {
      await using city = await openCity({ webDirectory })
      expect((await city.api.inject({ url, headers: html })).statusCode).toBe(404)
    },
  )

  test('a program that asks for no page gets none', async () => {
    await using city = await openCity({ webDirectory })
    expect(
      (await city.api.inject({ url: '/incidents/i-1', headers: { accept: 'application/json' } })).json()
        .error,
    ).toBe('not-found')
    expect((await city.api.inject({ method: 'POST', url: '/incidents', headers: html })).statusCode).toBe(404)
  })

  test.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/%5c..%5csecret.txt',
  ])('%s does not lead out of the folder', async url => {
    await using city = await openCity({ webDirectory })
    expect((await city.api.inject({ url, headers: html })).body).not.toContain('not part of the console')
  })

  test('a page that has not changed is not sent again', async () => {
    await using city = await openCity({ webDirectory })
    const { etag } = (await city.api.inject({ url: '/', headers: html })).headers
    expect(
      (await city.api.inject({ url: '/', headers: { ...html, 'if-none-match': String(etag) } })).statusCode,
    ).toBe(304)
  })
})

test.each([undefined, '/nowhere/at/all'])(
  'without a built console (%s) the API works, and the page says what is missing',
  async folder => {
    await using city = await openCity({ webDirectory: folder })
    const answer = await city.api.inject({ url: '/', headers: html })
    expect([answer.statusCode, answer.body]).toEqual([503, expect.stringContaining('chưa được dựng')])
    expect((await city.api.inject({ url: '/healthz' })).json()).toEqual({ ok: true })
  },
)

test('answers of the API are never cached', async () => {
  await using city = await openCity({ webDirectory })
  for (const url of ['/api/session', '/api/nothing']) {
    const answer = await city.as('viewer', { url })
    expect(answer.headers['cache-control']).toBe('no-store')
  }
})

// The API over TLS, with a certificate made for the test.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { PASSWORD, openCity } from './invented-platform.ts'

function makeCertificate(): { readonly key: string; readonly cert: string } | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'tls-'))
  const path = (name: string) => join(folder, name)
  const subject = [
    '-subj',
    '/CN=soc.example.com',
    '-days',
    '2',
    '-nodes',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
  ]
  try {
    execFileSync('openssl', ['req', '-x509', ...subject, '-keyout', path('key'), '-out', path('cert')], {
      stdio: 'ignore',
    })
    return { key: readFileSync(path('key'), 'utf8'), cert: readFileSync(path('cert'), 'utf8') }
  } catch {
    return undefined
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const tls = makeCertificate()

test.skipIf(tls === undefined)(
  'over TLS the cookie is Secure and HTTPS is remembered (needs the openssl program)',
  async () => {
    await using city = await openCity({ tls })
    await city.api.listen({ host: '127.0.0.1', port: 0 })
    const { port } = city.api.server.address() as AddressInfo
    const answered = Promise.withResolvers<IncomingMessage>()
    const headers = { 'content-type': 'application/json' }
    const asked = request({
      host: '127.0.0.1',
      port,
      path: '/api/session',
      method: 'POST',
      headers,
      ca: tls!.cert,
      servername: 'soc.example.com',
      checkServerIdentity: () => undefined,
    })
    asked.on('response', answered.resolve).on('error', answered.reject)
    asked.end(JSON.stringify({ name: 'viewer', password: PASSWORD }))
    const answer = await answered.promise
    answer.resume()
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['set-cookie']![0]).toContain('; Secure')
    expect(answer.headers['strict-transport-security']).toBe('max-age=31536000')
  },
)

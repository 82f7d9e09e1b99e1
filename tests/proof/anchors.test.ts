// Heads laid down outside: in a file, by a real SMTP server, at a real time-stamping authority (OpenSSL's).

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Job } from '#/jobs/job-queue.ts'
import { canonicalText } from '#/kernel/hash-link.ts'
import type { Problem } from '#/kernel/problem.ts'
import { createAddressPolicy } from '#/outbound/address-policy.ts'
import { ANCHORS_LOG, anchorJob, lastReceipt } from '#/proof/anchor-heads.ts'
import { emailAnchor, fileAnchor, timeStampAnchor, type Anchor } from '#/proof/anchors.ts'
import { headText, readHead, type SignedHead } from '#/proof/signed-head.ts'
import { mailServer } from '../outbound/mail-server.ts'
import { httpServer } from '../outbound/servers.ts'
import { inventedTrail, type InventedTrail } from './invented-trail.ts'

let trail: InventedTrail
let head: SignedHead
let folder: string
const signal = AbortSignal.timeout(120_000)

beforeEach(async () => {
  trail = inventedTrail()
  await trail.grow(3)
  head = (await trail.notary.sign())!
  folder = mkdtempSync(join(tmpdir(), 'thapcanh-anchor-'))
})
afterEach(() => {
  trail[Symbol.dispose]()
  rmSync(folder, { recursive: true, force: true })
})

const timeStamp = (port: number): Anchor =>
  timeStampAnchor({
    id: 'tsa',
    url: `http://127.0.0.1:${port}/tsr`,
    addresses: createAddressPolicy(['127.0.0.0/8']),
    caFile: undefined,
  })

test('a file gets one line a head, and a folder that is not there is a failure to be tried again', async () => {
  const path = join(folder, 'heads.ndjson')
  const anchor = fileAnchor('nas', path)
  expect(await anchor.place(head, signal)).toBe('')
  await trail.grow(1)
  const later = (await trail.notary.sign())!
  await anchor.place(later, signal)
  expect(readFileSync(path, 'utf8').trim().split('\n').map(readHead)).toEqual([head, later])
  await expect(fileAnchor('nas', join(folder, 'gone', 'x')).place(head, signal)).rejects.toMatchObject({
    name: 'Retryable',
    code: 'anchor.failed',
  })
})

test('a mail carries the head on a line of its own', async () => {
  await using server = await mailServer()
  const { port } = server
  const smtp = { host: '127.0.0.1', port, security: 'none', from: 'thapcanh@example.com' } as const
  await emailAnchor('so', () => smtp, ['kiemtoan@example.com']).place(head, signal)
  expect(server.mails).toHaveLength(1)
  const [{ to, raw }] = server.mails as [(typeof server.mails)[number]]
  expect(to).toEqual(['kiemtoan@example.com'])
  const text = decodeQuotedPrintable(raw)
  expect(text.split(/\r?\n/)).toContain(canonicalText(head))
  await expect(emailAnchor('so', () => ({ ...smtp, port: 1 }), to).place(head, signal)).rejects.toMatchObject(
    {
      code: 'anchor.failed',
    },
  )
})

function decodeQuotedPrintable(raw: string): string {
  const bytes = raw
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}

test('a time-stamping authority vouches for the moment, and OpenSSL believes the receipt', async () => {
  const authority = openAuthority(join(folder, 'tsa'))
  await using server = await httpServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      response.setHeader('content-type', 'application/timestamp-reply')
      response.end(authority.answer(Buffer.concat(chunks)))
    })
  })
  const receipt = await timeStamp(server.port).place(head, signal)
  const digest = createHash('sha256').update(headText(head)).digest('hex')
  expect(authority.verify(Buffer.from(receipt, 'base64'), digest)).toMatch(/Verification: OK/)
  expect(() =>
    authority.verify(
      Buffer.from(receipt, 'base64'),
      digest.replace(/./, c => (c === '0' ? '1' : '0')),
    ),
  ).toThrow(/Command failed/)
})

test('an answer that is none, refuses or is for something else is no receipt', async () => {
  const authority = openAuthority(join(folder, 'tsa'))
  let answer: Uint8Array = Buffer.from('<html>')
  let status = 200
  await using server = await httpServer((request, response) => {
    request.resume().on('end', () => {
      response.statusCode = status
      response.end(answer)
    })
  })
  const place = async (): Promise<string> => await timeStamp(server.port).place(head, signal)
  await expect(place()).rejects.toMatchObject({ code: 'anchor.refused', name: 'Permanent' })
  answer = authority.answer(Buffer.from('no request'))
  await expect(place()).rejects.toThrow(/status is 2/)
  answer = authority.answer(authority.request('someone else'))
  await expect(place()).rejects.toThrow(/another digest/)
  status = 503
  await expect(place()).rejects.toMatchObject({ code: 'anchor.failed', name: 'Retryable' })
})

test('the job lays down each new head once, and says what failed', async () => {
  const problems: Problem[] = []
  const path = join(folder, 'later', 'heads.ndjson')
  const anchors = [fileAnchor('nas', path)]
  const run = anchorJob({ ...trail, anchors, report: problem => problems.push(problem) })
  const job = { key: 'nas' } as Job
  await expect(run(job, signal)).rejects.toMatchObject({ code: 'anchor.failed' })
  expect(problems).toMatchObject([{ code: 'anchor.failed', where: 'anchor nas' }])
  expect(await lastReceipt(trail.records, 'nas')).toBeUndefined()
  mkdirSync(join(folder, 'later'))
  await run(job, signal)
  await run(job, signal)
  await trail.grow(1)
  await run(job, signal)
  expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(2)
  expect(await lastReceipt(trail.records, 'nas')).toMatchObject({ anchor: 'nas', kind: 'file', number: 4 })
  expect(await trail.records.lastNumber(ANCHORS_LOG)).toBe(2)
  // An anchor that the configuration no longer has.
  await run({ key: 'gone' } as Job, signal)
})

interface Authority {
  request(text: string): Buffer
  answer(request: Buffer): Buffer
  verify(token: Buffer, digest: string): string
}

function openAuthority(directory: string): Authority {
  mkdirSync(directory)
  const path = (name: string): string => join(directory, name)
  const openssl = (...args: string[]): string =>
    execFileSync('openssl', args, { cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  writeFileSync(
    path('openssl.cnf'),
    `[req]
distinguished_name = name
prompt = no
x509_extensions = stamp
[name]
CN = Invented authority
[stamp]
extendedKeyUsage = critical,timeStamping
basicConstraints = CA:TRUE
[tsa]
default_tsa = one
[one]
serial = ${path('serial')}
signer_cert = ${path('cert.pem')}
certs = ${path('cert.pem')}
signer_key = ${path('key.pem')}
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`,
  )
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'key.pem',
    '-out',
    'cert.pem',
    '-days',
    '2',
    '-config',
    'openssl.cnf',
  )
  return {
    request(text) {
      writeFileSync(path('data'), text)
      openssl('ts', '-query', '-data', 'data', '-sha256', '-cert', '-out', 'request.tsq')
      return readFileSync(path('request.tsq'))
    },
    answer(request) {
      writeFileSync(path('asked.tsq'), request)
      openssl(
        'ts',
        '-reply',
        '-config',
        'openssl.cnf',
        '-section',
        'one',
        '-queryfile',
        'asked.tsq',
        '-out',
        'reply.tsr',
      )
      return readFileSync(path('reply.tsr'))
    },
    verify(token, digest) {
      writeFileSync(path('token.der'), token)
      return execFileSync(
        'sh',
        ['-c', `openssl ts -verify -digest ${digest} -in token.der -token_in -CAfile cert.pem 2>&1`],
        { cwd: directory, encoding: 'utf8' },
      )
    },
  }
}

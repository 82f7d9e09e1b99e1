// Mail out, against a real SMTP server that accepts, refuses, hangs up or says nothing.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { readAddress, sendMail, type Mail, type MailServer } from '#/outbound/mail.ts'
import { makeCertificate } from '../listeners/certificate.ts'
import { freePort } from '../support/free-port.ts'
import { bodiesOf, headersOf, mailServer } from './mail-server.ts'
import { tcpServer } from './servers.ts'

const folder = mkdtempSync(join(tmpdir(), 'thapcanh-mail-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const files = makeCertificate(folder)
const pem = { cert: readFileSync(files.cert, 'utf8'), key: readFileSync(files.key, 'utf8') }

const plain = (port: number): MailServer => ({
  host: '127.0.0.1',
  port,
  security: 'none',
  from: 'Tháp canh <thapcanh@example.com>',
})
const MAIL: Mail = {
  id: 'n-1',
  to: ['Trần An <an@example.com>', 'binh@example.com'],
  subject:
    'Sự cố nghiêm trọng 2026-0001: Cổng dịch vụ công bị tấn công từ chối dịch vụ lúc nửa đêm, cần người trực xử lý ngay',
  text: 'Dòng nhật ký:\n.một dấu chấm đầu dòng\n.\nhết',
}
const within = { timeoutMs: 3000 }
const HANG_UP = 'hang up now'

test('a Vietnamese mail arrives as it was written, html and attachment included', async () => {
  await using server = await mailServer()
  const outcome = await sendMail(
    plain(server.port),
    {
      ...MAIL,
      html: '<p>Dòng nhật ký</p>',
      attachments: [{ name: 'dòng.log', type: 'application/octet-stream', content: Buffer.from('abc') }],
    },
    within,
  )
  expect(outcome).toMatchObject({ kind: 'accepted', refusedRecipients: [] })
  const [mail] = server.mails
  expect(mail).toMatchObject({ from: 'thapcanh@example.com', to: ['an@example.com', 'binh@example.com'] })
  expect(headersOf(mail!.raw)).toMatchObject({
    subject: MAIL.subject,
    from: 'Tháp canh <thapcanh@example.com>',
    'message-id': '<n-1@example.com>',
    'auto-submitted': 'auto-generated',
  })
  expect(bodiesOf(mail!.raw)).toEqual({
    'text/plain': MAIL.text,
    'text/html': '<p>Dòng nhật ký</p>',
    'application/octet-stream': 'abc',
  })
})

test.each([
  ['STARTTLS', 'starttls', { hideSTARTTLS: false, secure: false }],
  ['TLS from the first byte', 'tls', { hideSTARTTLS: true, secure: true }],
] as const)('a password is given over %s', async (_, security, options) => {
  let login: unknown
  await using server = await mailServer({
    ...pem,
    ...options,
    authOptional: false,
    onAuth({ username, password }, _session, done) {
      login = { username, password }
      done(null, { user: username })
    },
  })
  const account = { host: 'localhost', security, user: 'thapcanh', password: 'mật khẩu', ca: pem.cert }
  expect(await sendMail({ ...plain(server.port), ...account }, MAIL, within)).toMatchObject({
    kind: 'accepted',
  })
  expect(login).toEqual({ username: 'thapcanh', password: 'mật khẩu' })
})

test('a server without STARTTLS does not get the password in clear', async () => {
  await using server = await mailServer()
  const account = { security: 'starttls', user: 'thapcanh', password: 'x' } as const
  expect(await sendMail({ ...plain(server.port), ...account }, MAIL, within)).toMatchObject({
    kind: 'not-sent',
  })
})

describe('surely not sent', () => {
  const refusal = (responseCode: number) => Object.assign(new Error('no'), { responseCode })
  test('nobody listens', async () => {
    expect(await sendMail(plain(await freePort()), MAIL, within)).toMatchObject({
      kind: 'not-sent',
      retryable: true,
    })
  })

  test('the certificate is not one that we trust', async () => {
    await using server = await mailServer({ ...pem, secure: true })
    const outcome = await sendMail({ ...plain(server.port), security: 'tls' }, MAIL, within)
    expect(outcome).toMatchObject({ kind: 'not-sent' })
  })

  test.each([
    ['for now', 451, true],
    ['for good', 550, false],
  ])('the server refuses the message %s', async (_, code, retryable) => {
    await using server = await mailServer({
      onData(stream, _session, done) {
        stream.resume()
        stream.on('end', () => done(refusal(code)))
      },
    })
    expect(await sendMail(plain(server.port), MAIL, within)).toMatchObject({ kind: 'not-sent', retryable })
  })

  test('the server refuses all recipients', async () => {
    await using server = await mailServer({ onRcptTo: (_address, _session, done) => done(refusal(550)) })
    expect(await sendMail(plain(server.port), MAIL, within)).toMatchObject({
      kind: 'not-sent',
      retryable: false,
    })
  })

  test('the server hangs up before it took the message', async () => {
    await using server = await tcpServer(socket => void socket.end('220 mail.example.com\r\n'))
    expect(await sendMail(plain(server.port), MAIL, within)).toMatchObject({
      kind: 'not-sent',
      retryable: true,
    })
  })

  test('a recipient that is no address', async () => {
    const outcome = await sendMail(plain(1), { ...MAIL, to: ['an@example.com, b@example.com'] }, within)
    expect(outcome).toMatchObject({ kind: 'not-sent', retryable: false })
  })
})

test('one refused recipient of two is named', async () => {
  await using server = await mailServer({
    onRcptTo: ({ address }, _session, done) =>
      done(address.startsWith('an@') ? Object.assign(new Error('no'), { responseCode: 550 }) : null),
  })
  const outcome = await sendMail(plain(server.port), MAIL, within)
  expect(outcome).toMatchObject({ kind: 'accepted', refusedRecipients: ['an@example.com'] })
})

describe('unknown', () => {
  /** Speaks SMTP up to the end of the message, then does what is asked. */
  const talker = (atTheEnd: (hangUp: () => void) => void) =>
    tcpServer(socket => {
      let inData = false
      socket.write('220 mail.example.com\r\n')
      socket.on('data', (chunk: Buffer) => {
        const text = chunk.toString()
        if (inData) {
          if (text.endsWith('\r\n.\r\n')) atTheEnd(() => socket.destroy(new Error(HANG_UP)))
          return
        }
        inData = text.startsWith('DATA')
        socket.write(inData ? '354 go on\r\n' : '250 ok\r\n')
      })
    })

  test('the connection is lost after the whole message went out', async () => {
    await using server = await talker(hangUp => hangUp())
    expect(await sendMail(plain(server.port), MAIL, within)).toMatchObject({ kind: 'unknown' })
  })

  test('no answer to the message comes in time', async () => {
    await using server = await talker(() => {})
    const outcome = await sendMail(plain(server.port), MAIL, { timeoutMs: 300 })
    expect(outcome).toEqual({ kind: 'unknown', reason: `127.0.0.1:${server.port}: no answer in time` })
  })
})

test('no subject, name or file name can add a header or a recipient', { timeout: 30_000 }, async () => {
  await using server = await mailServer()
  const hostile = fc.string({
    unit: fc.constantFrom('\r', '\n', '\u2028', ':', ' ', 'B', 'c', '<', '>', ',', '@', '"', 'ế', '\0'),
    maxLength: 40,
  })
  await fc.assert(
    fc.asyncProperty(hostile, hostile, async (subject, file) => {
      const attachments = [
        { name: file, type: `text/plain\r\nBcc: x@example.com`, content: Buffer.from('a') },
      ]
      const to = ['an@example.com']
      await sendMail(
        plain(server.port),
        { ...MAIL, to, subject: `x\r\nBcc: y@example.com\r\n${subject}`, attachments },
        within,
      )
      const mail = server.mails.at(-1)!
      expect(mail.to).toEqual(to)
      const names = Object.keys(headersOf(mail.raw)).sort()
      expect(names).toEqual([
        'auto-submitted',
        'content-type',
        'date',
        'from',
        'message-id',
        'mime-version',
        'subject',
        'to',
      ])
      expect(mail.raw).not.toMatch(/^bcc:/im)
    }),
    { numRuns: 15 },
  )
})

test.each([
  ['an@example.com', 'an@example.com'],
  ['Trần An <an@example.com>', 'an@example.com'],
  ['an@bộ.example', 'an@bộ.example'],
  ['an', undefined],
  ['an@example.com,b@example.com', undefined],
  ['an@example.com\r\nBcc: b@example.com', undefined],
  ['<an@example.com> <b@example.com>', undefined],
  ['', undefined],
])('%j is read as the address %s', (text, address) => {
  expect(readAddress(text)?.address).toBe(address)
})

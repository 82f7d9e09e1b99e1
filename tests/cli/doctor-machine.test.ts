// What `thapcanh doctor` finds in the machine around the platform: the kernel's buffer for UDP, the clock, the mail
// server. What a machine of tests has of them does not matter: the kernel and commands are told, the server is real.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { checkClock, type Run } from '#/cli/clock-check.ts'
import { checkMailServers } from '#/cli/mail-check.ts'
import { checkUdpBuffers } from '#/cli/udp-check.ts'
import { parseConfig } from '#/config.ts'
import type { Clock } from '#/kernel/clock.ts'
import { makeCertificate } from '../listeners/certificate.ts'
import { mailServer } from '../outbound/mail-server.ts'

const DAY_MS = 86_400_000
const MIB = 1024 * 1024
const now: Clock = { now: () => Date.now() }

describe('buffers for UDP', () => {
  const { config } = parseConfig(
    JSON.stringify({
      listeners: [
        { kind: 'syslog-udp', id: 'udp', host: '192.0.2.1', port: 514 },
        { kind: 'syslog-tcp', id: 'tcp' },
      ],
    }),
    'test.yaml',
  )
  const look = async (maxBytes: number | undefined, drops: number | undefined) =>
    await checkUdpBuffers(config!, { maxBufferBytes: async () => maxBytes, drops: async () => drops })

  test.each([
    ['enough and nothing dropped', 4 * MIB, 0, true, /chưa bỏ gói nào.*dropped nothing/],
    ['too small', 212_992, 0, false, /208 KiB.*4096 KiB.*net\.core\.rmem_max = 4194304.*sysctl --system/],
    ['too small and dropped', 212_992, 7, false, /bỏ 7 gói.*dropped 7 datagrams.*rmem_max/],
    ['enough, but dropped', 8 * MIB, 3, false, /dropped 3 datagrams.*RELP/],
    ['not to be seen', undefined, undefined, true, /cannot be seen here/],
  ])('%s', async (_name, maxBytes, drops, ok, words) => {
    expect(await look(maxBytes, drops)).toEqual([
      { check: 'udp buffer of udp', ok, detail: expect.stringMatching(words) as string },
    ])
  })

  test('are looked up of the real kernel where there is one', async () => {
    const [found, ...more] = await checkUdpBuffers(config!)
    expect(found).toMatchObject({ check: 'udp buffer of udp' })
    expect(more).toEqual([])
  })
})

describe('the clock', () => {
  /** The commands that there are, and what they say. */
  const machine =
    (says: Readonly<Record<string, string>>): Run =>
    async command =>
      says[command]
  const chrony = (leap: string): string =>
    `Reference ID    : C0000201 (192.0.2.1)\nLeap status     : ${leap}\n`

  test.each([
    ['systemd says yes', { timedatectl: 'yes\n' }, true, /đã đồng bộ.*timedatectl/],
    [
      'systemd says no',
      { timedatectl: 'no\n', chronyc: chrony('Normal') },
      false,
      /không được đồng bộ.*chrony/,
    ],
    ['chrony follows', { chronyc: chrony('Normal') }, true, /chronyc/],
    ['chrony follows, with a leap second ahead', { chronyc: chrony('Insert second') }, true, /chronyc/],
    ['chrony follows nobody', { chronyc: chrony('Not synchronised') }, false, /a duty at every level/],
    ['ntpd follows', { ntpq: 'leap=00\n' }, true, /ntpq/],
    ['ntpd follows nobody', { ntpq: 'leap=11\n' }, false, /ntpq/],
    ['ntpsec follows nobody', { ntpq: 'associd=0 leap_alarm, leap=alarm\n' }, false, /ntpq/],
    ['nobody can say', { timedatectl: '', chronyc: '506 Cannot talk to daemon\n' }, true, /cannot be seen/],
  ])('%s', async (_name, says, ok, words) => {
    const found = await checkClock(machine(says), () => false)
    expect(found).toEqual({
      check: 'clock synchronisation',
      ok,
      detail: expect.stringMatching(words) as string,
    })
  })

  test('that systemd-timesyncd has set is well', async () => {
    const found = await checkClock(machine({}), path => path === '/run/systemd/timesync/synchronized')
    expect(found).toMatchObject({ ok: true, detail: expect.stringContaining('systemd-timesyncd') })
  })

  test('is looked at on the real machine without failing', async () => {
    expect(await checkClock()).toMatchObject({ check: 'clock synchronisation' })
  })
})

describe('mail servers', () => {
  const ANSWER_MS = 20_000
  function certificate(days: number) {
    const folder = mkdtempSync(join(tmpdir(), 'thapcanh-doctor-mail-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const { cert, key } = makeCertificate(folder, days)
    return { ca: cert, tls: { cert: readFileSync(cert), key: readFileSync(key) } }
  }
  const look = async (channel: object, clock: Clock = now, answerMs = ANSWER_MS) => {
    const email = [{ id: 'mail', from: 'thapcanh@example.com', host: 'localhost', ...channel }]
    const { config, problems } = parseConfig(JSON.stringify({ notices: { email } }), 'test.yaml')
    expect(problems).toEqual([])
    const [found, ...more] = await checkMailServers(config!, clock, answerMs)
    expect(more).toEqual([])
    expect(found?.check).toBe('mail server of mail')
    return [found!.ok, found!.detail] as const
  }

  test('that answer as they are asked to are well', async () => {
    const { ca, tls } = certificate(60)
    await using plain = await mailServer()
    await using upgraded = await mailServer({ ...tls, hideSTARTTLS: false })
    await using secured = await mailServer({ ...tls, secure: true })
    const host = 'localhost'
    for (const [channel, words] of [
      [{ host: '127.0.0.1', port: plain.port, security: 'none' }, /không mã hoá.*unencrypted/],
      [{ host, port: upgraded.port, security: 'starttls', ca }, /qua starttls.*holds until \d{4}-/],
      [{ host, port: secured.port, security: 'tls', ca }, /qua tls.*holds until \d{4}-/],
    ] as const)
      expect(await look(channel)).toEqual([true, expect.stringMatching(words)])
    for (const { mails } of [plain, upgraded, secured]) expect(mails).toEqual([])
  })

  test('whose certificate ends soon, or has ended, are told', async () => {
    const { ca, tls } = certificate(10)
    await using server = await mailServer({ ...tls, hideSTARTTLS: false })
    const channel = { port: server.port, ca }
    expect(await look(channel)).toEqual([false, expect.stringMatching(/hết hạn ngày.*in \d+ days/)])
    const later: Clock = { now: () => Date.now() + 30 * DAY_MS }
    expect((await look(channel, later))[0]).toBe(false)
  })

  test('that nobody vouches for, that offer no TLS, or that are no mail servers are told with the reason', async () => {
    const { tls } = certificate(60)
    await using unknown = await mailServer({ ...tls, hideSTARTTLS: false })
    await using plain = await mailServer({ disabledCommands: ['STARTTLS'] })
    const web = createServer(socket => {
      socket.on('error', () => {})
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
    }).listen(0, '127.0.0.1')
    onTestFinished(() => void web.close())
    await once(web, 'listening')
    expect(await look({ port: unknown.port })).toEqual([
      false,
      expect.stringMatching(/self.signed.*ca của kênh/),
    ])
    expect(await look({ port: plain.port })).toEqual([false, expect.stringMatching(/STARTTLS: 5\d\d/)])
    const { port } = web.address() as AddressInfo
    expect(await look({ host: '127.0.0.1', port, security: 'none' })).toEqual([
      false,
      expect.stringMatching(/its greeting: /),
    ])
  })

  test('that are not there or say nothing are told', async () => {
    const silent = createServer(socket => void socket.on('error', () => {})).listen(0, '127.0.0.1')
    onTestFinished(() => void silent.close())
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    const quiet = await look({ host: '127.0.0.1', port, security: 'none' }, now, 300)
    expect(quiet).toEqual([false, expect.stringContaining('no answer in time')])
    const missing = await look({ port: 25, ca: '/nowhere/ca.pem' })
    expect(missing).toEqual([false, expect.stringContaining('/nowhere/ca.pem')])
  })
})

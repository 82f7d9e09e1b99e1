// Syslog out: the bytes of RFC 5424, and a real rsyslogd that receives them over UDP, TCP and TLS.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createServer as createTlsServer } from 'node:tls'
import { expect, test, vi } from 'vitest'
import { createAddressPolicy } from '#/outbound/address-policy.ts'
import { formatSyslog, sendSyslog, type SyslogMessage, type SyslogTarget } from '#/outbound/syslog-message.ts'
import { makeCertificate } from '../listeners/certificate.ts'
import { freePort } from '../support/free-port.ts'
import { listening, tcpServer } from './servers.ts'

const MESSAGE: SyslogMessage = {
  facility: 13,
  severity: 2,
  at: Date.UTC(2026, 10, 22, 3, 4, 5, 678),
  host: 'tháp canh',
  app: 'thapcanh',
  messageId: 'incident',
  text: 'Chặn 192.0.2.1\n<0>1 dòng giả',
}
const addresses = createAddressPolicy()
const target = (
  transport: SyslogTarget['transport'],
  port: number,
  more: Partial<SyslogTarget> = {},
): SyslogTarget => ({
  transport,
  host: '127.0.0.1',
  port,
  addresses,
  timeoutMs: 3000,
  ...more,
})

test('a message is one line of RFC 5424, its names plain ASCII', () => {
  expect(formatSyslog(MESSAGE).toString()).toBe(
    '<106>1 2026-11-22T03:04:05.678Z thap_canh thapcanh - incident - Chặn 192.0.2.1 <0>1 dòng giả',
  )
  expect(formatSyslog({ ...MESSAGE, host: '', app: 'a'.repeat(60) }).toString()).toContain(
    `Z - ${'a'.repeat(48)} - `,
  )
})

test('a text that is too long is cut between characters, and shows it', () => {
  for (let size = 100; size < 106; size++) {
    const text = formatSyslog({ ...MESSAGE, text: 'ế'.repeat(500) }, size).toString()
    expect(text).toMatch(/ế…$/)
    expect(text).not.toContain('\ufffd')
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(size)
  }
})

const RSYSLOGD = '/usr/sbin/rsyslogd'
const missing = existsSync(RSYSLOGD) ? undefined : 'rsyslogd is not installed'
async function openRsyslog() {
  const folder = mkdtempSync(join(tmpdir(), 'thapcanh-syslog-out-'))
  const port = await freePort()
  const out = join(folder, 'out')
  writeFileSync(
    join(folder, 'conf'),
    `global(workDirectory="${folder}")
module(load="imudp")
module(load="imtcp")
input(type="imudp" address="127.0.0.1" port="${port}")
input(type="imtcp" address="127.0.0.1" port="${port}")
template(name="all" type="string" string="%pri%|%timereported:::date-rfc3339%|%hostname%|%app-name%|%msgid%|%msg%\\n")
action(type="omfile" file="${out}" template="all")
`,
  )
  const child = spawn(RSYSLOGD, ['-n', '-f', join(folder, 'conf'), '-i', join(folder, 'pid')], {
    stdio: 'ignore',
  })
  const ended = once(child, 'exit')
  for (let tries = 0; tries < 100; tries++) {
    const socket = connect(port, '127.0.0.1')
    const there = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (there) break
    await sleep(50)
  }
  return {
    port,
    lines: () => (existsSync(out) ? readFileSync(out, 'utf8').split('\n').filter(Boolean) : []),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const RECEIVED = '106|2026-11-22T03:04:05.678Z|thap_canh|thapcanh|incident|Chặn 192.0.2.1 <0>1 dòng giả'

test.skipIf(missing)('a real rsyslogd reads what came over UDP and TCP', async () => {
  await using receiver = await openRsyslog()
  expect(await sendSyslog(target('udp', receiver.port), MESSAGE)).toEqual({ kind: 'sent' })
  expect(await sendSyslog(target('tcp', receiver.port), MESSAGE)).toEqual({ kind: 'sent' })
  await vi.waitFor(() => expect(receiver.lines()).toEqual([RECEIVED, RECEIVED]), 5000)
})

test('over TLS the frame arrives at a server whose certificate is trusted, and nowhere else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'thapcanh-syslog-tls-'))
  try {
    const files = makeCertificate(folder)
    const pem = { cert: readFileSync(files.cert, 'utf8'), key: readFileSync(files.key, 'utf8') }
    let received = ''
    await using server = await listening(
      createTlsServer(pem, socket => {
        socket.on('data', (chunk: Buffer) => (received += chunk.toString()))
        socket.on('error', () => {})
      }),
    )
    expect(await sendSyslog(target('tls', server.port), MESSAGE)).toMatchObject({
      kind: 'not-sent',
      cause: 'tls',
    })
    const trusting = target('tls', server.port, { host: 'localhost', tls: { ca: pem.cert } })
    expect(await sendSyslog(trusting, MESSAGE)).toEqual({ kind: 'sent' })
    const line = formatSyslog(MESSAGE)
    expect(received).toBe(`${line.byteLength} ${line.toString()}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('nobody listening on TCP is "not sent", a reset or silence after the message is "unknown"', async () => {
  expect(await sendSyslog(target('tcp', await freePort()), MESSAGE)).toMatchObject({
    kind: 'not-sent',
    cause: 'connect',
  })
  await using rude = await tcpServer(socket => void socket.once('data', () => socket.resetAndDestroy()))
  expect(await sendSyslog(target('tcp', rude.port), MESSAGE)).toMatchObject({ kind: 'unknown' })
  await using silent = await tcpServer(socket => {
    socket.allowHalfOpen = true
    socket.pause()
  })
  const outcome = await sendSyslog(target('tcp', silent.port, { timeoutMs: 200 }), MESSAGE)
  expect(outcome).toMatchObject({ kind: 'unknown' })
})

test('a refused address gets nothing', async () => {
  for (const transport of ['udp', 'tcp'] as const)
    expect(await sendSyslog({ ...target(transport, 514), host: '169.254.1.1' }, MESSAGE)).toMatchObject({
      kind: 'not-sent',
      cause: 'refused-address',
    })
})

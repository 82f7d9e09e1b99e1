// E-mail, syslog, block lists and searches as playbooks ask for them; with a real SMTP server and rsyslogd.

import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { SMTPServer } from 'smtp-server'
import { describe, expect, test } from 'vitest'
import { Permanent, Retryable } from '#/kernel/errors.ts'
import { createAddressPolicy } from '#/outbound/address-policy.ts'
import { sendMail } from '#/outbound/mail.ts'
import { sendSyslog } from '#/outbound/syslog-message.ts'
import type { AgentTarget, Command } from '#/playbooks/cacao/playbook.ts'
import type { SendMail } from '#/playbooks/actions/mail-service.ts'
import type { SyslogOut } from '#/playbooks/actions/syslog-service.ts'
import { noSyslogSink, startSyslogSink } from '../../support/syslog-sink.ts'
import { OWN, START_MS, inventedActions } from './invented-actions.ts'
import { mustRender, performContext, problemOf, renderContext } from './invented-context.ts'

const toOwn = (line: string, content: unknown, values = {}, target?: AgentTarget) => {
  const command: Command = { type: 'http-api', command: `${line} HTTP/1.1`, content: JSON.stringify(content) }
  return renderContext({ command, agent: OWN, ...(target === undefined ? {} : { target }) }, values)
}

describe('e-mail', () => {
  async function smtp() {
    const mails: { readonly to: string[]; readonly text: string }[] = []
    const server = new SMTPServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      onData(stream, session, done) {
        let text = ''
        stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
        stream.on('end', () => {
          mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), text })
          done()
        })
      },
    })
    server.listen(0, '127.0.0.1')
    await once(server.server, 'listening')
    const { port } = server.server.address() as AddressInfo
    const mail: SendMail = (one, signal) =>
      sendMail({ host: '127.0.0.1', port, security: 'none', from: 'Tháp canh <soc@example.com>' }, one, {
        timeoutMs: 5000,
        signal,
      })
    return { mail, mails, close: () => new Promise<void>(resolve => server.close(() => resolve())) }
  }

  test('goes to those who are named, with the idempotency key as its id', async () => {
    const { mail, mails, close } = await smtp()
    using invented = inventedActions({ mail })
    const action = invented.action('http-api')
    const content = {
      to: ['an@example.com', 'binh@example.com'],
      subject: 'Sự cố __code__:value',
      text: 'Máy __host__:value',
    }
    const rendered = mustRender(
      action,
      toOwn('POST /mail', content, { code: '2026-0001', host: 'a"b\n.\nQUIT' }),
    )
    expect(rendered).toMatchObject({
      summary: 'E-mail to an@example.com, binh@example.com: Sự cố 2026-0001',
      changes: ['e-mail to an@example.com, binh@example.com: Sự cố 2026-0001'],
      cutsOff: [],
    })
    expect(await action.perform(rendered, performContext())).toMatchObject({ kind: 'succeeded' })
    expect(mails).toHaveLength(1)
    expect(mails[0]!.to).toEqual(['an@example.com', 'binh@example.com'])
    expect(mails[0]!.text).toContain('Message-ID: <run-1.step-2.0.abc@example.com>')
    await close()
  })

  test('goes to the contacts of the target when nobody is named', async () => {
    const { mail, mails, close } = await smtp()
    using invented = inventedActions({ mail })
    const action = invented.action('http-api')
    const target: AgentTarget = {
      type: 'group',
      name: 'Tổ ứng cứu',
      contact: { email: { work: 'to@example.com' } },
    }
    const rendered = mustRender(action, toOwn('POST /mail', { subject: 's', text: 't' }, {}, target))
    await action.perform(rendered, performContext())
    expect(mails.map(({ to }) => to)).toEqual([['to@example.com']])
    await close()
  })

  test.each([
    [
      'a line break in the subject',
      { to: 'a@example.com', subject: '__x__', text: 't' },
      { x: 'a\r\nBcc: b@example.com' },
      'line break',
    ],
    [
      'an address that is none',
      { to: '__x__', subject: 's', text: 't' },
      { x: 'a@example.com>\r\nRCPT TO:<b' },
      'no mail address',
    ],
    ['nobody', { subject: 's', text: 't' }, {}, 'nobody'],
    ['no text', { to: 'a@example.com', subject: 's' }, {}, 'lacks text'],
    ['a misspelt member', { to: 'a@example.com', subject: 's', text: 't', bcc: 'x' }, {}, 'no member bcc'],
  ])('%s is a problem', (_, content, values, words) => {
    using invented = inventedActions({ mail: () => Promise.reject(new Error('sent')) })
    expect(problemOf(invented.action('http-api'), toOwn('POST /mail', content, values)).detail).toContain(
      words,
    )
  })

  test('without a mail server the step says so before it runs', () => {
    using invented = inventedActions()
    const problem = problemOf(
      invented.action('http-api'),
      toOwn('POST /mail', { to: 'a@example.com', subject: 's', text: 't' }),
    )
    expect(problem).toMatchObject({ code: 'command.unsupported' })
  })
})

describe('syslog', () => {
  test.skipIf(noSyslogSink)('reaches a real rsyslogd as one line, whatever a value holds', async () => {
    await using sink = await startSyslogSink()
    const syslog: SyslogOut = {
      destinations: ['nac'],
      send: (_, message, signal) =>
        sendSyslog(
          {
            transport: 'tcp',
            host: '127.0.0.1',
            port: sink.port,
            addresses: createAddressPolicy(),
            timeoutMs: 5000,
            signal,
          },
          { ...message, at: START_MS, host: 'thapcanh', app: 'thapcanh' },
        ),
    }
    using invented = inventedActions({ syslog })
    const action = invented.action('http-api')
    const content = { message: 'quarantine __ip__:value', severity: 'warning' }
    const rendered = mustRender(action, toOwn('POST /syslog', content, { ip: '198.51.100.7\n<0>1 - forged' }))
    expect(await action.perform(rendered, performContext())).toMatchObject({ kind: 'succeeded' })
    for (let tries = 0; sink.lines().length === 0 && tries < 100; tries++) await sleep(20)
    expect(sink.lines()).toEqual(['local0|warning|thapcanh|PLAYBOOK|quarantine 198.51.100.7 <0>1 - forged'])
  })

  test.each([
    ['a destination that is not configured', { message: 'm', destination: 'x' }, 'none of nac'],
    ['a severity that is none', { message: 'm', severity: 'loud' }, 'none of emerg'],
  ])('%s is a problem', (_, content, words) => {
    using invented = inventedActions({
      syslog: { destinations: ['nac'], send: () => Promise.reject(new Error('sent')) },
    })
    expect(problemOf(invented.action('http-api'), toOwn('POST /syslog', content)).detail).toContain(words)
  })
})

describe('block lists', () => {
  test('a value is put in, put in again with a later end, and taken out', async () => {
    using invented = inventedActions()
    const action = invented.action('http-api')
    const add = (hours: number | string | null) =>
      mustRender(
        action,
        toOwn(
          'POST /blocklists/firewall',
          { value: '__ip__:value', reason: 'Dò mật khẩu', hours },
          { ip: '::ffff:198.51.100.7', h: '2' },
        ),
      )
    const rendered = add(24)
    expect(rendered).toMatchObject({
      summary: 'Block 198.51.100.7 in firewall for 24 h: Dò mật khẩu',
      cutsOff: ['198.51.100.7'],
      changes: ['198.51.100.7 is in block list firewall for 24 h'],
    })
    const context = performContext()
    const end = new Date(START_MS + 24 * 3_600_000).toISOString()
    expect(await action.perform(rendered, context)).toMatchObject({
      outputs: { outcome: 'added', value: '198.51.100.7', expires_at: end },
    })
    expect(await action.perform(add('__h__:value'), context)).toMatchObject({
      outputs: { outcome: 'renewed', expires_at: end },
    })
    expect(await action.perform(add(null), context)).toMatchObject({
      outputs: { outcome: 'renewed', expires_at: '' },
    })
    expect((await invented.blockLists.all('firewall'))!.entries).toMatchObject([
      { value: '198.51.100.7', runId: 'run-1', incidentId: 'i-1', addedBy: 'thapcanh', expiresAt: null },
    ])
    const remove = mustRender(action, toOwn('DELETE /blocklists/firewall', { value: '198.51.100.7/32' }))
    expect(remove.cutsOff).toEqual([])
    expect(await action.perform(remove, context)).toMatchObject({ outputs: { outcome: 'removed' } })
    expect(await action.perform(remove, context)).toMatchObject({ outputs: { outcome: 'absent' } })
    expect(invented.recorded).toEqual([
      'block.added firewall: 198.51.100.7, run run-1: Dò mật khẩu',
      'block.added firewall: 198.51.100.7, run run-1: Dò mật khẩu',
      'block.added firewall: 198.51.100.7, run run-1: Dò mật khẩu',
      'block.removed firewall: 198.51.100.7, run run-1',
    ])
  })

  test('a protected value that slipped past the guard is still refused', async () => {
    using invented = inventedActions()
    const action = invented.action('http-api')
    const rendered = mustRender(
      action,
      toOwn('POST /blocklists/firewall', { value: '192.0.2.0/24', reason: 'x' }),
    )
    expect(rendered.cutsOff).toEqual(['192.0.2.0/24'])
    expect(await action.perform(rendered, performContext())).toMatchObject({
      kind: 'failed',
      retryable: false,
    })
    expect((await invented.blockLists.all('firewall'))!.entries).toEqual([])
  })

  test.each([
    ['no such list', 'POST /blocklists/none', { value: '198.51.100.7', reason: 'x' }, 'no block list'],
    [
      'a name in a list of addresses',
      'POST /blocklists/firewall',
      { value: 'bad.example.com', reason: 'x' },
      'holds address',
    ],
    [
      'two values in one',
      'POST /blocklists/firewall',
      { value: '198.51.100.7\n192.0.2.1', reason: 'x' },
      'not an address',
    ],
    [
      'a range as wide as the world',
      'POST /blocklists/firewall',
      { value: '0.0.0.0/0', reason: 'x' },
      'wider',
    ],
    ['no reason', 'POST /blocklists/firewall', { value: '198.51.100.7' }, 'lacks reason'],
    [
      'hours that are no number',
      'POST /blocklists/firewall',
      { value: '198.51.100.7', reason: 'x', hours: 'all' },
      'hours',
    ],
    ['a service that is not there', 'POST /reboot', {}, 'no service'],
  ])('%s is a problem', (_, line, content, words) => {
    using invented = inventedActions()
    expect(problemOf(invented.action('http-api'), toOwn(line, content)).detail).toContain(words)
  })
})

describe('stored events', () => {
  test('a search answers how many and which, for the time when it runs', async () => {
    const asked: unknown[] = []
    using invented = inventedActions({
      search: (query, range, limit) => {
        asked.push({ query, ...range, limit })
        return Promise.resolve({ count: 3, complete: false, lines: ['one', 'two'] })
      },
    })
    const action = invented.action('http-api')
    const content = { query: 'source.ip:"__ip__:value"', from: '2h', limit: 2 }
    const rendered = mustRender(action, toOwn('POST /search', content, { ip: '198.51.100.7' }))
    expect(rendered).toMatchObject({
      changes: [],
      cutsOff: [],
      summary: 'Search source.ip:"198.51.100.7" from 2h to now',
    })
    invented.clock.turn(1000)
    expect(await action.perform(rendered, performContext())).toEqual({
      kind: 'succeeded',
      outputs: { count: '3', complete: 'false', lines: 'one\ntwo' },
      log: '3+ events\none\ntwo',
    })
    const now = START_MS + 1000
    expect(asked).toEqual([
      { query: 'source.ip:"198.51.100.7"', fromMs: now - 7_200_000, toMs: now, limit: 2 },
    ])
  })

  test.each([
    ['a query that cannot be read', new Permanent('query.invalid', 'no'), false],
    ['a store that is away', new Retryable('store.failed', 'away'), true],
  ])('%s is a failure, for nothing happened', async (_, error, retryable) => {
    using invented = inventedActions({ search: () => Promise.reject(error) })
    const action = invented.action('http-api')
    const outcome = await action.perform(mustRender(action, toOwn('POST /search', {})), performContext())
    expect(outcome).toMatchObject({ kind: 'failed', retryable })
  })

  const RULE = `title: Đăng nhập của __user__:value
logsource: {product: linux}
thapcanh: {from: "__from__:value", to: now, limit: 5}
detection:
  a: {user.name: "__user__:value", message|re: "^x__user__:value$"}
  condition: a
`
  const sigma = (rule: string, values = {}) =>
    renderContext({ command: { type: 'sigma', command_b64: Buffer.from(rule).toString('base64') } }, values)

  test('a Sigma rule is run over its time; a value stays one plain text in it', async () => {
    const rules: string[] = []
    using invented = inventedActions({
      detect: rule => {
        rules.push(rule)
        return Promise.resolve({ count: 1, complete: true, lines: ['hit'] })
      },
    })
    const action = invented.action('sigma')
    const user = 'a*\n  condition: not a #".+'
    const rendered = mustRender(action, sigma(RULE, { user, from: '7d' }))
    expect(rendered.details).toMatchObject({ from: '7d', to: 'now', limit: 5 })
    expect(await action.perform(rendered, performContext())).toMatchObject({
      outputs: { count: '1', lines: 'hit' },
    })
    const { parse } = await import('yaml')
    expect(parse(rules[0]!)).toEqual({
      title: `Đăng nhập của ${user}`,
      logsource: { product: 'linux' },
      detection: {
        a: { 'user.name': 'a\\*\n  condition: not a #".+', 'message|re': `^x${RegExp.escape(user)}$` },
        condition: 'a',
      },
    })
  })

  test.each([
    ['no YAML', 'a: [', {}, 'not YAML'],
    ['no rule', 'a: b', {}, 'no Sigma rule'],
    ['a time that is none', RULE, { user: 'a', from: 'yesterday' }, 'neither ISO 8601'],
  ])('%s is a problem', (_, rule, values, words) => {
    using invented = inventedActions()
    expect(problemOf(invented.action('sigma'), sigma(rule, values)).detail).toContain(words)
  })
})

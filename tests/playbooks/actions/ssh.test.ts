// ssh, bash and powershell commands against a real sshd.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAddressPolicy } from '#/outbound/address-policy.ts'
import type { AgentTarget, Command } from '#/playbooks/cacao/playbook.ts'
import { parseKnownHosts } from '#/playbooks/actions/known-hosts.ts'
import { createShellAction } from '#/playbooks/actions/ssh.ts'
import { noSshd, startSshd, type Sshd } from '../../support/sshd.ts'
import { mustRender, performContext, problemOf, renderContext } from './invented-context.ts'

const HOSTILE: Readonly<Record<string, string>> = {
  'a command in dollars': '$(touch PWNED)',
  'a command in backticks': '`touch PWNED`',
  'a second command': '; touch PWNED',
  'a pipe and an and': '| touch PWNED && touch PWNED',
  'a line break': 'x\ntouch PWNED\n',
  'a closing single quote': "'; touch PWNED; '",
  'a closing double quote': '"; touch PWNED; "',
  'quotes of all kinds': `'"\`'"\``,
  'a backslash at the end': 'x\\',
  'a variable': '${HOME}$HOME',
  'a glob': '* /etc/*',
  'an option': '-rf --help',
  'Vietnamese and spaces': 'Nguyễn Văn  A',
  'a redirection': '> PWNED',
  'a history mark': '!! !x',
  'an empty value': '',
}

describe.skipIf(noSshd)('over a real sshd', () => {
  let sshd: Sshd
  beforeAll(async () => {
    sshd = await startSshd()
  })
  afterAll(async () => {
    await sshd[Symbol.asyncDispose]()
  })

  function optionsFor(lines: readonly string[], connectMs = 5000) {
    const { hosts, problems } = parseKnownHosts(lines)
    expect(problems).toEqual([])
    return { knownHosts: hosts, addresses: createAddressPolicy(), connectMs, maxOutputBytes: 1024 }
  }
  const party = (type: 'ssh' | 'linux'): AgentTarget => ({
    type,
    name: 'Máy chủ thử',
    address: { ipv4: ['127.0.0.1'] },
    port: String(sshd.port),
    authentication_info: 'user-auth--1',
  })
  const authentication = () => ({
    type: 'user-auth',
    username: sshd.user,
    kms: true,
    kms_key_identifier: 'host-key',
  })
  const secrets = () => ({ 'host-key': sshd.privateKey })
  const contextOf = (command: Command, type: 'ssh' | 'linux' = 'linux', values = {}) =>
    renderContext({ command, target: party(type), authentication: authentication() }, values)
  const inFolder = (name: string) => join(sshd.folder, name)

  test('a command runs, its output and status come back', async () => {
    const action = createShellAction('ssh', optionsFor([sshd.hostLine]))
    const command: Command = { type: 'ssh', command: 'echo __ip__:value; echo warn >&2' }
    const rendered = mustRender(action, contextOf(command, 'ssh', { ip: '198.51.100.7' }))
    expect(rendered.details).toMatchObject({
      interpreter: 'console',
      script: 'echo 198.51.100.7; echo warn >&2',
    })
    expect(rendered.cutsOff).toEqual(['198.51.100.7'])
    expect(await action.perform(rendered, performContext(secrets()))).toEqual({
      kind: 'succeeded',
      outputs: { stdout: '198.51.100.7', stderr: 'warn', exit_status: '0' },
      log: '198.51.100.7\n\nwarn\n',
    })
  })

  test('the secret may hold the user name as well', async () => {
    const action = createShellAction('bash', optionsFor([sshd.hostLine]))
    const info = { type: 'user-auth', kms: true, kms_key_identifier: 'host-key' }
    const context = renderContext({
      command: { type: 'bash', command: 'id -un' },
      agent: party('ssh'),
      authentication: info,
    })
    const rendered = mustRender(action, context)
    expect(rendered.summary).toBe(`{secret:host-key}@127.0.0.1:${sshd.port} bash: id -un`)
    const outcome = await action.perform(
      rendered,
      performContext({ 'host-key': `${sshd.user}:${sshd.privateKey}` }),
    )
    expect(outcome).toMatchObject({ kind: 'succeeded', outputs: { stdout: sshd.user } })
  })

  test('another of the server’s keys will do when that one is on the list', async () => {
    const action = createShellAction('bash', optionsFor([sshd.rsaHostLine]))
    const rendered = mustRender(action, contextOf({ type: 'bash', command: 'true' }))
    expect(await action.perform(rendered, performContext(secrets()))).toMatchObject({ kind: 'succeeded' })
  })

  test.each([
    ['unknown', () => [], 'is not in playbooks.knownHosts'],
    [
      'changed',
      () => [sshd.hostLine.replace(/(AAAAC3NzaC1lZDI1NTE5AAAAI).{4}/, '$1AAAA')],
      'shows another key than playbooks.knownHosts has',
    ],
  ])('a host with an %s key is refused with its fingerprint', async (_, lines, words) => {
    const action = createShellAction('bash', optionsFor(lines()))
    const rendered = mustRender(action, contextOf({ type: 'bash', command: `touch ${inFolder('PWNED')}` }))
    const outcome = await action.perform(rendered, performContext(secrets()))
    expect(outcome).toMatchObject({ kind: 'failed', retryable: false })
    expect(outcome.kind === 'failed' && outcome.reason).toContain(words)
    expect(outcome.kind === 'failed' && outcome.reason).toMatch(/ key has the fingerprint SHA256:[\w+/]{43}$/)
    expect(existsSync(inFolder('PWNED'))).toBe(false)
  })

  test('a login that is refused says so without the secret', async () => {
    const action = createShellAction('bash', optionsFor([sshd.hostLine]))
    const rendered = mustRender(action, contextOf({ type: 'bash', command: 'true' }))
    const outcome = await action.perform(rendered, performContext({ 'host-key': 'wrong horse battery' }))
    expect(outcome).toMatchObject({ kind: 'failed', retryable: false })
    expect(JSON.stringify(outcome)).not.toContain('horse')
  })

  test('an exit status other than 0 is a failure with its words', async () => {
    const action = createShellAction('bash', optionsFor([sshd.hostLine]))
    const rendered = mustRender(
      action,
      contextOf({ type: 'bash', command: 'echo "no such chain" >&2; exit 4' }),
    )
    expect(await action.perform(rendered, performContext(secrets()))).toMatchObject({
      kind: 'failed',
      reason: 'exit status 4: no such chain',
    })
  })

  test('output beyond the limit is cut and said so', async () => {
    const action = createShellAction('bash', optionsFor([sshd.hostLine]))
    const rendered = mustRender(
      action,
      contextOf({ type: 'bash', command: 'head -c 5000 /dev/zero | tr "\\0" x' }),
    )
    const outcome = await action.perform(rendered, performContext(secrets()))
    expect(outcome.log).toBe(`${'x'.repeat(1024)}\n[3976 more bytes]`)
  })

  test('the idempotency key is in the environment of the command', async () => {
    for (const [type, party] of [
      ['bash', 'linux'],
      ['ssh', 'linux'],
      ['ssh', 'ssh'],
    ] as const) {
      const action = createShellAction(type, optionsFor([sshd.hostLine]))
      const rendered = mustRender(
        action,
        contextOf({ type, command: 'echo $THAPCANH_IDEMPOTENCY_KEY' }, party),
      )
      const outcome = await action.perform(rendered, performContext(secrets()))
      expect(outcome).toMatchObject({ outputs: { stdout: 'run-1.step-2.0.abc' } })
    }
  })

  test('a connection that dies after the command began leaves the outcome unknown', async () => {
    const action = createShellAction('bash', optionsFor([sshd.hostLine]))
    const marker = inFolder('began')
    const rendered = mustRender(
      action,
      contextOf({ type: 'bash', command: `echo one; touch ${marker}; sleep 20` }),
    )
    const performing = action.perform(rendered, performContext(secrets()))
    while (!existsSync(marker)) await sleep(20)
    await sleep(50)
    sshd.kill()
    expect(await performing).toMatchObject({ kind: 'unknown', log: 'one\n' })
  })

  test('a command that is stopped ends at once, its outcome unknown', async () => {
    const action = createShellAction('bash', optionsFor([sshd.hostLine]))
    const marker = inFolder('began-too')
    const rendered = mustRender(action, contextOf({ type: 'bash', command: `touch ${marker}; sleep 20` }))
    const stop = new AbortController()
    const performing = action.perform(rendered, performContext(secrets(), { signal: stop.signal }))
    while (!existsSync(marker)) await sleep(20)
    const at = performance.now()
    stop.abort(new Error('timeout'))
    expect(await performing).toMatchObject({ kind: 'unknown', reason: 'stopped: timeout' })
    expect(performance.now() - at).toBeLessThan(1000)
  })

  test('a server that accepts and says nothing has started nothing', async () => {
    const server = createServer(() => {}).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const action = createShellAction('bash', optionsFor([], 200))
    const target = { ...party('linux'), port: String(port) }
    const rendered = mustRender(
      action,
      renderContext({ command: { type: 'bash', command: 'true' }, target, authentication: authentication() }),
    )
    expect(await action.perform(rendered, performContext(secrets()))).toMatchObject({
      kind: 'failed',
      retryable: true,
    })
    server.close()
  })

  const values = Object.fromEntries(Object.values(HOSTILE).map((value, at) => [`v${at}`, value]))
  const names = Object.keys(values)
  /** What the command printed for each kind of value, under its name. */
  const printed = (log: string) =>
    Object.fromEntries(log.split('\u0001').map((text, at) => [Object.keys(HOSTILE)[at] ?? 'end', text]))

  test.each([
    ['without quotes', (name: string) => `printf "%s\\001" ${name}`],
    ['between double quotes', (name: string) => `printf "%s\\001" "${name}"`],
    ['between single quotes', (name: string) => `printf '%s'"\\001" '${name}'`],
    ['in a here-document', (name: string) => `cat <<END | head -c -1\n${name}\nEND\nprintf "\\001" # don't`],
    ['inside a command of the author', (name: string) => `printf "%s\\001" "$(printf "%s" ${name}; echo .)"`],
  ])('hostile values are printed as they are by bash, %s', async (where, template) => {
    const action = createShellAction('bash', optionsFor([sshd.hostLine]))
    const script = [`cd ${sshd.folder}`, ...names.map(name => template(`__${name}__:value`))].join('\n')
    const command: Command = { type: 'bash', command_b64: Buffer.from(script).toString('base64') }
    const rendered = mustRender(action, contextOf(command, 'ssh', values))
    const outcome = await action.perform(rendered, performContext(secrets()))
    expect(existsSync(inFolder('PWNED'))).toBe(false)
    if (outcome.kind !== 'succeeded') throw new Error(outcome.reason)
    const dot = where.startsWith('inside') ? '.' : ''
    const wanted = Object.entries(HOSTILE).map(([name, value]) => [name, value + dot])
    expect(printed(outcome.log)).toEqual({ ...Object.fromEntries(wanted), end: '' })
  })

  test('hostile values are plain arguments of an ssh command on Linux', async () => {
    const action = createShellAction('ssh', optionsFor([sshd.hostLine]))
    const words = names.map(name => `__${name}__`).join(' ')
    const command: Command = { type: 'ssh', command: `cd ${sshd.folder} && printf "%s\\001" ${words}` }
    const rendered = mustRender(action, contextOf(command, 'linux', values))
    const outcome = await action.perform(rendered, performContext(secrets()))
    expect(printed(outcome.log)).toEqual({ ...HOSTILE, end: '' })
    expect(existsSync(inFolder('PWNED'))).toBe(false)
  })

  test.each(Object.entries(HOSTILE))('%s is refused for a console', (_, value) => {
    const action = createShellAction('ssh', optionsFor([sshd.hostLine]))
    const context = contextOf({ type: 'ssh', command: 'show __x__:value' }, 'ssh', { x: value })
    expect(problemOf(action, context).detail).toContain('cannot be put safely')
  })

  test('a script reads nothing from its own text', async () => {
    writeFileSync(inFolder('input'), 'x')
    const action = createShellAction('bash', optionsFor([sshd.hostLine]))
    const rendered = mustRender(action, contextOf({ type: 'bash', command: 'cat; echo end' }))
    expect(await action.perform(rendered, performContext(secrets()))).toMatchObject({
      outputs: { stdout: 'end' },
    })
    expect(readFileSync(inFolder('input'), 'utf8')).toBe('x')
  })
})

describe('rendering', () => {
  const options = {
    knownHosts: parseKnownHosts([]).hosts,
    addresses: createAddressPolicy(),
    connectMs: 1000,
    maxOutputBytes: 1000,
  }
  const target: AgentTarget = {
    type: 'ssh',
    name: 'DC',
    address: { dname: ['dc.example.com'] },
    authentication_info: 'user-auth--1',
  }
  const authentication = { type: 'user-auth', username: 'ops', kms: true, kms_key_identifier: 'dc' }

  test('powershell gets its values as variables', () => {
    const action = createShellAction('powershell', options)
    const command: Command = { type: 'powershell', command: 'Disable-ADAccount -Identity __user__:value' }
    const context = renderContext({ command, target, authentication }, { user: '’; calc; ‘' })
    expect(mustRender(action, context)).toMatchObject({
      summary: 'ops@dc.example.com powershell: Disable-ADAccount -Identity ’; calc; ‘',
      details: {
        interpreter: 'powershell',
        script: 'Disable-ADAccount -Identity ${__user__}',
        variables: { __user__: '’; calc; ‘' },
        authentication: { kind: 'password', user: 'ops', password: '{secret:dc}' },
      },
      target: 'dc.example.com',
    })
  })

  test.each([
    [
      'a password in clear',
      { authentication: { type: 'user-auth', username: 'a', password: 'b' } },
      'names no secret',
    ],
    ['no authentication', { authentication: undefined }, 'user-auth'],
    ['no machine', { target: undefined }, 'names no machine'],
    [
      'a machine that is no name',
      { target: { ...target, address: { dname: ['-oProxyCommand=x'] } } },
      'neither',
    ],
    ['no command', { command: { type: 'powershell' } as const }, 'neither command nor command_b64'],
    ['bad base64', { command: { type: 'powershell', command_b64: '%%' } as const }, 'not base64'],
    [
      'a secret in the script',
      { command: { type: 'powershell', command: '{secret:dc}' } as const },
      'secret',
    ],
    [
      'a value in single quotes',
      { command: { type: 'powershell', command: "'__user__'" } as const },
      'single quotes',
    ],
    [
      'a script too long for Windows',
      { command: { type: 'powershell', command: 'x'.repeat(4000) } as const },
      'too long',
    ],
  ])('%s is a problem', (_, parts, words) => {
    const action = createShellAction('powershell', options)
    const command: Command = { type: 'powershell', command: 'Get-Date' }
    const problem = problemOf(
      action,
      renderContext({ command, target, authentication, ...parts }, { user: 'u' }),
    )
    expect(problem.code).toBe('command.invalid')
    expect(problem.detail).toContain(words)
  })
})

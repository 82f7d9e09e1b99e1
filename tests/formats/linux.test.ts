// Linux programs through syslog: what their sentences mean, and what must not be taken for one.

import { describe, expect, test } from 'vitest'
import type { Format, LineContext } from '#/collectors/formats/format.ts'
import { ACCOUNT_ROWS, linuxAccounts } from '#/collectors/formats/linux-accounts.ts'
import { auditd } from '#/collectors/formats/linux-auditd.ts'
import { cron } from '#/collectors/formats/linux-cron.ts'
import { linuxKernel } from '#/collectors/formats/linux-kernel.ts'
import { WRITERS } from '#/collectors/formats/linux-message-table.ts'
import { PAM_ROWS, linuxPam } from '#/collectors/formats/linux-pam.ts'
import { SU_ROWS, su } from '#/collectors/formats/linux-su.ts'
import { SSHD_ROWS, sshd } from '#/collectors/formats/sshd.ts'
import { sudo } from '#/collectors/formats/sudo.ts'
import { LOGIND_ROWS, UNIT_ROWS, systemd } from '#/collectors/formats/systemd.ts'
import type { Event } from '#/kernel/event.ts'

function context(program: string | undefined): LineContext {
  return { receivedMs: 0, zoneOffsetMinutes: 0, program, forced: undefined, where: 'test' }
}

function read(format: Format, program: string | undefined, body: string): Event | undefined {
  const event: Event = {}
  if (!format.recognises(body, context(program))) return undefined
  return format.parse(body, event, context(program), []) ? event : undefined
}

describe('sshd', () => {
  const cases: readonly [name: string, body: string, fields: Event][] = [
    [
      'an accepted key',
      'Accepted publickey for kim from 203.0.113.9 port 50022 ssh2: ED25519 SHA256:abc',
      {
        'event.outcome': 'success',
        'user.name': 'kim',
        'source.ip': '203.0.113.9',
        'source.port': 50022,
        'system.auth.ssh.method': 'publickey',
        'system.auth.ssh.signature': 'ED25519 SHA256:abc',
      },
    ],
    [
      'a failure before authentication was complete',
      'Failed none for invalid user admin from 2001:db8::7 port 1025 ssh2 [preauth]',
      { 'event.outcome': 'failure', 'user.name': 'admin', 'source.ip': '2001:db8::7' },
    ],
    [
      'a user name with blanks',
      'Failed password for invalid user my name from 198.51.100.7 port 1 ssh2',
      { 'user.name': 'my name', 'source.ip': '198.51.100.7' },
    ],
    [
      'a host name instead of an address',
      'Invalid user test from host.example.com',
      { 'source.domain': 'host.example.com', 'related.hosts': ['host.example.com'] },
    ],
    [
      'the old wording of a disconnect from IPv6',
      'Received disconnect from 2001:db8::8: 11: disconnected by user',
      { 'source.ip': '2001:db8::8', 'event.reason': 'disconnected by user' },
    ],
    [
      'an address mapped into IPv6',
      'Invalid user a from ::ffff:192.0.2.4 port 7',
      { 'source.ip': '192.0.2.4', 'source.address': '::ffff:192.0.2.4' },
    ],
    [
      'the drop of too many unauthenticated connections',
      'drop connection #10 from [198.51.100.9]:4022 on [192.0.2.1]:22 past MaxStartups',
      { 'source.ip': '198.51.100.9', 'source.port': 4022, 'event.reason': 'past MaxStartups' },
    ],
  ]
  test.each(cases)('%s is understood', (_name, body, fields) => {
    expect(read(sshd, 'sshd', body)).toMatchObject(fields)
  })

  test('an address inside a user name is not where the attack comes from', () => {
    const event = read(
      sshd,
      'sshd',
      'Failed password for invalid user x from 192.0.2.1 port 22 ssh2 from 203.0.113.9 port 4 ssh2',
    )
    expect(event?.['source.ip']).toBe('203.0.113.9')
    expect(event?.['related.ip']).toEqual(['203.0.113.9'])
  })

  test('a summed-up flood keeps its count', () => {
    const body = 'message repeated 12 times: [ Failed password for root from 198.51.100.7 port 1 ssh2]'
    expect(read(sshd, 'sshd', body)).toMatchObject({ 'system.repeat_count': 12, 'event.outcome': 'failure' })
  })

  test('an unknown sentence is still a login-system event, without an invented outcome', () => {
    const event = read(sshd, 'sshd', 'Failed to do something new')
    expect(event).toMatchObject({ 'event.dataset': 'system.auth' })
    expect(event?.['event.outcome']).toBeUndefined()
  })

  test('the same sentence from another program is not a login', () => {
    expect(read(sshd, 'myapp', 'Failed password for root from 198.51.100.7 port 1 ssh2')).toBeUndefined()
  })
})

describe('sudo', () => {
  test('the command runs to the end of the line, whatever it holds', () => {
    const body = 'kim : TTY=pts/0 ; PWD=/ ; USER=www ; COMMAND=/bin/sh -c a ; USER=root ; COMMAND=b'
    expect(read(sudo, 'sudo', body)).toMatchObject({
      'user.name': 'kim',
      'user.effective.name': 'www',
      'process.command_line': '/bin/sh -c a ; USER=root ; COMMAND=b',
    })
  })

  test('a refusal is a failure and says why', () => {
    const body = 'lan : user NOT in sudoers ; TTY=pts/1 ; PWD=/home/lan ; USER=root ; COMMAND=/bin/ls'
    expect(read(sudo, 'sudo', body)).toMatchObject({
      'event.outcome': 'failure',
      'system.auth.sudo.error': 'user NOT in sudoers',
    })
  })

  test('a message with a colon is not a command', () => {
    const event = read(sudo, 'sudo', 'unable to send audit message : Operation not permitted')
    expect(event?.['user.name']).toBeUndefined()
  })
})

describe('PAM', () => {
  test("the caller's number is not the user's", () => {
    const event = read(
      linuxPam,
      'login',
      'pam_unix(login:session): session opened for user kim(uid=1001) by (uid=0)',
    )
    expect(event).toMatchObject({ 'user.name': 'kim', 'user.id': '1001', 'system.auth.pam.caller_id': '0' })
  })

  test('a failure names user and source', () => {
    const body =
      'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.9  user=root'
    expect(read(linuxPam, 'x', body)).toMatchObject({
      'event.outcome': 'failure',
      'user.name': 'root',
      'source.ip': '192.0.2.9',
    })
  })

  test.each([
    'pam_unix and more',
    'pam_unix(a:b) no colon',
    'PAM is fine',
    'message repeated 2 times: [ pam_x]',
  ])('"%s" changes nothing', body => {
    const event: Event = {}
    expect(linuxPam.parse(body, event, context('x'), [])).toBe(false)
    expect(event).toEqual({})
  })
})

test.each([
  ['useradd', "failed adding user 'mai', exit code: 9", { 'event.outcome': 'failure', 'user.name': 'mai' }],
  ['usermod', "add 'mai' to group 'sudo'", { 'group.name': 'sudo', 'event.action': 'added_member_to_group' }],
  [
    'gpasswd',
    'user lan removed by root from group wheel',
    { 'user.target.name': 'lan', 'user.name': 'root' },
  ],
  ['groupdel', "group 'old' removed", { 'event.type': ['group', 'deletion'], 'group.name': 'old' }],
])('%s: %s', (program, body, fields) => {
  expect(read(linuxAccounts, program, body)).toMatchObject(fields)
})

test.each([
  ['(to root) kim on pts/0', { 'event.outcome': 'success', 'user.effective.name': 'root' }],
  ['FAILED SU (to root) lan on pts/1', { 'event.outcome': 'failure', 'user.name': 'lan' }],
])('su: %s', (body, fields) => {
  expect(read(su, 'su', body)).toMatchObject(fields)
})

test('a cron job is a process with a command line', () => {
  expect(read(cron, 'cron', '(kim) CMD (  a | b)')).toMatchObject({
    'user.name': 'kim',
    'process.command_line': 'a | b',
    'event.dataset': 'system.syslog',
  })
})

test('a session of logind belongs to the login log', () => {
  expect(read(systemd, 'systemd-logind', 'New session 8 of user kim.tran.')).toMatchObject({
    'session.id': '8',
    'user.name': 'kim.tran',
    'event.dataset': 'system.auth',
  })
})

test('a unit that fails is a failure with its reason', () => {
  expect(read(systemd, 'systemd', "db@1.service: Failed with result 'timeout'.")).toMatchObject({
    'event.outcome': 'failure',
    'service.name': 'db@1.service',
    'event.reason': 'timeout',
  })
})

test('a packet without a telling prefix is neither allowed nor denied', () => {
  const body = 'log: IN=eth0 OUT= SRC=192.0.2.1 DST=192.0.2.2 LEN=40 PROTO=TCP SPT=1 DPT=2'
  const event = read(linuxKernel, 'kernel', body)
  expect(event).toMatchObject({ 'event.type': ['connection'], 'destination.port': 2 })
  expect(event?.['event.action']).toBeUndefined()
})

test('an audit record decodes what the kernel wrote in hex', () => {
  const event = read(
    auditd,
    undefined,
    'type=EXECVE msg=audit(1700000000.001:9): argc=2 a0="echo" a1=6869207468657265',
  )
  expect(event).toMatchObject({
    '@timestamp': '2023-11-14T22:13:20.001Z',
    'process.command_line': 'echo hi there',
    'auditd.log.sequence': 9,
  })
})

test('the registers of a system call are not text', () => {
  const body = 'type=SYSCALL msg=audit(1700000000.001:9): syscall=59 a0=7ffd a1=55d2 exe="/bin/a" success=no'
  expect(read(auditd, undefined, body)).toMatchObject({ 'auditd.log.a0': '7ffd', 'event.outcome': 'failure' })
})

const TABLES = { SSHD_ROWS, PAM_ROWS, SU_ROWS, ACCOUNT_ROWS, UNIT_ROWS, LOGIND_ROWS }

test.each(Object.entries(TABLES))('%s uses only groups that have a writer', (_name, rows) => {
  const names = rows.flatMap(row =>
    [...(row.pattern?.source.matchAll(/\(\?<(\w+)>/g) ?? [])].map(match => match[1]),
  )
  expect(names.filter(name => !Object.hasOwn(WRITERS, name!))).toEqual([])
  const patterns = rows.flatMap(row => row.pattern?.source ?? [])
  expect(patterns.filter(source => !source.startsWith('^'))).toEqual([])
})

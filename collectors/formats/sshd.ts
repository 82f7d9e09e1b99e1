// OpenSSH server (sshd, and sshd-session and sshd-auth of OpenSSH 9.8 and later), as it logs through syslog.
// The rows below hold the sentences of OpenSSH's auth.c, auth2.c, monitor.c, packet.c, session.c and sshd.c
// in all wordings since version 5. A sentence in no row is still sshd's: its text stays in `message`.

import type { Event } from '#/kernel/event.ts'
import type { Format, LineContext } from './format.ts'
import { readPam } from './linux-pam.ts'
import { type MessageRow, readByTable } from './linux-message-table.ts'
import { markDataset, withoutRepeat } from './linux-syslog.ts'

export const sshd: Format = {
  name: 'sshd',
  describes: 'OpenSSH server: logins, failures, disconnections, through syslog',
  recognises: (_body, context) => context.forced === 'sshd' || isSshd(context),
  parse(body, event) {
    markDataset(event, 'system.auth')
    const message = withoutRepeat(body, event)
    if (readPam(message, event)) return true
    readByTable(SSHD_ROWS, message.endsWith(PREAUTH) ? message.slice(0, -PREAUTH.length) : message, event)
    return true
  },
}

const PREAUTH = ' [preauth]'

function isSshd(context: LineContext): boolean {
  const { program } = context
  return program === 'sshd' || program === 'sshd-session' || program === 'sshd-auth'
}

const LOGIN = { 'event.action': 'ssh_login', 'event.type': ['info'] } as const
const ACCEPTED = {
  ...LOGIN,
  'event.category': ['authentication', 'session'],
  'event.outcome': 'success',
} as const
const FAILED = { ...LOGIN, 'event.category': ['authentication'], 'event.outcome': 'failure' } as const

const failed = (sshEvent: string): Event => ({ ...FAILED, 'system.auth.ssh.event': sshEvent })
/** What happens around a login: named for rules that count it, but neither a login nor a failure by itself. */
const note = (sshEvent: string): Event => ({ 'system.auth.ssh.event': sshEvent })

/** `203.0.113.9 port 50022`, of a sentence that ends with it; older versions leave out the port. */
const FROM = String.raw`(?<from>\S+?)(?: port (?<port>\d+))?`
/** `user kim 203.0.113.9 port 50022` as the sentences about connections name their peer. */
const PEER = String.raw`(?:(?:authenticating |invalid )?user (?<user>.*) )?(?<from>[^\s:]\S*) port (?<port>\d+)`

/** Row order: the sentences of a brute-force attack first, because there are most of them. */
export const SSHD_ROWS: readonly MessageRow[] = [
  {
    starts: 'Failed ',
    pattern:
      /^(?<sshEvent>Failed) (?<sshMethod>\S+) for (?:(?:invalid|illegal) user )?(?<user>.*) from (?<from>\S+) port (?<port>\d+)(?: (?<sshProtocol>ssh\d?))?(?:: (?<sshSignature>.+))?$/,
    fields: FAILED,
  },
  {
    starts: 'Accepted ',
    pattern:
      /^(?<sshEvent>Accepted) (?<sshMethod>\S+) for (?<user>.*) from (?<from>\S+) port (?<port>\d+)(?: (?<sshProtocol>ssh\d?))?(?:: (?<sshSignature>.+))?$/,
    fields: ACCEPTED,
  },
  {
    starts: 'Invalid user ',
    pattern: /^(?<sshEvent>Invalid) user (?<user>.*) from (?<from>\S+)(?: port (?<port>\d+))?$/,
    fields: FAILED,
  },
  {
    starts: 'Illegal user ',
    pattern: /^Illegal user (?<user>.*) from (?<from>\S+)(?: port (?<port>\d+))?$/,
    fields: failed('Invalid'),
  },
  {
    starts: 'Connection closed by ',
    pattern: new RegExp(`^Connection closed by ${PEER}$`),
    fields: note('Closed'),
  },
  {
    starts: 'Connection closed by ',
    pattern: /^Connection closed by (?<from>\S+)$/,
    fields: note('Closed'),
  },
  {
    starts: 'Connection reset by ',
    pattern: new RegExp(`^Connection reset by ${PEER}$`),
    fields: note('Reset'),
  },
  {
    starts: 'Disconnected from ',
    pattern: new RegExp(`^Disconnected from ${PEER}$`),
    fields: note('Disconnected'),
  },
  {
    starts: 'Disconnected from ',
    pattern: /^Disconnected from (?<from>\S+)$/,
    fields: note('Disconnected'),
  },
  {
    starts: 'Received disconnect from ',
    pattern: /^Received disconnect from (?<from>\S+) port (?<port>\d+): ?\d+: ?(?<reason>.*)$/,
    fields: note('Disconnected'),
  },
  {
    starts: 'Received disconnect from ',
    pattern: /^Received disconnect from (?<from>\S+): \d+: ?(?<reason>.*)$/,
    fields: note('Disconnected'),
  },
  {
    starts: 'Disconnecting ',
    pattern: new RegExp(`^Disconnecting ${PEER}: (?<reason>.*)$`),
    fields: note('Disconnected'),
  },
  {
    starts: 'Disconnecting: Too many authentication failures',
    pattern:
      /^Disconnecting: (?<reason>Too many authentication failures)(?: for (?:invalid user )?(?<user>.*))?$/,
    fields: failed('MaxAttempts'),
  },
  {
    starts: 'error: maximum authentication attempts exceeded for ',
    pattern:
      /^error: (?<reason>maximum authentication attempts exceeded) for (?:invalid user )?(?<user>.*) from (?<from>\S+) port (?<port>\d+)(?: (?<sshProtocol>ssh\d?))?$/,
    fields: failed('MaxAttempts'),
  },
  {
    starts: 'Did not receive identification string from ',
    pattern: /^Did not receive identification string from (?<from>\S+)(?: port (?<port>\d+))?$/,
    fields: note('NoIdentification'),
  },
  {
    starts: "Bad protocol version identification '",
    pattern: /^(?<reason>Bad protocol version identification '.*') from (?<from>\S+)(?: port (?<port>\d+))?$/,
    fields: note('BadProtocol'),
  },
  {
    starts: 'banner exchange: Connection from ',
    pattern: /^banner exchange: Connection from (?<from>\S+) port (?<port>\d+): (?<reason>.*)$/,
    fields: note('BadProtocol'),
  },
  {
    starts: 'error: kex_exchange_identification: ',
    pattern: /^error: kex_exchange_identification: (?<reason>.*)$/,
    fields: note('BadProtocol'),
  },
  {
    starts: 'Unable to negotiate with ',
    pattern: /^Unable to negotiate with (?<from>\S+) port (?<port>\d+): (?<reason>.*)$/,
    fields: note('NoCommonAlgorithm'),
  },
  {
    starts: 'User ',
    pattern: /^User (?<user>.*) from (?<from>\S+) not allowed because (?<reason>.*)$/,
    fields: failed('NotAllowed'),
  },
  {
    starts: 'User ',
    pattern: /^User (?<user>.*) not allowed because (?<reason>.*)$/,
    fields: failed('NotAllowed'),
  },
  {
    starts: 'ROOT LOGIN REFUSED FROM ',
    pattern: new RegExp(`^ROOT LOGIN REFUSED FROM ${FROM}$`),
    fields: { ...failed('NotAllowed'), 'user.name': 'root', 'related.user': ['root'] },
  },
  {
    starts: 'error: PAM: ',
    pattern:
      /^error: PAM: (?<sshReason>.{1,120}?) for (?:(?:illegal|invalid) user )?(?<user>.*) from (?<from>\S+)$/,
    fields: failed('PAM'),
  },
  {
    starts: 'Postponed ',
    pattern:
      /^(?<sshEvent>Postponed) (?<sshMethod>\S+) for (?:invalid user )?(?<user>.*) from (?<from>\S+) port (?<port>\d+)(?: (?<sshProtocol>ssh\d?))?$/,
    fields: {
      'event.category': ['authentication'],
      'event.type': ['info'],
      'event.action': 'ssh_login_postponed',
    },
  },
  {
    starts: 'input_userauth_request: invalid user ',
    pattern: /^input_userauth_request: invalid user (?<user>.*)$/,
    fields: failed('Invalid'),
  },
  {
    starts: 'Connection from ',
    pattern:
      /^Connection from (?<from>\S+) port (?<port>\d+)(?: on (?<localAddress>\S+) port (?<localPort>\d+)(?: rdomain .*)?)?$/,
    fields: {
      'event.category': ['network'],
      'event.type': ['connection', 'start'],
      'event.action': 'ssh_connection',
    },
  },
  {
    starts: 'reverse mapping checking getaddrinfo for ',
    pattern:
      /^(?<reason>reverse mapping checking getaddrinfo for \S+) \[(?<from>[^\]\s]+)\] failed(?: - POSSIBLE BREAK-IN ATTEMPT!)?\.?$/,
    fields: note('ReverseMappingFailed'),
  },
  {
    starts: 'Address ',
    pattern:
      /^Address (?<from>\S+) (?<reason>maps to \S+, but this does not map back to the address)(?: - POSSIBLE BREAK-IN ATTEMPT!)?\.?$/,
    fields: note('ReverseMappingFailed'),
  },
  {
    starts: 'subsystem request for ',
    pattern:
      /^subsystem request for (?<subsystem>\S+) by user (?<user>.*?)(?: failed, subsystem not found)?$/,
    fields: { 'system.auth.ssh.event': 'Subsystem' },
  },
  {
    starts: 'Starting session: ',
    pattern:
      /^Starting session: (?:command|shell|subsystem|forced-command).* for (?<user>\S+) from (?<from>\S+) port (?<port>\d+)(?: id \d+)?$/,
    fields: { 'event.category': ['session'], 'event.type': ['start'], 'event.action': 'ssh_session_start' },
  },
  {
    starts: 'Close session: ',
    pattern: /^Close session: user (?<user>.*) from (?<from>\S+) port (?<port>\d+)(?: id \d+)?$/,
    fields: { 'event.category': ['session'], 'event.type': ['end'], 'event.action': 'ssh_session_end' },
  },
  {
    starts: 'fatal: Timeout before authentication for ',
    pattern: new RegExp(`^fatal: (?<reason>Timeout before authentication) for ${FROM}$`),
    fields: failed('Timeout'),
  },
  {
    starts: 'Timeout before authentication for ',
    pattern:
      /^(?<reason>Timeout before authentication) for (?:connection from )?(?<from>\S+?)(?: port (?<port>\d+))?(?: to .*|, pid = \d+)?$/,
    fields: failed('Timeout'),
  },
  {
    starts: 'drop connection ',
    pattern: /^drop connection #\d+ from (?<from>\[[^\]\s]+\]):(?<port>\d+) (?:on \S+ )?(?<reason>.*)$/,
    fields: {
      'event.category': ['network'],
      'event.type': ['connection', 'denied'],
      'event.action': 'ssh_dropped',
    },
  },
  {
    starts: 'Server listening on ',
    fields: { 'event.category': ['process'], 'event.type': ['start'], 'event.action': 'ssh_listening' },
  },
  {
    starts: 'Received signal ',
    fields: { 'event.category': ['process'], 'event.type': ['end'], 'event.action': 'ssh_stopped' },
  },
]

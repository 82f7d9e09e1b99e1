// PAM modules (pam_unix, pam_sss, pam_faillock, pam_tally2 …), whose lines any program may write:
// `pam_unix(sshd:session): session opened for user kim(uid=1001) by (uid=0)`.
// sshd, sudo, su and cron call `readPam` for their own lines; `linux.pam` reads those of every other program.

import type { Event } from '#/kernel/event.ts'
import { setAddress, setUser } from './entity-fields.ts'
import { addValue } from './event-fields.ts'
import type { Format } from './format.ts'
import { type MessageRow, readByTable, setFields } from './linux-message-table.ts'
import { markDataset, withoutRepeat } from './linux-syslog.ts'

export const linuxPam: Format = {
  name: 'linux.pam',
  describes: 'PAM modules in any program: sessions, authentication failures, locked accounts',
  recognises: body => body.startsWith('pam_') || body.startsWith('PAM ') || isRepeatedPam(body),
  parse(body, event) {
    const inner: Event = {}
    const message = withoutRepeat(body, inner)
    if (!readPam(message, event)) return false
    Object.assign(event, inner)
    markDataset(event, 'system.auth')
    return true
  },
}

function isRepeatedPam(body: string): boolean {
  return body.startsWith('message repeated ') && body.includes(': [ pam_')
}

/** Reads a message of a PAM module; false, with nothing changed, when it is none or of no known wording. */
export function readPam(message: string, event: Event): boolean {
  if (message.startsWith('PAM ')) return readSummary(message, event)
  if (!message.startsWith('pam_')) return false
  const colon = message.indexOf('): ')
  const head =
    colon > 0 && colon < 200 ? /^(pam_\w+)\(([^:()]*):(\w+)\)$/.exec(message.slice(0, colon + 1)) : null
  if (head === null) return false
  const rest = message.slice(colon + 3)
  event['system.auth.pam.module'] = head[1]!
  event['system.auth.pam.service'] = head[2]!
  if (!readByTable(PAM_ROWS, rest, event)) readFailure(rest, event)
  return true
}

/** Messages after `pam_module(service:type): `. */
export const PAM_ROWS: readonly MessageRow[] = [
  {
    starts: 'session opened for user ',
    pattern:
      /^session opened for user (?<effective>[^\s(]+)(?:\(uid=(?<effectiveId>\d+)\))? by (?<user>[^\s(]+)\(uid=(?<uid>\d+)\)$/,
    fields: { 'system.auth.pam.event': 'session_opened' },
  },
  {
    starts: 'session opened for user ',
    pattern:
      /^session opened for user (?<user>[^\s(]+)(?:\(uid=(?<uid>\d+)\))?(?: by \(uid=(?<callerId>\d+)\))?$/,
    fields: { 'system.auth.pam.event': 'session_opened' },
  },
  {
    starts: 'session closed for user ',
    pattern: /^session closed for user (?<user>\S+)$/,
    fields: { 'system.auth.pam.event': 'session_closed' },
  },
  {
    starts: 'password changed for ',
    pattern: /^password changed for (?<user>\S+)$/,
    fields: {
      'event.category': ['iam'],
      'event.type': ['user', 'change'],
      'event.action': 'changed_password',
      'event.outcome': 'success',
    },
  },
  {
    starts: 'account ',
    pattern: /^account (?<user>\S+) has (?<reason>(?:password changed in future|expired).*)$/,
    fields: { 'event.category': ['authentication'], 'event.type': ['info'], 'event.outcome': 'failure' },
  },
  {
    starts: 'Consecutive login failures for user ',
    pattern:
      /^Consecutive login failures for user (?<user>\S+) account (?<reason>temporarily locked|locked)$/,
    fields: {
      'event.category': ['authentication', 'iam'],
      'event.type': ['info'],
      'event.action': 'account_locked',
      'event.outcome': 'failure',
    },
  },
]

const FAILURE = {
  'event.category': ['authentication'],
  'event.type': ['info'],
  'event.action': 'authentication_failure',
  'event.outcome': 'failure',
} as const

/** `authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.9  user=root`. */
function readFailure(rest: string, event: Event): void {
  const match = /^(?:authentication failure|\d+ more authentication failures?); (.*)$/.exec(rest)
  if (match !== null) readFailureFields(match[1]!, event)
  else if (rest.startsWith('check pass; user unknown')) {
    setFields(event, { ...FAILURE, 'event.reason': 'user unknown' })
  }
}

function readFailureFields(text: string, event: Event): void {
  setFields(event, FAILURE)
  for (const pair of text.split(' ', 32)) {
    const equals = pair.indexOf('=')
    const value = pair.slice(equals + 1)
    if (equals < 1 || value === '') continue
    switch (pair.slice(0, equals)) {
      case 'user':
        setUser(event, value)
        break
      case 'ruser':
        addValue(event, 'related.user', value)
        event['source.user.name'] = value
        break
      case 'rhost':
        setAddress(event, 'source', value)
        break
      case 'logname':
        event['system.auth.pam.logname'] = value
        break
      case 'tty':
        event['system.auth.pam.tty'] = value
        break
      case 'uid':
        event['system.auth.pam.caller_id'] = value
        break
      default:
        break
    }
  }
}

/** `PAM 2 more authentication failures; …` and `PAM service(sshd) ignoring max retries; 6 > 3`. */
function readSummary(message: string, event: Event): boolean {
  const match = /^PAM (\d+) more authentication failures?; (.*)$/.exec(message)
  if (match !== null) {
    readFailureFields(match[2]!, event)
    event['system.auth.pam.failures'] = Number(match[1])
    return true
  }
  if (!/^PAM service\(\S+\) ignoring max retries; /.test(message)) return false
  setFields(event, FAILURE)
  return true
}

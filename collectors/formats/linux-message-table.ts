// How the messages of Linux programs are read: a table of patterns whose named groups are entity names.
// A row says what the line looks like, what its groups are (`user`, `from`, `port` …: see WRITERS) and
// which fields hold for every such line. Rows are tried in order; the first that matches is the answer.
//
// Patterns are anchored at the start, and wherever a value chosen by an attacker (a user name) comes
// before a value written by the program (an address), the program's one is found from the end of the
// line: `Failed password for x from 192.0.2.1 port 1 from 203.0.113.9 port 22` comes from 203.0.113.9.

import type { Event, FieldValue } from '#/kernel/event.ts'
import { setAddress, setPort, setUser } from './entity-fields.ts'
import { addValue } from './event-fields.ts'

export interface MessageRow {
  /** The text every such line begins with: a cheap test before the pattern. */
  readonly starts: string
  /** Absent when the line is nothing but `starts` and text of no interest. */
  readonly pattern?: RegExp
  readonly fields: { readonly [field: string]: FieldValue }
}

/** Writes the fields of the first row that matches; false, with the event untouched, when none does. */
export function readByTable(rows: readonly MessageRow[], message: string, event: Event): boolean {
  for (const row of rows) {
    if (!message.startsWith(row.starts)) continue
    if (row.pattern === undefined) {
      setFields(event, row.fields)
      return true
    }
    const match = row.pattern.exec(message)
    if (match === null) continue
    setFields(event, row.fields)
    const groups = match.groups
    for (const name in groups) {
      const value = groups[name]
      if (value !== undefined) WRITERS[name as GroupName](event, value)
    }
    return true
  }
  return false
}

/** Copies fields into the event; lists are copied, because the event's own may grow. */
export function setFields(event: Event, fields: MessageRow['fields']): void {
  for (const field in fields) {
    const value = fields[field]!
    event[field] = Array.isArray(value) ? value.slice() : value
  }
}

/** Each row's named groups must be among these; a test checks every table. */
export type GroupName = keyof typeof WRITERS

const text = (field: string) => (event: Event, value: string) => {
  if (value !== '') event[field] = value
}
const number = (field: string) => (event: Event, value: string) => {
  event[field] = Number(value)
}

/** Group name → what it writes. */
export const WRITERS = {
  user: setUser,
  /** Who the user becomes: `USER=` of sudo, the target of su, the owner of a session. */
  effective: (event: Event, value: string) => {
    if (value === '') return
    event['user.effective.name'] = value
    addValue(event, 'related.user', value)
  },
  effectiveId: text('user.effective.id'),
  /** The account that is changed. */
  target: (event: Event, value: string) => {
    event['user.target.name'] = value
    addValue(event, 'related.user', value)
  },
  uid: text('user.id'),
  gid: text('group.id'),
  group: text('group.name'),
  from: (event: Event, value: string) => setAddress(event, 'source', value),
  port: (event: Event, value: string) => setPort(event, 'source', value),
  localAddress: (event: Event, value: string) => setAddress(event, 'server', value),
  localPort: (event: Event, value: string) => setPort(event, 'server', value),
  reason: text('event.reason'),
  command: text('process.command_line'),
  unit: text('service.name'),
  exit: number('process.exit_code'),
  session: text('session.id'),
  sshEvent: text('system.auth.ssh.event'),
  /** What PAM said, in its own words. */
  sshReason: text('system.auth.ssh.reason'),
  sshMethod: text('system.auth.ssh.method'),
  sshSignature: text('system.auth.ssh.signature'),
  sshProtocol: text('system.auth.ssh.protocol'),
  droppedIp: text('system.auth.ssh.dropped_ip'),
  subsystem: text('system.auth.ssh.subsystem'),
  suTty: text('system.auth.su.tty'),
  home: text('system.auth.useradd.home'),
  shell: text('system.auth.useradd.shell'),
  /** Who called PAM, which is not whom the session is for. */
  callerId: text('system.auth.pam.caller_id'),
} satisfies Record<string, (event: Event, value: string) => void>

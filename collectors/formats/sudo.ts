// sudo, as it logs through syslog:
// `kim : TTY=pts/0 ; PWD=/home/kim ; USER=root ; COMMAND=/usr/bin/apt update`, with the reason in front when
// the command was refused: `kim : 3 incorrect password attempts ; TTY=pts/0 ; …`.

import type { Event } from '#/kernel/event.ts'
import { wordTable } from '#/kernel/word-table.ts'
import { setUser } from './entity-fields.ts'
import { addValue } from './event-fields.ts'
import type { Format } from './format.ts'
import { readPam } from './linux-pam.ts'
import { markDataset, withoutRepeat } from './linux-syslog.ts'

export const sudo: Format = {
  name: 'sudo',
  describes: 'sudo: commands run as another user and refusals, through syslog',
  recognises: (_body, context) =>
    context.forced === 'sudo' || context.program === 'sudo' || context.program === 'sudoedit',
  parse(body, event) {
    markDataset(event, 'system.auth')
    const message = withoutRepeat(body, event)
    if (!readPam(message, event)) readCommand(message, event)
    return true
  },
}

/** Field of each `NAME=value` part; the parts of the line that are not listed are kept under their own name. */
const PARTS = wordTable<string>({
  TTY: 'system.auth.sudo.tty',
  PWD: 'system.auth.sudo.pwd',
  USER: 'system.auth.sudo.user',
  GROUP: 'system.auth.sudo.group',
  HOST: 'system.auth.sudo.host',
  CHROOT: 'system.auth.sudo.chroot',
  ENV: 'system.auth.sudo.env',
  TSID: 'system.auth.sudo.tsid',
})

/** Longest name of a user or a reason that is looked for. */
const MAX_NAME_LENGTH = 512

function readCommand(message: string, event: Event): void {
  const colon = message.indexOf(' : ')
  if (colon < 1 || colon > MAX_NAME_LENGTH) return
  const at = message.indexOf('COMMAND=', colon)
  const parts = message.slice(colon + 3, at < 0 ? undefined : at).split(' ; ', 16)
  const reason = parts.find(part => part !== '' && !/^[A-Z]+=/.test(part.trimStart()))
  if (at < 0 && !parts.some(part => part.startsWith('TTY='))) return
  setUser(event, message.slice(0, colon).trim())
  event['event.category'] = ['process']
  for (const part of parts) {
    const equals = part.indexOf('=')
    const field = equals > 0 ? PARTS[part.slice(0, equals).trimStart()] : undefined
    if (field !== undefined) event[field] = part.slice(equals + 1).trimEnd()
  }
  const runAs = event['system.auth.sudo.user']
  if (typeof runAs === 'string' && runAs !== '') {
    event['user.effective.name'] = runAs
    addValue(event, 'related.user', runAs)
  }
  if (at >= 0) {
    const command = message.slice(at + 'COMMAND='.length)
    event['system.auth.sudo.command'] = command
    event['process.command_line'] = command
  }
  if (reason !== undefined) {
    event['system.auth.sudo.error'] = reason.trim()
    event['event.outcome'] = 'failure'
  }
}

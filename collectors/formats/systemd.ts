// systemd (units started, stopped, failed) and systemd-logind (sessions), through syslog or the journal.
// Since version 249 a unit is named before its description: `Started nginx.service - A web server.`

import type { Format } from './format.ts'
import { type MessageRow, readByTable } from './linux-message-table.ts'
import { markDataset } from './linux-syslog.ts'

export const systemd: Format = {
  name: 'systemd',
  describes: 'systemd units and systemd-logind sessions, through syslog',
  recognises: (_body, context) =>
    context.forced === 'systemd' || context.program === 'systemd' || context.program === 'systemd-logind',
  parse(body, event, context) {
    const logind = context.program === 'systemd-logind'
    markDataset(event, logind ? 'system.auth' : 'system.syslog')
    readByTable(logind ? LOGIND_ROWS : UNIT_ROWS, body, event)
    return true
  },
}

const unit = (action: string, type: string, outcome?: string) => ({
  'event.category': ['process'],
  'event.type': [type],
  'event.action': action,
  ...(outcome === undefined ? {} : { 'event.outcome': outcome }),
})

/** A unit's own name, when the sentence begins with it. */
const UNIT = String.raw`(?<unit>[\w@:.\\-]+\.(?:service|socket|timer|mount|target|scope|slice|path|swap|automount|device))`
const row = (starts: string, fields: MessageRow['fields']): MessageRow[] => [
  { starts, pattern: new RegExp(`^${starts}(?:target |slice |session )?${UNIT}(?: - .*)?\\.*$`), fields },
  { starts, fields },
]

export const UNIT_ROWS: readonly MessageRow[] = [
  {
    starts: 'Started Session ',
    pattern: /^Started Session (?<session>\S+) of [uU]ser (?<user>[^\s.]+(?:\.[^\s.]+)*)\.?$/,
    fields: { 'event.category': ['session'], 'event.type': ['start'], 'event.action': 'session_started' },
  },
  ...row('Failed to start ', unit('unit_failed', 'start', 'failure')),
  ...row('Started ', unit('unit_started', 'start', 'success')),
  ...row('Starting ', unit('unit_starting', 'start')),
  ...row('Stopped ', unit('unit_stopped', 'end', 'success')),
  ...row('Stopping ', unit('unit_stopping', 'end')),
  ...row('Finished ', unit('unit_finished', 'end', 'success')),
  ...row('Reloading ', unit('unit_reloading', 'change')),
  ...row('Reloaded ', unit('unit_reloaded', 'change', 'success')),
  {
    starts: '',
    pattern: new RegExp(`^${UNIT}: Failed with result '(?<reason>[^']*)'\\.$`),
    fields: unit('unit_failed', 'end', 'failure'),
  },
  {
    starts: '',
    pattern: new RegExp(`^${UNIT}: Main process exited, code=(?<reason>\\w+), status=(?<exit>\\d+)(?:/.*)?$`),
    fields: unit('unit_exited', 'end'),
  },
  {
    starts: '',
    pattern: new RegExp(`^${UNIT}: (?:Deactivated successfully|Succeeded|Consumed .*)\\.?$`),
    fields: unit('unit_ended', 'end', 'success'),
  },
]

const session = (action: string, type: string) => ({
  'event.category': ['session'],
  'event.type': [type],
  'event.action': action,
})

export const LOGIND_ROWS: readonly MessageRow[] = [
  {
    starts: 'New session ',
    pattern: /^New session '?(?<session>[^\s']+)'? of user '?(?<user>[^\s']+?)'?(?: with .*)?\.$/,
    fields: session('session_started', 'start'),
  },
  {
    starts: 'Removed session ',
    pattern: /^Removed session (?<session>\S+?)\.$/,
    fields: session('session_ended', 'end'),
  },
  {
    starts: 'Session ',
    pattern: /^Session (?<session>\S+) logged out\. Waiting for processes to exit\.$/,
    fields: session('session_logged_out', 'end'),
  },
]

// cron in its many builds (Vixie, cronie, Debian's cron, anacron, crontab): `(kim) CMD (/usr/bin/backup)`.
// The command of a job is what a persistence rule looks at, so it goes to process.command_line.

import { wordTable } from '#/kernel/word-table.ts'
import { setUser } from './entity-fields.ts'
import type { Format } from './format.ts'
import { readPam } from './linux-pam.ts'
import { markDataset } from './linux-syslog.ts'

export const cron: Format = {
  name: 'cron',
  describes: 'cron and crontab: jobs run and tables changed, through syslog',
  recognises: (_body, context) =>
    context.forced === 'cron' || (context.program !== undefined && PROGRAMS.has(context.program)),
  parse(body, event) {
    if (readPam(body, event)) {
      markDataset(event, 'system.auth')
      return true
    }
    markDataset(event, 'system.syslog')
    const match = /^\(([^()]{1,256})\) ([A-Za-z][A-Za-z ]{0,40}?) \((.*)\)$/.exec(body)
    if (match === null) return true
    const [, user, verb, detail] = match as unknown as [string, string, string, string]
    if (!NOT_USERS.has(user)) setUser(event, user)
    const action = ACTIONS[verb]
    if (action !== undefined) event['event.action'] = action
    if (verb === 'CMD' || verb === 'CMDOUT') {
      event['event.category'] = ['process']
      event['event.type'] = [verb === 'CMD' ? 'start' : 'info']
      event['process.command_line'] = detail.trim()
    } else if (action === 'crontab_changed') {
      event['event.category'] = ['configuration']
      event['event.type'] = ['change']
    } else if (EDITS.has(verb)) event['system.cron.table'] = detail
    else event['event.reason'] = detail
    return true
  },
}

const PROGRAMS: ReadonlySet<string> = new Set([
  'cron',
  'crond',
  '/usr/sbin/cron',
  'crontab',
  'anacron',
  'fcron',
  'atd',
])

/** Verbs whose detail is the name of a table. */
const EDITS: ReadonlySet<string> = new Set(['BEGIN EDIT', 'END EDIT', 'LIST', 'RELOAD'])

/** What cron writes in the place of a user when it speaks of itself. */
const NOT_USERS: ReadonlySet<string> = new Set(['CRON', 'cron', '*system*', 'CRONTAB', 'system'])

/** Verb → event.action. */
const ACTIONS = wordTable<string>({
  CMD: 'cron_job_started',
  CMDOUT: 'cron_job_output',
  CMDEND: 'cron_job_ended',
  'BEGIN EDIT': 'crontab_opened',
  'END EDIT': 'crontab_closed',
  REPLACE: 'crontab_changed',
  DELETE: 'crontab_changed',
  LIST: 'crontab_listed',
  RELOAD: 'crontab_loaded',
  FAILED: 'cron_failed',
  AUTH: 'cron_denied',
})

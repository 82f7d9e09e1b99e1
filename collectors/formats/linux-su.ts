// su, in the wordings of shadow-utils, util-linux and the BSDs: `(to root) kim on pts/0`,
// `FAILED SU (to root) kim on pts/0`, `+ pts/0 kim:root`, `Successful su for root by kim`.

import type { Event } from '#/kernel/event.ts'
import type { Format } from './format.ts'
import { readPam } from './linux-pam.ts'
import { type MessageRow, readByTable } from './linux-message-table.ts'
import { markDataset, withoutRepeat } from './linux-syslog.ts'

export const su: Format = {
  name: 'su',
  describes: 'su: becoming another user, through syslog',
  recognises: (_body, context) =>
    context.forced === 'su' ||
    context.program === 'su' ||
    context.program === 'su-l' ||
    context.program === 'runuser',
  parse(body, event) {
    markDataset(event, 'system.auth')
    const message = withoutRepeat(body, event)
    if (!readPam(message, event)) readByTable(SU_ROWS, message, event)
    return true
  },
}

const change = (outcome: 'success' | 'failure'): Event => ({
  'event.category': ['authentication'],
  'event.type': ['info'],
  'event.action': 'su',
  'event.outcome': outcome,
})

export const SU_ROWS: readonly MessageRow[] = [
  {
    starts: 'FAILED SU (to ',
    pattern: /^FAILED SU \(to (?<effective>[^)]+)\) (?<user>\S*) on (?<suTty>\S+)$/,
    fields: change('failure'),
  },
  {
    starts: '(to ',
    pattern: /^\(to (?<effective>[^)]+)\) (?<user>\S*) on (?<suTty>\S+)$/,
    fields: change('success'),
  },
  {
    starts: 'Successful su for ',
    pattern: /^Successful su for (?<effective>\S+) by (?<user>\S+)$/,
    fields: change('success'),
  },
  {
    starts: 'FAILED su for ',
    pattern: /^FAILED su for (?<effective>\S+) by (?<user>\S+)$/,
    fields: change('failure'),
  },
  {
    starts: 'BAD SU ',
    pattern: /^BAD SU (?<user>\S+) to (?<effective>\S+) on (?<suTty>\S+)$/,
    fields: change('failure'),
  },
  {
    starts: '+ ',
    pattern: /^\+ (?<suTty>\S+) (?<user>[^\s:]+)[:-](?<effective>\S+)$/,
    fields: change('success'),
  },
  {
    starts: '- ',
    pattern: /^- (?<suTty>\S+) (?<user>[^\s:]+)[:-](?<effective>\S+)$/,
    fields: change('failure'),
  },
]

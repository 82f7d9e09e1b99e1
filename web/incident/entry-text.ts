// What a line of an incident's history says, in the language shown. Its head names the kind already. A line
// that carries no parts for this is shown in the words in which it was written.

import type { TimelineView } from '#/api/contract/schemas.ts'
import { titleText } from '../i18n/own-words.ts'
import { t } from '../i18n/text.ts'
import { personName } from '../state/people.ts'
import { mau05Text } from './mau05-text.ts'

/** The text under the head of the line; empty when the head says it all. */
export function entryText(entry: TimelineView): string {
  switch (entry.kind) {
    case 'created':
    case 'alert':
      return entry.rule === undefined ? entry.text : titleText(entry.rule)
    case 'taken':
      return entry.owner === undefined ? entry.text : takenText(entry, entry.owner.before)
    case 'assigned':
      return entry.owner === undefined ? entry.text : assignedText(entry.owner)
    case 'closed':
      return entry.outcome === undefined ? entry.text : closedText(entry.outcome, entry.reason ?? '')
    case 'reopened':
      return entry.reason ?? entry.text
    case 'note':
      break
  }
  return entry.text
}

function takenText(entry: TimelineView, before: string | null): string {
  return before === null || before === entry.by ? '' : t('timeline.takenFrom', { name: personName(before) })
}

function assignedText({ before, after }: NonNullable<TimelineView['owner']>): string {
  if (after !== null) return t('timeline.assignedTo', { name: personName(after) })
  return before === null ? '' : t('timeline.unassigned', { name: personName(before) })
}

function closedText({ disposition, mau05 }: NonNullable<TimelineView['outcome']>, reason: string): string {
  const kind = mau05 === null ? '' : `, ${mau05Text(mau05)}`
  return `${t(`disposition.${disposition}`)}${kind}: ${reason}`
}

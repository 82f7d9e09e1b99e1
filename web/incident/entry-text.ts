// What a line of an incident's history says, in the language shown. Its head names the kind already. A line
// that carries no parts for this is shown in the words in which it was written.

import { signal } from '@preact/signals'
import type { TimelineView } from '#/api/contract/schemas.ts'
import { titleText } from '../i18n/own-words.ts'
import { t } from '../i18n/text.ts'
import { incidentHref, runHref } from '../router.ts'
import { personName } from '../state/people.ts'
import { mau05Text } from './mau05-text.ts'

/** The text under the head of the line; empty when the head says it all. */
export function entryText(entry: TimelineView): string {
  switch (entry.kind) {
    case 'created':
    case 'alert':
      return entry.rule === undefined ? furtherText(entry) : titleText(entry.rule)
    case 'taken':
      return entry.owner === undefined ? entry.text : takenText(entry, entry.owner.before)
    case 'assigned':
      return entry.owner === undefined ? entry.text : assignedText(entry.owner)
    case 'closed':
      return entry.outcome === undefined ? entry.text : closedText(entry.outcome, entry.reason ?? '')
    case 'reopened':
      return entry.reason ?? entry.text
    case 'note':
      return entry.text
    default:
      return furtherText(entry)
  }
}

type Further = (entry: TimelineView) => string
const further = signal<Further | null>(null)
let fetching = false

/** The words of the other kinds are fetched when the first line needs them; its own text stands until then. */
function furtherText(entry: TimelineView): string {
  if (further.value !== null) return further.value(entry)
  if (!fetching) {
    fetching = true
    void import('./further-entry-text.ts').then(
      module => {
        further.value = module.furtherEntryText
      },
      () => {
        fetching = false
      },
    )
  }
  return entry.text
}

/** Where a line leads: to the run, the document or the other incident that it tells of; null for most. */
export function entryHref({ kind, parts }: TimelineView): string | null {
  if (parts === undefined) return null
  const { run, document, into, from, to, other } = parts
  if (kind === 'playbook' && run !== undefined) return runHref(run)
  if (kind === 'document' && document !== undefined) return `/documents/${encodeURIComponent(document)}`
  if (kind === 'media' && parts['incidentId'] !== undefined) return incidentHref(parts['incidentId'])
  const incident = into ?? from ?? other ?? to
  const isMove = ['merged', 'unmerged', 'split', 'unsplit', 'created'].includes(kind)
  return isMove && incident !== undefined ? incidentHref(incident) : null
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

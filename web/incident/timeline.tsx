// What happened to an incident and who did it, newest first.

import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { TimelineView } from '#/api/contract/schemas.ts'
import { t } from '../i18n/text.ts'
import { numberText } from '../parts/time-text.ts'
import { Moment } from '../parts/when.tsx'
import { personName } from '../state/people.ts'
import { entryHref, entryText } from './entry-text.ts'

const PLATFORM = 'thapcanh'

interface TimelineProps {
  readonly entries: readonly TimelineView[]
  /** How many are shown before someone asks for the rest. */
  readonly first: number
  /** Stands under the heading: a filter, a remark. */
  readonly head?: ComponentChildren
  /** What is said when there are none. */
  readonly empty?: string
}

function Entry({ entry }: { readonly entry: TimelineView }) {
  const text = entryText(entry)
  const href = entryHref(entry)
  return (
    <li class={`entry entry-${entry.kind}`}>
      <p class="entry-head">
        <strong>{t(`timeline.${entry.kind}`)}</strong>
        <span>{entry.by === PLATFORM ? t('incident.platform') : personName(entry.by)}</span>
        <Moment at={entry.at} />
      </p>
      {text !== '' && <p class="entry-text">{href === null ? text : <a href={href}>{text}</a>}</p>}
    </li>
  )
}

/** The list; the order of the API does not matter. */
export function Timeline({ entries, first, head, empty = t('incident.timelineEmpty') }: TimelineProps) {
  const [all, setAll] = useState(false)
  const sorted = entries
    .map((entry, at) => ({ entry, at }))
    .sort((a, b) => b.entry.at - a.entry.at || b.at - a.at)
  const listed = all ? sorted : sorted.slice(0, first)
  const hidden = sorted.length - listed.length
  return (
    <section class="timeline">
      <h2>{t('incident.timeline')}</h2>
      {head}
      {sorted.length === 0 && <p class="hint">{empty}</p>}
      <ol>
        {listed.map(({ entry, at }) => (
          <Entry key={at} entry={entry} />
        ))}
      </ol>
      {hidden > 0 && (
        <button type="button" class="small" onClick={() => setAll(true)}>
          {t('incident.showAll')} ({t('incident.more', { n: numberText(hidden) })})
        </button>
      )}
    </section>
  )
}

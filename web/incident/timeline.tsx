// What happened to an incident and who did it, newest first.

import { useState } from 'preact/hooks'
import type { TimelineView } from '#/api/contract/schemas.ts'
import { t } from '../i18n/text.ts'
import { numberText } from '../parts/time-text.ts'
import { Moment } from '../parts/when.tsx'
import { personName } from '../state/people.ts'
import { entryText } from './entry-text.ts'

const PLATFORM = 'thapcanh'

interface TimelineProps {
  readonly entries: readonly TimelineView[]
  /** How many are shown before someone asks for the rest. */
  readonly first: number
}

function Entry({ entry }: { readonly entry: TimelineView }) {
  const text = entryText(entry)
  return (
    <li class={`entry entry-${entry.kind}`}>
      <p class="entry-head">
        <strong>{t(`timeline.${entry.kind}`)}</strong>
        <span>{entry.by === PLATFORM ? t('incident.platform') : personName(entry.by)}</span>
        <Moment at={entry.at} />
      </p>
      {text !== '' && <p class="entry-text">{text}</p>}
    </li>
  )
}

/** The list; the order of the API does not matter. */
export function Timeline({ entries, first }: TimelineProps) {
  const [all, setAll] = useState(false)
  const sorted = entries
    .map((entry, at) => ({ entry, at }))
    .sort((a, b) => b.entry.at - a.entry.at || b.at - a.at)
  const listed = all ? sorted : sorted.slice(0, first)
  const hidden = sorted.length - listed.length
  return (
    <section class="timeline">
      <h2>{t('incident.timeline')}</h2>
      {sorted.length === 0 && <p class="hint">{t('incident.timelineEmpty')}</p>}
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

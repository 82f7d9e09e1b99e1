// The whole history of an incident with a filter: people, alerts, law, playbooks, what is said online.

import { useState } from 'preact/hooks'
import type { IncidentDetail, TimelineView } from '#/api/contract/schemas.ts'
import { numberText } from '../parts/time-text.ts'
import { w } from './parts/part-words.ts'
import { Timeline } from './timeline.tsx'

const FILTERS = ['all', 'people', 'alerts', 'law', 'playbooks', 'media'] as const
type Filter = (typeof FILTERS)[number]

const KINDS = {
  created: 'alerts',
  alert: 'alerts',
  taken: 'people',
  assigned: 'people',
  note: 'people',
  closed: 'people',
  reopened: 'people',
  classified: 'people',
  gravity: 'people',
  fact: 'people',
  milestone: 'people',
  merged: 'people',
  unmerged: 'people',
  split: 'people',
  unsplit: 'people',
  unit: 'people',
  task: 'people',
  attachment: 'people',
  playbook: 'playbooks',
  document: 'law',
  notice: 'law',
  clock: 'law',
  report: 'law',
  media: 'media',
} as const satisfies Record<TimelineView['kind'], Filter>

const FIRST = 15

/** The timeline of the page. */
export function FullTimeline({ detail }: { readonly detail: IncidentDetail }) {
  const [filter, setFilter] = useState<Filter>('all')
  const entries = detail.timeline.filter(({ kind }) => filter === 'all' || KINDS[kind] === filter)
  const { timelineOmitted: omitted = 0 } = detail
  return (
    <Timeline
      key={filter}
      entries={entries}
      first={FIRST}
      empty={w('timeline.noneOfKind')}
      head={
        <>
          <div class="segments timeline-filter" role="group" aria-label={w('timeline.filter')}>
            {FILTERS.map(each => (
              <button key={each} type="button" aria-pressed={filter === each} onClick={() => setFilter(each)}>
                {w(`timeline.${each}`)}
              </button>
            ))}
          </div>
          {omitted > 0 && (filter === 'all' || filter === 'alerts') && (
            <p class="hint">{w('timeline.omitted', { n: numberText(omitted) })}</p>
          )}
        </>
      }
    />
  )
}

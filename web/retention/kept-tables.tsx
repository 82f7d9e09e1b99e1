// How long events of each level stay and by which article, and the files that there are.

import { useState } from 'preact/hooks'
import type { EventDayView, KeptLevelView } from '#/api/contract/retention.ts'
import '../law/law.css'
import { Cites } from '../law/state-mark.tsx'
import { dayOf, dayText } from '../law/vietnam-time.ts'
import { DataTable } from '../parts/data-table.tsx'
import { numberText, sizeText } from '../parts/time-text.ts'
import { w } from './retention-words.ts'

const DAY_MS = 86_400_000
const FIRST_FILES = 30

function levelText(level: number | null): string {
  if (level === null) return w('levelMixed')
  return level === 0 ? w('levelNone') : w('levelOf', { n: level })
}

function askedText({ level, months }: KeptLevelView): string {
  if (months === null) return w('monthsNone')
  return level === 0 ? w('monthsOwn', { n: months }) : w('months', { n: months })
}

/** The six levels, the highest first. */
export function KeptLevels({ levels }: { readonly levels: readonly KeptLevelView[] }) {
  return (
    <DataTable
      title={w('levels')}
      rows={levels.toReversed()}
      keyOf={({ level }) => String(level)}
      empty=""
      columns={[
        { name: w('level'), cell: ({ level }) => <strong>{levelText(level)}</strong>, short: true },
        { name: w('asked'), cell: askedText },
        { name: w('kept'), cell: ({ days }) => w('days', { n: numberText(days) }), short: true },
        { name: w('articles'), cell: ({ cites }) => <Cites cites={cites} />, wide: true },
      ]}
    />
  )
}

function stateText({ level, broken }: EventDayView): string {
  if (broken !== null) return w('state.broken', { reason: broken })
  return level === null ? w('state.hot') : w('state.sealed')
}

function untilText({ keptUntil, heldBy, newest }: EventDayView): string {
  if (keptUntil === null) return w('afterSealing')
  const more = [
    ...(heldBy.length === 0 ? [] : [w('heldBy', { n: heldBy.length })]),
    ...(newest ? [w('newest')] : []),
  ]
  return [dayText(dayOf(keptUntil)), ...more].join('; ')
}

/** The files, newest first; the first screen of them until more are asked for. */
export function DayFiles({ days }: { readonly days: readonly EventDayView[] }) {
  const [all, setAll] = useState(false)
  const newestFirst = days.toReversed()
  const hidden = all ? 0 : Math.max(0, newestFirst.length - FIRST_FILES)
  return (
    <>
      <DataTable
        title={w('dayList')}
        rows={hidden > 0 ? newestFirst.slice(0, FIRST_FILES) : newestFirst}
        keyOf={({ file }) => file}
        empty={w('dayNone')}
        columns={[
          { name: w('col.day'), cell: ({ dayMs }) => dayText(dayMs / DAY_MS), short: true },
          { name: w('level'), cell: ({ level }) => levelText(level) },
          { name: w('col.state'), cell: stateText },
          { name: w('col.events'), cell: ({ events }) => numberText(events), figure: true },
          { name: w('col.size'), cell: ({ bytes }) => sizeText(bytes), figure: true },
          { name: w('col.until'), cell: untilText, wide: true },
        ]}
      />
      {hidden > 0 && (
        <p>
          <button type="button" onClick={() => setAll(true)}>
            {w('more', { n: numberText(hidden) })}
          </button>
        </p>
      )}
    </>
  )
}

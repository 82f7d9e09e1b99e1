// How long events of each level stay and by which article, and the files, or indices of Elasticsearch, that there are.

import { useState } from 'preact/hooks'
import type { EventDayView, EventIndexView, KeptLevelView } from '#/api/contract/retention.ts'
import '../law/law.css'
import { Cites } from '../law/state-mark.tsx'
import { dayOf, dayText } from '../law/vietnam-time.ts'
import { DataTable } from '../parts/data-table.tsx'
import { numberText, sizeText } from '../parts/time-text.ts'
import { Moment } from '../parts/when.tsx'
import { w } from './retention-words.ts'

const DAY_MS = 86_400_000
const FIRST_ROWS = 30

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

const heldText = (heldBy: readonly string[]): readonly string[] =>
  heldBy.length === 0 ? [] : [w('heldBy', { n: heldBy.length })]

function untilText({ keptUntil, heldBy, newest }: EventDayView): string {
  if (keptUntil === null) return w('afterSealing')
  const more = [...heldText(heldBy), ...(newest ? [w('newest')] : [])]
  return [dayText(dayOf(keptUntil)), ...more].join('; ')
}

function indexUntilText({ keptUntil, heldBy, open }: EventIndexView): string {
  const until = keptUntil === null ? w(open ? 'afterClosing' : 'index.empty') : dayText(dayOf(keptUntil))
  return [until, ...heldText(heldBy)].join('; ')
}

/** The first screen of rows until more are asked for, with the way to ask. */
function useFirst<Row>(rows: readonly Row[]) {
  const [all, setAll] = useState(false)
  const hidden = all ? 0 : Math.max(0, rows.length - FIRST_ROWS)
  const more = (text: (n: string) => string) =>
    hidden > 0 && (
      <p>
        <button type="button" onClick={() => setAll(true)}>
          {text(numberText(hidden))}
        </button>
      </p>
    )
  return { shown: hidden > 0 ? rows.slice(0, FIRST_ROWS) : rows, more }
}

/** The files, newest first. */
export function DayFiles({ days }: { readonly days: readonly EventDayView[] }) {
  const { shown, more } = useFirst(days.toReversed())
  return (
    <>
      <DataTable
        title={w('dayList')}
        rows={shown}
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
      {more(n => w('more', { n }))}
    </>
  )
}

/** The indices of a cluster: of each stream the newest first. */
export function Indices({ indices }: { readonly indices: readonly EventIndexView[] }) {
  const { shown, more } = useFirst(
    indices.toSorted((a, b) => a.months - b.months || (a.index < b.index ? 1 : -1)),
  )
  return (
    <>
      <DataTable
        title={w('indexList')}
        rows={shown}
        keyOf={({ index }) => index}
        empty={w('dayNone')}
        columns={[
          { name: w('col.index'), cell: ({ index }) => <code>{index}</code> },
          { name: w('asked'), cell: ({ months }) => w('months', { n: months }), short: true },
          { name: w('col.state'), cell: ({ open }) => w(open ? 'state.hot' : 'index.closed'), short: true },
          { name: w('col.first'), cell: ({ firstMs }) => firstMs !== null && <Moment at={firstMs} /> },
          { name: w('col.last'), cell: ({ lastMs }) => lastMs !== null && <Moment at={lastMs} /> },
          { name: w('col.events'), cell: ({ events }) => numberText(events), figure: true },
          { name: w('col.size'), cell: ({ bytes }) => sizeText(bytes), figure: true },
          { name: w('col.until'), cell: indexUntilText },
        ]}
      />
      {more(n => w('moreIndices', { n }))}
    </>
  )
}

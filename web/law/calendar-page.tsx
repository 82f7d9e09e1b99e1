// The calendar of what the law wants done: clocks of incidents, periodic reports, duties of each system. Overdue
// things stand first; below them a month, or a list. The address holds the view and the month.

import { useEffect, useState } from 'preact/hooks'
import { loadForms } from '../documents/documents-api.ts'
import { narrow } from '../parts/screen.ts'
import { Failed, Loading } from '../parts/states.tsx'
import type { ApiError } from '../api-client.ts'
import { go, search } from '../router.ts'
import { may } from '../state/session.ts'
import { ItemFrame } from './calendar-item.tsx'
import { inParts, type ItemGroup } from './calendar-items.ts'
import { DueTable, ListView } from './calendar-list.tsx'
import { MonthView } from './calendar-month.tsx'
import { w } from './calendar-words.ts'
import { law, type Calendar, type CalendarItem } from './law-api.ts'
import { RegisterClocks } from './register-clocks.tsx'
import { heardTime } from './remaining.tsx'
import { dayOf, dayOfIso, isoDay, monthAround, weeksOf, type Month } from './vietnam-time.ts'
import './law.css'

/** How far back something overdue is looked for, and how far ahead the list goes. */
const DAYS_BACK = 180
const DAYS_AHEAD = 62

interface Around {
  readonly now: number
  readonly profile: string
  readonly complete: boolean
  readonly items: readonly CalendarItem[]
}

/** The answer of the server's own range says what time it is; older overdue things are asked for after that. */
async function loadAround(): Promise<Around | ApiError> {
  const recent = await law.calendar()
  if (!recent.ok) return recent.error
  const { now, profile, from, items, complete } = recent.value
  heardTime(now)
  const older = await law.calendar({
    from: isoDay(dayOf(now) - DAYS_BACK),
    to: isoDay(dayOf(from) - 1),
  })
  if (!older.ok) return older.error
  const overdue = older.value.items.filter(({ state }) => state === 'overdue')
  return { now, profile, complete: complete && older.value.complete, items: [...overdue, ...items] }
}

function daysOf(month: Month): { readonly from: string; readonly to: string } {
  const weeks = weeksOf(month)
  return { from: isoDay(weeks[0]?.[0] ?? month.first), to: isoDay((weeks.at(-1)?.[6] ?? month.end) + 1) }
}

function MonthPart({
  month,
  today,
  round,
  open,
}: {
  readonly month: Month
  readonly today: number
  readonly round: number
  readonly open: (group: ItemGroup) => void
}) {
  const [shown, setShown] = useState<Calendar | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const [tries, setTries] = useState(0)
  useEffect(() => {
    let wanted = true
    void law.calendar(daysOf(month)).then(answer => {
      if (!wanted) return
      setError(answer.ok ? null : answer.error)
      if (answer.ok) setShown(answer.value)
    })
    return () => {
      wanted = false
    }
  }, [month.first, round, tries])
  if (error !== null) return <Failed error={error} again={() => setTries(tries + 1)} />
  if (shown === null) return <Loading />
  return <MonthView month={month} items={shown.items} today={today} open={open} />
}

interface Place {
  readonly view: 'month' | 'list'
  readonly day: number
}

function placeOf(text: string, today: number): Place {
  const query = new URLSearchParams(text)
  const asked = query.get('view')
  const fallback = narrow.value ? 'list' : 'month'
  return {
    view: asked === 'month' || asked === 'list' ? asked : fallback,
    day: dayOfIso(`${query.get('month') ?? ''}-01`) ?? today,
  }
}

function hrefOf({ view, day }: Place): string {
  return `/calendar?view=${view}&month=${isoDay(day).slice(0, 7)}`
}

function Steps({
  place,
  month,
  today,
}: {
  readonly place: Place
  readonly month: Month
  readonly today: number
}) {
  const show = (day: number): void => go(hrefOf({ ...place, day }), { replace: true })
  return (
    <div class="calendar-steps">
      <button type="button" class="small" onClick={() => show(monthAround(month.first, -1).first)}>
        ‹ {w('previous')}
      </button>
      <h2 aria-live="polite">{w('monthName', { m: month.month, y: month.year })}</h2>
      <button type="button" class="small" onClick={() => show(month.end)}>
        {w('next')} ›
      </button>
      <button type="button" class="quiet small" onClick={() => show(today)}>
        {w('today')}
      </button>
    </div>
  )
}

/** The page of `/calendar`. */
export function CalendarPage() {
  const [around, setAround] = useState<Around | ApiError | null>(null)
  const [group, setGroup] = useState<ItemGroup | null>(null)
  const [round, setRound] = useState(0)
  useEffect(() => void loadForms(), [])
  useEffect(() => void loadAround().then(setAround), [round])
  if (around === null) return <Loading />
  if ('code' in around) return <Failed error={around} again={() => setRound(round + 1)} />
  const today = dayOf(around.now)
  const place = placeOf(search.value, today)
  const month = monthAround(place.day)
  const { overdue } = inParts(around.items)
  const range =
    place.view === 'month' ? daysOf(month) : { from: isoDay(today - 31), to: isoDay(today + DAYS_AHEAD) }
  return (
    <div class="page calendar">
      <div class="page-head">
        <h1>{w('title')}</h1>
        <span class="segments" role="group" aria-label={w('view')}>
          {(['month', 'list'] as const).map(view => (
            <button
              key={view}
              type="button"
              aria-pressed={place.view === view}
              onClick={() => go(hrefOf({ ...place, view }), { replace: true })}
            >
              {w(view)}
            </button>
          ))}
        </span>
        <span class="hint">{w('profile', { id: around.profile })}</span>
        <span class="links">
          <a href={`/api/law/calendar.ics?from=${range.from}&to=${range.to}`} download="thapcanh.ics">
            {w('ics')}
          </a>
          <a href="/law">{w('toLaw')}</a>
        </span>
      </div>
      {!around.complete && <p class="warning-line">{w('incomplete')}</p>}
      <div class="calendar-overdue">
        <DueTable title={w('overdue')} empty={w('overdueNone')} items={overdue} open={setGroup} gather />
      </div>
      {place.view === 'month' ? (
        <>
          <Steps place={place} month={month} today={today} />
          <MonthPart month={month} today={today} round={round} open={setGroup} />
        </>
      ) : (
        <ListView items={around.items} days={DAYS_AHEAD} open={setGroup} />
      )}
      {may('register.read') && <RegisterClocks />}
      {group !== null && (
        <ItemFrame group={group} onDone={() => setRound(round + 1)} onClose={() => setGroup(null)} />
      )}
    </div>
  )
}

// A month as weeks of days. On a telephone it is a list of the days on which something is due.

import { useState } from 'preact/hooks'
import { narrow } from '../parts/screen.ts'
import { aboutText } from './calendar-item.tsx'
import { byDay, grouped, type ItemGroup } from './calendar-items.ts'
import { w } from './calendar-words.ts'
import { say, type CalendarItem } from './law-api.ts'
import { DueShape, dueTone } from './state-mark.tsx'
import { w as lawWord } from './law-words.ts'
import { dayText, isoDay, shortDayText, weekdayOf, weeksOf, type Month } from './vietnam-time.ts'

const SHOWN_A_DAY = 4
const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6] as const
type Weekday = (typeof WEEKDAYS)[number]

/** `Thứ Hai, 30/11/2026`. */
export function dayName(day: number): string {
  return w('dayOf', { weekday: w(`weekday.${weekdayOf(day) as Weekday}`), day: dayText(day) })
}

/** A short button that opens one thing due. */
export function ItemButton({
  group,
  open,
}: {
  readonly group: ItemGroup
  readonly open: (group: ItemGroup) => void
}) {
  const [item] = group.items
  const about = aboutText(group)
  return (
    <button
      type="button"
      class={`calendar-chip due-${dueTone(item.state)}`}
      data-item={item.item}
      data-state={item.state}
      title={`${lawWord(`state.${item.state}`)}: ${say(item.title)}${about === '' ? '' : ` (${about})`}`}
      onClick={() => open(group)}
    >
      <DueShape state={item.state} />
      <span class="off-screen">{lawWord(`state.${item.state}`)}: </span>
      <span class="calendar-chip-text">
        {about !== '' && <b>{about} </b>}
        {say(item.title)}
      </span>
    </button>
  )
}

interface DayProps {
  readonly day: number
  readonly items: readonly CalendarItem[]
  readonly today: number
  readonly open: (group: ItemGroup) => void
}

function Items({ items, open }: Pick<DayProps, 'items' | 'open'>) {
  const [all, setAll] = useState(false)
  const groups = grouped(items)
  const shown = all ? groups : groups.slice(0, SHOWN_A_DAY)
  return (
    <>
      {shown.map(group => (
        <ItemButton key={group.id} group={group} open={open} />
      ))}
      {shown.length < groups.length && (
        <button type="button" class="quiet small" onClick={() => setAll(true)}>
          {w('more', { n: groups.length - shown.length })}
        </button>
      )}
    </>
  )
}

interface MonthViewProps {
  readonly month: Month
  readonly items: readonly CalendarItem[]
  readonly today: number
  readonly open: (group: ItemGroup) => void
}

/** The month, in the shape that fits the screen. */
export function MonthView({ month, items, today, open }: MonthViewProps) {
  const days = byDay(items)
  if (narrow.value) {
    const own = [...days].filter(([day]) => day >= month.first && day < month.end).sort(([a], [b]) => a - b)
    if (own.length === 0) return <p class="hint">{w('emptyMonth')}</p>
    return (
      <ol class="calendar-days">
        {own.map(([day, due]) => (
          <li key={day} data-day={isoDay(day)}>
            <h3>
              {dayName(day)} {day === today && <span class="tag">{w('todayOf')}</span>}
            </h3>
            <Items items={due} open={open} />
          </li>
        ))}
      </ol>
    )
  }
  return (
    <table class="calendar-month">
      <thead>
        <tr>
          {WEEKDAYS.map(weekday => (
            <th key={weekday} scope="col">
              {w(`weekday.${weekday}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(month).map(week => (
          <tr key={week[0]}>
            {week.map(day => (
              <td
                key={day}
                data-day={isoDay(day)}
                class={day < month.first || day >= month.end ? 'calendar-other' : undefined}
                aria-current={day === today ? 'date' : undefined}
              >
                <p class="calendar-date">
                  <time dateTime={isoDay(day)}>{shortDayText(day)}</time>
                  {day === today && <span class="tag">{w('todayOf')}</span>}
                </p>
                <Items items={days.get(day) ?? []} open={open} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

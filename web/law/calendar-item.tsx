// One thing due: as a short button in a day, as a row of the list, and opened with everything about it.

import { useState } from 'preact/hooks'
import { formName } from '../documents/documents-api.ts'
import { draftFor } from '../documents/draft-due.ts'
import { DialogForm } from '../parts/dialog-form.tsx'
import { fieldText, trimmedText } from '../parts/field-text.ts'
import { Frame } from '../parts/frame.tsx'
import { incidentHref } from '../router.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { personName } from '../state/people.ts'
import { may } from '../state/session.ts'
import type { ItemGroup } from './calendar-items.ts'
import { w } from './calendar-words.ts'
import { dueText, law, lawHref, say, type CalendarItem } from './law-api.ts'
import { platformNow, Remaining } from './remaining.tsx'
import { Cites, DueMark, Recipients } from './state-mark.tsx'
import { dayOf, dayOfIso, dayText, momentInput, momentOfInput, shortDayText } from './vietnam-time.ts'

const MINUTE_MS = 60_000

/** What a group is about beside its title: the incident, the system, or how many systems or periods. */
export function aboutText({ items }: ItemGroup): string {
  const [first] = items
  if (first.incident !== null) return first.incident.code
  const periods = items.flatMap(({ period }) => (period === null ? [] : [period]))
  if (items.length > 1 && first.kind === 'report')
    return w('periods', {
      n: items.length,
      first: shortDayText(dayOf(Math.min(...periods.map(({ start }) => start)))),
      last: shortDayText(dayOf(Math.max(...periods.map(({ end }) => end)) - 1)),
    })
  if (items.length > 1) return w('systems', { n: items.length })
  return first.system?.name ?? ''
}

function periodText({ start, end }: NonNullable<CalendarItem['period']>): string {
  const [from, to] = [dayText(dayOf(start)), dayText(dayOf(end - 1))]
  return from === to ? from : w('periodOf', { from, to })
}

function reminderText(minutes: number): string {
  if (minutes === 0) return w('reminder.now')
  if (minutes % 1440 === 0) return w('reminder.days', { n: minutes / 1440 })
  if (minutes % 60 === 0) return w('reminder.hours', { n: minutes / 60 })
  return w('reminder.minutes', { n: minutes })
}

function Reminders({ item }: { readonly item: CalendarItem }) {
  if (item.reminders.length === 0) return <>{w('remindersNone')}</>
  return (
    <ul>
      {item.reminders.map(minutes => {
        const at = item.dueAt - minutes * MINUTE_MS
        return (
          <li key={minutes}>
            {reminderText(minutes)}
            {minutes > 0 && (
              <span class="hint">
                {' '}
                {at < platformNow() ? w('reminder.passed') : w('reminder.at', { at: dueText(at) })}
              </span>
            )}
          </li>
        )
      })}
    </ul>
  )
}

/** The dialog in which a person states that a report or duty was done. */
function DoneDialog({
  item,
  onDone,
  onClose,
}: {
  readonly item: CalendarItem
  readonly onDone: () => void
  readonly onClose: () => void
}) {
  const [wrong, setWrong] = useState<string | null>(null)
  const [now] = useState(() => momentInput(platformNow()))
  async function send(fields: FormData): Promise<boolean> {
    if (item.period === null) return false
    const typed = fieldText(fields, 'at')
    const at = typed === now ? null : momentOfInput(typed, platformNow())
    const answer = await law.done({
      item: item.item,
      periodStart: item.period.start,
      reason: trimmedText(fields, 'reason'),
      ...(item.system === null ? {} : { systemId: item.system.id }),
      ...(at === null ? {} : { at }),
    })
    setWrong(answer.ok ? null : errorText(answer.error))
    if (answer.ok) {
      announce({ text: w('doneTold'), tone: 'done' })
      onDone()
    }
    return answer.ok
  }
  return (
    <DialogForm title={w('doneTitle')} submit={w('stateDone')} send={send} onClose={onClose}>
      <p>
        {say(item.title)}
        {item.system !== null && ` · ${item.system.name}`}
      </p>
      <p class="hint">{w('doneHint')}</p>
      <label for="reason">{w('doneReason')}</label>
      <textarea id="reason" name="reason" rows={3} required maxLength={4000} data-focus />
      <label for="at">{w('doneAt')}</label>
      <input id="at" name="at" type="datetime-local" required max={now} defaultValue={now} />
      {wrong !== null && (
        <p class="form-error" role="alert">
          {wrong}
        </p>
      )}
    </DialogForm>
  )
}

function Act({ item, state }: { readonly item: CalendarItem; readonly state: (item: CalendarItem) => void }) {
  const [busy, setBusy] = useState(false)
  if (item.doneAt !== null || !may('documents.write')) return null
  return (
    <>
      {item.form !== null && (
        <button
          type="button"
          class="small"
          disabled={busy}
          onClick={() => {
            setBusy(true)
            void draftFor(item).then(() => setBusy(false))
          }}
        >
          {w('draft')}
        </button>
      )}
      {item.kind !== 'clock' && (
        <button type="button" class="small" onClick={() => state(item)}>
          {w('stateDone')}
        </button>
      )}
    </>
  )
}

function Members({
  items,
  state,
}: {
  readonly items: ItemGroup['items']
  readonly state: (item: CalendarItem) => void
}) {
  return (
    <ul class="calendar-members">
      {items.map(item => (
        <li key={item.id}>
          <span>
            {item.system?.name ?? (item.period === null ? '' : periodText(item.period))}
            {item.system !== null && <span class="level">{w('level', { n: item.system.level })}</span>}
          </span>
          <span class="field-buttons">
            <Act item={item} state={state} />
          </span>
        </li>
      ))}
    </ul>
  )
}

interface ItemFrameProps {
  readonly group: ItemGroup
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Everything about one thing due, with what can be done about it. */
export function ItemFrame({ group, onDone, onClose }: ItemFrameProps) {
  const [stating, setStating] = useState<CalendarItem | null>(null)
  const [item, ...others] = group.items
  if (stating !== null) return <DoneDialog item={stating} onDone={onDone} onClose={onClose} />
  const workBy = item.workBy === null ? null : dayOfIso(item.workBy)
  return (
    <Frame title={say(item.title)} onClose={onClose} wide>
      <p class="calendar-item-head">
        <DueMark state={item.state} />
        <strong>
          <Remaining dueAt={item.dueAt} state={item.state} />
        </strong>
        <span class="hint">{w(`kind.${item.kind}`)}</span>
        <a href={lawHref(item.item)}>{item.item}</a>
      </p>
      <dl class="calendar-facts">
        <dt>{w('due')}</dt>
        <dd>
          {dueText(item.dueAt)}
          {!item.dayStated && <p class="hint">{w('ownDay')}</p>}
        </dd>
        {workBy !== null && (
          <>
            <dt>{w('workBy')}</dt>
            <dd>{dayText(workBy)}</dd>
          </>
        )}
        {item.period !== null && (
          <>
            <dt>{w('period')}</dt>
            <dd>{periodText(item.period)}</dd>
          </>
        )}
        {item.incident !== null && (
          <>
            <dt>{w('incident')}</dt>
            <dd>
              <a href={incidentHref(item.incident.id)}>{item.incident.code}</a> {item.incident.title}
            </dd>
          </>
        )}
        {item.receivers.length > 0 && (
          <>
            <dt>{w('receivers')}</dt>
            <dd>
              <Recipients recipients={item.receivers} />
            </dd>
          </>
        )}
        {item.form !== null && (
          <>
            <dt>{w('form')}</dt>
            <dd>{formName(item.form)}</dd>
          </>
        )}
        {item.doneAt !== null && (
          <>
            <dt>{w('state')}</dt>
            <dd>{w('doneBy', { by: personName(item.doneBy ?? ''), at: dueText(item.doneAt) })}</dd>
          </>
        )}
        <dt>{w('reminders')}</dt>
        <dd>
          <Reminders item={item} />
        </dd>
        <dt>{w('cites')}</dt>
        <dd>
          <Cites cites={item.cites} />
        </dd>
      </dl>
      {others.length > 0 || item.system !== null ? (
        <>
          <h3>{w(item.system === null ? 'periodsTitle' : 'system')}</h3>
          <Members items={group.items} state={setStating} />
        </>
      ) : (
        <div class="field-buttons">
          <Act item={item} state={setStating} />
          {item.kind === 'clock' && item.incident !== null && item.doneAt === null && (
            <a href={incidentHref(item.incident.id)}>{w('toIncident')}</a>
          )}
        </div>
      )}
    </Frame>
  )
}

// What is due first: reports of the law and clocks of incidents that ask for a document, overdue on top, each with
// the draft that there is already or the way to start one.

import { useEffect, useState } from 'preact/hooks'
import { dueText, law, say, type CalendarItem } from '../law/law-api.ts'
import { byWeight, grouped } from '../law/calendar-items.ts'
import { heardTime, Remaining } from '../law/remaining.tsx'
import { DueMark } from '../law/state-mark.tsx'
import { DataTable } from '../parts/data-table.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import type { ApiError } from '../api-client.ts'
import { incidentHref } from '../router.ts'
import { may } from '../state/session.ts'
import { documentHref, documents, type ListQuery, type Summary } from './documents-api.ts'
import { w } from './documents-words.ts'
import { draftFor } from './draft-due.ts'

const DAYS_AHEAD = 31
const FIRST = 12
const DAY_MS = 86_400_000

/** The newest document that is on the way for something due. */
function underWay(item: CalendarItem, list: readonly Summary[]): Summary | undefined {
  return list.find(({ form, incident, period }) => {
    if (form !== item.form) return false
    if (item.incident !== null) return incident?.id === item.incident.id
    return period !== null && period.fromMs === item.period?.start && period.toMs === item.period.end
  })
}

function ToDo({ item, list }: { readonly item: CalendarItem; readonly list: readonly Summary[] }) {
  const [busy, setBusy] = useState(false)
  const there = underWay(item, list)
  if (there !== undefined)
    return <a href={documentHref(there.id)}>{w(there.state === 'draft' ? 'due.open' : 'due.send')}</a>
  if (item.form === null) return <a href="/calendar">{w('due.noForm')}</a>
  if (!may('documents.write')) return null
  return (
    <button
      type="button"
      class="small"
      disabled={busy}
      onClick={() => {
        setBusy(true)
        void draftFor(item).then(() => setBusy(false))
      }}
    >
      {w(busy ? 'drafting' : 'due.draft')}
    </button>
  )
}

interface Due {
  readonly items: readonly CalendarItem[]
  readonly list: readonly Summary[]
}

async function load({ form, incident }: ListQuery): Promise<Due | ApiError> {
  const [calendar, drafts, signed] = await Promise.all([
    law.calendar(),
    documents.list({ state: 'draft', limit: 200 }),
    documents.list({ state: 'signed', limit: 200 }),
  ])
  if (!calendar.ok) return calendar.error
  const { now, items } = calendar.value
  heardTime(now)
  const wanted = items.filter(
    item =>
      item.doneAt === null &&
      item.kind !== 'duty' &&
      (item.kind === 'report' || item.form !== null) &&
      item.dueAt < now + DAYS_AHEAD * DAY_MS &&
      (form === undefined || item.form === form) &&
      (incident === undefined || item.incident?.id === incident),
  )
  return {
    items: wanted,
    list: [...(signed.ok ? signed.value.documents : []), ...(drafts.ok ? drafts.value.documents : [])],
  }
}

/** The section "Đến hạn". */
export function DueList({ query }: { readonly query: ListQuery }) {
  const [due, setDue] = useState<Due | ApiError | null>(null)
  const [all, setAll] = useState(false)
  const { form, incident } = query
  const again = (): void => void load(query).then(setDue)
  useEffect(again, [form, incident])
  if (due === null) return <Loading />
  if ('code' in due) return <Failed error={due} again={again} />
  const groups = grouped(due.items.toSorted(byWeight), true)
  const shown = all ? groups : groups.slice(0, FIRST)
  return (
    <div class="due-list">
      <DataTable
        title={w('due')}
        rows={shown}
        keyOf={({ id }) => id}
        empty={w('dueNone', { n: DAYS_AHEAD })}
        columns={[
          { name: w('due.state'), cell: ({ items: [item] }) => <DueMark state={item.state} />, short: true },
          {
            name: w('due.by'),
            cell: ({ items: [item] }) => (
              <>
                <strong>
                  <Remaining dueAt={item.dueAt} state={item.state} />
                </strong>
                {item.state !== 'paused' && <br />}
                <span class="hint">{dueText(item.dueAt)}</span>
                {!item.dayStated && (
                  <>
                    <br />
                    <span class="hint">{w('due.ownDay')}</span>
                  </>
                )}
              </>
            ),
            short: true,
          },
          {
            name: w('due.what'),
            cell: ({ items: [item, ...others] }) => (
              <>
                {say(item.title)}
                {others.length > 0 && item.state === 'overdue' && (
                  <>
                    {' · '}
                    <a href="/calendar?view=list">{w('due.others', { n: others.length })}</a>
                  </>
                )}
                {item.incident !== null && (
                  <>
                    {' · '}
                    <a href={incidentHref(item.incident.id)}>{item.incident.code}</a> {item.incident.title}
                  </>
                )}
              </>
            ),
            wide: true,
          },
          {
            name: w('due.to'),
            cell: ({ items: [item] }) => item.receivers.map(({ title }) => say(title)).join('; '),
          },
          {
            name: w('due.do'),
            cell: ({ items: [item] }) => <ToDo item={item} list={due.list} />,
            short: true,
          },
        ]}
      />
      {shown.length < groups.length && (
        <button type="button" class="small" onClick={() => setAll(true)}>
          {w('due.more', { n: groups.length - shown.length })}
        </button>
      )}
    </div>
  )
}

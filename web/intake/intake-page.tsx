// Notices from the public page: those that wait first, the oldest of them on top, because the law counts from
// when they came in.

import { useEffect, useState } from 'preact/hooks'
import type { IntakeNoticeView } from '#/api/contract/intake.ts'
import type { ApiError } from '../api-client.ts'
import { DataTable } from '../parts/data-table.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { Ago } from '../parts/when.tsx'
import { go, intakeHref, search } from '../router.ts'
import { intakeWaiting } from '../state/intake-waiting.ts'
import { personName } from '../state/people.ts'
import { systemName } from '../state/systems.ts'
import { intakeApi } from './intake-api.ts'
import { IntakeState } from './intake-state.tsx'
import { w } from './intake-words.ts'
import './intake.css'

const VIEWS = {
  waiting: 'received,verifying',
  accepted: 'accepted',
  rejected: 'rejected',
} as const
type View = keyof typeof VIEWS

function viewOf(query: string): View {
  const asked = new URLSearchParams(query).get('show')
  return asked === 'accepted' || asked === 'rejected' ? asked : 'waiting'
}

function NoticeTable({
  notices,
  view,
}: {
  readonly notices: readonly IntakeNoticeView[]
  readonly view: View
}) {
  const rows = view === 'waiting' ? [...notices].sort((a, b) => a.receivedAt - b.receivedAt) : notices
  return (
    <DataTable
      rows={rows}
      keyOf={({ id }) => id}
      empty={w(`none.${view}`)}
      columns={[
        {
          name: w('col.number'),
          cell: notice => <a href={intakeHref(notice.id)}>{notice.number}</a>,
          short: true,
        },
        { name: w('col.state'), cell: notice => <IntakeState state={notice.state} />, short: true },
        { name: w('col.received'), cell: notice => <Ago at={notice.receivedAt} />, short: true },
        {
          name: w('col.about'),
          wide: true,
          cell: notice => (
            <span class="intake-about">
              <strong>{notice.systemId === null ? notice.system : systemName(notice.systemId)}</strong>
              <span class="intake-line">{notice.description}</span>
              {notice.messages.at(-1)?.by === null && <span class="tag">{w('newMessage')}</span>}
            </span>
          ),
        },
        { name: w('col.reporter'), cell: notice => notice.reporter },
        {
          name: w('col.handler'),
          cell: notice => (notice.handledBy === null ? '' : personName(notice.handledBy)),
        },
      ]}
    />
  )
}

/** The page of `/intake`; `?show=accepted` and `?show=rejected` list what was decided. */
export function IntakePage() {
  const view = viewOf(search.value)
  const [notices, setNotices] = useState<readonly IntakeNoticeView[] | null>(null)
  const [next, setNext] = useState<string | null>(null)
  const [error, setError] = useState<ApiError | null>(null)

  async function more(known: readonly IntakeNoticeView[], after: string | undefined): Promise<void> {
    const answer = await intakeApi.list(VIEWS[view], after)
    setError(answer.ok ? null : answer.error)
    if (!answer.ok) return
    intakeWaiting.value = answer.value.waiting
    setNotices([...known, ...answer.value.notices])
    setNext(answer.value.next)
  }
  const count = intakeWaiting.value
  useEffect(() => {
    setNotices(null)
    void more([], undefined)
  }, [view])
  useEffect(() => {
    // Another one has come in while the list is open.
    if (view === 'waiting' && notices !== null && notices.length < count) void more([], undefined)
  }, [count])

  return (
    <div class="page">
      <div class="page-head">
        <h1>{w('title')}</h1>
        <div class="segments" role="group" aria-label={w('views')}>
          {(Object.keys(VIEWS) as View[]).map(one => (
            <button
              key={one}
              type="button"
              aria-pressed={one === view}
              onClick={() => go(one === 'waiting' ? '/intake' : `/intake?show=${one}`)}
            >
              {w(`view.${one}`)}
              {one === 'waiting' && count > 0 && ` ${count}`}
            </button>
          ))}
        </div>
      </div>
      <p class="hint">
        <Words />
      </p>
      {notices === null && error === null && <Loading />}
      {error !== null && <Failed error={error} again={() => void more(notices ?? [], next ?? undefined)} />}
      {notices !== null && <NoticeTable notices={notices} view={view} />}
      {next !== null && (
        <button type="button" onClick={() => void more(notices ?? [], next)}>
          {w('older')}
        </button>
      )}
    </div>
  )
}

/** With the public page as a link, which opens beside the console. */
function Words() {
  const [before = '', after = ''] = w('text', { page: '\n' }).split('\n')
  return (
    <>
      {before}
      <a href="/bao-su-co" target="_blank" rel="noreferrer">
        /bao-su-co
      </a>
      {after}
    </>
  )
}

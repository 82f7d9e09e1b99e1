// The page of `/exceptions`: all of them, what is not applied first and with its reason; a form for a new one
// (`?new=1`, `?rule=ID`, or from an alert: `?incident=ID&alert=ID`).

import { useEffect, useState } from 'preact/hooks'
import type { ExceptionView } from '#/api/contract/exceptions.ts'
import { useKeys } from '../keyboard/keys.ts'
import { DataTable } from '../parts/data-table.tsx'
import { Empty, Failed, Loading } from '../parts/states.tsx'
import { numberText } from '../parts/time-text.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { Ago } from '../parts/when.tsx'
import { go, incidentHref, search } from '../router.ts'
import { loadPeople, personName } from '../state/people.ts'
import { folded } from '../state/queue-view.ts'
import { may, me } from '../state/session.ts'
import { loadSystems, systems } from '../state/systems.ts'
import { newException } from './exception-fields.ts'
import { ExceptionForm } from './exception-form.tsx'
import { AppliedNote, ExceptionState, hiddenText, isNotApplied, scopeText } from './exception-marks.tsx'
import { Until } from './exception-parts.tsx'
import { w } from './exception-words.ts'
import { RuleTabs } from './rule-tabs.tsx'
import { exceptionHref, rulesApi } from './rules-api.ts'

const PAGE = 1000
const FIRST = 100
const MORE = 500
const VIEWS = ['all', 'waiting', 'active', 'not-applied', 'ended'] as const
type View = (typeof VIEWS)[number]

function isIn(exception: ExceptionView, view: View): boolean {
  if (view === 'all') return true
  if (view === 'waiting') return exception.proposal !== null
  if (view === 'active') return exception.state === 'active'
  if (view === 'not-applied') return isNotApplied(exception)
  return ['expired', 'withdrawn', 'rejected'].includes(exception.state)
}

function wordsOf({ body, id, file }: ExceptionView): string {
  return folded(
    [id, body.title, body.owner, body.reason, file ?? '', scopeText(body), body.filter].join('\n'),
  )
}

function ExceptionTable({ views }: { readonly views: readonly ExceptionView[] }) {
  return (
    <DataTable
      rows={views}
      keyOf={({ id }) => id}
      empty={w('none')}
      columns={[
        {
          name: w('col.state'),
          cell: view => (
            <>
              <ExceptionState view={view} />
              {view.state === 'active' && <AppliedNote applied={view.applied} />}
            </>
          ),
        },
        {
          name: w('col.title'),
          cell: view => (
            <span class="rule-name">
              <a href={exceptionHref(view.id)}>{view.body.title}</a>
              <span class="hint">{view.body.reason}</span>
            </span>
          ),
          wide: true,
        },
        {
          name: w('col.scope'),
          cell: ({ applied, body }) =>
            [w('rules', { n: numberText(applied.rules) }), scopeText(body)]
              .filter(text => text !== '')
              .join(' · '),
        },
        { name: w('owner'), cell: ({ body }) => personName(body.owner) },
        {
          name: w('col.hidden'),
          cell: view => (
            <>
              {hiddenText(view)}
              {view.hidden.lastAt !== null && (
                <span class="rule-rate hint">
                  {w('hiddenLast')} <Ago at={view.hidden.lastAt} />
                </span>
              )}
            </>
          ),
        },
        { name: w('col.expires'), cell: ({ body }) => <Until expiresAt={body.expiresAt} />, short: true },
      ]}
    />
  )
}

function Listed({ views }: { readonly views: readonly ExceptionView[] }) {
  const [wanted, setWanted] = useState('')
  const [room, setRoom] = useState(FIRST)
  const asked = new URLSearchParams(search.value).get('view')
  const view = VIEWS.find(own => own === asked) ?? 'all'
  useKeys({ search: () => document.querySelector<HTMLInputElement>('#exception-filter')?.select() })
  const words = folded(wanted.trim())
  const within = views.filter(own => wordsOf(own).includes(words))
  const shown = within.filter(own => isIn(own, view))
  return (
    <>
      <div class="rule-counters" role="group" aria-label={w('counters')}>
        {VIEWS.map(own => (
          <button
            key={own}
            type="button"
            class="small"
            aria-pressed={own === view}
            onClick={() => go(own === 'all' ? '/exceptions' : `/exceptions?view=${own}`, { replace: true })}
          >
            {w(`view.${own}`)}{' '}
            <span class="count">{numberText(within.filter(one => isIn(one, own)).length)}</span>
          </button>
        ))}
      </div>
      <div class="rule-filters">
        <input
          id="exception-filter"
          type="search"
          aria-label={w('filter')}
          placeholder={w('filterHint')}
          value={wanted}
          onInput={event => setWanted(event.currentTarget.value)}
        />
        <span class="hint" role="status">
          {w('count', { n: numberText(shown.length), total: numberText(views.length) })}
        </span>
      </div>
      <ExceptionTable views={shown.slice(0, room)} />
      {shown.length > room && (
        <button type="button" class="rule-more" onClick={() => setRoom(room + MORE)}>
          {w('more', { n: numberText(Math.min(MORE, shown.length - room)) })}
        </button>
      )}
    </>
  )
}

/** All of them, page after page. */
async function fetchAll() {
  const all: ExceptionView[] = []
  for (;;) {
    const answer = await rulesApi.exceptions({ limit: PAGE, offset: all.length })
    if (!answer.ok) return answer
    all.push(...answer.value.exceptions)
    if (all.length >= answer.value.total || answer.value.exceptions.length === 0)
      return { ok: true as const, value: all }
  }
}

function List() {
  const [answer, again] = useAnswer(fetchAll)
  return (
    <>
      <div class="page-head">
        <h1>{w('title')}</h1>
        {may('incidents.work') && (
          <span class="page-actions">
            <button type="button" class="primary" onClick={() => go('/exceptions?new=1')}>
              {w('add')}
            </button>
          </span>
        )}
      </div>
      <p class="hint">{w('hint')}</p>
      {answer === null && <Loading />}
      {answer?.ok === false && <Failed error={answer.error} again={again} />}
      {answer?.ok === true &&
        (answer.value.length === 0 ? (
          <Empty title={w('noneAtAll')}>{w('noneAtAllHint')}</Empty>
        ) : (
          <Listed views={answer.value} />
        ))}
    </>
  )
}

interface FromAlertProps {
  readonly incidentId: string
  readonly alertId: string
}

/** The form with what the platform proposes for an alert. */
function FromAlert({ incidentId, alertId }: FromAlertProps) {
  const [answer, again] = useAnswer(() => rulesApi.draft(incidentId, alertId))
  return (
    <>
      <a class="rule-back" href={incidentHref(incidentId)}>
        ← {w('toIncident')}
      </a>
      <h1>{w('newFromAlert')}</h1>
      {answer === null && <Loading />}
      {answer?.ok === false && <Failed error={answer.error} again={again} />}
      {answer?.ok === true && (
        <>
          <p class="hint">{w('fromAlertHint')}</p>
          <ExceptionForm body={answer.value} changed={null} cancelHref={incidentHref(incidentId)} />
        </>
      )}
    </>
  )
}

function Contents() {
  const asked = new URLSearchParams(search.value)
  const [incidentId, alertId, ruleId] = [asked.get('incident'), asked.get('alert'), asked.get('rule')]
  if (!may('incidents.work')) return <List />
  if (incidentId !== null && alertId !== null)
    return <FromAlert key={alertId} incidentId={incidentId} alertId={alertId} />
  if (!asked.has('new') && ruleId === null) return <List />
  return (
    <>
      <a class="rule-back" href="/exceptions">
        ← {w('back')}
      </a>
      <h1>{w('new')}</h1>
      <ExceptionForm
        body={newException(ruleId, me.value?.name ?? '', Date.now())}
        changed={null}
        cancelHref="/exceptions"
      />
    </>
  )
}

/** The page. */
export function ExceptionsPage() {
  useEffect(() => {
    void loadPeople()
    if (systems.value.length === 0) void loadSystems()
  }, [])
  return (
    <div class="rule-area">
      <RuleTabs />
      <div class="page">
        <Contents />
      </div>
    </div>
  )
}

// One backtest: followed while it runs, stopped on demand, and what it found so far or in all.

import { useEffect, useState } from 'preact/hooks'
import type { BacktestLine, BacktestView } from '#/api/contract/backtests.ts'
import type { ApiError } from '../api-client.ts'
import { DataTable } from '../parts/data-table.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { momentText, numberText, rateText } from '../parts/time-text.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { may } from '../state/session.ts'
import { loadSystems, systems } from '../state/systems.ts'
import { BacktestResult } from './backtest-result.tsx'
import { w } from './backtest-words.ts'
import { rulesApi } from './rules-api.ts'

const LOOK_EVERY_MS = 1_000

/** Whether it waits, runs or has ended, by word and colour. */
export function BacktestState({ state }: { readonly state: BacktestLine['state'] }) {
  const tone = state === 'failed' ? 'tone-bad' : state === 'cancelled' ? 'tone-warn' : undefined
  return <span class={state === 'done' ? 'tone-fine' : tone}>{w(`state.${state}`)}</span>
}

export function isOver({ state }: Pick<BacktestLine, 'state'>): boolean {
  return state !== 'waiting' && state !== 'running'
}

/** The time of the events. */
export function rangeText({ fromMs, toMs }: Pick<BacktestLine, 'fromMs' | 'toMs'>): string {
  return w('range', { from: momentText(fromMs), to: momentText(toMs) })
}

function Progress({ view }: { readonly view: BacktestView }) {
  const { done, events, alerts, eventsPerSecond } = view.progress
  return (
    <div class="backtest-progress">
      {!isOver(view) && <progress max={1} value={done} aria-label={w(`state.${view.state}`)} />}
      <p class="hint">
        {w('progress', {
          percent: numberText(Math.floor(done * 100)),
          events: numberText(events),
          rate: rateText(eventsPerSecond),
          alerts: numberText(alerts),
        })}
      </p>
    </div>
  )
}

function Problems({ view }: { readonly view: BacktestView }) {
  if (view.problems.length === 0) return null
  return (
    <DataTable
      title={w('problems')}
      rows={view.problems}
      keyOf={({ where, code, detail }) => `${where} ${code} ${detail}`}
      empty=""
      columns={[
        { name: '', cell: ({ where }) => <code>{where}</code> },
        { name: w('problems'), cell: ({ detail }) => detail, wide: true },
      ]}
    />
  )
}

function Results({ view }: { readonly view: BacktestView }) {
  const { results, totals } = view
  if (results.length === 0) return isOver(view) ? <p>{w('nothing')}</p> : null
  return (
    <>
      <p>
        <strong>
          {!isOver(view) && `${w('soFar')}: `}
          {w('totals', { alerts: numberText(totals.alerts), perDay: numberText(totals.alertsPerDay) })}
        </strong>
        {totals.hidden > 0 && <span class="hint"> · {w('hidden', { n: numberText(totals.hidden) })}</span>}
      </p>
      {results.map((result, at) => (
        <BacktestResult
          key={result.rule.id}
          result={result}
          range={view}
          open={at === 0 || results.length === 1}
        />
      ))}
    </>
  )
}

/** Follows the backtest of an id. */
export function BacktestRun({ id, onAgain }: { readonly id: string; readonly onAgain?: () => void }) {
  const [view, setView] = useState<BacktestView | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const [round, setRound] = useState(0)
  useEffect(() => {
    if (systems.value.length === 0) void loadSystems()
    let timer: ReturnType<typeof setTimeout> | undefined
    let wanted = true
    const look = async (): Promise<void> => {
      const answer = await rulesApi.backtest(id)
      if (!wanted) return
      if (answer.ok) setView(answer.value)
      setError(answer.ok ? null : answer.error)
      if (!answer.ok || isOver(answer.value)) return
      timer = setTimeout(() => void look(), LOOK_EVERY_MS)
    }
    void look()
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [id, round])
  const cancel = async (): Promise<void> => {
    const answer = await rulesApi.cancelBacktest(id)
    if (answer.ok) setView(answer.value)
    announce(
      answer.ok ? { text: w('cancelled'), tone: 'done' } : { text: errorText(answer.error), tone: 'wrong' },
    )
  }
  if (error !== null) return <Failed error={error} again={() => setRound(round + 1)} />
  if (view === null) return <Loading />
  return (
    <div class="backtest" aria-busy={!isOver(view)}>
      <p class="rule-row" role="status">
        <BacktestState state={view.state} />
        <span class="hint">{rangeText(view)}</span>
        {!isOver(view) && may('rules.test') && (
          <button type="button" class="small" onClick={() => void cancel()}>
            {w('cancel')}
          </button>
        )}
        {isOver(view) && onAgain !== undefined && (
          <button type="button" class="small" onClick={onAgain}>
            {w('again')}
          </button>
        )}
      </p>
      <Progress view={view} />
      {view.error !== null && <p class="form-error">{view.error}</p>}
      {!view.complete && view.reachedMs !== null && isOver(view) && (
        <p class="tone-warn">{w('incomplete', { at: momentText(view.reachedMs) })}</p>
      )}
      <Problems view={view} />
      <Results view={view} />
    </div>
  )
}

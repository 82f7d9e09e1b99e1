// The page of `/rules/backtests`: a rule that is not enabled yet is tried here; the backtests so far; one of them
// with `?id=`.

import { useEffect } from 'preact/hooks'
import { DataTable } from '../parts/data-table.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { numberText } from '../parts/time-text.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { Ago } from '../parts/when.tsx'
import { go, search } from '../router.ts'
import { loadPeople, personName } from '../state/people.ts'
import { BacktestRun, BacktestState, rangeText } from './backtest-run.tsx'
import { BacktestStart } from './backtest-start.tsx'
import { w } from './backtest-words.ts'
import { RuleTabs } from './rule-tabs.tsx'
import { rulesApi } from './rules-api.ts'

const href = (id: string): string => `/rules/backtests?id=${encodeURIComponent(id)}`

function List() {
  const [answer, again] = useAnswer(rulesApi.backtests)
  if (answer === null) return <Loading />
  if (!answer.ok) return <Failed error={answer.error} again={again} />
  return (
    <DataTable
      title={w('list')}
      rows={answer.value}
      keyOf={({ id }) => id}
      empty={w('list.none')}
      columns={[
        { name: w('col.state'), cell: ({ state }) => <BacktestState state={state} />, short: true },
        {
          name: w('col.range'),
          cell: line => (
            <span class="rule-name">
              <a href={href(line.id)}>{rangeText(line)}</a>
            </span>
          ),
          wide: true,
        },
        { name: w('col.rules'), cell: ({ rules }) => numberText(rules), figure: true },
        { name: w('col.alerts'), cell: ({ totals }) => numberText(totals.alerts), figure: true },
        { name: w('col.by'), cell: ({ by }) => personName(by) },
        { name: w('col.at'), cell: ({ startedAt }) => <Ago at={startedAt} />, short: true },
      ]}
    />
  )
}

/** The page. */
export function BacktestsPage() {
  useEffect(() => void loadPeople(), [])
  const id = new URLSearchParams(search.value).get('id')
  return (
    <div class="rule-area">
      <RuleTabs />
      <div class="page">
        {id === null ? (
          <>
            <h1>{w('title')}</h1>
            <p class="hint">{w('hint')}</p>
            <section class="rule-part">
              <BacktestStart ids={null} onStarted={started => go(href(started))} />
            </section>
            <List />
          </>
        ) : (
          <>
            <a class="rule-back" href="/rules/backtests">
              ← {w('back')}
            </a>
            <h1>{w('result')}</h1>
            <section class="rule-part">
              <BacktestRun key={id} id={id} onAgain={() => go('/rules/backtests')} />
            </section>
          </>
        )}
      </div>
    </div>
  )
}

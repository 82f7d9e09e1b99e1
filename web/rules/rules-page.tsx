// The page of `/rules`: counters that filter, search, the list with what each rule did and whether it can fire, and
// the files that are no rule at work.

import { useState } from 'preact/hooks'
import type { LivenessView } from '#/api/contract/detection.ts'
import { api } from '../api-client.ts'
import { titleText } from '../i18n/own-words.ts'
import { TagList } from '../incident/tag-list.tsx'
import { useKeys } from '../keyboard/keys.ts'
import { DataTable, type Column } from '../parts/data-table.tsx'
import { ProblemName } from '../parts/problem-name.tsx'
import { SeverityMark } from '../parts/severity-mark.tsx'
import { Empty, Failed, Loading } from '../parts/states.tsx'
import { now, numberText } from '../parts/time-text.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { Ago } from '../parts/when.tsx'
import { citeText } from '../register/words-of.ts'
import { go, search } from '../router.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { may } from '../state/session.ts'
import { Picks, SortPick, StateCounters } from './rule-filters.tsx'
import { BuildingBlock, LifeMark, LogSource, Why } from './rule-marks.tsx'
import {
  filtered,
  filterOfSearch,
  noiseOf,
  rowsOf,
  rulesHref,
  sorted,
  type RowFilter,
  type RowSort,
  type RuleRow,
} from './rule-rows.ts'
import { RuleTabs } from './rule-tabs.tsx'
import { ruleHref, rulesApi } from './rules-api.ts'
import { w } from './rules-words.ts'

const FIRST = 100
const MORE = 500

function Alerts({ row }: { readonly row: RuleRow }) {
  const noise = noiseOf(row)
  if (row.view === null) return null
  return (
    <span title={w('col.alertsHint')}>
      {numberText(row.view.alerts)}
      {row.alertsPerDay !== null && row.view.alerts > 0 && (
        <span class={noise === null ? 'rule-rate hint' : 'rule-rate tone-warn'}>
          {w('perDay', { n: numberText(row.alertsPerDay) })}
          {noise !== null && ` · ${w(`noise.${noise}`)}`}
        </span>
      )}
    </span>
  )
}

function Named({ row }: { readonly row: RuleRow }) {
  const { view } = row
  return (
    <span class="rule-name">
      {view === null ? <strong>{titleText(row)}</strong> : <a href={ruleHref(row.id)}>{titleText(row)}</a>}
      {view !== null && (
        <>
          <span class="hint">
            {[view.author, ...view.cites.map(citeText)].filter(text => text !== '').join(' · ')}
          </span>
          {view.buildingBlock && <BuildingBlock />}
          {view.tags.length > 0 && <TagList tags={view.tags} />}
        </>
      )}
    </span>
  )
}

interface TableProps {
  readonly rows: readonly RuleRow[]
  readonly filter: RowFilter
}

/** Pressed once a column is the order, most first; pressed again it is turned. */
function sortBy(filter: RowFilter, sort: RowSort): NonNullable<Column<RuleRow>['sort']> {
  const isOwn = filter.sort === sort
  const goesUp = (sort === 'title') !== filter.turned
  return {
    direction: isOwn ? (goesUp ? 'ascending' : 'descending') : null,
    onSort: () => go(rulesHref({ ...filter, sort, turned: isOwn && !filter.turned }), { replace: true }),
  }
}

function Exceptions({ row: { id, view, counters } }: { readonly row: RuleRow }) {
  const hidden = counters?.hidden ?? 0
  if (view === null || (view.exceptions === 0 && hidden === 0)) return null
  return (
    <>
      {view.exceptions > 0 && may('rules.read') ? (
        <a href={`${ruleHref(id)}#exceptions`}>{numberText(view.exceptions)}</a>
      ) : (
        numberText(view.exceptions)
      )}
      {hidden > 0 && <span class="rule-rate hint">{w('col.hidden', { n: numberText(hidden) })}</span>}
    </>
  )
}

function RuleTable({ rows, filter }: TableProps) {
  return (
    <DataTable
      rows={rows}
      keyOf={({ id }) => id}
      empty={w('none')}
      columns={[
        {
          name: w('level'),
          cell: ({ level }) => <SeverityMark severity={level} />,
          short: true,
          sort: sortBy(filter, 'level'),
        },
        { name: w('col.title'), cell: row => <Named row={row} />, wide: true, sort: sortBy(filter, 'title') },
        { name: w('source'), cell: ({ view }) => view !== null && <LogSource path={view.logsource} /> },
        {
          name: w('col.alerts'),
          cell: row => <Alerts row={row} />,
          figure: true,
          sort: sortBy(filter, 'alerts'),
        },
        {
          name: w('col.last'),
          cell: ({ view }) => view !== null && view.lastAlertAt !== null && <Ago at={view.lastAlertAt} />,
          short: true,
          sort: sortBy(filter, 'last'),
        },
        {
          name: w('col.exceptions'),
          cell: row => <Exceptions row={row} />,
          figure: true,
          sort: sortBy(filter, 'exceptions'),
        },
        {
          name: w('col.live'),
          cell: row => (
            <>
              <LifeMark row={row} />
              <Why row={row} />
            </>
          ),
        },
      ]}
    />
  )
}

interface LivenessProps {
  readonly liveness: LivenessView | null
  readonly onDone: () => void
}

/** When it was last checked whether rules can fire, and the way to check now. */
function LivenessLine({ liveness, onDone }: LivenessProps) {
  const [busy, setBusy] = useState(false)
  const run = async (): Promise<void> => {
    setBusy(true)
    const answer = await rulesApi.runLiveness()
    setBusy(false)
    if (!answer.ok) return announce({ text: errorText(answer.error), tone: 'wrong' })
    const { rules: n, alive } = answer.value
    announce({
      text: w('checkDone', { n: numberText(n), alive: numberText(alive) }),
      tone: 'done',
    })
    onDone()
  }
  return (
    <p class="rule-checked">
      {liveness === null ? (
        w('neverChecked')
      ) : (
        <span>
          {w('checkedAll', { alive: numberText(liveness.alive), n: numberText(liveness.rules) })}{' '}
          <Ago at={liveness.at} />
        </span>
      )}
      {may('rules.test') && (
        <button type="button" class="small" disabled={busy} onClick={() => void run()}>
          {w(busy ? 'checking' : 'checkNow')}
        </button>
      )}
    </p>
  )
}

/** Documents that could not be made rules; none is left out in silence. */
function Unloaded({ liveness }: { readonly liveness: LivenessView | null }) {
  if (liveness === null || liveness.unloaded.length === 0) return null
  return (
    <details class="rule-unloaded">
      <summary>{w('unloaded', { n: numberText(liveness.unloaded.length) })}</summary>
      <DataTable
        rows={liveness.unloaded}
        keyOf={({ where, code, detail }) => `${where} ${code} ${detail}`}
        empty=""
        columns={[
          { name: w('unloaded.where'), cell: ({ where }) => <code>{where}</code> },
          { name: w('unloaded.detail'), cell: ({ detail }) => detail, wide: true },
          { name: w('unloaded.code'), cell: ({ code }) => <ProblemName code={code} /> },
        ]}
      />
    </details>
  )
}

/** Rules with counters and liveness; these may fail without taking the list away. */
async function fetchAll() {
  const [rules, counters, liveness] = await Promise.all([
    api.listRules(),
    rulesApi.counters(),
    rulesApi.liveness(),
  ])
  if (!rules.ok) return rules
  return {
    ok: true as const,
    value: {
      rules: rules.value,
      counters: counters.ok ? counters.value : null,
      liveness: liveness.ok ? liveness.value : null,
    },
  }
}

function Listed({ rows }: { readonly rows: readonly RuleRow[] }) {
  const filter = filterOfSearch(search.value)
  const [room, setRoom] = useState(FIRST)
  const [text, setText] = useState(filter.text)
  useKeys({ search: () => document.querySelector<HTMLInputElement>('#rule-filter')?.select() })
  const matching = sorted(filtered(rows, filter), filter, titleText)
  const { sort, turned } = filter
  const all = rulesHref({ ...filterOfSearch(''), sort, turned })
  return (
    <>
      <StateCounters rows={rows} filter={filter} />
      <div class="rule-filters">
        <input
          id="rule-filter"
          type="search"
          aria-label={w('filter')}
          placeholder={w('filterHint')}
          value={text}
          onInput={event => {
            setText(event.currentTarget.value)
            go(rulesHref({ ...filter, text: event.currentTarget.value }), { replace: true })
          }}
        />
        <Picks rows={rows} filter={filter} />
        <SortPick filter={filter} />
        <span class="hint" role="status">
          {w('count', { n: numberText(matching.length), total: numberText(rows.length) })}
        </span>
        {rulesHref(filter) !== all && (
          <button
            type="button"
            class="small"
            onClick={() => {
              setText('')
              go(all, { replace: true })
            }}
          >
            {w('clear')}
          </button>
        )}
      </div>
      <RuleTable rows={matching.slice(0, room)} filter={filter} />
      {matching.length > room && (
        <button type="button" class="rule-more" onClick={() => setRoom(room + MORE)}>
          {w('more', { n: numberText(Math.min(MORE, matching.length - room)) })}
        </button>
      )}
    </>
  )
}

/** The page. */
export function RulesPage() {
  const [answer, again] = useAnswer(fetchAll)
  const found = answer?.ok === true ? answer.value : null
  const rows = found === null ? [] : rowsOf(found.rules, found.counters, found.liveness, now.value)
  return (
    <div class="rule-area">
      <RuleTabs />
      <div class="page">
        <div class="page-head">
          <h1>{w('title')}</h1>
          {found !== null && <LivenessLine liveness={found.liveness} onDone={again} />}
        </div>
        {answer === null && <Loading />}
        {answer?.ok === false && <Failed error={answer.error} again={again} />}
        {found !== null && rows.length === 0 && <Empty title={w('noneAtAll')}>{w('noneAtAllHint')}</Empty>}
        {rows.length > 0 && <Listed rows={rows} />}
        {found !== null && <Unloaded liveness={found.liveness} />}
      </div>
    </div>
  )
}

// The filters of the list of rules: counters that filter, words, and what the listed rules have to choose from.

import { language, t } from '../i18n/text.ts'
import { tacticText } from '../incident/mau05-text.ts'
import { readTags } from '../incident/tags.ts'
import { numberText } from '../parts/time-text.ts'
import { citeText } from '../register/words-of.ts'
import { go } from '../router.ts'
import { SEVERITIES_DOWN } from '../state/queue-view.ts'
import {
  documentOf,
  filtered,
  ROW_SORTS,
  ROW_STATES,
  rulesHref,
  type RowFilter,
  type RuleRow,
} from './rule-rows.ts'
import { w } from './rules-words.ts'

interface FilterProps {
  readonly rows: readonly RuleRow[]
  readonly filter: RowFilter
}

/** How many rules there are in each state, within the other filters. */
export function StateCounters({ rows, filter }: FilterProps) {
  const within = filtered(rows, { ...filter, state: 'all' })
  return (
    <div class="rule-counters" role="group" aria-label={w('counters')}>
      {ROW_STATES.map(state => {
        const n = filtered(within, { ...filter, state }).length
        return (
          <button
            key={state}
            type="button"
            class="small"
            aria-pressed={filter.state === state}
            title={w(`stateHint.${state}`)}
            onClick={() => go(rulesHref({ ...filter, state }), { replace: true })}
          >
            {w(`state.${state}`)} <span class="count">{numberText(n)}</span>
          </button>
        )
      })}
    </div>
  )
}

interface PickProps {
  readonly name: 'level' | 'tactic' | 'cite' | 'source'
  readonly any: 'anyLevel' | 'anyTactic' | 'anyCite' | 'anySource'
  readonly filter: RowFilter
  readonly among: readonly string[]
  readonly text: (value: string) => string
}

function Pick({ name, any, filter, among, text }: PickProps) {
  const chosen = filter[name]
  const listed = chosen === '' || among.includes(chosen) ? among : [...among, chosen]
  return (
    <select
      class={chosen === '' ? undefined : 'is-chosen'}
      aria-label={w(name)}
      value={chosen}
      onChange={event => go(rulesHref({ ...filter, [name]: event.currentTarget.value }), { replace: true })}
    >
      <option value="">{w(any)}</option>
      {listed.map(value => (
        <option key={value} value={value}>
          {text(value)}
        </option>
      ))}
    </select>
  )
}

const inOrder = (values: readonly string[]): readonly string[] =>
  [...new Set(values)].sort((a, b) => a.localeCompare(b, language.value))

/** Level, tactic, legal document, log source. */
export function Picks({ rows, filter }: FilterProps) {
  const views = rows.flatMap(({ view }) => (view === null ? [] : [view]))
  const tactics = inOrder(views.flatMap(({ tags }) => readTags(tags).tactics))
  const cites = inOrder(views.flatMap(view => view.cites.map(documentOf)))
  return (
    <div class="rule-picks">
      <Pick
        name="level"
        any="anyLevel"
        filter={filter}
        among={SEVERITIES_DOWN}
        text={level => t(`severity.${level as (typeof SEVERITIES_DOWN)[number]}`)}
      />
      <Pick name="tactic" any="anyTactic" filter={filter} among={tactics} text={tacticText} />
      <Pick name="cite" any="anyCite" filter={filter} among={cites} text={citeText} />
      <Pick
        name="source"
        any="anySource"
        filter={filter}
        among={inOrder(views.map(({ logsource }) => logsource))}
        text={source => source}
      />
    </div>
  )
}

/** The order of the rows, where there are no heads of columns to press. */
export function SortPick({ filter }: Pick<FilterProps, 'filter'>) {
  return (
    <select
      class="rule-sort"
      aria-label={w('sort')}
      value={filter.sort}
      onChange={event => {
        const sort = ROW_SORTS.find(one => one === event.currentTarget.value) ?? 'alerts'
        go(rulesHref({ ...filter, sort, turned: false }), { replace: true })
      }}
    >
      {ROW_SORTS.map(sort => (
        <option key={sort} value={sort}>
          {w(`sort.${sort}`)}
        </option>
      ))}
    </select>
  )
}

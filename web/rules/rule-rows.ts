// The rows of the list of rules: what is loaded, what the counters say of it, what the last check found. Rules that
// the check names and that are not loaded have a row too. Also the filter, as the query of the address. Pure.

import type { LivenessView, RuleCountersView, RuleLivenessView } from '#/api/contract/detection.ts'
import type { RuleView } from '#/api/contract/schemas.ts'
import { readTags } from '../incident/tags.ts'
import { folded, SEVERITIES_DOWN, type Severity } from '../state/queue-view.ts'

const DAY_MS = 86_400_000
/** Alerts a day above which a rule is noisy, and a flood: those of backtests. */
const NOISY_FROM = 10
const FLOOD_FROM = 100

export const ROW_STATES = [
  'all',
  'enabled',
  'disabled',
  'cannot-fire',
  'failing',
  'noisy',
  'excepted',
  'building-block',
] as const
export type RowState = (typeof ROW_STATES)[number]

export interface RuleRow {
  readonly id: string
  readonly title: string
  readonly titleEnglish?: string
  readonly level: Severity
  /** Null: it is not loaded. */
  readonly view: RuleView | null
  /** Null: it has not been asked since the start. */
  readonly counters: RuleCountersView['rules'][number] | null
  /** Null: it was not checked. */
  readonly live: RuleLivenessView | null
  /** Null without counters, as nobody knows since when alerts are counted. */
  readonly alertsPerDay: number | null
}

/** What rows are put in order by, most first; titles from a to z. */
export const ROW_SORTS = ['alerts', 'last', 'exceptions', 'level', 'title'] as const
export type RowSort = (typeof ROW_SORTS)[number]

export interface RowFilter {
  readonly text: string
  readonly state: RowState
  readonly level: Severity | ''
  readonly tactic: string
  readonly cite: string
  readonly source: string
  readonly sort: RowSort
  /** The other way round. */
  readonly turned: boolean
}

/** Rows by alerts, then by severity and title. A day that is not over counts as one, so that a start is no flood. */
export function rowsOf(
  rules: readonly RuleView[],
  counters: RuleCountersView | null,
  liveness: LivenessView | null,
  nowMs: number,
): readonly RuleRow[] {
  const counted = new Map(counters?.rules.map(rule => [rule.id, rule]))
  const checked = new Map(liveness?.results.map(result => [result.rule.id, result]))
  const days = counters === null ? null : Math.max(1, (nowMs - counters.since) / DAY_MS)
  const loaded = rules.map(view => ({
    id: view.id,
    title: view.title,
    ...(view.titleEnglish === undefined ? {} : { titleEnglish: view.titleEnglish }),
    level: view.level,
    view,
    counters: counted.get(view.id) ?? null,
    live: checked.get(view.id) ?? null,
    alertsPerDay: days === null ? null : view.alerts / days,
  }))
  const known = new Set(rules.map(({ id }) => id))
  const others = (liveness?.results ?? [])
    .filter(({ rule }) => !known.has(rule.id))
    .map(live => ({ ...live.rule, view: null, counters: null, live, alertsPerDay: null }))
  return [...loaded, ...others].sort(
    (a, b) =>
      (b.view?.alerts ?? -1) - (a.view?.alerts ?? -1) ||
      SEVERITIES_DOWN.indexOf(a.level) - SEVERITIES_DOWN.indexOf(b.level) ||
      a.title.localeCompare(b.title),
  )
}

const hasReason = (row: RuleRow, reason: RuleLivenessView['reasons'][number]['reason']): boolean =>
  row.live?.reasons.some(own => own.reason === reason) ?? false

/** Switched off, by itself, with what it builds on, or with its set; the list knows it before the next check does. */
export function isDisabled(row: RuleRow): boolean {
  return row.view === null ? hasReason(row, 'disabled') : row.view.off !== null
}

/** What the list says of a rule's life. */
export function lifeOf(row: RuleRow): 'alive' | 'cannot' | 'off' | 'broken' | 'unchecked' {
  if (isDisabled(row)) return 'off'
  if (row.live === null || hasReason(row, 'disabled')) return 'unchecked'
  if (hasReason(row, 'did-not-fire') || hasReason(row, 'unsupported')) return 'broken'
  return row.live.reasons.length === 0 ? 'alive' : 'cannot'
}

export function noiseOf(row: RuleRow): 'flood' | 'noisy' | null {
  if (row.alertsPerDay === null || row.alertsPerDay <= NOISY_FROM) return null
  return row.alertsPerDay > FLOOD_FROM ? 'flood' : 'noisy'
}

/** True when a row is counted under a state; one row may be under several. */
export function isIn(row: RuleRow, state: RowState): boolean {
  if (state === 'all') return true
  if (state === 'disabled') return isDisabled(row)
  if (state === 'enabled') return row.view !== null && !isDisabled(row)
  if (state === 'cannot-fire') return ['cannot', 'broken'].includes(lifeOf(row))
  if (state === 'failing') return lifeOf(row) === 'broken'
  if (state === 'noisy') return noiseOf(row) !== null
  if (state === 'building-block') return row.view?.buildingBlock === true
  return (row.counters?.hidden ?? 0) > 0 || (row.view?.exceptions ?? 0) > 0
}

/** What a row has of that; null stands behind all others, either way round. */
function rankOf(row: RuleRow, sort: Exclude<RowSort, 'title'>): number | null {
  if (sort === 'level') return SEVERITIES_DOWN.length - SEVERITIES_DOWN.indexOf(row.level)
  if (sort === 'alerts') return row.view?.alerts ?? null
  return (sort === 'last' ? row.view?.lastAlertAt : row.view?.exceptions) ?? null
}

/** The rows in that order; what is equal stays as it was. `titleOf`: in the language that is shown. */
export function sorted(
  rows: readonly RuleRow[],
  { sort, turned }: Pick<RowFilter, 'sort' | 'turned'>,
  titleOf: (row: RuleRow) => string,
): readonly RuleRow[] {
  const way = turned ? -1 : 1
  if (sort === 'title') return rows.toSorted((a, b) => way * titleOf(a).localeCompare(titleOf(b)))
  return rows.toSorted((a, b) => {
    const [own, other] = [rankOf(a, sort), rankOf(b, sort)]
    if (own === null || other === null) return Number(own === null) - Number(other === null)
    return way * (other - own)
  })
}

/** `Thông tư 31/2017/TT-BTTTT` of `Thông tư 31/2017/TT-BTTTT, Điều 5.2.c`: the documents to choose from. */
export function documentOf(cite: string): string {
  return cite.split(',')[0]!.trim()
}

function wordsOf({ id, title, titleEnglish, view }: RuleRow): string {
  const more = view === null ? [] : [view.author, view.logsource, view.status, ...view.tags, ...view.cites]
  return folded([id, title, titleEnglish ?? '', ...more].join('\n'))
}

/** The rows that a filter leaves; `state` apart when counters are to be told. */
export function filtered(rows: readonly RuleRow[], filter: RowFilter): readonly RuleRow[] {
  const words = folded(filter.text.trim()).split(/\s+/)
  return rows.filter(row => {
    if (!isIn(row, filter.state)) return false
    if (filter.level !== '' && row.level !== filter.level) return false
    if (filter.source !== '' && row.view?.logsource !== filter.source) return false
    if (filter.tactic !== '' && !readTags(row.view?.tags ?? []).tactics.includes(filter.tactic)) return false
    if (filter.cite !== '' && !row.view?.cites.some(cite => documentOf(cite) === filter.cite)) return false
    const own = wordsOf(row)
    return words.every(word => own.includes(word))
  })
}

/** The filter that an address names; what it does not know it ignores. */
export function filterOfSearch(search: string): RowFilter {
  const query = new URLSearchParams(search)
  const level = query.get('level')
  return {
    text: query.get('text') ?? '',
    state: ROW_STATES.find(state => state === query.get('state')) ?? 'all',
    level: SEVERITIES_DOWN.find(severity => severity === level) ?? '',
    tactic: query.get('tactic') ?? '',
    cite: query.get('cite') ?? '',
    source: query.get('source') ?? '',
    sort: ROW_SORTS.find(sort => sort === query.get('sort')) ?? 'alerts',
    turned: query.get('turned') === 'yes',
  }
}

/** The address of a filter. */
export function rulesHref(filter: RowFilter): string {
  const { sort, turned, ...chosen } = filter
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(chosen))
    if (value.trim() !== '' && !(name === 'state' && value === 'all')) query.set(name, value)
  if (sort !== 'alerts') query.set('sort', sort)
  if (turned) query.set('turned', 'yes')
  const text = query.toString()
  return text === '' ? '/rules' : `/rules?${text}`
}

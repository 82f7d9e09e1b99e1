// Sends a synthetic event of each rule in force through the matcher and the exceptions in force, as events of sources
// go, and looks for its alert. Nothing of it is stored, counted or kept: no event, no alert, no incident. Beside it
// stands what stored events say: whether the rule's log source and its fields were seen at all.

import { setImmediate as othersTurn } from 'node:timers/promises'
import { runCorrelationCases } from '#/correlation/correlation-cases.ts'
import type { LoadedCorrelation } from '#/correlation/correlation-rule.ts'
import { TRAIT_FIELDS, traitsOf, type Traits } from '#/correlation/event-traits.ts'
import { fieldNamesFor } from '#/correlation/field-names.ts'
import { showLogSource } from '#/correlation/explanation.ts'
import { proveRule, type Outcome } from '#/correlation/liveness/prove-rule.ts'
import { waysOf } from '#/correlation/liveness/demands.ts'
import type { LoadedRule } from '#/correlation/loaded-rule.ts'
import { isRouted } from '#/correlation/log-source.ts'
import { isoTime, type Clock } from '#/kernel/clock.ts'
import type { Event } from '#/kernel/event.ts'
import { EVERYTHING } from '#/store/query-tree.ts'
import type { EventStore } from '#/store/event-store.ts'
import { nameRule } from './exception-shelf.ts'
import { parseCaseLine } from './parse-case-line.ts'
import { raiseAlerts, type RaisingStages } from './raise-alerts.ts'
import type { LivenessRun, RuleLiveness } from './liveness-run.ts'
import type { RuleSet } from './rule-set.ts'
import type { SeenFields } from './seen-fields.ts'

export interface LivenessContext {
  readonly rules: () => RuleSet
  readonly stages: RaisingStages
  readonly store: Pick<EventStore, 'kinds' | 'search'>
  readonly seen: SeenFields
  readonly clock: Clock
}

/** Sources and fields count as seen when an event of so many days had them. */
const DAYS = 30
const DAY_MS = 86_400_000
/** Rules between which the pipeline goes on with its work. */
const AT_ONCE = 10
/** Latest events from which fields are learnt when nothing is known of the past. */
const PAST_PAGES = 5
const PAST_PAGE = 1000

export async function checkLiveness(context: LivenessContext): Promise<LivenessRun> {
  const { store, seen, clock } = context
  const now = clock.now()
  const sinceMs = now - DAYS * DAY_MS
  if (!seen.hasPast) await readPast(store, seen, sinceMs)
  const kinds = (await store.kinds(Object.keys(TRAIT_FIELDS), sinceMs)).map(traitsOf)
  const { rules, correlations, problems } = context.rules()
  const results = new Map<string, RuleLiveness>()
  for (const [place, rule] of rules.entries()) {
    if (place % AT_ONCE === 0) await othersTurn()
    results.set(rule.summary.id, livenessOf(rule, context, kinds, sinceMs, now))
  }
  for (const correlation of correlations) {
    await othersTurn()
    results.set(correlation.summary.id, ofCorrelation(correlation, results))
  }
  await seen.save()
  return {
    days: DAYS,
    results: [...results.values()].sort((a, b) => Number(isAlive(a)) - Number(isAlive(b))),
    unloaded: problems.filter(({ code }) => code !== 'rule.lint'),
  }
}

/** It fired, and nothing keeps it from firing for events of the city. */
export function isAlive({ fired, reasons }: RuleLiveness): boolean {
  return fired && reasons.length === 0
}

function livenessOf(
  rule: LoadedRule,
  { stages, seen }: LivenessContext,
  kinds: readonly Traits[],
  sinceMs: number,
  now: number,
): RuleLiveness {
  const { id, level } = rule.summary
  const quiet: RaisingStages = { ...stages, onHit: () => {}, onEvent: () => {} }
  const send = (event: Event): Outcome => {
    const { alerts, hidden } = raiseAlerts(event, SYNTHETIC_ID, quiet, now)
    const by = hidden.find(({ lastRule }) => lastRule === id)?.exceptionId
    if (alerts.some(alert => alert.rule.id === id)) return { kind: 'fired' }
    return by === undefined ? { kind: 'silent' } : { kind: 'hidden', by }
  }
  const { fired, by, fault } = proveRule(rule, isoTime(now), send, parseCaseLine)
  const reasons: RuleLiveness['reasons'][number][] = fault === undefined ? [] : [fault]
  const isSourceSeen = kinds.some(traits => isRouted(rule.route, traits))
  if (!isSourceSeen) reasons.push({ reason: 'source-never-seen', detail: showLogSource(rule.logsource) })
  else {
    const missing = missingFields(rule, field => seen.isSeen(field, sinceMs))
    if (missing.length > 0) reasons.push({ reason: 'field-never-seen', detail: missing.join(', ') })
  }
  return { rule: { ...nameRule(rule), level }, fired, by, reasons }
}

/** Stands for the id of an event that is not stored. */
const SYNTHETIC_ID = 'synthetic'

const MAX_WAYS = 50

/** Fields without which no way of the rule can be met; empty when one way needs only fields that were seen. */
function missingFields(rule: LoadedRule, isSeen: (field: string) => boolean): readonly string[] {
  const names = fieldNamesFor(rule.logsource)
  const isThere = (field: string): boolean =>
    names
      .sourcesOf(field)
      .some(source =>
        (source.kind === 'key' ? [source.key] : source.kind === 'joined' ? source.keys : source.reads).some(
          isSeen,
        ),
      )
  let fewest: readonly string[] | undefined
  let ways = 0
  for (const demands of waysOf(rule.expression, true)) {
    if (++ways > MAX_WAYS) break
    const needed = demands.flatMap(({ field, test, wanted }) =>
      field === undefined || !wanted || test.kind === 'null' || (test.kind === 'exists' && !test.present)
        ? []
        : [field],
    )
    const missing = [...new Set(needed)].filter(field => !isThere(field))
    if (missing.length === 0) return []
    if (fewest === undefined || missing.length < fewest.length) fewest = missing
  }
  return fewest ?? []
}

/** By its own hit cases; without any, by the rules that it looks at. */
function ofCorrelation(
  correlation: LoadedCorrelation,
  results: ReadonlyMap<string, RuleLiveness>,
): RuleLiveness {
  const { summary } = correlation
  const hits = runCorrelationCases([correlation], parseCaseLine).filter(result => result.case.kind === 'hit')
  const members = correlation.members.flatMap(member => {
    const of = member.kind === 'rule' ? member.rule : member.correlation
    return results.get(of.summary.id) ?? []
  })
  const byCase = hits.some(({ problem }) => problem === undefined)
  const fired = hits.length > 0 ? byCase : members.length > 0 && members.every(member => member.fired)
  const reasons: RuleLiveness['reasons'][number][] = members.flatMap(member =>
    member.reasons.map(({ reason, detail }) => ({ reason, detail: `${member.rule.title}: ${detail}` })),
  )
  if (!fired) reasons.push({ reason: 'did-not-fire', detail: 'none of its own hit cases makes it fire' })
  const { level } = summary
  return {
    rule: { ...nameRule({ summary }), level },
    fired,
    by: byCase ? 'case' : fired ? 'synthetic' : null,
    reasons,
  }
}

async function readPast(store: Pick<EventStore, 'search'>, seen: SeenFields, sinceMs: number): Promise<void> {
  let after: string | null = null
  for (let page = 0; page < PAST_PAGES; page += 1) {
    const found: Awaited<ReturnType<EventStore['search']>> = await store.search({
      query: EVERYTHING,
      fromMs: sinceMs,
      limit: PAST_PAGE,
      ...(after === null ? {} : { after }),
    })
    for (const { event } of found.hits) seen.see(event, Date.parse(String(event['@timestamp'])))
    after = found.next
    if (after === null) break
  }
  seen.pastIsRead()
}

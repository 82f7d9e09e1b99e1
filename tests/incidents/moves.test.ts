// Merges, splits and their undoing on the real store, with the real grouping of alerts: random histories, and
// the cases in which people or alerts come between.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createIncidentFold } from '#/correlation/group-alert.ts'
import { assessAlerts } from '#/incidents/assess-alert.ts'
import { changeIncident, type IncidentChange } from '#/incidents/change.ts'
import { planMerge, planSplit } from '#/incidents/merge.ts'
import { isLastMove, planUndo } from '#/incidents/undo-move.ts'
import type { Alert } from '#/kernel/alert.ts'
import type { Incident } from '#/kernel/incident.ts'
import { shownRisk, sumRisk, decayed } from '#/kernel/risk.ts'
import { SEVERITIES } from '#/kernel/severity.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import type { StateStore } from '#/store/state-store.ts'
import { ALERT, START_MS } from '../api/invented-incident.ts'

const MINUTE = 60_000

interface Bench extends Disposable {
  readonly state: StateStore
  readonly alertIds: string[]
  alert(entity: number, rule?: number, gapMinutes?: number): Incident
  merge(from: string, to: string): 'done' | 'refused'
  /** The id of the new incident, or 'refused'. */
  split(from: string, alertIds: readonly string[]): string
  /** Undoes the last move of the incident, if nothing stands on it: 'done', 'nothing', or what clashes. */
  undo(id: string): string
  change(id: string, change: IncidentChange): void
  turn(minutes: number): void
  readonly now: () => number
}

function openBench(): Bench {
  let now = START_MS
  let made = 0
  const clock = { now: () => now }
  const state = openEmbeddedStateStore({ path: ':memory:', clock })
  const fold = assessAlerts(createIncidentFold({ windowMs: 60 * MINUTE, clock }), {
    clock,
    systemOf: () => ({ level: 4, unitId: 'so-y-te' }),
  })
  const alertIds: string[] = []
  const act = () => ({ id: `move-${made++}`, by: 'an', now, reason: 'thử' })
  const party = (id: string) => ({ incident: state.incident(id)!, risk: state.riskOf(id) })
  return {
    state,
    alertIds,
    now: () => now,
    turn: minutes => void (now += minutes * MINUTE),
    alert(entity, rule = 0, gapMinutes = 1) {
      now += gapMinutes * MINUTE
      const id = `alert-${String(made++).padStart(5, '0')}`
      alertIds.push(id)
      const alert: Alert = {
        ...ALERT,
        id,
        at: now,
        raisedAt: now,
        rule: {
          ...ALERT.rule,
          id: `rule-${rule}`,
          title: `Luật ${rule}`,
          level: SEVERITIES[rule % 5]!,
          tags: [`t${rule}`],
        },
        entity: { field: 'source.ip', value: `198.51.100.${entity}` },
        event: { 'source.ip': `198.51.100.${entity}`, 'user.name': `u${rule}` },
      }
      return state.recordAlerts([alert], fold)[0]!
    },
    merge(from, to) {
      const plan = planMerge(party(from), party(to), act())
      if ('kind' in plan) return 'refused'
      expect(state.moveAlerts(() => plan)).toBe('done')
      return 'done'
    },
    split(from, ids) {
      const chosen = state
        .alertsOf(from, 1000)
        .filter(({ id }) => ids.includes(id))
        .sort((a, b) => a.at - b.at)
      const newId = `part-${made++}`
      const plan = planSplit(
        party(from),
        {
          chosen,
          chosenShares: state.ruleShares(from, { ids, not: false }),
          restShares: state.ruleShares(from, { ids, not: true }),
        },
        newId,
        act(),
      )
      if (typeof plan !== 'function') return 'refused'
      expect(state.moveAlerts(plan)).toBe('done')
      return newId
    },
    undo(id) {
      const move = state.movesOf(id).find(one => one.undoneAt === null)
      if (move === undefined || !isLastMove(state, move)) return 'nothing'
      const plan = planUndo(state, move, act())
      if (plan.kind === 'clash') return plan.message
      expect(state.undoMove(move.number, now, plan.later, plan.writes)).toBe('done')
      return 'done'
    },
    change(id, change) {
      const incident = state.incident(id)!
      const outcome = changeIncident(incident, change, 'an', now)
      if (outcome.kind === 'changed')
        state.changeIncident(outcome.incident, incident.version, outcome.entry, outcome.risk)
    },
    [Symbol.dispose]: () => state[Symbol.dispose](),
  }
}

const all = (state: StateStore): readonly Incident[] => state.incidents({ limit: 1000 }).incidents

/** What an undo must bring back: everything but the count of changes. */
function snapshot({ state, alertIds }: Bench, at: number) {
  const incidents = all(state).map(({ version: _v, updatedAt: _u, risk, ...rest }) => ({
    ...rest,
    risk: Number(decayed(risk.value, risk.at, at).toFixed(6)),
  }))
  return {
    incidents: new Map(incidents.map(incident => [incident.id, incident])),
    alerts: new Map(alertIds.map(id => [id, state.alert(id)!.incidentId])),
  }
}

function checkWhole({ state, alertIds, now }: Bench): void {
  const incidents = all(state)
  const held = incidents.flatMap(({ id }) => state.alertsOf(id, 1000).map(alert => alert.id))
  expect(held.sort()).toEqual([...alertIds].sort())
  for (const incident of incidents) {
    const alerts = state.alertsOf(incident.id, 1000)
    expect(incident.alertCount).toBe(alerts.length)
    const shares = state.ruleShares(incident.id)
    expect(shares.reduce((sum, { count }) => sum + count, 0)).toBe(alerts.length)
    const sum = sumRisk(state.riskOf(incident.id), now())
    expect(decayed(incident.risk.value, incident.risk.at, now())).toBeCloseTo(sum.value, 6)
    if (alerts.length === 0) continue
    expect(incident.firstSeen).toBe(Math.min(...alerts.map(({ at }) => at)))
    expect(incident.lastSeen).toBe(Math.max(...alerts.map(({ at }) => at)))
    expect([...incident.ruleIds].sort()).toEqual([...new Set(alerts.map(({ rule }) => rule.id))].sort())
  }
}

type Step =
  | { readonly kind: 'alert'; readonly entity: number; readonly rule: number; readonly gap: number }
  | { readonly kind: 'merge' | 'split' | 'undo' | 'note' | 'close'; readonly a: number; readonly b: number }

const steps = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('alert' as const),
        entity: fc.integer({ min: 1, max: 3 }),
        rule: fc.integer({ min: 0, max: 6 }),
        gap: fc.constantFrom(1, 5, 90),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constantFrom(
          'merge' as const,
          'split' as const,
          'undo' as const,
          'note' as const,
          'close' as const,
        ),
        a: fc.nat(1000),
        b: fc.nat(1000),
      }),
    },
  ),
  { maxLength: 40 },
)

const pick = <T>(list: readonly T[], at: number): T | undefined => list[at % Math.max(1, list.length)]

/** Some of the alerts of the incident, chosen by the bits of `b`. */
function someAlerts(state: StateStore, id: string, b: number): readonly string[] {
  return state
    .alertsOf(id, 1000)
    .filter((_, at) => ((b >> (at % 10)) & 1) === 1)
    .map(alert => alert.id)
}

function take(bench: Bench, step: Step): void {
  if (step.kind === 'alert') return void bench.alert(step.entity, step.rule, step.gap)
  const incidents = [...all(bench.state)].sort((a, b) => (a.code < b.code ? -1 : 1))
  const one = pick(incidents, step.a)
  const other = pick(incidents, step.b)
  if (one === undefined || other === undefined) return
  if (step.kind === 'merge') bench.merge(one.id, other.id)
  else if (step.kind === 'split') bench.split(one.id, someAlerts(bench.state, one.id, step.b))
  else if (step.kind === 'undo') bench.undo(one.id)
  else if (step.kind === 'note') bench.change(one.id, { kind: 'note', text: 'x' })
  else bench.change(one.id, { kind: 'close', disposition: 'benign', mau05: null, reason: 'x' })
}

describe('after any history of alerts, merges, splits, undos and closings', () => {
  test('every alert is in exactly one incident, and counts, spans and ledgers are right', () => {
    fc.assert(
      fc.property(steps, history => {
        using bench = openBench()
        for (const step of history) {
          take(bench, step)
          checkWhole(bench)
        }
        expect(bench.alertIds.length).toBeLessThanOrEqual(history.length)
      }),
      { numRuns: 100 },
    )
  })

  test('undoing a merge or a split returns the former state', () => {
    fc.assert(
      fc.property(steps, fc.boolean(), fc.nat(1000), fc.nat(1000), (history, merges, a, b) => {
        using bench = openBench()
        for (const step of history) take(bench, step)
        const incidents = all(bench.state)
        const one = pick(incidents, a)
        const other = pick(incidents, b)
        if (one === undefined || other === undefined) return
        const later = bench.now() + 7 * MINUTE
        const before = snapshot(bench, later)
        const done = merges
          ? bench.merge(one.id, other.id)
          : bench.split(one.id, someAlerts(bench.state, one.id, b))
        fc.pre(done !== 'refused')
        bench.turn(7)
        expect(bench.undo(one.id)).toBe('done')
        const after = snapshot(bench, later)
        expect(after.alerts).toEqual(before.alerts)
        // What a split made stays as an empty shell.
        for (const [id, incident] of before.incidents) expect(after.incidents.get(id)).toEqual(incident)
      }),
      { numRuns: 100 },
    )
  })
})

describe('a merge', () => {
  test('brings alerts to come of the merged incident to the other, and its undo takes those along', () => {
    using bench = openBench()
    const a = bench.alert(1)
    const b = bench.alert(2)
    expect(bench.merge(a.id, b.id)).toBe('done')
    expect(bench.alert(1).id).toBe(b.id)
    expect(bench.alert(2).id).toBe(b.id)
    expect(bench.state.incident(b.id)).toMatchObject({ alertCount: 4 })
    expect(bench.state.timeline(b.id).at(-2)).toMatchObject({ kind: 'alert', parts: { grouped: 'merged' } })
    expect(bench.undo(a.id)).toBe('done')
    expect(bench.state.incident(a.id)).toMatchObject({ alertCount: 2, status: 'new', mergedInto: null })
    expect(bench.state.incident(b.id)).toMatchObject({ alertCount: 2 })
    expect(bench.alert(1).id).toBe(a.id)
    checkWhole(bench)
  })

  test('passes on through a second merge', () => {
    using bench = openBench()
    const [a, b, c] = [bench.alert(1), bench.alert(2), bench.alert(3)]
    bench.merge(a.id, b.id)
    bench.merge(b.id, c.id)
    expect(bench.alert(1).id).toBe(c.id)
    expect(bench.undo(a.id)).toBe('nothing')
    expect(bench.undo(c.id)).toBe('done')
    expect(bench.state.alert(bench.alertIds.at(-1)!)?.incidentId).toBe(b.id)
    expect(bench.undo(a.id)).toBe('done')
    expect(bench.state.incident(a.id)).toMatchObject({ alertCount: 2 })
    checkWhole(bench)
  })

  test('takes the worst of both for the law: earliest detection, gravest decision, all facts', () => {
    using bench = openBench()
    const a = bench.alert(1)
    bench.change(a.id, { kind: 'gravity', value: 'serious', reason: 'Mất dịch vụ' })
    bench.change(a.id, { kind: 'fact', fact: 'personal-data', at: bench.now(), reason: 'x' })
    const b = bench.alert(2)
    bench.change(b.id, { kind: 'gravity', value: 'ordinary', reason: 'Nhỏ' })
    bench.merge(a.id, b.id)
    expect(bench.state.incident(b.id)).toMatchObject({
      detectedAt: a.detectedAt,
      gravity: { value: 'serious' },
      facts: { 'personal-data': { reason: 'x' } },
    })
  })

  test('is not undone over the work of people on the same thing, which is named', () => {
    using bench = openBench()
    const a = bench.alert(1)
    bench.change(a.id, { kind: 'gravity', value: 'serious', reason: 'Mất dịch vụ' })
    const b = bench.alert(2)
    bench.merge(a.id, b.id)
    bench.change(b.id, { kind: 'take' })
    bench.change(b.id, { kind: 'gravity', value: 'ordinary', reason: 'Đã xem lại' })
    expect(bench.undo(a.id)).toContain('gravity was changed since')
    expect(bench.state.incident(b.id)).toMatchObject({ alertCount: 2, owner: 'an' })
  })

  test('keeps what people did on other things since', () => {
    using bench = openBench()
    const [a, b] = [bench.alert(1), bench.alert(2)]
    bench.merge(a.id, b.id)
    bench.change(b.id, { kind: 'take' })
    bench.change(b.id, { kind: 'risk', points: 10, reason: 'Máy quan trọng' })
    expect(bench.undo(a.id)).toBe('done')
    expect(bench.state.incident(b.id)).toMatchObject({ owner: 'an', status: 'open' })
    checkWhole(bench)
  })

  test('of one that is closed or merged, into itself or into a closed one is refused', () => {
    using bench = openBench()
    const [a, b, c] = [bench.alert(1), bench.alert(2), bench.alert(3)]
    expect(bench.merge(a.id, a.id)).toBe('refused')
    bench.change(c.id, { kind: 'close', disposition: 'benign', mau05: null, reason: 'x' })
    expect(bench.merge(c.id, a.id)).toBe('refused')
    expect(bench.merge(a.id, c.id)).toBe('refused')
    bench.merge(a.id, b.id)
    expect(bench.merge(a.id, b.id)).toBe('refused')
  })
})

describe('a split', () => {
  test('leaves alerts to come with the rest', () => {
    using bench = openBench()
    const a = bench.alert(1)
    bench.alert(1, 4)
    const part = bench.split(a.id, [bench.alertIds[1]!])
    expect(bench.state.incident(part)).toMatchObject({
      severity: 'critical',
      alertCount: 1,
      title: 'Luật 4: 198.51.100.1',
    })
    expect(bench.state.incident(a.id)).toMatchObject({ severity: 'informational', alertCount: 1 })
    expect(bench.alert(1).id).toBe(a.id)
    const shown = (id: string) => shownRisk(bench.state.incident(id)!.risk, bench.now())
    expect(shown(part)).toBeGreaterThan(shown(a.id))
    checkWhole(bench)
  })

  test('of all alerts, or of none, is refused', () => {
    using bench = openBench()
    const a = bench.alert(1)
    expect(bench.split(a.id, bench.alertIds)).toBe('refused')
    bench.alert(1)
    expect(bench.split(a.id, [])).toBe('refused')
  })

  test('is not undone once the part was judged', () => {
    using bench = openBench()
    const a = bench.alert(1)
    bench.alert(1)
    const part = bench.split(a.id, [bench.alertIds[1]!])
    bench.change(part, { kind: 'gravity', value: 'serious', reason: 'x' })
    expect(bench.undo(part)).toContain('gravity was changed since')
  })
})

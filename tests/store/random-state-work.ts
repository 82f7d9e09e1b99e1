// Random work on a state store that touches every table: alerts, changes, merges, splits, undoing, people, sessions,
// settings, records and logs.

import * as fc from 'fast-check'
import { planMerge, planSplit } from '#/incidents/merge.ts'
import { isLastMove, planUndo } from '#/incidents/undo-move.ts'
import type { Incident } from '#/kernel/incident.ts'
import { append, put, remove, type Change, type Collection } from '#/store/records.ts'
import type { StateStore } from '#/store/state-store.ts'
import { inventedAlert, simpleFold } from './state-store-conformance.ts'

export interface StateWork {
  readonly kind: (typeof KINDS)[number]
  readonly a: number
  readonly b: number
}

const KINDS = [
  'alerts',
  'change',
  'create',
  'merge',
  'split',
  'undo',
  'user',
  'session',
  'logout',
  'setting',
  'record',
  'unrecord',
  'log',
] as const

export const stateWork: fc.Arbitrary<StateWork> = fc.record({
  kind: fc.constantFrom(...KINDS),
  a: fc.integer({ min: 0, max: 5 }),
  b: fc.integer({ min: 0, max: 5 }),
})

interface Thing {
  readonly value: number
  readonly words: readonly string[]
}
const THINGS: Collection<Thing> = {
  name: 'thing',
  keys: ({ value, words }) => ({ value: value || null, words }),
}

/** `turn` differs with every call on one store. Work that makes no sense in the present state does nothing. */
export async function doStateWork(store: StateStore, work: StateWork, turn: number): Promise<void> {
  const { kind, a, b } = work
  const now = 1_790_000_000_000 + turn * 1000
  const found = store.incidents({ limit: 50 }).incidents
  const incident = found[a]
  const act = { id: `move-${turn}`, by: 'an', now, reason: 'thử' }
  const party = (one: Incident) => ({ incident: one, risk: store.riskOf(one.id) })
  switch (kind) {
    case 'alerts': {
      const entity = { field: 'source.ip', value: `198.51.100.${a}` }
      const alerts = Array.from({ length: b + 1 }, (_, i) =>
        inventedAlert(`alert-${turn}-${i}`, { entity, at: now + i, family: `family-${b % 2}` }),
      )
      store.recordAlerts(alerts, (alert, ...rest) => ({
        ...simpleFold(alert, ...rest),
        risk: [
          { at: now, by: 'thapcanh', why: 'repeated', points: b, text: `dòng ${turn}`, alertId: alert.id },
        ],
        entities: [{ kind: 'ip', value: entity.value }],
      }))
      return
    }
    case 'change': {
      if (incident === undefined) return
      const entry = { at: now, by: 'an', kind: 'note', text: `ghi ${turn}` } as const
      const status = b === 0 ? 'closed' : 'open'
      store.changeIncident(
        { ...incident, status, owner: b > 2 ? 'an' : null, version: incident.version + 1 },
        incident.version,
        entry,
      )
      return
    }
    case 'create':
      if (incident !== undefined)
        store.createIncident(code => ({
          incident: { ...incident, id: `made-${turn}`, code, origin: 'person', version: 1 },
          seen: 0,
          entry: { at: now, by: 'an', kind: 'created', text: 'Mở' },
        }))
      return
    case 'merge': {
      const into = found[b]
      if (incident === undefined || into === undefined) return
      const plan = planMerge(party(incident), party(into), act)
      if (!('kind' in plan)) store.moveAlerts(() => plan)
      return
    }
    case 'split': {
      if (incident === undefined) return
      const chosen = store.alertsOf(incident.id, 1)
      const ids = chosen.map(({ id }) => id)
      const chosenShares = store.ruleShares(incident.id, { ids, not: false })
      const restShares = store.ruleShares(incident.id, { ids, not: true })
      const plan = planSplit(party(incident), { chosen, chosenShares, restShares }, `part-${turn}`, act)
      if (typeof plan === 'function') store.moveAlerts(plan)
      return
    }
    case 'undo': {
      const move = incident && store.movesOf(incident.id).find(one => one.undoneAt === null)
      if (move === undefined || !isLastMove(store, move)) return
      const plan = planUndo(store, move, act)
      if (plan.kind === 'plan') store.undoMove(move.number, now, plan.later, plan.writes)
      return
    }
    case 'user':
      store.putUser({
        name: `user-${a}`,
        displayName: `Người ${b}`,
        role: 'analyst',
        passwordHash: `h${turn}`,
        mustChangePassword: b > 2,
        disabled: false,
        createdAt: now,
        units: b > 3 ? ['so-y-te'] : null,
      })
      return
    case 'session':
      if (store.user(`user-${a}`) !== undefined)
        store.putSession({
          tokenHash: `token-${b}`,
          userName: `user-${a}`,
          createdAt: now,
          lastSeenAt: now,
          expiresAt: now + 10_000_000_000,
        })
      return
    case 'logout':
      if (b > 2) store.deleteSessionsOf(`user-${a}`)
      else store.deleteSession(`token-${a}`)
      return
    case 'setting':
      store.putSetting(`key-${a}`, `giá trị ${turn}`)
      return
    case 'record':
    case 'unrecord': {
      const id = `thing-${a}`
      const seen = (await store.records.get(THINGS, id))?.version ?? 0
      const thing: Thing = { value: b, words: ['x', 'y', 'z'].slice(b % 3) }
      const change: Change = kind === 'record' ? put(THINGS, id, thing, seen) : remove(THINGS, id, seen)
      if (kind === 'record' || seen > 0) await store.records.commit([change])
      return
    }
    case 'log': {
      const entries = Array.from({ length: b + 1 }, (_, i) => ({ turn, i }))
      await store.records.commit([append(`log-${a}`, entries, await store.records.lastNumber(`log-${a}`))])
      return
    }
    default:
      kind satisfies never
  }
}

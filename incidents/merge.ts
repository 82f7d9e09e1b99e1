// Merging and splitting: what both incidents look like afterwards, as a plan that the state store carries out.
// A merge moves all alerts of one incident into another and closes it as a duplicate; from then on alerts that
// would have come to it come to the other. A split moves chosen alerts out into a new incident. Undoing either:
// undo-move.ts.

import { mau05Of, titlesOf, union, type RuleShare } from '#/kernel/incident-alerts.ts'
import { UNJUDGED, type Gravity, type Incident, type RiskLine } from '#/kernel/incident.ts'
import { sumRisk } from '#/kernel/risk.ts'
import { maxSeverity, severityRank } from '#/kernel/severity.ts'
import type { KeptAlert, PlannedMove } from '#/store/state-store.ts'
import { entitiesOfAlert } from './entities.ts'
import type { Refusal } from './outcome.ts'

/** Who does it, when and why; `id` names the move. */
export interface MoveAct {
  readonly id: string
  readonly by: string
  readonly now: number
  readonly reason: string
}

export interface RefusedMove {
  readonly kind: 'refused'
  readonly code: Refusal
  readonly message: string
}

/** One of two incidents with its ledger. */
export interface Party {
  readonly incident: Incident
  readonly risk: readonly RiskLine[]
}

/** Moves all of `from` into `to`. */
export function planMerge(from: Party, to: Party, act: MoveAct): PlannedMove | RefusedMove {
  const source = from.incident
  const target = to.incident
  if (source.id === target.id) return refused('invalid', 'into: an incident cannot be merged into itself')
  if (source.mergedInto !== null) return refused('merged', 'The incident was merged already.')
  if (source.status === 'closed') return refused('closed', 'The incident is closed; reopen it first.')
  if (target.status === 'closed') return refused('closed', 'The incident to merge into is closed.')

  const { id, by, now, reason } = act
  const fromAfter = { ...emptied(from, target.id, by, now), version: source.version + 1 }
  const toAfter: Incident = {
    ...joined(target, source),
    risk: sumRisk([...to.risk, ...from.risk.filter(ofAlert)], now),
    updatedAt: now,
    version: target.version + 1,
  }
  const alerts = String(source.alertCount)
  return {
    move: {
      id,
      kind: 'merge',
      at: now,
      by,
      reason,
      from: source,
      to: target,
      toId: target.id,
      fromAfter,
      toAfter,
    },
    alertIds: null,
    writes: [
      {
        incident: fromAfter,
        seen: source.version,
        entry: {
          at: now,
          by,
          kind: 'merged',
          text: `Gộp vào sự cố ${target.code}: ${reason}`,
          reason,
          parts: { into: target.id, code: target.code, alerts },
        },
      },
      {
        incident: toAfter,
        seen: target.version,
        entry: {
          at: now,
          by,
          kind: 'merged',
          text: `Nhận ${alerts} cảnh báo của sự cố ${source.code}: ${reason}`,
          reason,
          parts: { from: source.id, code: source.code, alerts },
        },
      },
    ],
  }
}

export interface SplitParts {
  /** The alerts to move out, oldest first. */
  readonly chosen: readonly KeptAlert[]
  readonly chosenShares: readonly RuleShare[]
  readonly restShares: readonly RuleShare[]
}

/** Moves the chosen alerts into a new incident `newId`. */
export function planSplit(
  from: Party,
  { chosen, chosenShares, restShares }: SplitParts,
  newId: string,
  act: MoveAct,
): ((nextCode: () => string) => PlannedMove) | RefusedMove {
  const source = from.incident
  if (source.status === 'closed') return refused('closed', 'The incident is closed; reopen it first.')
  const first = chosen[0]
  if (first === undefined) return refused('invalid', 'alertIds: none of them is an alert of this incident')
  if (chosen.length >= source.alertCount)
    return refused('invalid', 'alertIds: something must be left of the incident')

  const { id, by, now, reason } = act
  const moved = new Set(chosen.map(alert => alert.id))
  const goes = (line: RiskLine): boolean => line.alertId !== undefined && moved.has(line.alertId)
  const rest = summed(restShares)
  const kept = rest.severity === source.severity ? {} : titlesOf({ rule: rest.worst, entity: source.entity })
  const { worst: _, ...restFields } = rest
  const { titleEnglish, ...others } = source
  const fromAfter: Incident = {
    ...others,
    ...(titleEnglish === undefined || 'title' in kept ? {} : { titleEnglish }),
    ...kept,
    ...restFields,
    risk: sumRisk(
      from.risk.filter(line => !goes(line)),
      now,
    ),
    updatedAt: now,
    version: source.version + 1,
  }
  const alerts = String(chosen.length)

  return nextCode => {
    const { worst, ...fields } = summed(chosenShares)
    const toAfter: Incident = {
      ...UNJUDGED,
      ...fields,
      ...titlesOf({ rule: worst, entity: first.entity }),
      id: newId,
      code: nextCode(),
      status: source.status,
      family: first.rule.family,
      systemId: first.systemId,
      entity: first.entity,
      createdAt: now,
      updatedAt: now,
      owner: source.owner,
      acknowledgedAt: source.acknowledgedAt,
      closedAt: null,
      disposition: null,
      mau05: mau05Of(fields.tags),
      origin: 'alerts',
      unitId: source.unitId,
      // The platform had found it when the first of these alerts was raised.
      detectedAt: Math.min(...chosen.map(({ raisedAt }) => raisedAt)),
      risk: sumRisk(from.risk.filter(goes), now),
      version: 1,
    }
    const entity = entitiesOfAlert({ entity: first.entity, event: {} })
    const entities = chosen.flatMap(alert => entitiesOfAlert({ ...alert, event: alert.event ?? {} }))
    return {
      move: {
        id,
        kind: 'split',
        at: now,
        by,
        reason,
        from: source,
        to: null,
        toId: newId,
        fromAfter,
        toAfter,
      },
      alertIds: [...moved],
      writes: [
        {
          incident: fromAfter,
          seen: source.version,
          entry: {
            at: now,
            by,
            kind: 'split',
            text: `Tách ${alerts} cảnh báo ra sự cố ${toAfter.code}: ${reason}`,
            reason,
            parts: { to: newId, code: toAfter.code, alerts },
          },
        },
        {
          incident: toAfter,
          seen: 0,
          entry: {
            at: now,
            by,
            kind: 'created',
            text: `Tách từ sự cố ${source.code} với ${alerts} cảnh báo: ${reason}`,
            reason,
            parts: { from: source.id, code: source.code, alerts },
          },
          entities: [...entity, ...entities].slice(0, MAX_ENTITIES),
        },
      ],
    }
  }
}

/** Entities that a new incident begins with; the store bounds what it gets later. */
const MAX_ENTITIES = 200

/** An incident whose alerts have all gone to another: closed, and pointing there. */
export function emptied({ incident, risk }: Party, into: string, by: string, now: number): Incident {
  return {
    ...incident,
    status: 'closed',
    owner: incident.owner ?? by,
    acknowledgedAt: incident.acknowledgedAt ?? now,
    closedAt: now,
    disposition: 'duplicate',
    mergedInto: into,
    alertCount: 0,
    risk: sumRisk(
      risk.filter(line => !ofAlert(line)),
      now,
    ),
    updatedAt: now,
  }
}

export function ofAlert(line: RiskLine): boolean {
  return line.alertId !== undefined
}

function joined(target: Incident, source: Incident): Incident {
  const hasAlerts = source.alertCount > 0
  const had = target.alertCount > 0
  return {
    ...target,
    severity: maxSeverity(target.severity, source.severity),
    ruleIds: union(target.ruleIds, source.ruleIds),
    tags: union(target.tags, source.tags),
    cites: union(target.cites, source.cites),
    alertCount: target.alertCount + source.alertCount,
    firstSeen:
      hasAlerts && had
        ? Math.min(target.firstSeen, source.firstSeen)
        : hasAlerts
          ? source.firstSeen
          : target.firstSeen,
    lastSeen:
      hasAlerts && had
        ? Math.max(target.lastSeen, source.lastSeen)
        : hasAlerts
          ? source.lastSeen
          : target.lastSeen,
    // The clocks of the law run from the first moment at which either was found.
    detectedAt: Math.min(target.detectedAt, source.detectedAt),
    mau05: target.mau05 ?? source.mau05,
    affects: [...target.affects, ...source.affects.filter(each => !target.affects.includes(each))],
    facts: { ...source.facts, ...target.facts },
    gravity: graver(target.gravity, source.gravity),
    description: target.description === '' ? source.description : target.description,
  }
}

function graver(a: Gravity | null, b: Gravity | null): Gravity | null {
  return a === null || (b?.value === 'serious' && a.value !== 'serious') ? b : a
}

/** What alerts decide, from the rules and their numbers. */
function summed(shares: readonly RuleShare[]) {
  const worst = shares.reduce((a, b) => (severityRank(b.rule.level) > severityRank(a.rule.level) ? b : a))
  const each = <T>(of: (share: RuleShare) => readonly T[]): readonly T[] => [...new Set(shares.flatMap(of))]
  return {
    worst: worst.rule,
    severity: worst.rule.level,
    ruleIds: each(({ rule }) => [rule.id]),
    tags: each(({ rule }) => rule.tags),
    cites: each(({ rule }) => rule.cites),
    alertCount: shares.reduce((sum, { count }) => sum + count, 0),
    firstSeen: Math.min(...shares.map(({ firstSeen }) => firstSeen)),
    lastSeen: Math.max(...shares.map(({ lastSeen }) => lastSeen)),
  }
}

function refused(code: Refusal, message: string): RefusedMove {
  return { kind: 'refused', code, message }
}

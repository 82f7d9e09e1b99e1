// The weekly report of Circular 31/2017 art. 5.3.d: its five items, from the alerts of the week.

import type { Incident } from '#/kernel/incident.ts'
import type { RegisteredSystem } from '#/kernel/monitored-system.ts'
import type { Answers } from '../document.ts'
import { WEEKLY } from '../forms/monitoring.ts'
import type { KeptAlert } from '#/store/state-store.ts'
import type { Period } from '../period.ts'
import { shortMomentOf } from '../vietnamese-time.ts'
import { periodQuery, type Answering, type Figures } from './figures.ts'
import { fromTo, number } from './monitoring.ts'
import { isCounted, kindOf } from './words.ts'

interface Attack {
  readonly incident: Incident
  readonly system: RegisteredSystem | undefined
  /** Those of the period. */
  readonly alerts: readonly KeptAlert[]
}

/** Rows of one table at most; what is beyond is said in a last row. */
const MAX_ROWS = 1000
const SHOWN_EVENTS = 3

export async function fillWeekly(period: Period, figures: Figures, answer: Answering): Promise<Answers> {
  const systems = new Map((await figures.systems()).map(system => [system.id, system]))
  const attacks: Attack[] = figures
    .activeIn(period)
    .filter(isCounted)
    .map(incident => ({
      incident,
      system: systems.get(incident.systemId ?? ''),
      alerts: figures.alertsOf(incident.id).filter(({ at }) => at >= period.fromMs && at < period.toMs),
    }))
  const found = `alerts ${periodQuery(period).replace('detected', 'at')}`
  const count = attacks.reduce((sum, { alerts }) => sum + alerts.length, 0)
  const changes = await figures.changes(period)
  const table = (rows: readonly Row[], query: string): Answers[string] => {
    const shown = capped(rows)
    return answer.rows(
      shown.map(({ cells }) => cells),
      query,
      count,
      shown.map(row => ({ query: `${query} ${row.query}`, count: row.count })),
    )
  }
  return {
    [WEEKLY.period]: answer.text(fromTo(period), periodQuery(period)),
    [WEEKLY.objects]: table(attackedObjects(attacks), found),
    [WEEKLY.techniques]: table(techniques(attacks), found),
    [WEEKLY.attackers]: table(attackers(attacks), found),
    [WEEKLY.changes]: answer.rows(
      changes.map(({ at, by, what }) => [shortMomentOf(at), by, what]),
      `audit ${periodQuery(period).replace('detected', 'at')}`,
    ),
  }
}

interface Row {
  readonly cells: readonly (string | null)[]
  readonly query: string
  readonly count: number
}

function capped(rows: readonly Row[]): readonly Row[] {
  if (rows.length <= MAX_ROWS) return rows
  const cells = [`… và ${number(rows.length - MAX_ROWS)} dòng nữa`]
  return [...rows.slice(0, MAX_ROWS), { cells, query: '', count: rows.length - MAX_ROWS }]
}

interface Group<T> {
  readonly key: string
  readonly first: T
  alerts: number
  from: number
  to: number
  readonly codes: Set<string>
  readonly events: string[]
}

/** Groups that had the most alerts first. */
function grouped<T>(
  attacks: readonly Attack[],
  pick: (attack: Attack, alert: KeptAlert) => { readonly key: string; readonly value: T } | undefined,
): readonly Group<T>[] {
  const groups = new Map<string, Group<T>>()
  for (const attack of attacks)
    for (const alert of attack.alerts) {
      const picked = pick(attack, alert)
      if (picked === undefined) continue
      let group = groups.get(picked.key)
      if (group === undefined) {
        group = {
          key: picked.key,
          first: picked.value,
          alerts: 0,
          from: alert.at,
          to: alert.at,
          codes: new Set(),
          events: [],
        }
        groups.set(picked.key, group)
      }
      group.alerts++
      group.from = Math.min(group.from, alert.at)
      group.to = Math.max(group.to, alert.at)
      group.codes.add(attack.incident.code)
      if (group.events.length < SHOWN_EVENTS) group.events.push(...alert.eventIds.slice(0, 1))
    }
  return [...groups.values()].sort((a, b) => b.alerts - a.alerts || (a.key < b.key ? -1 : 1))
}

function span({ from, to }: { readonly from: number; readonly to: number }): string {
  return from === to ? shortMomentOf(from) : `${shortMomentOf(from)} – ${shortMomentOf(to)}`
}

function fieldOf({ event }: KeptAlert, name: string): string {
  // Of many alerts, not every event is kept beside it.
  const value = event?.[name]
  const first: unknown = Array.isArray(value) ? value[0] : value
  return typeof first === 'string' ? first : ''
}

function attackedObjects(attacks: readonly Attack[]): readonly Row[] {
  const rows = grouped(attacks, ({ system, incident }, alert) => {
    const address = fieldOf(alert, 'destination.ip') || fieldOf(alert, 'host.ip')
    return { key: `${address}|${incident.systemId ?? ''}`, value: { address, system } }
  }).map(group => {
    const { address, system } = group.first
    return {
      cells: [address === '' ? addressesOf(system) : address, serviceOf(system), span(group)],
      query: `destination.ip:${address === '' ? '-' : address} system:${system?.id ?? '-'}`,
      count: group.alerts,
    }
  })
  // Opened by a person: no alert says where.
  const told = attacks
    .filter(({ alerts, incident }) => alerts.length === 0 && incident.alertCount === 0)
    .map(({ incident, system }) => ({
      cells: [addressesOf(system), serviceOf(system), shortMomentOf(incident.detectedAt)],
      query: `incident:${incident.code}`,
      count: 1,
    }))
  return [...rows, ...told]
}

function addressesOf(system: RegisteredSystem | undefined): string | null {
  if (system === undefined || system.addresses.length === 0) return null
  return system.addresses.join(', ')
}

function serviceOf(system: RegisteredSystem | undefined): string | null {
  if (system === undefined) return null
  return system.services.length === 0 ? system.name : `${system.name} (${system.services.join(', ')})`
}

function techniques(attacks: readonly Attack[]): readonly Row[] {
  const rows = grouped(attacks, (_, { rule }) => ({ key: rule.id, value: rule })).map(group => {
    const ids = group.first.tags
      .filter(tag => /^attack\.t\d/.test(tag))
      .map(tag => tag.slice('attack.'.length).toUpperCase())
    return {
      cells: [
        ids.length === 0 ? group.first.title : `${group.first.title} (${ids.join(', ')})`,
        number(group.alerts),
        `Sự cố ${listed([...group.codes])}; sự kiện ${group.events.join(', ')}`,
      ],
      query: `rule:${group.key}`,
      count: group.alerts,
    }
  })
  const told = attacks
    .filter(({ alerts, incident }) => alerts.length === 0 && incident.alertCount === 0)
    .map(({ incident }) => ({
      cells: [kindOf(incident) || incident.title, '0', `Sự cố ${incident.code}: ${incident.title}`],
      query: `incident:${incident.code}`,
      count: 1,
    }))
  return [...rows, ...told]
}

/** Who attacked, as far as the logs name somebody: an address, or the account that was used. */
function attackers(attacks: readonly Attack[]): readonly Row[] {
  return grouped(attacks, (_, alert) => {
    const address = fieldOf(alert, 'source.ip')
    if (address !== '') return { key: address, value: address }
    const { field, value } = alert.entity
    if (field.startsWith('source.')) return { key: value, value }
    return field.startsWith('user.') ? { key: `${field}:${value}`, value: `Tài khoản ${value}` } : undefined
  }).map(group => ({
    cells: [group.first, number(group.alerts), span(group), listed([...group.codes])],
    query: `source:${group.key}`,
    count: group.alerts,
  }))
}

function listed(codes: readonly string[]): string {
  return codes.length <= 5 ? codes.join(', ') : `${codes.slice(0, 5).join(', ')} … (${codes.length})`
}

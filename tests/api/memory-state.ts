// A state store in memory, for tests of the API: the contract of store/state-store.ts without the disk.

import { SEVERITIES, severityRank } from '#/kernel/severity.ts'
import type { Alert } from '#/kernel/alert.ts'
import { INCIDENT_STATUSES, type Incident, type TimelineEntry } from '#/kernel/incident.ts'
import type { IncidentFilter, Session, StateStore, User } from '#/store/state-store.ts'

export interface MemoryState extends StateStore {
  /** Puts an incident in as it is, with its history and alerts. */
  plant(incident: Incident, timeline?: readonly TimelineEntry[], alerts?: readonly Alert[]): void
  readonly sessions: ReadonlyMap<string, Session>
}

export function createMemoryState(): MemoryState {
  const incidents = new Map<string, Incident>()
  const timelines = new Map<string, TimelineEntry[]>()
  const alerts = new Map<string, Alert[]>()
  const users = new Map<string, User>()
  const sessions = new Map<string, Session>()
  const settings = new Map<string, string>()

  const fits = (incident: Incident, filter: IncidentFilter): boolean =>
    (filter.status ?? INCIDENT_STATUSES).includes(incident.status) &&
    (filter.severity ?? SEVERITIES).includes(incident.severity) &&
    (filter.owner === undefined || filter.owner === incident.owner) &&
    (filter.systemId === undefined || filter.systemId === incident.systemId) &&
    `${incident.title} ${incident.entity.value} ${incident.systemId} ${incident.code}`
      .toLowerCase()
      .includes((filter.text ?? '').toLowerCase())

  return {
    sessions,
    plant(incident, timeline = [], ofIncident = []) {
      incidents.set(incident.id, incident)
      timelines.set(incident.id, [...timeline])
      alerts.set(incident.id, [...ofIncident])
    },
    recordAlerts() {
      throw new Error('the API records no alerts')
    },
    incidents(filter) {
      const found = [...incidents.values()]
        .filter(incident => fits(incident, filter))
        .sort((a, b) => severityRank(b.severity) - severityRank(a.severity) || b.lastSeen - a.lastSeen)
      const start = filter.after === undefined ? 0 : Number(filter.after)
      const page = found.slice(start, start + filter.limit)
      const end = start + page.length
      return { incidents: page, next: end < found.length ? String(end) : null, total: found.length }
    },
    incident: id => incidents.get(id),
    timeline: id => timelines.get(id) ?? [],
    alertsOf: (id, limit) => (alerts.get(id) ?? []).slice(0, limit),
    changeIncident(next, seen, entry) {
      if (incidents.get(next.id)?.version !== seen) return 'conflict'
      incidents.set(next.id, next)
      timelines.get(next.id)?.push(entry)
      return 'done'
    },
    counts() {
      const count = (status: string) => [...incidents.values()].filter(one => one.status === status).length
      const byStatus = { new: count('new'), open: count('open'), closed: count('closed') }
      const unassigned = [...incidents.values()].filter(one => one.status !== 'closed' && one.owner === null)
      return { byStatus, unassigned: unassigned.length }
    },
    users: () => [...users.values()],
    user: name => users.get(name),
    putUser: user => void users.set(user.name, user),
    session: hash => sessions.get(hash),
    putSession: session => void sessions.set(session.tokenHash, session),
    deleteSession: hash => void sessions.delete(hash),
    deleteSessionsOf(name) {
      for (const [hash, session] of sessions) if (session.userName === name) sessions.delete(hash)
    },
    setting: key => settings.get(key),
    putSetting: (key, value) => void settings.set(key, value),
    [Symbol.dispose]: () => undefined,
  }
}

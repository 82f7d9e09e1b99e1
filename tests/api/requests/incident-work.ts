// Requests of the work on incidents for the role matrix.

import { CREATED, INCIDENT, START_MS } from '../invented-incident.ts'
import type { City, Person } from '../invented-platform.ts'
import { plantIncident } from '../plant-incident.ts'

const NEW = { path: { id: 'i-new' } }
const REASON = { version: 1, reason: 'Cùng một đợt tấn công' }
const ONE = { chosen: { ids: ['i-new'] } }

const post = async (city: City, person: Person, url: string, payload: object) =>
  (await city.as(person, { method: 'POST', url, payload })).json()

/** An incident with two alerts, one of which can be split off. */
function plantTwo(city: City): void {
  const two = { ...INCIDENT, id: 'i-two', code: '2026-0009', alertCount: 2, version: 2 }
  plantIncident(city.state, two, [CREATED, { ...CREATED, kind: 'alert' }])
}

export const incidentWorkRequests = {
  getSimilar: NEW,
  getRisk: NEW,
  adjustRisk: { ...NEW, payload: { ...REASON, points: 20 } },
  listIncidentAlerts: { ...NEW, query: { limit: '10' } },
  getAlertEvent: { path: { id: 'i-new', alert: 'i-new-0' } },
  listMoves: NEW,
  mergeIncident: { ...NEW, payload: { ...REASON, into: 'i-open', intoVersion: 1 } },
  unmergeIncident: {
    path: async (city: City) => {
      const into = { ...REASON, into: 'i-open', intoVersion: 1 }
      await post(city, 'lead', '/api/incidents/i-new/merge', into)
      return { id: 'i-new' }
    },
    payload: { version: 2, reason: 'Nhầm' },
  },
  splitIncident: {
    path: async (city: City) => {
      plantTwo(city)
      return { id: 'i-two' }
    },
    payload: { ...REASON, version: 2, alertIds: ['i-two-0'] },
  },
  unsplitIncident: {
    path: async (city: City) => {
      plantTwo(city)
      const split = { ...REASON, version: 2, alertIds: ['i-two-0'] }
      const { target } = await post(city, 'lead', '/api/incidents/i-two/split', split)
      return { id: target.id as string }
    },
    payload: { version: 1, reason: 'Nhầm' },
  },
  classifyIncident: { ...NEW, payload: { version: 1, mau05: 4, affects: ['integrity'], description: 'x' } },
  setHandling: {
    ...NEW,
    payload: {
      version: 1,
      handling: {
        self: true,
        domesticHelpers: ['Trung tâm ứng cứu'],
        foreignHelpers: [],
        coordinatorAsked: false,
        damage: '',
      },
    },
  },
  setGravity: { ...NEW, payload: { ...REASON, value: 'serious' } },
  setFact: { path: { id: 'i-new', fact: 'beyond-capacity' }, payload: REASON },
  withdrawFact: { path: { id: 'i-new', fact: 'complex' }, payload: REASON },
  setMilestone: { path: { id: 'i-new', milestone: 'contained' }, payload: { version: 1, at: START_MS } },
  setUnit: { ...NEW, payload: { ...REASON, unitId: 'so-y-te' } },
  createIncident: {
    payload: {
      title: 'Trạm y tế báo máy bị mã hóa',
      description: 'Gọi điện lúc 9 giờ',
      severity: 'high',
      systemId: 'dvc',
      entity: { field: 'host.name', value: 'tram-01' },
      detectedAt: INCIDENT.detectedAt,
      mau05: 6,
      affects: ['availability'],
    },
  },
  bulkWork: { payload: { chosen: { filter: { status: 'new,open' } }, action: { kind: 'take' } } },
  bulkAssign: { payload: { ...ONE, owner: 'analyst' } },
  undoBulk: {
    path: async (city: City, who: string | undefined) => {
      if (who !== 'analyst' && who !== 'lead' && who !== 'admin') return { token: 'x' }
      const { undo } = await post(city, who, '/api/incident-bulk/work', { ...ONE, action: { kind: 'take' } })
      return { token: undo as string }
    },
  },
  incidentTimes: { query: { from: String(START_MS - 86_400_000), to: String(START_MS), period: 'day' } },
} as const

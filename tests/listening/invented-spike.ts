// An invented spike, and what stands around it: a system of a ward, incidents about it.

import type { Spike } from '#/crawler/spikes/spike.ts'
import type { SpikeRecord } from '#/crawler/spikes/spike-records.ts'
import type { Incident } from '#/kernel/incident.ts'
import type { RegisteredSystem, Unit } from '#/kernel/monitored-system.ts'
import type { LinkSurroundings } from '#/listening/link-incidents.ts'
import { INCIDENT, START_MS } from '../api/invented-incident.ts'

export const HOUR_MS = 3_600_000

export function inventedSpike(more: Partial<Spike> = {}): Spike {
  return {
    id: 'flood.00101.1',
    topic: 'flood',
    place: '00101',
    measure: 'mentions',
    state: 'open',
    from: START_MS - 6 * HOUR_MS,
    last: START_MS,
    openedAt: START_MS - HOUR_MS,
    closedAt: null,
    windowHours: 6,
    observed: 12,
    expected: 1.5,
    p: 1e-6,
    total: 12,
    mentions: 12,
    negative: 9,
    chart: [],
    calmSince: null,
    ...more,
  }
}

export function inventedRecord(spike: Spike, more: Partial<SpikeRecord> = {}): SpikeRecord {
  return {
    spike,
    crisis: { level: 2, reasons: [] },
    placeName: 'Phường Hoa Lư',
    storyIds: [],
    work: 'new',
    cause: '',
    answer: '',
    changedBy: null,
    changedAt: null,
    incidentId: null,
    ...more,
  }
}

const SYSTEMS = new Map(
  [
    { id: 'dvc', name: 'Cổng dịch vụ công', unitId: 'so-tttt' },
    { id: 'camera-hoa-lu', name: 'Camera phường Hoa Lư', unitId: 'hoa-lu' },
  ].map(system => [system.id, system as RegisteredSystem]),
)
const UNITS = new Map<string, Unit>([
  ['so-tttt', { id: 'so-tttt', name: 'Sở Thông tin', kind: 'department', parentId: null }],
  ['hoa-lu', { id: 'hoa-lu', name: 'UBND Phường Hoa Lư', kind: 'ward', parentId: null }],
])
export const AROUND: LinkSurroundings = { system: id => SYSTEMS.get(id), unit: id => UNITS.get(id) }

/** About `dvc`, when the spike was. */
export function inventedIncident(more: Partial<Incident> = {}): Incident {
  return { ...INCIDENT, systemId: 'dvc', firstSeen: START_MS - HOUR_MS, lastSeen: START_MS, ...more }
}

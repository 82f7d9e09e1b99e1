// Incidents and deeds for tests of the law; times are written as people in Vietnam write them.

import { UNJUDGED, type Incident } from '#/kernel/incident.ts'
import type { ClockDeed } from '#/regulation/clock-deeds.ts'
import { clocksOf, type ClockView } from '#/regulation/clock.ts'
import { loadLawProfile } from '#/regulation/load-profile.ts'
import type { LawProfile } from '#/regulation/profile-schema.ts'
import { INCIDENT } from '../api/invented-incident.ts'

/** `2026-11-22 09:30` in Vietnam, as ms UTC. */
export function vn(text: string): number {
  const [day, time = '00:00'] = text.split(' ')
  const seconds = time.split(':').length === 2 ? `${time}:00` : time
  return Date.parse(`${day}T${seconds}+07:00`)
}

/** The other way round, to the minute. */
export function vnText(ms: number | null): string | null {
  return ms === null ? null : new Date(ms + 7 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
}

const loaded = new Map<string, LawProfile>()

/** Read once for each test file, and frozen: no test can change it for the next. */
export function profileNamed(name: string): LawProfile {
  const known = loaded.get(name)
  if (known !== undefined) return known
  const { profile, problems } = loadLawProfile(name)
  if (profile === undefined) throw new Error(JSON.stringify(problems))
  loaded.set(name, frozen(profile))
  return profile
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) frozen(part)
  return Object.freeze(value)
}

export function incidentAt(detected: string, fields: Partial<Incident> = {}): Incident {
  const at = vn(detected)
  return { ...INCIDENT, ...UNJUDGED, createdAt: at, detectedAt: at, firstSeen: at, ...fields }
}

export const said = (at: string) => ({ at: vn(at), by: 'lead', reason: 'Đã xác minh' })

let number = 0
export function deed(
  clock: string,
  kind: ClockDeed['kind'],
  at: string,
  fields: Partial<ClockDeed> = {},
): ClockDeed {
  const ms = vn(at)
  const none = { occurrence: null, article: null, documentId: null, about: null }
  const id = `deed-${String(++number).padStart(4, '0')}`
  return {
    id,
    incidentId: 'i-new',
    clock,
    kind,
    at: ms,
    recordedAt: ms,
    by: 'lead',
    reason: 'Vì vậy',
    ...none,
    ...fields,
  }
}

/** One clock of an incident at a time. */
export function clockAt(
  profile: LawProfile,
  id: string,
  incident: Incident,
  now: string,
  deeds: readonly ClockDeed[] = [],
): ClockView {
  const view = clocksOf(profile, { incident, deeds }, vn(now)).find(({ clock }) => clock.id === id)
  if (view === undefined) throw new Error(`no clock ${id}`)
  return view
}

/** The profile with one clock changed: what a city or a later law may say. */
export function withClock(
  profile: LawProfile,
  id: string,
  changes: Partial<LawProfile['clocks'][number]>,
): LawProfile {
  return {
    ...profile,
    clocks: profile.clocks.map(clock => (clock.id === id ? { ...clock, ...changes } : clock)),
  }
}

const WORDS = { vi: 'Chờ trả lời', en: 'Waiting for an answer' }
export const PAUSE: LawProfile['clocks'][number]['pauses'] = [
  { id: 'cho-tra-loi', title: WORDS, cites: [{ article: 'Quy chế', mark: 'unverified' }] },
]

// An attack and what people say of it belong on one timeline: a spike and an incident about the same system, or
// about the place whose unit runs the system, within three days of each other. Each gets a line that names the
// other, once, however often they are looked at.

import type { Topic } from '#/kernel/mention.ts'
import type { Incident, TimelineEntry } from '#/kernel/incident.ts'
import type { RegisteredSystem, Unit } from '#/kernel/monitored-system.ts'
import { TOPIC_WORDS } from '#/reports/fill/media-words.ts'
import type { History } from '#/response/history.ts'
import type { StateStore } from '#/store/state-store.ts'
import { SPIKE_FAMILY } from './spike-alert.ts'

/** A spike as far as linking goes. */
export interface LinkableSpike {
  readonly id: string
  readonly topic: Topic
  readonly placeName: string | null
  /** Monitored systems that its mentions name. */
  readonly systemIds: readonly string[]
  readonly from: number
  readonly last: number
  /** The incident that the spike itself raised. */
  readonly incidentId: string | null
}

export interface LinkSurroundings {
  readonly system: (id: string) => RegisteredSystem | undefined
  readonly unit: (id: string) => Unit | undefined
}

/** A spike and an incident so far apart have nothing to do with each other. */
export const AROUND_MS = 72 * 3_600_000

/** Why they belong together, in Vietnamese; undefined when they do not. Pure. */
export function reasonToLink(
  spike: LinkableSpike,
  incident: Incident,
  { system, unit }: LinkSurroundings,
): string | undefined {
  const { systemId, family, firstSeen, lastSeen, mergedInto } = incident
  if (family === SPIKE_FAMILY || mergedInto !== null || systemId === null) return undefined
  if (firstSeen > spike.last + AROUND_MS || lastSeen < spike.from - AROUND_MS) return undefined
  const registered = system(systemId)
  if (spike.systemIds.includes(systemId)) return `cùng hệ thống ${registered?.name ?? systemId}`
  const unitId = registered?.unitId ?? null
  const owner = unitId === null ? undefined : unit(unitId)
  const isSamePlace =
    owner?.kind === 'ward' && spike.placeName !== null && placeKey(owner.name) === placeKey(spike.placeName)
  return isSamePlace ? `cùng nơi ${spike.placeName}` : undefined
}

/** `UBND Phường Hòa Bình` and `phường Hoà Bình` are one place. */
function placeKey(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replaceAll('đ', 'd')
    .replace(/^(?:uy ban nhan dan|ubnd)\s+/, '')
    .trim()
}

/** Writes the lines of a pair into both histories; a pair that has them is passed over. */
export function writeLink(
  spike: LinkableSpike,
  incident: Incident,
  why: string,
  at: number,
  state: Pick<StateStore, 'incident' | 'timeline'>,
  history: History,
): void {
  const about = `${TOPIC_WORDS[spike.topic]}${spike.placeName === null ? '' : `, ${spike.placeName}`}`
  const own = spike.incidentId === null ? undefined : state.incident(spike.incidentId)
  write(incident.id, {
    text: `Dư luận tăng đột biến về ${about} (${why})${own === undefined ? '' : `: sự cố ${own.code}`}`,
    parts: { link: `spike ${spike.id}`, about, why, ...(own === undefined ? {} : codeParts(own)) },
  })
  if (own !== undefined)
    write(own.id, {
      text: `Có sự cố ${incident.code} “${incident.title}” (${why})`,
      parts: { link: `incident ${incident.id}`, about: incident.title, why, ...codeParts(incident) },
    })

  function write(id: string, entry: Pick<TimelineEntry, 'text'> & { parts: Record<string, string> }): void {
    const isThere = state
      .timeline(id)
      .some(({ kind, parts }) => kind === 'media' && parts?.['link'] === entry.parts['link'])
    if (!isThere) history.write(id, { at, by: 'thapcanh', kind: 'media', ...entry })
  }
}

function codeParts({ id, code }: Incident): Record<string, string> {
  return { incidentId: id, code }
}

// People hear of a new incident, of one that became worse, and of one that was given to them, with the log line
// that caused it. A notice's id is made of what it is about, so that telling twice is telling once.

import { textOf } from '#/kernel/event.ts'
import type { Incident } from '#/kernel/incident.ts'
import type { NoticeKind } from '#/notices/notice.ts'
import type { Notices } from '#/notices/notices.ts'
import type { EventStore } from '#/store/event-store.ts'
import type { KeptAlert, StateStore } from '#/store/state-store.ts'

export interface TellOfIncident {
  /** Tells what is new since it was last heard of. */
  heard(incident: Incident): Promise<void>
  /** Takes note of it as it is; nobody is told. */
  known(incident: Incident): void
}

interface Known {
  readonly severity: Incident['severity']
  readonly owner: string | null
  readonly gravity: string | null
}

const MAX_KNOWN = 50_000

export function createTellOfIncident(
  state: Pick<StateStore, 'alertsOf'>,
  notices: Pick<Notices, 'notify' | 'acknowledge'>,
  systemName: (id: string | null) => string,
  events: Pick<EventStore, 'get'>,
): TellOfIncident {
  const known = new Map<string, Known>()

  /** The raw line of an alert; of a flood's later alerts only the event store has it. */
  async function lineOf({ event, eventIds: [id] }: KeptAlert): Promise<string | undefined> {
    const whole = event ?? (id === undefined ? undefined : (await events.get(id))?.event)
    return whole === undefined ? undefined : textOf(whole, 'event.original')
  }

  async function tell(
    kind: NoticeKind,
    about: string,
    incident: Incident,
    audience: readonly string[] = [],
  ): Promise<void> {
    const [alert] = state.alertsOf(incident.id, 1)
    const line = alert === undefined ? undefined : await lineOf(alert)
    const system = systemName(incident.systemId)
    const place = system === '' ? '' : ` · ${system}`
    await notices.notify({
      id: `${kind}:${incident.id}:${about}`,
      kind,
      severity: incident.severity,
      incidentId: incident.id,
      unitId: incident.unitId,
      title: `${incident.code} ${incident.title}`,
      ...(incident.titleEnglish === undefined
        ? {}
        : { titleEnglish: `${incident.code} ${incident.titleEnglish}` }),
      text: `${TEXTS[kind as keyof typeof TEXTS].vi}${place}. ${incident.alertCount} cảnh báo; ${incident.entity.field} ${incident.entity.value}.`,
      textEnglish: `${TEXTS[kind as keyof typeof TEXTS].en}${place}. ${incident.alertCount} alerts; ${incident.entity.field} ${incident.entity.value}.`,
      ...(line === undefined ? {} : { line }),
      link: `/incidents/${encodeURIComponent(incident.id)}`,
      at: incident.updatedAt,
      ...(audience.length === 0 ? {} : { audience: { users: audience } }),
    })
  }

  function note(incident: Incident): Known {
    const { severity, owner, gravity } = incident
    const now: Known = { severity, owner, gravity: gravity?.value ?? null }
    if (known.size >= MAX_KNOWN) known.clear()
    known.set(incident.id, now)
    return now
  }

  async function heard(incident: Incident): Promise<void> {
    const before = known.get(incident.id)
    const now = note(incident)
    if (incident.status === 'closed') {
      if (before !== undefined) await notices.acknowledge(incident.id, incident.owner ?? 'thapcanh')
      return
    }
    if (before === undefined) {
      if (incident.status === 'new') await tell('incident.new', 'first', incident)
    } else if (before.severity !== now.severity) await tell('incident.severity', now.severity, incident)
    if (now.owner !== null && before?.owner !== now.owner) {
      await notices.acknowledge(incident.id, now.owner)
      if (before !== undefined) await tell('incident.assigned', now.owner, incident, [now.owner])
    }
    if (now.gravity === 'serious' && before?.gravity !== 'serious')
      await tell('incident.serious', String(incident.gravity?.at ?? 0), incident)
  }

  return { heard, known: incident => void note(incident) }
}

const TEXTS = {
  'incident.new': { vi: 'Sự cố mới', en: 'New incident' },
  'incident.severity': { vi: 'Sự cố nặng thêm', en: 'Incident has become worse' },
  'incident.assigned': { vi: 'Sự cố được giao cho bạn', en: 'Incident assigned to you' },
  'incident.serious': { vi: 'Sự cố nghiêm trọng', en: 'Serious incident' },
} as const

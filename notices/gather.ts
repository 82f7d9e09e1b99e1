// What becomes of a notice for one address: sent at once, put with others that wait, or the first of those.
// Pure. After a message, further notices of its kind are gathered until the window ends and go out as one; a
// notice more severe than what the window has sent does not wait. So an address gets at most one message a
// window and kind, and one more for each rise in severity, however many notices there are.

import { LIMITS } from '#/kernel/limits.ts'
import { maxSeverity, severityRank } from '#/kernel/severity.ts'
import type { CarriedNotice, Delivery, Window } from './delivery.ts'
import type { Target } from './routing.ts'

export interface Gathered {
  readonly delivery: Delivery
  readonly window: Window
}

export interface Situation {
  readonly target: Target
  readonly window: Window | undefined
  /** The delivery that the window's `gathering` names, while it gathers. */
  readonly gathering: Delivery | undefined
  /** End of quiet hours that the notice keeps. */
  readonly quietUntil: number | null
  readonly now: number
  /** For a delivery that begins. */
  readonly newId: () => string
}

export function gather(notice: CarriedNotice, situation: Situation): Gathered {
  const { window, gathering, quietUntil, now } = situation
  const inWindow =
    window !== undefined &&
    now < window.until &&
    severityRank(notice.severity) <= severityRank(window.severity)
  const waits = quietUntil !== null || inWindow
  if (gathering !== undefined && waits) {
    const held = gathering.held || quietUntil !== null
    const dueAt = Math.max(gathering.dueAt, quietUntil ?? 0)
    return { delivery: { ...withNotice(gathering, notice), held, dueAt }, window: window! }
  }
  if (!waits) {
    const delivery = begun(notice, situation, { state: 'waiting', held: false, dueAt: now })
    return { delivery, window: opened(delivery, now, gathering?.id ?? null) }
  }
  const dueAt = Math.max(quietUntil ?? 0, inWindow ? window.until : 0)
  const delivery = begun(notice, situation, { state: 'gathering', held: quietUntil !== null, dueAt })
  const before = window ?? { until: now, severity: notice.severity }
  return { delivery, window: { ...before, gathering: delivery.id } }
}

/** The window that a message opens when it is sent. */
export function opened(delivery: Delivery, now: number, gathering: string | null): Window {
  return { until: now + delivery.groupMs, severity: delivery.severity, gathering }
}

function begun(
  notice: CarriedNotice,
  { target, now, newId }: Situation,
  when: Pick<Delivery, 'state' | 'held' | 'dueAt'>,
): Delivery {
  return {
    id: newId(),
    channel: target.channel,
    address: target.address,
    recipient: target.recipient.id,
    language: target.recipient.language,
    route: target.route.name,
    groupMs: target.route.groupMinutes * 60_000,
    kind: notice.kind,
    severity: notice.severity,
    ...when,
    count: 1,
    notices: [notice],
    incidentIds: notice.incidentId === undefined ? [] : [notice.incidentId],
    moreIncidents: false,
    createdAt: now,
    attempts: 0,
    error: null,
    endedAt: null,
  }
}

function withNotice(delivery: Delivery, notice: CarriedNotice): Delivery {
  const ids = new Set([
    ...delivery.incidentIds,
    ...(notice.incidentId === undefined ? [] : [notice.incidentId]),
  ])
  const tooMany = ids.size > LIMITS.maxIncidentsInMessage
  return {
    ...delivery,
    severity: maxSeverity(delivery.severity, notice.severity),
    count: delivery.count + 1,
    notices: mostSevere([...delivery.notices, notice]),
    incidentIds: tooMany ? delivery.incidentIds : [...ids],
    moreIncidents: delivery.moreIncidents || tooMany,
  }
}

/** The most severe first, among equals the earliest. */
function mostSevere(notices: readonly CarriedNotice[]): readonly CarriedNotice[] {
  return notices
    .toSorted((a, b) => severityRank(b.severity) - severityRank(a.severity))
    .slice(0, LIMITS.maxNoticesInMessage)
}

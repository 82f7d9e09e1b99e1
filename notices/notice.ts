// A notice: something that a person should hear of now, wherever they are. The parts of the platform make
// notices; who gets them, when and by which channel is the business of the configuration and of notices/.

import type { Severity } from '#/kernel/severity.ts'

/** What a notice may be about; `kinds` of a route names these, with `*` for any rest. */
export const NOTICE_KINDS = [
  'incident.new',
  /** Its severity has risen. */
  'incident.severity',
  'incident.assigned',
  'incident.serious',
  /** Nobody has taken it in time: made by the escalation itself. */
  'incident.unattended',
  'intake.received',
  'approval.requested',
  'playbook.waiting',
  'playbook.failed',
  'task.assigned',
  'task.due',
  /** A limit of law draws near, or has passed. */
  'clock.due',
  'clock.missed',
  'document.due',
  'source.silent',
  'platform.problem',
  'test',
] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

/** Whom it concerns, beside those whom the configuration names: the recipients of these accounts and roles. */
export interface Audience {
  readonly users?: readonly string[]
  readonly roles?: readonly string[]
}

export interface Notice {
  /** The same id is the same notice, however often it is handed in: `incident.new:i-1`. */
  readonly id: string
  readonly kind: NoticeKind
  readonly severity: Severity
  readonly incidentId?: string
  /** The unit whose people may read it; null or absent: only recipients who are told of all units. */
  readonly unitId?: string | null
  /** Vietnamese, one line; may hold what an attacker wrote. */
  readonly title: string
  readonly titleEnglish?: string
  readonly text: string
  readonly textEnglish?: string
  /** The raw log line that caused it, as received: written by whoever, trusted by nobody. */
  readonly line?: string
  /** Path in the console: `/incidents/i-1`. */
  readonly link?: string
  /** When it happened, ms UTC. */
  readonly at: number
  readonly audience?: Audience
}

// A notice of an incident that came in from outside (thông báo sự cố, Circular 20/2017 art. 9.3.a): its
// contents, its way from receipt to decision, and what of that the reporter is told. Pure.

import type { Disposition, Incident } from '#/kernel/incident.ts'
import type { Collection } from '#/store/records.ts'

export const INTAKE_STATES = ['received', 'verifying', 'accepted', 'rejected'] as const
export type IntakeState = (typeof INTAKE_STATES)[number]

/** What the reporter is told. */
export const PUBLIC_STATES = ['received', 'verifying', 'handling', 'closed', 'rejected'] as const
export type PublicState = (typeof PUBLIC_STATES)[number]

/** As the reporter wrote it, trimmed; empty where nothing was written. */
export interface NoticeContents {
  readonly reporter: string
  readonly reporterAddress: string
  readonly contact: string
  /** Name or domain, IP address of the system. */
  readonly system: string
  readonly operator: string
  readonly owner: string
  readonly description: string
  /** `2026-11-22T09:30`, local time. */
  readonly detected: string
  readonly result: string
  readonly proposals: string
}

export interface NoticeMessage {
  readonly at: number
  /** A user name; null: the reporter. */
  readonly by: string | null
  readonly text: string
}

export interface IntakeNotice extends NoticeContents {
  /** `TB-2026-0001`. */
  readonly number: string
  readonly receivedAt: number
  /** `detected` in ms UTC. */
  readonly detectedAt: number
  readonly language: 'vi' | 'en'
  /** Network address it was sent from. */
  readonly fromAddress: string
  /** SHA-256 of the code; the code itself is nowhere. */
  readonly codeHash: string
  readonly state: IntakeState
  /** The monitored system it seems to mean, by domain or address. */
  readonly systemId: string | null
  readonly incidentId: string | null
  readonly handledBy: string | null
  readonly decidedAt: number | null
  readonly reason: string
  readonly publicReason: string
  readonly messages: readonly NoticeMessage[]
}

export const INTAKE_NOTICES: Collection<IntakeNotice> = {
  name: 'intake-notice',
  keys: ({ state, receivedAt, codeHash, incidentId }) => ({
    state,
    isWaiting: state === 'received' || state === 'verifying' ? 1 : 0,
    receivedAt,
    codeHash,
    incidentId,
  }),
}

/** [Vietnamese, English]. */
type Words = readonly [string, string]

const STATE_WORDS = {
  received: ['Đã tiếp nhận, đang chờ xác minh.', 'Received; waiting to be verified.'],
  verifying: ['Đang được xác minh.', 'Being verified.'],
  handling: ['Đã xác minh và đang được xử lý.', 'Verified and being handled.'],
  closed: ['Đã kết thúc.', 'Closed.'],
  rejected: ['Không tiếp nhận xử lý.', 'Not taken up.'],
} as const satisfies Record<PublicState, Words>

/** How an incident turned out, without anything of its inside. */
const OUTCOME_WORDS = {
  'true-positive': [
    'Đã kết thúc: đúng là sự cố và đã được xử lý xong.',
    'Closed: it was an incident and has been resolved.',
  ],
  benign: [
    'Đã kết thúc: hoạt động hợp lệ, không phải sự cố.',
    'Closed: legitimate activity, not an incident.',
  ],
  'false-positive': ['Đã kết thúc: không phải sự cố.', 'Closed: not an incident.'],
  duplicate: [
    'Đã kết thúc: được xử lý cùng một sự cố khác.',
    'Closed: handled together with another incident.',
  ],
  undetermined: [
    'Đã kết thúc: chưa đủ thông tin để kết luận.',
    'Closed: there was not enough information to conclude.',
  ],
} as const satisfies Record<Disposition, Words>

export interface PublicStanding {
  readonly state: PublicState
  readonly words: Words
}

/** What the reporter is told; `incident` is the one that was made of it, or the one that was merged into. */
export function publicStanding(notice: IntakeNotice, incident: Incident | undefined): PublicStanding {
  if (notice.state !== 'accepted') return { state: notice.state, words: STATE_WORDS[notice.state] }
  if (incident === undefined || incident.status !== 'closed' || incident.disposition === null)
    return { state: 'handling', words: STATE_WORDS.handling }
  return { state: 'closed', words: OUTCOME_WORDS[incident.disposition] }
}

// Whether a person may do what they want to do to a clock, from where it stands now. Pure; refusals say why in
// words for a person, and the code is that of the API.

import { deedsInForce, standstills, type ClockDeed } from './clock-deeds.ts'
import { isOwed, type ClockView } from './clock.ts'
import type { Words } from './profile-schema.ts'

/** What a person wants; `at` is when it happened. */
export interface WantedDeed {
  readonly kind: ClockDeed['kind']
  readonly clock: string
  readonly at: number
  readonly by: string
  readonly reason: string
  readonly article?: string | undefined
  readonly documentId?: string | undefined
  /** resumed, withdrawn. */
  readonly about?: string | undefined
}

export const CLOCK_REFUSALS = [
  'clock.not-found',
  'clock.not-owed',
  'clock.already-met',
  'clock.pause-not-allowed',
  'clock.not-paused',
  'clock.set-aside-not-allowed',
  'clock.time-invalid',
  'clock.deed-not-found',
] as const
export type ClockRefusalCode = (typeof CLOCK_REFUSALS)[number]

export interface ClockRefusal {
  readonly kind: 'refused'
  readonly code: ClockRefusalCode
  readonly message: Words
}

/** Null: it may be done. `view` is the clock now, `deeds` all deeds of its subject. */
export function refusalOf(
  wanted: WantedDeed,
  view: ClockView | undefined,
  deeds: readonly ClockDeed[],
  nowMs: number,
): ClockRefusal | null {
  if (view === undefined) return refuse('clock.not-found', 'Không có đồng hồ này', 'There is no such clock')
  if (wanted.at > nowMs)
    return refuse('clock.time-invalid', 'Thời điểm ở tương lai', 'The time lies in the future')
  return CHECKS[wanted.kind](wanted, view, deeds)
}

type Check = (wanted: WantedDeed, view: ClockView, deeds: readonly ClockDeed[]) => ClockRefusal | null

const CHECKS = {
  met(_wanted, view) {
    // Its condition holds and only its start is missing: a report may go out before the response has ended.
    const isEarly = view.state === 'not-started' && view.appliesSince !== null
    return isOwed(view) || isEarly ? null : notOwed(view)
  },
  paused(wanted, view) {
    const { clock, state, startedAt, dueAt } = view
    if (clock.pauses.length === 0) {
      const articles = clock.cites.map(({ article }) => article).join('; ')
      return refuse(
        'clock.pause-not-allowed',
        `${articles}: không nêu trường hợp tạm dừng thời hạn`,
        `${articles}: names no case in which the limit stands still`,
      )
    }
    if (!isOwed(view)) return notOwed(view)
    if (state === 'overdue' || (dueAt !== null && wanted.at > dueAt))
      return refuse(
        'clock.pause-not-allowed',
        'Đã quá hạn, không tạm dừng được nữa',
        'It is overdue and cannot be paused any more',
      )
    if (startedAt !== null && wanted.at < startedAt)
      return refuse('clock.time-invalid', 'Trước khi đồng hồ chạy', 'Before the clock began to run')
    return null
  },
  resumed(wanted, { clock, startedAt }, deeds) {
    const own = deedsInForce(deeds).filter(deed => deed.clock === clock.id)
    const open = standstills(own, startedAt ?? 0, wanted.at).find(each => each.open)
    if (open === undefined || !isOpenPause(own, wanted.about))
      return refuse('clock.not-paused', 'Đồng hồ không tạm dừng', 'The clock is not paused')
    const last = own.findLast(({ kind }) => kind === 'paused' || kind === 'resumed')
    return last !== undefined && wanted.at < last.at
      ? refuse('clock.time-invalid', 'Trước lần tạm dừng cuối', 'Before the last pause')
      : null
  },
  started(_wanted, view) {
    // Only what comes from outside can come again; the others begin with the incident itself.
    const comesAgain = view.clock.start.startsWith('fact:') && view.appliesSince !== null
    return comesAgain ? null : notOwed(view)
  },
  'set-aside'(_wanted, view) {
    if (view.clock.setAside === undefined)
      return refuse(
        'clock.set-aside-not-allowed',
        'Hồ sơ pháp luật không nêu căn cứ để miễn nghĩa vụ này',
        'The law profile names no ground on which this is not owed',
      )
    return isOwed(view) || view.state === 'not-started' ? null : notOwed(view)
  },
  withdrawn({ about, clock }, _view, deeds) {
    const found = deedsInForce(deeds).find(({ id }) => id === about)
    return found !== undefined && found.clock === clock
      ? null
      : refuse('clock.deed-not-found', 'Không có lời xác nhận này', 'There is no such statement')
  },
} as const satisfies Record<ClockDeed['kind'], Check>

function isOpenPause(own: readonly ClockDeed[], about: string | undefined): boolean {
  if (about === undefined) return true
  const pause = own.find(({ id, kind }) => id === about && kind === 'paused')
  return pause !== undefined && !own.some(deed => deed.kind === 'resumed' && deed.about === about)
}

function notOwed({ state, notOwed }: ClockView): ClockRefusal {
  if (state === 'met' || state === 'met-late')
    return refuse('clock.already-met', 'Đã được xác nhận là thực hiện', 'It was stated as met already')
  if (state === 'not-applicable')
    return refuse(
      'clock.not-owed',
      `Không còn phải thực hiện: ${notOwed?.vi ?? ''}`,
      `Not owed: ${notOwed?.en ?? ''}`,
    )
  return refuse('clock.not-owed', 'Đồng hồ chưa chạy', 'The clock is not running')
}

function refuse(code: ClockRefusalCode, vi: string, en: string): ClockRefusal {
  return { kind: 'refused', code, message: { vi, en } }
}

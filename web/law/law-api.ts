// The calls of the law, and what its answers mean in the language shown.

import type { Static } from 'typebox'
import type * as Law from '#/api/contract/law.ts'
import { callApi, type Answer } from '../api-client.ts'
import { language } from '../i18n/text.ts'
import { w } from './law-words.ts'
import { dayText, dueDayOf, dayOf, hourText, isDayEnd, spanParts } from './vietnam-time.ts'

export type Clock = Law.LegalClockView
export type ClockState = Clock['state']
export type IncidentClocksAnswer = Law.IncidentClocksView
export type Deed = IncidentClocksAnswer['deeds'][number]
export type CalendarItem = Law.CalendarItemView
export type Calendar = Static<typeof Law.CalendarView>
export type Profile = Law.LawProfileView
export type RegisterClock = Static<typeof Law.RegisterClockView>
export type Cite = Static<typeof Law.LawCite>
export type Recipient = Static<typeof Law.LawRecipient>
type Limit = Clock['limit']

/** What a person may state about a clock of an incident. */
export type Statement =
  | {
      readonly kind: 'met'
      readonly reason: string
      readonly at?: number
      readonly article?: string
      readonly documentId?: string
    }
  | { readonly kind: 'paused' | 'resumed' | 'set-aside'; readonly reason: string; readonly article?: string }
  | { readonly kind: 'withdrawn'; readonly reason: string; readonly deedId: string }

const ACTION = {
  met: 'met',
  paused: 'pause',
  resumed: 'resume',
  'set-aside': 'set-aside',
  withdrawn: 'withdraw',
} as const satisfies Record<Statement['kind'], string>

export const law = {
  profile: () => callApi<Profile>('GET', '/api/law'),
  clocks: (incident: string, signal?: AbortSignal) =>
    callApi<IncidentClocksAnswer>('GET', `/api/incidents/${encodeURIComponent(incident)}/clocks`, { signal }),
  state(
    incident: string,
    clock: string,
    { kind, ...body }: Statement,
  ): Promise<Answer<IncidentClocksAnswer>> {
    const path = `/api/incidents/${encodeURIComponent(incident)}/clocks/${encodeURIComponent(clock)}`
    return callApi('POST', `${path}/${ACTION[kind]}`, { body })
  },
  calendar: (range: { readonly from?: string; readonly to?: string } = {}) =>
    callApi<Calendar>('GET', '/api/law/calendar', { query: range }),
  done: (body: Static<typeof Law.DoneBody>) => callApi<void>('POST', '/api/law/done', { body }),
  registerClocks: () => callApi<readonly RegisterClock[]>('GET', '/api/law/register-clocks'),
  contactChanged: (body: Static<typeof Law.ContactChangedBody>) =>
    callApi<readonly RegisterClock[]>('POST', '/api/law/register-clocks', { body }),
  meetRegister: (id: string, body: Static<typeof Law.MeetClockBody>) =>
    callApi<readonly RegisterClock[]>('POST', `/api/law/register-clocks/${encodeURIComponent(id)}/met`, {
      body,
    }),
} as const

/** A text of the profile in the language shown. */
export function say(words: { readonly vi: string; readonly en: string }): string {
  return words[language.value]
}

/** `17:00 ngày 22/11/2026`, or `hết ngày 22/11/2026`: in Vietnam's time. */
export function dueText(dueAt: number): string {
  return isDayEnd(dueAt)
    ? w('dayEnd', { day: dayText(dueDayOf(dueAt)) })
    : w('hourOfDay', { hour: hourText(dueAt), day: dayText(dayOf(dueAt)) })
}

/** `3 ngày 4 giờ`, `22 giờ 41 phút`, `41:07`. */
export function countText(ms: number): string {
  const { days, hours, minutes, seconds } = spanParts(ms)
  if (days > 0) return w('span.days', { d: days, h: hours })
  if (hours > 0) return w('span.hours', { h: hours, m: minutes })
  return `${String(minutes).padStart(2, '0')}:${String(seconds).padStart(2, '0')}`
}

/** The limit as the law words it. */
export function limitText({ kind, hours, days, count, targetMinutes }: Limit): string {
  switch (kind) {
    case 'immediately':
      return targetMinutes === undefined
        ? w('limit.immediatelyOnly')
        : w('limit.immediately', { n: targetMinutes })
    case 'hours':
      return w('limit.hours', { n: hours ?? 0 })
    case 'days':
      return w(count === 'working' ? 'limit.working' : 'limit.calendar', { n: days ?? 0 })
    case 'unstated':
      return w('limit.unstated')
  }
}

/** True for a clock whose duty still has to be done. */
export function isOwed({ state }: Pick<Clock, 'state'>): boolean {
  return state === 'running' || state === 'overdue' || state === 'paused'
}

/** Address of an item's place on the page of the law. */
export function lawHref(id: string): string {
  return `/law?item=${encodeURIComponent(id)}`
}

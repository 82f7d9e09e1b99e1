// Where the legal clocks of an incident stand at a moment. Pure: profile, incident, deeds and time go in. Nothing
// of it is stored, so another profile, an incident whose detection is set right, or a fact established later shows
// in the clocks at once, even when that makes one overdue from the start.

import type { Incident } from '#/kernel/incident.ts'
import { isOnlyTalk } from '#/kernel/online-talk.ts'
import { deedsInForce, standstills, type ClockDeed } from './clock-deeds.ts'
import { latestLimitEnd, limitEnd } from './clock-limit.ts'
import type { ClockCondition, LawProfile, LegalClock, Words } from './profile-schema.ts'

export const CLOCK_STATES = [
  'not-started',
  'running',
  'paused',
  'met',
  'met-late',
  'overdue',
  'not-applicable',
] as const
export type ClockState = (typeof CLOCK_STATES)[number]

export interface ClockSubject {
  readonly incident: Incident
  /** All deeds of the incident, in any order. */
  readonly deeds: readonly ClockDeed[]
}

/** Times are ms UTC. */
export interface ClockView {
  readonly clock: LegalClock
  readonly state: ClockState
  /** Since when its condition holds; later than `startedAt` when it was established afterwards. */
  readonly appliesSince: number | null
  readonly startedAt: number | null
  /** Moved by the pauses so far. Null: not started, or the law states no limit. */
  readonly dueAt: number | null
  /** Until it is due, negative when overdue; stands still while paused. Null as `dueAt`, and when it was met. */
  readonly remainingMs: number | null
  readonly pausedMs: number
  /** The pause that holds now. */
  readonly pause: ClockDeed | null
  readonly metAt: number | null
  /** The statement by which it was met. */
  readonly met: ClockDeed | null
  /** Why it is not applicable. */
  readonly notOwed: Words | null
  /** From 1; another start after it was met begins another round. */
  readonly round: number
}

const MERGED: Words = { vi: 'Đã gộp vào sự cố khác', en: 'Merged into another incident' }
const ORDINARY: Words = { vi: 'Đã xác định là sự cố thông thường', en: 'Decided to be an ordinary incident' }

/** The clocks of the profile that run on incidents, in its order. */
export function clocksOf(profile: LawProfile, { incident, deeds }: ClockSubject, nowMs: number): ClockView[] {
  const inForce = deedsInForce(deeds)
  const metTimes = new Map<string, number>()
  const views: ClockView[] = []
  for (const clock of profile.clocks) {
    if (clock.scope !== 'incident') continue
    const own = inForce.length === 0 ? inForce : inForce.filter(deed => deed.clock === clock.id)
    const start = startOf(clock, incident, metTimes)
    const view = viewOf(profile, clock, {
      appliesSince: conditionSince(clock, incident, metTimes),
      round: currentRound(start, own),
      deeds: own,
      notOwed: whyNotOwed(profile, clock, incident, own),
      nowMs,
    })
    if (view.metAt !== null) metTimes.set(clock.id, view.metAt)
    views.push(view)
  }
  return views
}

/** A clock of the register, by the deed that began it. */
export interface RegisterClock extends ClockView {
  readonly occurrence: string
  readonly started: ClockDeed
}

/** The clocks that run on the register: one for each time that something began one; the newest last. */
export function registerClocksOf(
  profile: LawProfile,
  deeds: readonly ClockDeed[],
  nowMs: number,
): readonly RegisterClock[] {
  const inForce = deedsInForce(deeds)
  return inForce
    .filter(({ kind, incidentId }) => kind === 'started' && incidentId === null)
    .flatMap(started => {
      const clock = profile.clocks.find(({ id, scope }) => id === started.clock && scope === 'register')
      if (clock === undefined) return []
      const own = inForce.filter(({ occurrence }) => occurrence === started.id)
      const view = viewOf(profile, clock, {
        appliesSince: started.at,
        round: { ...currentRound(started.at, own), number: 1 },
        deeds: own,
        notOwed: null,
        nowMs,
      })
      return [{ ...view, occurrence: started.id, started }]
    })
}

/** The latest end that another way of counting days would allow; null when there is no other. */
export function latestEndOf(profile: LawProfile, view: ClockView): number | null {
  if (view.startedAt === null) return null
  const end = latestLimitEnd(view.clock.limit, view.startedAt, profile)
  return end === null ? null : end + view.pausedMs
}

/** A clock that is owed and not met: it is running, stands still, or is overdue. */
export function isOwed({ state }: Pick<ClockView, 'state'>): boolean {
  return state === 'running' || state === 'paused' || state === 'overdue'
}

interface Facts {
  readonly appliesSince: number | null
  readonly round: Round
  /** Of this clock, in force and in order. */
  readonly deeds: readonly ClockDeed[]
  readonly notOwed: Words | null
  readonly nowMs: number
}

function viewOf(profile: LawProfile, clock: LegalClock, facts: Facts): ClockView {
  const { appliesSince, round, deeds, notOwed, nowMs } = facts
  const { met, number } = round
  const startedAt = appliesSince === null ? null : round.start
  const metAt = met?.at ?? null
  const view = {
    clock,
    appliesSince,
    startedAt,
    dueAt: null,
    remainingMs: null,
    pausedMs: 0,
    pause: null,
    metAt,
    met,
    notOwed: metAt === null ? notOwed : null,
    round: number,
  }
  if (startedAt === null) return { ...view, state: stateWithoutStart(view) }
  const end = limitEnd(clock.limit, startedAt, profile)
  const stopMs = metAt ?? nowMs
  const still = clock.pauses.length === 0 ? [] : standstills(deeds, startedAt, stopMs)
  const { dueAt, pausedMs, pause } = movedBy(still, end)
  if (metAt !== null)
    return { ...view, dueAt, pausedMs, state: dueAt === null || metAt <= dueAt ? 'met' : 'met-late' }
  if (notOwed !== null) return { ...view, state: 'not-applicable' }
  const remainingMs = dueAt === null ? null : dueAt - nowMs
  const state = pause !== null ? 'paused' : remainingMs !== null && remainingMs < 0 ? 'overdue' : 'running'
  return { ...view, dueAt, remainingMs, pausedMs, pause, state }
}

function stateWithoutStart({ metAt, notOwed }: Pick<ClockView, 'metAt' | 'notOwed'>): ClockState {
  if (metAt !== null) return 'met'
  return notOwed === null ? 'not-started' : 'not-applicable'
}

/** A limit that has run out is not brought back by a pause that began afterwards. */
function movedBy(
  still: ReturnType<typeof standstills>,
  end: number | null,
): Pick<ClockView, 'dueAt' | 'pausedMs' | 'pause'> {
  let dueAt = end
  let pausedMs = 0
  for (const { from, to, pause, open } of still) {
    if (dueAt !== null && from > dueAt) break
    pausedMs += to - from
    if (dueAt !== null) dueAt += to - from
    if (open) return { dueAt, pausedMs, pause }
  }
  return { dueAt, pausedMs, pause: null }
}

interface Round {
  readonly number: number
  readonly start: number | null
  readonly met: ClockDeed | null
}

/** The first round that was not met, or the last one. */
function currentRound(start: number | null, deeds: readonly ClockDeed[]): Round {
  if (deeds.length === 0) return { number: 1, start, met: null }
  const started = deeds.filter(({ kind }) => kind === 'started').map(({ at }) => at)
  const starts = [...(start === null ? [] : [start]), ...started].sort((a, b) => a - b)
  let round: Round = { number: 1, start: starts[0] ?? null, met: null }
  for (;;) {
    const { number, start } = round
    // What was done before the first start counts for it: a report may go out before the response has ended.
    const met = deeds.find(deed => deed.kind === 'met' && (number === 1 || deed.at >= start!)) ?? null
    const next = met === null ? undefined : starts.find(at => at > met.at && at > start!)
    if (next === undefined || start === null) return { ...round, met }
    round = { number: number + 1, start: next, met: null }
  }
}

function startOf(
  { start }: LegalClock,
  incident: Incident,
  metTimes: ReadonlyMap<string, number>,
): number | null {
  if (start === 'detection') return incident.detectedAt
  if (start === 'response-ended') return responseEnd(incident)
  if (start === 'contact-changed') return null
  if (start.startsWith('met:')) return metTimes.get(start.slice(4)) ?? null
  return factSince(incident, start)
}

/** The earliest moment since which one of its conditions holds. */
function conditionSince(
  clock: LegalClock,
  incident: Incident,
  metTimes: ReadonlyMap<string, number>,
): number | null {
  let earliest: number | null = null
  for (const condition of clock.when) {
    const since = holdsSince(condition, incident, metTimes)
    if (since !== null && (earliest === null || since < earliest)) earliest = since
  }
  return earliest
}

function holdsSince(
  condition: ClockCondition,
  incident: Incident,
  metTimes: ReadonlyMap<string, number>,
): number | null {
  if (condition === 'always') return incident.detectedAt
  if (condition === 'gravity:serious')
    return incident.gravity?.value === 'serious' ? incident.gravity.at : null
  if (condition.startsWith('unfinished-at:')) {
    const met = metTimes.get(condition.slice('unfinished-at:'.length))
    const end = responseEnd(incident)
    return met !== undefined && (end === null || met < end) ? met : null
  }
  return factSince(incident, condition)
}

function factSince({ facts }: Incident, name: string): number | null {
  return facts[name.slice('fact:'.length) as keyof typeof facts]?.at ?? null
}

/** Who closes an incident says that the response has ended, even without having said so before. */
function responseEnd({ resolvedAt, closedAt }: Incident): number | null {
  return resolvedAt ?? closedAt
}

function whyNotOwed(
  profile: LawProfile,
  clock: LegalClock,
  incident: Incident,
  deeds: readonly ClockDeed[],
): Words | null {
  if (incident.mergedInto !== null) return MERGED
  if (clock.setAside !== undefined && deeds.some(({ kind }) => kind === 'set-aside'))
    return clock.setAside.title
  const { disposition } = incident
  if (!clock.evenIfUnfounded && disposition !== null && profile.unfounded.dispositions.includes(disposition))
    return profile.unfounded.title
  if (profile.onlineTalk !== undefined && isOnlyTalk(incident)) return profile.onlineTalk.title
  const wantsSerious = clock.when.every(condition => condition === 'gravity:serious')
  return wantsSerious && incident.gravity?.value === 'ordinary' ? ORDINARY : null
}

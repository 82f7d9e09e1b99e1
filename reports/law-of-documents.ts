// What the law profile says about documents: who receives each, and which period is reported next.

import type { FormId } from '#/kernel/form.ts'
import type { LawProfile } from '#/regulation/profile-schema.ts'
import { occurrencesOf, type Occurrence } from '#/regulation/report-period.ts'
import type { Form } from './form.ts'
import { lastPeriod, periodOf, type Period } from './period.ts'
import { DAY_MS } from './vietnamese-time.ts'

/** In Vietnamese, in the profile's order; of all clocks and reports that ask for the form. */
export function recipientsOf(profile: LawProfile, form: FormId): readonly string[] {
  const ids = new Set([
    ...profile.clocks.filter(clock => clock.form === form).flatMap(({ recipients }) => recipients),
    ...profile.reports.filter(report => report.form === form).flatMap(({ receivers }) => receivers),
  ])
  return profile.roles.filter(({ id }) => ids.has(id)).map(({ title }) => title.vi)
}

/** A report that must be sent before its period ends is made in the weeks before. */
const AHEAD_MS = 31 * DAY_MS

/**
 * The period that a report made now is about: the one that is due next when that has ended or is due within a
 * month, otherwise the last that ended. Without a schedule in the profile, the last whole one.
 */
export function periodUnderLaw(profile: LawProfile, form: Form, nowMs: number): Period {
  const found = profile.reports
    .filter(report => report.form === form.id)
    .flatMap(({ schedule }) =>
      occurrencesOf(schedule, nowMs - 400 * DAY_MS, nowMs + 400 * DAY_MS, profile.utcOffsetMinutes).map(
        occurrence => ({ occurrence, yearly: schedule.kind === 'yearly' }),
      ),
    )
  const isDueSoon = ({ dueAt }: Occurrence): boolean => dueAt > nowMs && dueAt - nowMs <= AHEAD_MS
  const due = found
    .filter(({ occurrence, yearly }) => yearly && isDueSoon(occurrence))
    .sort((a, b) => a.occurrence.dueAt - b.occurrence.dueAt)[0]
  const ended = found
    .filter(({ occurrence }) => occurrence.endMs <= nowMs)
    .sort((a, b) => b.occurrence.endMs - a.occurrence.endMs)[0]
  const best = (due ?? ended)?.occurrence
  return best === undefined ? lastPeriod(form, nowMs) : periodOf(best.startMs, best.endMs)
}

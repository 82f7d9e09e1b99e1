// What a schema cannot say of a law profile: ids used twice, roles and clocks that do not exist, days that no
// calendar has.

import { dayNumber, dateOf, parseIsoDate, parseMonthDay } from './local-date.ts'
import type { LawProfile } from './profile-schema.ts'

export interface Mistake {
  /** JSON pointer into the profile. */
  readonly pointer: string
  readonly detail: string
}

/** All of them, in the order of the profile. */
export function meaningMistakes(profile: LawProfile): readonly Mistake[] {
  return [
    ...repeatedIds(profile),
    ...unknownRoles(profile),
    ...clockMistakes(profile),
    ...dayMistakes(profile),
  ]
}

const LISTS = ['roles', 'incidentKinds', 'clocks', 'reports', 'duties'] as const

function repeatedIds(profile: LawProfile): Mistake[] {
  const mistakes = LISTS.flatMap(list => {
    const ids = profile[list].map(({ id }) => id)
    return ids.flatMap((id, at) =>
      ids.indexOf(id) === at
        ? []
        : [{ pointer: `/${list}/${at}/id`, detail: `the id "${id}" is used twice` }],
    )
  })
  // Reports and duties share the place where people state that they were done.
  const reports = new Set(profile.reports.map(({ id }) => id))
  const shared = profile.duties.flatMap(({ id }, at) =>
    reports.has(id) ? [{ pointer: `/duties/${at}/id`, detail: `"${id}" is a report already` }] : [],
  )
  const questions = profile.seriousness.groups.flatMap((group, at) =>
    group.questions.map(({ id }, index) => ({
      id,
      pointer: `/seriousness/groups/${at}/questions/${index}/id`,
    })),
  )
  const asked = questions
    .filter(({ id }, at) => questions.findIndex(other => other.id === id) !== at)
    .map(({ id, pointer }) => ({ pointer, detail: `the id "${id}" is used twice` }))
  return [...mistakes, ...shared, ...asked]
}

function unknownRoles(profile: LawProfile): Mistake[] {
  const known = new Set(profile.roles.map(({ id }) => id))
  const check = (pointer: string, id: string): Mistake[] =>
    known.has(id) ? [] : [{ pointer, detail: `no role has the id "${id}"` }]
  return [
    ...profile.clocks.flatMap(({ recipients }, at) =>
      recipients.flatMap((id, index) => check(`/clocks/${at}/recipients/${index}`, id)),
    ),
    ...profile.reports.flatMap(({ maker, receivers }, at) => [
      ...check(`/reports/${at}/maker`, maker),
      ...receivers.flatMap((id, index) => check(`/reports/${at}/receivers/${index}`, id)),
    ]),
  ]
}

function clockMistakes(profile: LawProfile): Mistake[] {
  const places = new Map(profile.clocks.map(({ id }, at) => [id, at]))
  return profile.clocks.flatMap(({ when, start, scope }, at) => {
    const mistakes: Mistake[] = []
    const refer = (pointer: string, text: string): void => {
      const id = /^(?:met|unfinished-at):(.+)$/.exec(text)?.[1]
      if (id === undefined) return
      const place = places.get(id)
      // Clocks are computed in order: one that looks at another must come after it.
      if (place === undefined) mistakes.push({ pointer, detail: `no clock has the id "${id}"` })
      else if (place >= at) mistakes.push({ pointer, detail: `clock "${id}" must stand before this one` })
    }
    when.forEach((condition, index) => refer(`/clocks/${at}/when/${index}`, condition))
    refer(`/clocks/${at}/start`, start)
    if ((start === 'contact-changed') !== (scope === 'register'))
      mistakes.push({
        pointer: `/clocks/${at}/start`,
        detail: 'contact-changed belongs to the scope register',
      })
    return mistakes
  })
}

function dayMistakes(profile: LawProfile): Mistake[] {
  const mistakes: Mistake[] = []
  profile.reports.forEach(({ schedule }, at) => {
    if (schedule.kind !== 'yearly') return
    for (const edge of ['from', 'to', 'before'] as const)
      if (!isDayOfEveryYear(schedule[edge].day))
        mistakes.push({ pointer: `/reports/${at}/schedule/${edge}/day`, detail: 'not a day of every year' })
    const [from, to, before] = (['from', 'to', 'before'] as const).map(edge => {
      const { year, day } = schedule[edge]
      return dayNumber({ year: 2025 + year, ...parseMonthDay(day) })
    }) as [number, number, number]
    if (to <= from)
      mistakes.push({
        pointer: `/reports/${at}/schedule/to`,
        detail: 'must come after the start of the period',
      })
    if (before < to)
      mistakes.push({
        pointer: `/reports/${at}/schedule/before`,
        detail: 'must not come before the end of the period',
      })
  })
  profile.workingTime.holidays.forEach(({ date, calendar }, at) => {
    if (calendar === 'solar' && !isDayOfEveryYear(date))
      mistakes.push({ pointer: `/workingTime/holidays/${at}/date`, detail: 'not a day of every year' })
  })
  profile.workingTime.changes.forEach(({ date }, at) => {
    if (parseIsoDate(date) === undefined)
      mistakes.push({ pointer: `/workingTime/changes/${at}/date`, detail: `there is no day ${date}` })
  })
  if (new Set(profile.workingTime.weekend).size === 7)
    mistakes.push({ pointer: '/workingTime/weekend', detail: 'leaves no day to work on' })
  return mistakes
}

function isDayOfEveryYear(text: string): boolean {
  const { month, day } = parseMonthDay(text)
  const found = dateOf(dayNumber({ year: 2025, month, day }))
  return found.month === month && found.day === day
}

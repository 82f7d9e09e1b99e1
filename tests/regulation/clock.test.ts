// Every clock of both profiles: when it starts, when it is due, what meets it, what stops it from being owed.

import { describe, expect, test } from 'vitest'
import type { Incident } from '#/kernel/incident.ts'
import { clocksOf, latestEndOf, registerClocksOf, type ClockState } from '#/regulation/clock.ts'
import type { ClockDeed } from '#/regulation/clock-deeds.ts'
import {
  PAUSE,
  clockAt,
  deed,
  incidentAt,
  profileNamed,
  said,
  vn,
  vnText,
  withClock,
} from './invented-law-incident.ts'

const LAW = { 'vn-2026': profileNamed('vn-2026'), 'vn-2017': profileNamed('vn-2017') }
const law = LAW['vn-2026']

interface Row {
  readonly name: string
  readonly profile?: keyof typeof LAW
  readonly clock: string
  readonly incident: Incident
  readonly now: string
  readonly deeds?: readonly ClockDeed[]
  readonly is: ClockState
  readonly start?: string
  readonly due?: string | null
}

const D = '2026-11-02 09:15'
const plain = incidentAt(D)
const serious = (at: string) => incidentAt(D, { gravity: { value: 'serious', ...said(at) } })
const fact = (name: keyof Incident['facts'], at: string, detected = D) =>
  incidentAt(detected, { facts: { [name]: said(at) } })
const resolved = (at: string, fields: Partial<Incident> = {}) =>
  incidentAt(D, { resolvedAt: vn(at), ...fields })

const rows: readonly Row[] = [
  {
    name: 'C1 waits for one of its facts',
    clock: 'C1',
    incident: plain,
    now: '2026-11-09 00:00',
    is: 'not-started',
  },
  {
    name: 'C1 is wanted at once by signs against national security',
    clock: 'C1',
    incident: fact('national-security', D),
    now: '2026-11-02 09:30',
    is: 'running',
    start: D,
    due: '2026-11-02 10:15',
  },
  {
    name: 'C1 is wanted at once by an interrupted system',
    clock: 'C1',
    incident: fact('interrupted', D),
    now: '2026-11-02 10:16',
    is: 'overdue',
    start: D,
    due: '2026-11-02 10:15',
  },
  {
    name: 'C1 counts from detection even when the signs were seen later',
    clock: 'C1',
    incident: fact('interrupted', '2026-11-03 08:00'),
    now: '2026-11-03 08:01',
    is: 'overdue',
    start: D,
    due: '2026-11-02 10:15',
  },
  {
    name: 'C2 waits while nobody has called it serious',
    clock: 'C2',
    incident: plain,
    now: '2026-11-02 10:00',
    is: 'not-started',
  },
  {
    name: 'C2 is 24 hours from detection',
    clock: 'C2',
    incident: serious('2026-11-02 10:00'),
    now: '2026-11-02 12:00',
    is: 'running',
    start: D,
    due: '2026-11-03 09:15',
  },
  {
    name: 'C2 is overdue at once when it is called serious after 30 hours',
    clock: 'C2',
    incident: serious('2026-11-03 15:15'),
    now: '2026-11-03 15:15',
    is: 'overdue',
    start: D,
    due: '2026-11-03 09:15',
  },
  {
    name: 'C2 is not owed for an ordinary incident',
    clock: 'C2',
    incident: incidentAt(D, { gravity: { value: 'ordinary', ...said(D) } }),
    now: '2026-11-09 00:00',
    is: 'not-applicable',
  },
  {
    name: 'C3 runs on every incident, 72 hours from detection',
    clock: 'C3',
    incident: plain,
    now: '2026-11-05 09:15',
    is: 'running',
    start: D,
    due: '2026-11-05 09:15',
  },
  {
    name: 'C3 is overdue a minute later',
    clock: 'C3',
    incident: plain,
    now: '2026-11-05 09:16',
    is: 'overdue',
    start: D,
    due: '2026-11-05 09:15',
  },
  {
    name: 'C3 runs over the end of February in a leap year',
    clock: 'C3',
    incident: incidentAt('2028-02-27 23:30'),
    now: '2028-02-28 00:00',
    is: 'running',
    due: '2028-03-01 23:30',
  },
  {
    name: 'C3 runs over the end of February in another year',
    clock: 'C3',
    incident: incidentAt('2026-02-27 23:30'),
    now: '2026-02-28 00:00',
    is: 'running',
    due: '2026-03-02 23:30',
  },
  {
    name: 'C3 runs over the turn of the year',
    clock: 'C3',
    incident: incidentAt('2026-12-30 18:00'),
    now: '2026-12-31 00:00',
    is: 'running',
    due: '2027-01-02 18:00',
  },
  {
    name: 'C3 does not stand still in Tết',
    clock: 'C3',
    incident: incidentAt('2026-02-15 20:00'),
    now: '2026-02-18 20:01',
    is: 'overdue',
    due: '2026-02-18 20:00',
  },
  {
    name: 'C3 is met in the last minute',
    clock: 'C3',
    incident: plain,
    now: '2026-11-09 00:00',
    deeds: [deed('C3', 'met', '2026-11-05 09:15')],
    is: 'met',
    due: '2026-11-05 09:15',
  },
  {
    name: 'C3 is met late',
    clock: 'C3',
    incident: plain,
    now: '2026-11-09 00:00',
    deeds: [deed('C3', 'met', '2026-11-05 09:16')],
    is: 'met-late',
    due: '2026-11-05 09:15',
  },
  {
    name: 'C3 goes on when the statement was taken back',
    clock: 'C3',
    incident: plain,
    now: '2026-11-03 00:00',
    deeds: [
      deed('C3', 'met', '2026-11-02 12:00', { id: 'wrong' }),
      deed('C3', 'withdrawn', '2026-11-02 12:05', { about: 'wrong' }),
    ],
    is: 'running',
    due: '2026-11-05 09:15',
  },
  {
    name: 'C3 is not owed for what was blocked without effect',
    clock: 'C3',
    incident: plain,
    now: '2026-11-09 00:00',
    deeds: [deed('C3', 'set-aside', '2026-11-02 12:00')],
    is: 'not-applicable',
  },
  {
    name: 'C3 is met for a complex incident by preliminary information',
    clock: 'C3',
    incident: fact('complex', '2026-11-03 08:00'),
    now: '2026-11-09 00:00',
    deeds: [deed('C3', 'met', '2026-11-05 09:00')],
    is: 'met',
  },
  {
    name: 'C3-update is not owed for what is not complex',
    clock: 'C3-update',
    incident: plain,
    now: '2026-11-09 00:00',
    deeds: [deed('C3', 'met', '2026-11-05 09:00')],
    is: 'not-started',
  },
  {
    name: 'C3-update waits for the preliminary information',
    clock: 'C3-update',
    incident: fact('complex', '2026-11-03 08:00'),
    now: '2026-11-09 00:00',
    is: 'not-started',
  },
  {
    name: 'C3-update is owed without a limit after it',
    clock: 'C3-update',
    incident: fact('complex', '2026-11-03 08:00'),
    now: '2026-12-31 00:00',
    deeds: [deed('C3', 'met', '2026-11-05 09:00')],
    is: 'running',
    start: '2026-11-05 09:00',
    due: null,
  },
  {
    name: 'C3-final is owed without a limit when the response of a complex incident has ended',
    clock: 'C3-final',
    incident: resolved('2026-11-20 17:00', { facts: { complex: said('2026-11-03 08:00') } }),
    now: '2026-12-31 00:00',
    is: 'running',
    start: '2026-11-20 17:00',
    due: null,
  },
  {
    name: 'C4 is due five days on, at the same time of day',
    clock: 'C4',
    incident: plain,
    now: '2026-11-07 09:15',
    is: 'running',
    start: D,
    due: '2026-11-07 09:15',
  },
  {
    name: 'C4 is overdue a minute later, on a Saturday',
    clock: 'C4',
    incident: plain,
    now: '2026-11-07 09:16',
    is: 'overdue',
    due: '2026-11-07 09:15',
  },
  {
    name: 'C4 runs over a month end',
    clock: 'C4',
    incident: incidentAt('2026-11-28 23:59'),
    now: '2026-12-01 00:00',
    is: 'running',
    due: '2026-12-03 23:59',
  },
  {
    name: 'C4 runs over a leap day',
    clock: 'C4',
    incident: incidentAt('2028-02-26 07:00'),
    now: '2028-02-28 00:00',
    is: 'running',
    due: '2028-03-02 07:00',
  },
  {
    name: 'C4 runs over the same days of another year',
    clock: 'C4',
    incident: incidentAt('2027-02-26 07:00'),
    now: '2027-02-28 00:00',
    is: 'running',
    due: '2027-03-03 07:00',
  },
  {
    name: 'C4 runs through Tết: its days are calendar days',
    clock: 'C4',
    incident: incidentAt('2026-02-14 08:00'),
    now: '2026-02-18 08:00',
    is: 'running',
    due: '2026-02-19 08:00',
  },
  {
    name: 'C4 begins at detection, before anybody acknowledged it',
    clock: 'C4',
    incident: incidentAt(D, { acknowledgedAt: vn('2026-11-04 08:00'), createdAt: vn('2026-11-03 20:00') }),
    now: '2026-11-05 00:00',
    is: 'running',
    start: D,
    due: '2026-11-07 09:15',
  },
  {
    name: 'C4 is not owed for a false alarm',
    clock: 'C4',
    incident: incidentAt(D, {
      status: 'closed',
      closedAt: vn('2026-11-02 10:00'),
      disposition: 'false-positive',
    }),
    now: '2026-11-20 00:00',
    is: 'not-applicable',
  },
  {
    name: 'C4 is owed for a real one that was closed',
    clock: 'C4',
    incident: incidentAt(D, {
      status: 'closed',
      closedAt: vn('2026-11-02 10:00'),
      disposition: 'true-positive',
    }),
    now: '2026-11-20 00:00',
    is: 'overdue',
  },
  {
    name: 'C4 is not owed twice by an incident that was merged into another',
    clock: 'C4',
    incident: incidentAt(D, { mergedInto: 'i-other', status: 'closed', disposition: 'duplicate' }),
    now: '2026-11-20 00:00',
    is: 'not-applicable',
  },
  ...(['thapcanh.media.series', 'thapcanh.media.story'] as const).flatMap((field): Row[] => {
    const talk = { entity: { field, value: 'Ngập úng, thoát nước' }, mau05: null }
    const rows: [name: string, fields: Partial<Incident>, is: ClockState][] = [
      ['is not owed while nobody has called it an incident', {}, 'not-applicable'],
      ['is owed from detection once its kind is named', { mau05: 2 }, 'overdue'],
      ['is owed once it is said what it harms', { affects: ['availability'] }, 'overdue'],
      ['is owed once its gravity is decided', { gravity: { value: 'ordinary', ...said(D) } }, 'overdue'],
      ['is owed once a fact is established', { facts: { 'notice-received': said(D) } }, 'overdue'],
    ]
    return (['vn-2026', 'vn-2017'] as const).flatMap(profile =>
      rows.map(([name, fields, is]) => ({
        name: `C4 of talk online (${field}, ${profile}) ${name}`,
        profile,
        clock: 'C4',
        incident: incidentAt(D, { ...talk, ...fields }),
        now: '2026-11-20 00:00',
        is,
        ...(is === 'overdue' && { start: D, due: '2026-11-07 09:15' }),
      })),
    )
  }),
  {
    name: 'C3 of talk online is not owed either',
    clock: 'C3',
    incident: incidentAt(D, { entity: { field: 'thapcanh.media.series', value: 'Ngập úng' }, mau05: null }),
    now: '2026-11-02 10:00',
    is: 'not-applicable',
  },
  {
    name: 'C4 of talk online stays met',
    clock: 'C4',
    incident: incidentAt(D, { entity: { field: 'thapcanh.media.series', value: 'Ngập úng' }, mau05: null }),
    now: '2026-11-20 00:00',
    deeds: [deed('C4', 'met', '2026-11-03 10:00')],
    is: 'met',
  },
  {
    name: 'C4 stays met when the incident turns out unfounded',
    clock: 'C4',
    incident: incidentAt(D, { status: 'closed', disposition: 'benign' }),
    now: '2026-11-20 00:00',
    deeds: [deed('C4', 'met', '2026-11-03 10:00')],
    is: 'met',
  },
  {
    name: 'C4-update is not owed when the notice went out after all was done',
    clock: 'C4-update',
    incident: resolved('2026-11-03 10:00'),
    now: '2026-11-20 00:00',
    deeds: [deed('C4', 'met', '2026-11-03 11:00')],
    is: 'not-started',
  },
  {
    name: 'C4-update is owed as soon as handling ends after the notice',
    clock: 'C4-update',
    incident: resolved('2026-11-06 10:00'),
    now: '2026-11-06 10:30',
    deeds: [deed('C4', 'met', '2026-11-03 11:00')],
    is: 'running',
    start: '2026-11-06 10:00',
    due: '2026-11-06 11:00',
  },
  {
    name: 'C5 waits for the finding that it may exceed capacity',
    clock: 'C5',
    incident: plain,
    now: '2026-11-20 00:00',
    is: 'not-started',
  },
  {
    name: 'C5 starts at that finding and not at detection',
    clock: 'C5',
    incident: fact('beyond-capacity', '2026-11-04 16:00'),
    now: '2026-11-04 16:30',
    is: 'running',
    start: '2026-11-04 16:00',
    due: '2026-11-04 17:00',
  },
  {
    name: 'C6 waits for the end of the response',
    clock: 'C6',
    incident: plain,
    now: '2026-12-31 00:00',
    is: 'not-started',
  },
  {
    name: 'C6 is five days from the end of the response',
    clock: 'C6',
    incident: resolved('2026-12-29 22:00'),
    now: '2026-12-30 00:00',
    is: 'running',
    start: '2026-12-29 22:00',
    due: '2027-01-03 22:00',
  },
  {
    name: 'C6 takes the closing for the end when nobody named one',
    clock: 'C6',
    incident: incidentAt(D, {
      status: 'closed',
      closedAt: vn('2026-11-06 10:00'),
      disposition: 'true-positive',
    }),
    now: '2026-11-06 12:00',
    is: 'running',
    start: '2026-11-06 10:00',
    due: '2026-11-11 10:00',
  },
  {
    name: 'C6 is met by a report that went out before the end was written down',
    clock: 'C6',
    incident: resolved('2026-11-06 10:00'),
    now: '2026-11-20 00:00',
    deeds: [deed('C6', 'met', '2026-11-06 09:00')],
    is: 'met',
  },
  {
    name: 'C7 starts when the notice came in',
    clock: 'C7',
    incident: fact('notice-received', '2026-11-02 09:20'),
    now: '2026-11-02 09:25',
    is: 'running',
    start: '2026-11-02 09:20',
    due: '2026-11-02 09:35',
  },
  {
    name: 'C7 is owed even for a false alarm',
    clock: 'C7',
    incident: incidentAt(D, { disposition: 'false-positive', facts: { 'notice-received': said(D) } }),
    now: '2026-11-03 00:00',
    is: 'overdue',
  },
  {
    name: 'C7 runs again for a second notice',
    clock: 'C7',
    incident: fact('notice-received', '2026-11-02 09:20'),
    now: '2026-11-04 08:05',
    deeds: [deed('C7', 'met', '2026-11-02 09:21'), deed('C7', 'started', '2026-11-04 08:00')],
    is: 'running',
    start: '2026-11-04 08:00',
    due: '2026-11-04 08:15',
  },
  {
    name: 'C7 keeps the first notice while it is unanswered',
    clock: 'C7',
    incident: fact('notice-received', '2026-11-02 09:20'),
    now: '2026-11-04 08:05',
    deeds: [deed('C7', 'started', '2026-11-04 08:00')],
    is: 'overdue',
    start: '2026-11-02 09:20',
  },
  {
    name: 'C9 is 24 hours from the request',
    clock: 'C9',
    incident: fact('cooperation-requested', '2026-11-05 07:00'),
    now: '2026-11-05 12:00',
    is: 'running',
    start: '2026-11-05 07:00',
    due: '2026-11-06 07:00',
  },
  {
    name: 'C10 is 72 hours from detection, when personal data is concerned',
    clock: 'C10',
    incident: fact('personal-data', '2026-11-04 09:15'),
    now: '2026-11-04 10:00',
    is: 'running',
    start: D,
    due: '2026-11-05 09:15',
  },
  {
    name: 'C4 of 2017 is the same five days',
    profile: 'vn-2017',
    clock: 'C4',
    incident: plain,
    now: '2026-11-03 00:00',
    is: 'running',
    start: D,
    due: '2026-11-07 09:15',
  },
  {
    name: 'C4-update of 2017 follows the end of handling',
    profile: 'vn-2017',
    clock: 'C4-update',
    incident: resolved('2026-11-06 10:00'),
    now: '2026-11-06 11:01',
    deeds: [deed('C4', 'met', '2026-11-03 11:00')],
    is: 'overdue',
    due: '2026-11-06 11:00',
  },
  {
    name: 'C5 of 2017 starts at the finding',
    profile: 'vn-2017',
    clock: 'C5',
    incident: fact('beyond-capacity', '2026-11-04 16:00'),
    now: '2026-11-04 18:00',
    is: 'overdue',
    start: '2026-11-04 16:00',
  },
  {
    name: 'C6 of 2017 is five days from the end of the response',
    profile: 'vn-2017',
    clock: 'C6',
    incident: resolved('2026-11-06 10:00'),
    now: '2026-11-06 12:00',
    is: 'running',
    due: '2026-11-11 10:00',
  },
  {
    name: 'C7 of 2017 starts when the notice came in',
    profile: 'vn-2017',
    clock: 'C7',
    incident: fact('notice-received', D),
    now: '2026-11-02 09:16',
    is: 'running',
    due: '2026-11-02 09:30',
  },
]

test.each(rows)('$name', ({ profile = 'vn-2026', clock, incident, now, deeds = [], is, start, due }) => {
  const view = clockAt(LAW[profile], clock, incident, now, deeds)
  const found = { is: view.state, start: vnText(view.startedAt), due: vnText(view.dueAt) }
  expect(found).toEqual({ is, start: start ?? found.start, due: due === undefined ? found.due : due })
})

test.each(['vn-2026', 'vn-2017'] as const)('every clock of %s that runs on incidents has a row', name => {
  const tested = new Set(rows.filter(({ profile = 'vn-2026' }) => profile === name).map(({ clock }) => clock))
  const clocks = LAW[name].clocks.filter(({ scope }) => scope === 'incident').map(({ id }) => id)
  expect(clocks.filter(id => !tested.has(id))).toEqual([])
})

test('another profile makes other clocks of the same incident, without any code', () => {
  const idsOf = (name: keyof typeof LAW) =>
    clocksOf(LAW[name], { incident: plain, deeds: [] }, vn('2026-11-03 00:00')).map(({ clock }) => clock.id)
  expect(idsOf('vn-2017')).toEqual(['C4', 'C4-update', 'C5', 'C6', 'C7'])
  expect(idsOf('vn-2026')).toEqual([
    'C1',
    'C2',
    'C3',
    'C3-update',
    'C3-final',
    'C4',
    'C4-update',
    'C5',
    'C6',
    'C7',
    'C9',
    'C10',
  ])
})

test('a clock that became applicable after its end says since when', () => {
  const view = clockAt(law, 'C2', serious('2026-11-03 15:15'), '2026-11-03 15:15')
  expect([vnText(view.startedAt), vnText(view.appliesSince)]).toEqual([D, '2026-11-03 15:15'])
  expect(view.remainingMs).toBe(-6 * 3_600_000)
})

test.each([
  ['2026-11-02 09:15', '2026-11-10 00:00', 'the fifth day is a Saturday: Monday ends it'],
  ['2026-11-04 09:15', '2026-11-10 00:00', 'the fifth day is a Monday'],
  ['2026-02-12 10:00', '2026-02-24 00:00', 'the fifth day is mồng một: the first working day after Tết'],
  ['2026-12-27 10:00', '2027-01-05 00:00', 'the fifth day is New Year’s Day, a Friday'],
])('by the Civil Code, five days from %s end at the latest at %s: %s', (detected, latest) => {
  const view = clockAt(law, 'C4', incidentAt(detected), detected)
  expect(vnText(latestEndOf(law, view))).toBe(latest)
})

describe('pauses', () => {
  const city = withClock(law, 'C4', { pauses: PAUSE })
  const pause = (at: string, id?: string) => deed('C4', 'paused', at, id === undefined ? {} : { id })
  const resume = (at: string, about: string | null = null) => deed('C4', 'resumed', at, { about })

  test.each([
    {
      name: 'one pause moves the end by its length',
      deeds: [pause('2026-11-03 00:00'), resume('2026-11-04 12:00')],
      now: '2026-11-05 00:00',
      due: '2026-11-08 21:15',
      pausedHours: 36,
      is: 'running',
    },
    {
      name: 'while it stands still, the rest stays the same',
      deeds: [pause('2026-11-03 09:15')],
      now: '2026-11-20 09:15',
      due: '2026-11-24 09:15',
      pausedHours: 17 * 24,
      is: 'paused',
    },
    {
      name: 'pauses one after the other add up',
      deeds: [
        pause('2026-11-03 00:00'),
        resume('2026-11-03 06:00'),
        pause('2026-11-04 00:00'),
        resume('2026-11-04 06:00'),
      ],
      now: '2026-11-05 00:00',
      due: '2026-11-07 21:15',
      pausedHours: 12,
      is: 'running',
    },
    {
      name: 'a pause inside another counts once, and ends with the outer one',
      deeds: [
        pause('2026-11-03 00:00', 'outer'),
        pause('2026-11-03 06:00', 'inner'),
        resume('2026-11-03 12:00', 'inner'),
        resume('2026-11-04 00:00', 'outer'),
      ],
      now: '2026-11-05 00:00',
      due: '2026-11-08 09:15',
      pausedHours: 24,
      is: 'running',
    },
    {
      name: 'an inner pause that outlasts the outer one keeps it standing',
      deeds: [
        pause('2026-11-03 00:00', 'first'),
        pause('2026-11-03 06:00', 'second'),
        resume('2026-11-03 12:00', 'first'),
      ],
      now: '2026-11-04 00:00',
      due: '2026-11-08 09:15',
      pausedHours: 24,
      is: 'paused',
    },
    {
      name: 'a pause that began before the clock counts from its start',
      deeds: [pause('2026-11-01 00:00'), resume('2026-11-02 21:15')],
      now: '2026-11-05 00:00',
      due: '2026-11-07 21:15',
      pausedHours: 12,
      is: 'running',
    },
    {
      name: 'a pause over the month’s end moves it into the next',
      deeds: [pause('2026-11-06 09:15'), resume('2026-12-06 09:15')],
      now: '2026-12-07 00:00',
      due: '2026-12-07 09:15',
      pausedHours: 30 * 24,
      is: 'running',
    },
    {
      name: 'a pause after the end brings nothing back',
      deeds: [pause('2026-11-08 00:00')],
      now: '2026-11-09 00:00',
      due: '2026-11-07 09:15',
      pausedHours: 0,
      is: 'overdue',
    },
  ])('$name', ({ deeds, now, due, pausedHours, is }) => {
    const view = clockAt(city, 'C4', plain, now, deeds)
    expect([vnText(view.dueAt), view.pausedMs / 3_600_000, view.state]).toEqual([due, pausedHours, is])
  })

  test('what was met while it stood still was met in time', () => {
    const view = clockAt(city, 'C4', plain, '2026-11-30 00:00', [
      pause('2026-11-07 09:00'),
      deed('C4', 'met', '2026-11-20 09:00'),
    ])
    expect([view.state, vnText(view.dueAt)]).toEqual(['met', '2026-11-20 09:15'])
  })

  test('a clock of a law that names no pause goes on, whatever stands in the records', () => {
    const view = clockAt(law, 'C4', plain, '2026-11-20 00:00', [pause('2026-11-03 00:00')])
    expect([view.state, view.pausedMs]).toEqual(['overdue', 0])
  })
})

test('a limit in working days leaves out weekends and Tết', () => {
  const city = withClock(law, 'C4', { limit: { kind: 'days', days: 3, count: 'working' } })
  expect(vnText(clockAt(city, 'C4', incidentAt('2026-02-12 16:30'), '2026-02-13 00:00').dueAt)).toBe(
    '2026-02-24 16:30',
  )
  expect(vnText(clockAt(city, 'C4', incidentAt('2026-11-20 16:30'), '2026-11-21 00:00').dueAt)).toBe(
    '2026-11-25 16:30',
  )
})

describe.each(['vn-2026', 'vn-2017'] as const)('C8 of %s', name => {
  const changed = (at: string, id: string) => deed('C8', 'started', at, { id, incidentId: null })

  test('runs 24 hours for each change of the contact point', () => {
    const deeds = [
      changed('2026-11-30 20:00', 'first'),
      deed('C8', 'met', '2026-12-01 19:59', { incidentId: null, occurrence: 'first' }),
      changed('2026-12-10 08:00', 'second'),
    ]
    const clocks = registerClocksOf(LAW[name], deeds, vn('2026-12-11 08:01'))
    expect(clocks.map(({ occurrence, state, dueAt }) => [occurrence, state, vnText(dueAt)])).toEqual([
      ['first', 'met', '2026-12-01 20:00'],
      ['second', 'overdue', '2026-12-11 08:00'],
    ])
  })
})

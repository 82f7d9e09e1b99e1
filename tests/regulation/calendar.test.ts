// What is due when: periodic reports of both profiles, duties by level, clocks; what counts as done; reminders.

import { describe, expect, test } from 'vitest'
import type { Incident } from '#/kernel/incident.ts'
import {
  calendarOf,
  dutyUnit,
  type CalendarItem,
  type CalendarSources,
  type SentDocument,
} from '#/regulation/calendar.ts'
import { clocksOf } from '#/regulation/clock.ts'
import type { ClockDeed } from '#/regulation/clock-deeds.ts'
import { doneId, type DoneStatement } from '#/regulation/done-statement.ts'
import type { LawProfile } from '#/regulation/profile-schema.ts'
import { remindersOf } from '#/regulation/reminder.ts'
import { deed, incidentAt, profileNamed, said, vn, vnText } from './invented-law-incident.ts'

const law = profileNamed('vn-2026')
const LEVEL_3 = { id: 'dvc', name: 'Cổng dịch vụ công', level: 3 } as const
const LEVEL_5 = { id: 'dien', name: 'Điều khiển lưới điện', level: 5 } as const
const NOTHING: CalendarSources = {
  incidents: [],
  systems: [LEVEL_3],
  documents: [],
  statements: new Map(),
  alsoReports: [],
  sinceMs: vn('2016-01-01'),
}

function itemsOf(
  from: string,
  to: string,
  now: string,
  sources: Partial<CalendarSources> = {},
  profile: LawProfile = law,
): CalendarItem[] {
  return calendarOf(profile, { ...NOTHING, ...sources }, { fromMs: vn(from), toMs: vn(to) }, vn(now))
}

const withClocks = (incident: Incident, now: string, deeds: readonly ClockDeed[] = []) => [
  { incident, clocks: clocksOf(law, { incident, deeds }, vn(now)) },
]

describe('a report is due', () => {
  test.each([
    ['vn-2026', 'bao-cao-ngay', '2026-11-22', '2026-11-23', '2026-11-24 00:00', 'when the day after it ends'],
    [
      'vn-2026',
      'bao-cao-tuan',
      '2026-11-16',
      '2026-11-23',
      '2026-11-24 00:00',
      'when the Monday after it ends',
    ],
    [
      'vn-2026',
      'bao-cao-06-thang',
      '2026-07-01',
      '2027-01-01',
      '2027-01-16 00:00',
      'fifteen days after the half year',
    ],
    ['vn-2026', 'mau-05-06-thang', '2025-12-15', '2026-06-20', '2026-06-20 00:00', 'before 20 June'],
    ['vn-2026', 'mau-05-nam', '2025-12-15', '2026-12-15', '2026-12-15 00:00', 'before 15 December'],
    [
      'vn-2026',
      'tong-hop-06-thang',
      '2026-01-01',
      '2026-07-01',
      '2026-07-16 00:00',
      'fifteen days after the half year',
    ],
    ['vn-2026', 'mau-08-don-vi', '2025-12-15', '2026-12-15', '2026-12-20 00:00', 'before 20 December'],
    ['vn-2026', 'mau-08', '2025-12-15', '2026-12-15', '2026-12-25 00:00', 'before 25 December'],
    [
      'vn-2026',
      'chia-se-thong-tin',
      '2026-10-01',
      '2027-01-01',
      '2027-01-01 00:00',
      'by the end of the quarter',
    ],
    ['vn-2026', 'tu-kiem-tra', '2025-10-01', '2026-10-01', '2026-10-01 00:00', 'before 1 October'],
    ['vn-2026', 'mau-01', '2026-01-01', '2027-01-01', '2027-01-01 00:00', 'by the end of the year'],
    ['vn-2026', 'tien-do-thi-diem', '2026-11-01', '2026-12-01', '2026-12-05 00:00', 'before the 5th'],
    ['vn-2017', 'bao-cao-ngay', '2018-02-28', '2018-03-01', '2018-03-02 00:00', 'when the day after it ends'],
    ['vn-2017', 'bao-cao-tuan', '2018-12-31', '2019-01-07', '2019-01-08 00:00', 'over the turn of the year'],
    [
      'vn-2017',
      'bao-cao-06-thang',
      '2018-01-01',
      '2018-07-01',
      '2018-07-16 00:00',
      'fifteen days after the half year',
    ],
    ['vn-2017', 'mau-05-06-thang', '2017-12-15', '2018-06-20', '2018-06-20 00:00', 'before 20 June'],
    ['vn-2017', 'mau-05-nam', '2017-12-15', '2018-12-15', '2018-12-15 00:00', 'before 15 December'],
    [
      'vn-2017',
      'tong-hop-06-thang',
      '2018-07-01',
      '2019-01-01',
      '2019-01-16 00:00',
      'fifteen days after the half year',
    ],
    ['vn-2017', 'bao-cao-cap-do', '2017-11-30', '2018-11-30', '2018-11-30 00:00', 'before 30 November'],
    [
      'vn-2017',
      'chia-se-thong-tin',
      '2018-01-01',
      '2018-04-01',
      '2018-04-01 00:00',
      'by the end of the quarter',
    ],
    ['vn-2017', 'mau-01', '2018-01-01', '2019-01-01', '2019-01-01 00:00', 'by the end of the year'],
    ['vn-2017', 'tien-do-thi-diem', '2020-01-01', '2020-02-01', '2020-02-05 00:00', 'before the 5th'],
  ])('%s %s for %s–%s at %s: %s', (name, id, start, end, due) => {
    const profile = profileNamed(name)
    const near = vnText(vn(due) + 60_000)!
    const found = itemsOf(due, near, due, { systems: [LEVEL_3, LEVEL_5], alsoReports: [id] }, profile).find(
      ({ item }) => item === id,
    )
    expect([vnText(found!.period!.startMs), vnText(found!.period!.endMs)]).toEqual([
      `${start} 00:00`,
      `${end} 00:00`,
    ])
  })

  test.each(['vn-2026', 'vn-2017'])('every report of %s has a row above', name => {
    const rows = new Set([
      'bao-cao-ngay',
      'bao-cao-tuan',
      'bao-cao-06-thang',
      'mau-05-06-thang',
      'mau-05-nam',
      'tong-hop-06-thang',
      'mau-08-don-vi',
      'mau-08',
      'chia-se-thong-tin',
      'tu-kiem-tra',
      'mau-01',
      'tien-do-thi-diem',
      'bao-cao-cap-do',
    ])
    expect(profileNamed(name).reports.filter(({ id }) => !rows.has(id))).toEqual([])
  })

  test('only by those who have a system of its levels', () => {
    const ids = (systems: CalendarSources['systems']) =>
      new Set(itemsOf('2026-01-01', '2027-01-01', '2026-01-01', { systems }).map(({ item }) => item))
    expect(ids([{ ...LEVEL_3, level: 2 }]).has('bao-cao-ngay')).toBe(false)
    expect(ids([LEVEL_3]).has('bao-cao-ngay')).toBe(true)
    expect(ids([LEVEL_3]).has('tu-kiem-tra')).toBe(false)
    expect(ids([LEVEL_5]).has('tu-kiem-tra')).toBe(true)
  })

  test('only when the law still asks for it, or the city does', () => {
    const pilot = (alsoReports: readonly string[]) =>
      itemsOf('2026-01-01', '2027-01-01', '2026-01-01', { alsoReports }).filter(
        ({ item }) => item === 'tien-do-thi-diem',
      )
    expect(pilot([])).toEqual([])
    expect(pilot(['tien-do-thi-diem'])).toHaveLength(12)
  })

  test('on its last working day when the day itself is free', () => {
    const due = (from: string, to: string, id: string) =>
      itemsOf(from, to, from).find(({ item }) => item === id)!.workBy
    expect(due('2026-06-20', '2026-06-21', 'mau-05-06-thang')).toBe('2026-06-19')
    expect(due('2026-12-20', '2026-12-21', 'mau-08-don-vi')).toBe('2026-12-18')
    expect(due('2027-06-20', '2027-06-21', 'mau-05-06-thang')).toBe('2027-06-18')
  })

  test('not for days that the platform did not watch, but for the year in which it came', () => {
    const found = itemsOf('2026-11-01', '2026-12-31', '2026-12-31', { sinceMs: vn('2026-11-20 10:00') })
    const first = found.find(({ item }) => item === 'bao-cao-ngay')!
    expect(vnText(first.period!.startMs)).toBe('2026-11-21 00:00')
    expect(found.some(({ item }) => item === 'mau-08')).toBe(true)
  })
})

describe('a report is done', () => {
  const document = (start: string, end: string, sent: string): SentDocument => ({
    form: 'mau-05',
    periodStart: vn(start),
    periodEnd: vn(end),
    sentAt: vn(sent),
    by: 'lead',
  })
  const stateOf = (
    id: string,
    documents: readonly SentDocument[],
    statements: CalendarSources['statements'] = new Map(),
  ) => {
    const found = itemsOf('2026-06-01', '2026-12-31', '2026-12-31', { documents, statements }).find(
      ({ item }) => item === id,
    )!
    return [found.state, found.doneBy]
  }

  test.each([
    ['sent the day before', '2026-06-19 16:00', 'done'],
    ['sent in the last minute', '2026-06-19 23:59', 'done'],
    ['sent on the day before which it was due', '2026-06-20 00:00', 'done-late'],
  ])('%s: %s', (_, sent, state) => {
    expect(stateOf('mau-05-06-thang', [document('2025-12-15', '2026-06-20', sent)])).toEqual([state, 'lead'])
  })

  test('by a document whose days a person chose a little differently', () => {
    expect(stateOf('mau-05-06-thang', [document('2026-01-01', '2026-07-01', '2026-06-18')])).toEqual([
      'done',
      'lead',
    ])
  })

  test('but the half year does not stand for the year', () => {
    expect(stateOf('mau-05-nam', [document('2025-12-15', '2026-06-20', '2026-06-18')])).toEqual([
      'overdue',
      null,
    ])
  })

  test('by a person’s statement, where the platform makes no document', () => {
    const statement: DoneStatement = {
      item: 'tong-hop-06-thang',
      systemId: null,
      periodStart: vn('2026-01-01'),
      at: vn('2026-07-10'),
      recordedAt: vn('2026-07-10'),
      by: 'an',
      reason: 'Công văn 5',
    }
    expect(stateOf('tong-hop-06-thang', [], new Map([[doneId(statement), statement]]))).toEqual([
      'done',
      'an',
    ])
  })
})

describe('duties', () => {
  /** Months of the table of TCVN 14423:2026 in the digest. */
  test.each([
    ['log-review', 'year year half-year month month'],
    ['alert-tuning', '– – half-year quarter month'],
    ['account-review', 'year year half-year quarter month'],
    ['scan-all', 'year year half-year half-year quarter'],
    ['scan-critical', '– – – quarter month'],
    ['siem', '– – – – –'],
    ['edr-to-siem', '– – – – –'],
    ['network-flow', '– – – – –'],
    ['watch-24-7', '– – – – –'],
    ['ntp', '– – – – –'],
    ['backup-test', '– – – half-year quarter'],
    ['drill', '– – – year year'],
    ['pentest', '– – – year half-year'],
  ])('%s comes back at levels 1–5 each %s', (id, periods) => {
    const duty = law.duties.find(each => each.id === id)!
    expect(([1, 2, 3, 4, 5] as const).map(level => dutyUnit(duty, level) ?? '–').join(' ')).toBe(periods)
  })

  test('are due for each system at the end of each period, until somebody says they are done', () => {
    const statement: DoneStatement = {
      item: 'log-review',
      systemId: 'dien',
      periodStart: vn('2026-02-01'),
      at: vn('2026-02-27'),
      recordedAt: vn('2026-02-27'),
      by: 'an',
      reason: 'Đã rà soát',
    }
    const found = itemsOf('2026-01-01', '2026-04-02', '2026-03-20', {
      systems: [LEVEL_3, LEVEL_5],
      statements: new Map([[doneId(statement), statement]]),
    }).filter(({ item }) => item === 'log-review')
    expect(found.map(({ system, dueAt, state }) => [system!.id, vnText(dueAt), state])).toEqual([
      ['dien', '2026-01-01 00:00', 'overdue'],
      ['dvc', '2026-01-01 00:00', 'overdue'],
      ['dien', '2026-02-01 00:00', 'overdue'],
      ['dien', '2026-03-01 00:00', 'done'],
      ['dien', '2026-04-01 00:00', 'due'],
    ])
  })
})

describe('clocks', () => {
  test('stand in the calendar while they are owed and when they were met, but not when they are not owed', () => {
    const incident = incidentAt('2026-11-20 08:00')
    const deeds = [deed('C3', 'met', '2026-11-21 08:00')]
    const states = (one: Incident) =>
      itemsOf('2026-11-20', '2026-11-30', '2026-11-26', {
        systems: [],
        incidents: withClocks(one, '2026-11-26', deeds),
      })
        .filter(({ kind }) => kind === 'clock')
        .map(({ item, state, workBy }) => [item, state, workBy])
    expect(states(incident)).toEqual([
      ['C3', 'done', null],
      ['C4', 'overdue', '2026-11-25'],
    ])
    expect(states({ ...incident, disposition: 'false-positive' })).toEqual([['C3', 'done', null]])
  })

  test('without a limit have no day in the calendar', () => {
    const incident = incidentAt('2026-11-20 08:00', { facts: { complex: said('2026-11-20 09:00') } })
    const found = itemsOf('2026-11-20', '2027-11-20', '2026-11-26', {
      systems: [],
      incidents: withClocks(incident, '2026-11-26', [deed('C3', 'met', '2026-11-21 08:00')]),
    })
    expect(found.some(({ item }) => item === 'C3-update')).toBe(false)
  })
})

describe('reminders', () => {
  const tell = (incident: Incident, now: string, after: string, until: string) =>
    remindersOf(
      itemsOf('2026-01-01', '2027-12-31', now, { systems: [], incidents: withClocks(incident, now) }).filter(
        ({ kind }) => kind === 'clock',
      ),
      vn(after),
      vn(until),
    ).map(({ at, item, occasion }) => [
      item.item,
      vnText(at),
      occasion.kind === 'before' ? occasion.minutes : occasion.kind,
    ])

  test('come two days, a day, four hours and an hour before a clock ends, and when it has', () => {
    expect(
      tell(incidentAt('2026-11-20 08:00'), '2026-11-20 08:00', '2026-11-20 08:00', '2026-11-24 00:00'),
    ).toEqual(
      [
        ['C3', '2026-11-21 08:00', 2880],
        ['C3', '2026-11-22 08:00', 1440],
        ['C3', '2026-11-23 04:00', 240],
        ['C3', '2026-11-23 07:00', 60],
        ['C4', '2026-11-23 08:00', 2880],
        ['C3', '2026-11-23 08:00', 'passed'],
      ].sort((a, b) => (a[1]! < b[1]! ? -1 : a[1]! > b[1]! ? 1 : a[0]! < b[0]! ? -1 : 1)),
    )
  })

  test('come at once for what must be done at once, and for what was overdue when it became known', () => {
    const late = incidentAt('2026-11-20 08:00', {
      gravity: { value: 'serious', ...said('2026-11-21 14:00') },
    })
    expect(tell(late, '2026-11-21 14:00', '2026-11-21 13:59', '2026-11-21 14:00')).toEqual([
      ['C2', '2026-11-21 14:00', 'now'],
    ])
    const urgent = incidentAt('2026-11-20 08:00', { facts: { interrupted: said('2026-11-20 08:00') } })
    expect(tell(urgent, '2026-11-20 08:00', '2026-11-20 07:59', '2026-11-20 09:00')).toEqual([
      ['C1', '2026-11-20 08:00', 'now'],
      ['C1', '2026-11-20 09:00', 'passed'],
    ])
  })

  test('each moment belongs to one span: asking span after span tells everything once', () => {
    const incident = incidentAt('2026-11-20 08:00')
    const hours = Array.from({ length: 24 * 8 }, (_, at) => vnText(vn('2026-11-19 23:30') + at * 3_600_000)!)
    const inSpans = hours
      .slice(1)
      .flatMap((until, at) => tell(incident, '2026-11-20 08:00', hours[at]!, until))
    expect(inSpans).toEqual(tell(incident, '2026-11-20 08:00', hours[0]!, hours.at(-1)!))
    expect(inSpans.length).toBe(10)
  })
})

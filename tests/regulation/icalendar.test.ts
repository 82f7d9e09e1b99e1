// The iCalendar file is read back as RFC 5545 says: unfolded, split into properties, unescaped.

import { describe, expect, test } from 'vitest'
import { calendarOf, type CalendarSources } from '#/regulation/calendar.ts'
import { clocksOf } from '#/regulation/clock.ts'
import { icalendarOf } from '#/regulation/icalendar.ts'
import { deed, incidentAt, profileNamed, vn } from './invented-law-incident.ts'

const law = profileNamed('vn-2026')
const NOW = '2026-11-22 09:00'
const incident = incidentAt('2026-11-20 08:00', {
  code: '2026-0007',
  title: 'Cổng dịch vụ công bị chiếm; dữ liệu, tệp\nbị sửa',
})
const sources: CalendarSources = {
  incidents: [
    {
      incident,
      clocks: clocksOf(law, { incident, deeds: [deed('C3', 'met', '2026-11-21 08:00')] }, vn(NOW)),
    },
  ],
  systems: [{ id: 'dvc', name: 'Cổng dịch vụ công', level: 3 }],
  documents: [],
  statements: new Map(),
  alsoReports: [],
  sinceMs: vn('2026-11-01'),
}
const items = calendarOf(law, sources, { fromMs: vn('2026-11-20'), toMs: vn('2026-12-31') }, vn(NOW))
const file = icalendarOf(law, items, { host: 'soc.example.com', nowMs: vn(NOW) })

const lines = file.replaceAll('\r\n ', '').split('\r\n')
const events = file
  .replaceAll('\r\n ', '')
  .split('BEGIN:VEVENT\r\n')
  .slice(1)
  .map(event => {
    const own = event.split('END:VEVENT')[0]!
    const first = own.split('BEGIN:VALARM')[0]!
    return {
      alarms: own.split('BEGIN:VALARM').length - 1,
      ...Object.fromEntries(
        first.split('\r\n').map(line => line.split(/:(.*)/s).slice(0, 2) as [string, string]),
      ),
    } as Readonly<Record<string, string>> & { readonly alarms: number }
  })
const unescape = (text: string): string =>
  text.replaceAll(/\\([\\;,n])/g, (_, found: string) => (found === 'n' ? '\n' : found))

describe('the file', () => {
  test('has lines of at most 75 octets, each ended by CR LF, and no character cut in two', () => {
    expect(file.endsWith('END:VCALENDAR\r\n')).toBe(true)
    expect(file.split('\r\n').filter(line => Buffer.byteLength(line) > 75)).toEqual([])
    expect(file.replaceAll('\r\n', '')).not.toMatch(/[\r\n\ufffd]/)
  })

  test('holds each thing due once, by an identifier that stays', () => {
    const ids = events.map(event => event['UID'])
    expect(ids.length).toBe(items.length)
    expect(new Set(ids).size).toBe(ids.length)
    const again = icalendarOf(law, items, { host: 'soc.example.com', nowMs: vn('2026-11-23 09:00') })
    expect(ids.every(id => again.replaceAll('\r\n ', '').includes(`UID:${id}\r\n`))).toBe(true)
  })

  test('opens and closes as many parts of each kind', () => {
    for (const part of ['VCALENDAR', 'VEVENT', 'VALARM'])
      expect(lines.filter(line => line === `BEGIN:${part}`).length).toBe(
        lines.filter(line => line === `END:${part}`).length,
      )
  })
})

test('a clock stands at the moment it is due, with its incident, receivers and articles', () => {
  const event = events.find(each => each['UID']!.includes('/C4/'))!
  expect([event['DTSTART'], event['DTEND']]).toEqual(['20261125T005900Z', '20261125T010000Z'])
  expect(unescape(event['SUMMARY']!)).toBe('Thông báo sự cố (2026-0007)')
  const description = unescape(event['DESCRIPTION']!)
  expect(description).toContain('Cổng dịch vụ công bị chiếm; dữ liệu, tệp\nbị sửa')
  expect(description).toContain('Thông tư 20/2017/TT-BTTTT, Điều 9.2.a (đã đọc văn bản)')
  expect(description).toContain('Cơ quan điều phối quốc gia')
  expect(event.alarms).toBe(4)
})

test('what is due before a day begins stands on the day before', () => {
  const event = events.find(each => each['UID']!.includes('mau-08/'))!
  expect(event['DTSTART']).toBe('20261224T165900Z')
})

test('what is done says so and rings no more', () => {
  const event = events.find(each => each['UID']!.includes('/C3/'))!
  expect(event['SUMMARY']).toMatch(/^✓ /)
  expect(event.alarms).toBe(0)
})

// The calendar as an iCalendar file (RFC 5545) for the calendars that officers use already: one event for each thing
// due, at the moment it is due, with its alarms. Lines are folded at 75 octets without cutting a character.

import type { CalendarItem } from './calendar.ts'
import type { LawProfile } from './profile-schema.ts'

const MINUTE_MS = 60_000
const MAX_OCTETS = 75

/** `host` makes the identifiers of this city's events its own. Texts are Vietnamese. */
export function icalendarOf(
  profile: LawProfile,
  items: readonly CalendarItem[],
  { host, nowMs }: { readonly host: string; readonly nowMs: number },
): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Thapcanh//Law calendar//VI',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escaped(`Thápcanh: ${profile.title.vi}`)}`,
    ...items.flatMap(item => eventOf(profile, item, host, nowMs)),
    'END:VCALENDAR',
  ]
  return lines.map(folded).join('\r\n') + '\r\n'
}

function eventOf(profile: LawProfile, item: CalendarItem, host: string, nowMs: number): string[] {
  const isDone = item.state === 'done' || item.state === 'done-late'
  const about = item.incident?.code ?? item.system?.name
  const summary = `${isDone ? '✓ ' : ''}${item.title.vi}${about === undefined ? '' : ` (${about})`}`
  return [
    'BEGIN:VEVENT',
    `UID:${item.id.replaceAll(/[^A-Za-z0-9/-]/g, '_')}@${host}`,
    `DTSTAMP:${utc(nowMs)}`,
    // What must be done before midnight stands on the day before.
    `DTSTART:${utc(item.dueAt - MINUTE_MS)}`,
    `DTEND:${utc(item.dueAt)}`,
    `SUMMARY:${escaped(summary)}`,
    `DESCRIPTION:${escaped(descriptionOf(profile, item))}`,
    `CATEGORIES:${CATEGORY[item.kind]}`,
    'TRANSP:TRANSPARENT',
    ...(isDone ? [] : item.reminders.flatMap(minutes => alarm(minutes, summary))),
    'END:VEVENT',
  ]
}

const CATEGORY = { clock: 'SU CO', report: 'BAO CAO', duty: 'NGHIA VU' } as const
const STATE = {
  due: 'chưa đến hạn',
  overdue: 'quá hạn',
  done: 'đã xong',
  'done-late': 'đã xong, trễ hạn',
  paused: 'đang tạm dừng',
} as const satisfies Record<CalendarItem['state'], string>

function descriptionOf(profile: LawProfile, item: CalendarItem): string {
  const receivers = item.receivers.map(id => profile.roles.find(role => role.id === id)?.title.vi ?? id)
  return [
    `Tình trạng: ${STATE[item.state]}`,
    ...(item.incident === null ? [] : [`Sự cố: ${item.incident.code} ${item.incident.title}`]),
    ...(item.system === null ? [] : [`Hệ thống: ${item.system.name}, cấp độ ${item.system.level}`]),
    ...(receivers.length === 0 ? [] : [`Nơi nhận: ${receivers.join('; ')}`]),
    ...(item.workBy === null ? [] : [`Ngày làm việc cuối cùng trước hạn: ${item.workBy}`]),
    ...(item.dayStated ? [] : ['Hạn này do nền tảng đặt; luật không nêu ngày giờ.']),
    `Căn cứ: ${item.cites.map(({ article, mark }) => `${article} (${MARK[mark]})`).join('; ')}`,
  ].join('\n')
}

const MARK = {
  verified: 'đã đọc văn bản',
  secondary: 'theo nguồn thứ hai',
  unverified: 'chưa kiểm chứng',
} as const

function alarm(minutes: number, summary: string): string[] {
  return [
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `DESCRIPTION:${escaped(summary)}`,
    `TRIGGER;RELATED=END:-PT${minutes}M`,
    'END:VALARM',
  ]
}

function utc(ms: number): string {
  return new Date(ms).toISOString().replaceAll(/[-:]|\.\d{3}/g, '')
}

/** TEXT of RFC 5545, section 3.3.11. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll(/\r\n|\r|\n/g, '\\n')
    .replaceAll(/[,;]/g, found => `\\${found}`)
    .replaceAll(/\p{Cc}/gu, ' ')
}

function folded(line: string): string {
  if (Buffer.byteLength(line) <= MAX_OCTETS) return line
  const parts: string[] = []
  let part = ''
  let octets = 0
  for (const character of line) {
    const size = Buffer.byteLength(character)
    // A continuation line begins with a space.
    if (octets + size > (parts.length === 0 ? MAX_OCTETS : MAX_OCTETS - 1)) {
      parts.push(part)
      part = ''
      octets = 0
    }
    part += character
    octets += size
  }
  return [...parts, part].join('\r\n ')
}

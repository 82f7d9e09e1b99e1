// Small pieces of markup that all sites share: escaping, addresses, times as Vietnamese sites write them.

import { VIETNAM_OFFSET_MS } from '#/kernel/vietnam-time.ts'
import type { InventedText } from './invented-text.ts'

const WEEKDAYS = ['Chủ nhật', 'Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy'] as const

export function escapeMarkup(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

/** Paragraphs as `<p>`, addresses in them as links. */
export function paragraphsOf(text: InventedText): string {
  return text.paragraphs.map(each => `<p>${linked(each)}</p>`).join('\n')
}

/** Escaped, addresses as links. */
export function linked(paragraph: string): string {
  return escapeMarkup(paragraph).replaceAll(
    /https?:\/\/[^\s<]*[^\s<.,;:!?)”]/g,
    address => `<a href="${address}">${address}</a>`,
  )
}

/** `ngap-sau-o-hem-12` */
export function slugOf(title: string): string {
  return title
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'D')
    .normalize('NFD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
}

interface Moment {
  readonly day: string
  readonly month: string
  readonly year: number
  readonly hour: number
  readonly minute: string
  readonly weekday: string
}

function inVietnam(ms: number): Moment {
  const date = new Date(ms + VIETNAM_OFFSET_MS)
  const two = (value: number): string => String(value).padStart(2, '0')
  return {
    day: two(date.getUTCDate()),
    month: two(date.getUTCMonth() + 1),
    year: date.getUTCFullYear(),
    hour: date.getUTCHours(),
    minute: two(date.getUTCMinutes()),
    weekday: WEEKDAYS[date.getUTCDay()]!,
  }
}

/** `Thứ Hai, 22/06/2026, 08:15 (GMT+7)` */
export function newspaperTime(ms: number): string {
  const { weekday, day, month, year, hour, minute } = inVietnam(ms)
  return `${weekday}, ${day}/${month}/${year}, ${String(hour).padStart(2, '0')}:${minute} (GMT+7)`
}

/** `22/6/2026 8:15:00 SA`, as old content systems write it: no leading zeros, SA and CH for AM and PM. */
export function oldSystemTime(ms: number): string {
  const { day, month, year, hour, minute } = inVietnam(ms)
  return `${Number(day)}/${Number(month)}/${year} ${hour % 12 || 12}:${minute}:00 ${hour < 12 ? 'SA' : 'CH'}`
}

/** `08:15 22/06/2026` */
export function commentTime(ms: number): string {
  const { day, month, year, hour, minute } = inVietnam(ms)
  return `${String(hour).padStart(2, '0')}:${minute} ${day}/${month}/${year}`
}

/** RFC 1123, for feeds and headers. */
export function httpTime(ms: number): string {
  return new Date(ms).toUTCString()
}

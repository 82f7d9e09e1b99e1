// Numbers of online media as the reports print them, and the query behind each in words of the platform, which
// the console opens.

import { netTone } from '#/kernel/net-tone.ts'
import { VIETNAM_OFFSET_MS } from '#/kernel/vietnam-time.ts'
import type { MentionFilter, ToneCounts } from '#/store/mention-store.ts'

export const count = (value: number): string => value.toLocaleString('vi-VN')

export function percent(part: number, whole: number): string {
  return whole === 0
    ? '–'
    : `${((100 * part) / whole).toLocaleString('vi-VN', { maximumFractionDigits: 1 })} %`
}

/** `tăng 12 %`, `giảm 3 %`, `không đổi`; empty without anything to compare with. */
export function change(now: number, before: number): string {
  if (before === 0) return ''
  const share = (now - before) / before
  if (Math.abs(share) < 0.005) return 'không đổi'
  return `${share > 0 ? 'tăng' : 'giảm'} ${percent(Math.abs(now - before), before)}`
}

/** `+0,12`, with a true minus. */
export function signed(value: number): string {
  const text = Math.abs(value).toLocaleString('vi-VN', {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  })
  return `${value > 0 ? '+' : value < 0 ? '−' : ''}${text}`
}

/** `+0,12 (từ −0,05 đến +0,28)`; a dash without any tone. */
export function netText(tones: ToneCounts): string {
  const net = netTone(tones)
  return net === null ? '–' : `${signed(net.value)} (từ ${signed(net.low)} đến ${signed(net.high)})`
}

/** `media published:[2026-11-16..2026-11-22] topic:flood`; moments inside a day are written in full. */
export function mediaQuery(filter: MentionFilter): string {
  const { fromMs, toMs } = filter
  const parts: string[] = []
  if (fromMs !== undefined && toMs !== undefined) parts.push(`published:[${spanText(fromMs, toMs)}]`)
  const named: readonly (readonly [string, string | undefined])[] = [
    ['kind', filter.kinds?.join(',')],
    ['tone', filter.tone],
    ['topic', filter.topic],
    ['department', filter.department],
    ['place', filter.place],
    ['source', filter.sourceId],
    ['story', filter.storyId],
    ['flag', filter.flag],
  ]
  for (const [name, value] of named) if (value !== undefined) parts.push(`${name}:${value}`)
  return ['media', ...parts].join(' ')
}

function spanText(fromMs: number, toMs: number): string {
  const local = (ms: number): string => new Date(ms + VIETNAM_OFFSET_MS).toISOString()
  const isMidnight = (ms: number): boolean => local(ms).slice(11, 19) === '00:00:00'
  return isMidnight(fromMs) && isMidnight(toMs)
    ? `${local(fromMs).slice(0, 10)}..${local(toMs - 1).slice(0, 10)}`
    : `${local(fromMs).slice(0, 16)}..${local(toMs).slice(0, 16)}`
}

// What the stories are asked for, as the query of their address, so that a view can be kept, sent, or opened from a
// figure of a report: `?topic=flood&from=2026-11-16&to=2026-11-22`. Days are Vietnam's, the last one included;
// moments (`2026-11-16T08:00`) are exclusive at their end. Pure.

import { dayOf, dayOfIso, momentOfInput, startOfDay } from '../law/vietnam-time.ts'
import {
  COUNTED_TONES,
  FLAGS,
  KINDS,
  ORDERS,
  TOPICS,
  VOICES,
  type MediaQuery,
  type StoryOrder,
} from './media-api.ts'

export const PRESETS = ['today', '7d', '28d'] as const
export type Preset = (typeof PRESETS)[number]
const PRESET_DAYS = { today: 1, '7d': 7, '28d': 28 } satisfies Record<Preset, number>
const MINUTE_MS = 60_000

export type MediaRange =
  | { readonly kind: 'preset'; readonly preset: Preset }
  /** Days or moments of Vietnam, as they stand in the address. */
  | { readonly kind: 'between'; readonly from: string; readonly to: string }

/** Everything but time and order. */
export type MediaFilter = Omit<MediaQuery, 'from' | 'to'>

export interface MediaChoice {
  readonly range: MediaRange
  readonly filter: MediaFilter
  readonly order: StoryOrder
}

export interface Span {
  readonly fromMs: number
  /** Exclusive. */
  readonly toMs: number
}

const known = <T extends string>(words: readonly T[], word: string | null): T | undefined =>
  words.find(candidate => candidate === word)

/** The start and the end that a day or moment stands for; null when it is neither. */
function spanOf(text: string): Span | null {
  const day = dayOfIso(text)
  if (day !== null) return { fromMs: startOfDay(day), toMs: startOfDay(day + 1) }
  const moment = momentOfInput(text, 0)
  return moment === null ? null : { fromMs: moment, toMs: moment }
}

/** Times of a stretch between two days or moments; null when it is none. */
export function betweenMs(from: string, to: string): Span | null {
  const [first, last] = [spanOf(from), spanOf(to)]
  if (first === null || last === null || first.fromMs >= last.toMs) return null
  return { fromMs: first.fromMs, toMs: last.toMs }
}

/** Whole days up to now; "now" is the end of the running minute, so that one minute asks the same. */
function presetMs(preset: Preset, nowMs: number): Span {
  const first = startOfDay(dayOf(nowMs) - PRESET_DAYS[preset] + 1)
  return { fromMs: first, toMs: (Math.floor(nowMs / MINUTE_MS) + 1) * MINUTE_MS }
}

/** The time that a range stands for at a moment. */
export function rangeMs(range: MediaRange, nowMs: number): Span {
  const between = range.kind === 'between' ? betweenMs(range.from, range.to) : null
  return between ?? presetMs(range.kind === 'preset' ? range.preset : '7d', nowMs)
}

/** The choice an address names; what it does not know it ignores. */
export function choiceOfSearch(search: string): MediaChoice {
  const query = new URLSearchParams(search)
  const filled = (name: string): string | undefined => query.get(name) || undefined
  const [from, to] = [query.get('from') ?? '', query.get('to') ?? '']
  const range: MediaRange =
    betweenMs(from, to) === null
      ? { kind: 'preset', preset: known(PRESETS, query.get('range')) ?? '7d' }
      : { kind: 'between', from, to }
  return {
    range,
    order: known(ORDERS, query.get('order')) ?? 'size',
    filter: {
      topic: known(TOPICS, query.get('topic')),
      tone: known(COUNTED_TONES, query.get('tone')),
      flag: known(FLAGS, query.get('flag')),
      voice: known(VOICES, query.get('voice')),
      kind: known(KINDS, query.get('kind')),
      place: filled('place'),
      department: filled('department'),
      source: filled('source'),
      story: filled('story'),
      system: filled('system'),
      text: filled('text'),
    },
  }
}

/** The address of a choice. */
export function mediaHref({ range, filter, order }: MediaChoice): string {
  const query = new URLSearchParams()
  if (range.kind === 'between') {
    query.set('from', range.from)
    query.set('to', range.to)
  } else if (range.preset !== '7d') query.set('range', range.preset)
  for (const [name, value] of Object.entries(filter))
    if (value !== undefined && value.trim() !== '') query.set(name, value.trim())
  if (order !== 'size') query.set('order', order)
  const text = query.toString()
  return text === '' ? '/media' : `/media?${text}`
}

/** What the API is asked. */
export function queryOf(filter: MediaFilter, { fromMs, toMs }: Span): MediaQuery {
  return { ...filter, from: fromMs, to: toMs }
}

/** True when the filter keeps anything out, the time apart. */
export function isFiltered(filter: MediaFilter): boolean {
  return Object.values(filter).some(value => value !== undefined && value !== '')
}

// Invented mentions for tests, whole ones and random ones.

import * as fc from 'fast-check'
import {
  MENTION_FLAGS,
  MENTION_KINDS,
  TONES,
  VOICES,
  type Mention,
  type PlaceMention,
} from '#/kernel/mention.ts'
import type { MentionFilter } from '#/store/mention-store.ts'

/** 2026-11-22 00:00 in Việt Nam. */
export const SUNDAY = Date.UTC(2026, 10, 21, 17)

export function hexId(number: number): string {
  return number.toString(16).padStart(32, '0')
}

export function inventedMention(number: number, more: Partial<Mention> = {}): Mention {
  return {
    id: hexId(number),
    kind: 'article',
    sourceId: 'bao-song-xanh',
    url: `https://bao.example.com/bai-${number}`,
    parentId: null,
    title: `Đường Sao Mai ngập sau mưa, bài ${number}`,
    text: `Nước dâng nửa mét ở phường Hoa Lư. Bài thứ ${number}.`,
    author: hexId(1000 + number),
    publishedAt: SUNDAY + number * 1000,
    publishedKnown: true,
    fetchedAt: SUNDAY + number * 1000 + 60_000,
    language: 'vi',
    storyId: hexId(number),
    copyOf: null,
    voice: 'news',
    tone: { label: 'neg', score: -0.75, sure: true },
    toneModel: 'news 1',
    correction: null,
    topics: ['flood'],
    departments: ['so-xay-dung'],
    places: [],
    entities: ['Đường Sao Mai'],
    systemIds: [],
    flags: [],
    ...more,
  }
}

const PLACES: readonly PlaceMention[] = [
  { code: '00101', name: 'Phường Hoa Lư', writtenAs: null },
  { code: '00102', name: 'Phường Sao Mai', writtenAs: 'Quận Mười Ba' },
  { code: '00103', name: 'Xã Đồi Thông', writtenAs: null },
]
const WORDS = ['Ngập', 'ngap', 'đường', 'Đường', 'rác', 'mưa', 'hoà', '2026', 'a-b']
const DEPARTMENTS = ['so-xay-dung', 'so-y-te']
const SOURCES = ['bao-a', 'bao-b', 'dien-dan']
const SYSTEMS = ['portal', 'mail']
const LANGUAGES = ['vi', 'en']
/** Mostly few moments, so that many fall together, around midnight in Việt Nam and before 1970. */
const MOMENTS = [-1, 0, 1, 999, 3_599_999, 3_600_000, 86_399_999, 86_400_000]

const words = fc.array(fc.constantFrom(...WORDS), { maxLength: 3 }).map(each => each.join(' '))
const moment = fc.oneof(
  fc.constantFrom(...MOMENTS).map(ms => SUNDAY + ms),
  fc.constantFrom(-86_400_001, -5),
)

export const tones = fc.record({
  label: fc.constantFrom(...TONES),
  score: fc.integer({ min: -20, max: 20 }).map(n => n / 20),
  sure: fc.boolean(),
})

/** Ids of a small set, so that some mentions replace others. */
export const randomMention: fc.Arbitrary<Mention> = fc
  .record({
    id: fc.integer({ min: 1, max: 12 }).map(hexId),
    kind: fc.constantFrom(...MENTION_KINDS),
    sourceId: fc.constantFrom(...SOURCES),
    parentId: fc.option(fc.constant(hexId(1))),
    title: words,
    text: words,
    author: fc.option(fc.integer({ min: 1, max: 3 }).map(hexId)),
    publishedAt: moment,
    publishedKnown: fc.boolean(),
    fetchedAt: fc.integer({ min: SUNDAY, max: SUNDAY + 9 }),
    language: fc.constantFrom(...LANGUAGES),
    storyId: fc.integer({ min: 21, max: 24 }).map(hexId),
    copyOf: fc.option(fc.integer({ min: 1, max: 3 }).map(hexId)),
    voice: fc.constantFrom(...VOICES),
    tone: tones,
    toneModel: fc.constantFrom('m 1', 'm 2'),
    correction: fc.option(
      fc.record({
        label: fc.constantFrom(...TONES),
        by: fc.constant('lan'),
        at: fc.integer({ min: 1, max: 9 }),
      }),
      { freq: 3 },
    ),
    topics: fc.subarray(['flood', 'waste', 'traffic'] as const),
    departments: fc.subarray(DEPARTMENTS),
    places: fc.subarray([...PLACES]),
    entities: fc.constant(['Đường Sao Mai']),
    systemIds: fc.subarray(SYSTEMS),
    flags: fc.subarray([...MENTION_FLAGS]),
  })
  .map(parts => ({ ...parts, url: `https://bao.example.com/${parts.id}` }))

export const randomFilter: fc.Arbitrary<MentionFilter> = fc
  .record(
    {
      fromMs: moment,
      toMs: moment,
      kinds: fc.subarray([...MENTION_KINDS]),
      voice: fc.constantFrom(...VOICES),
      tone: fc.constantFrom(...TONES, 'unsure' as const),
      topic: fc.constantFrom('flood' as const, 'waste' as const),
      department: fc.constantFrom(...DEPARTMENTS),
      place: fc.constantFrom(...PLACES.map(({ code }) => code)),
      sourceId: fc.constantFrom(...SOURCES),
      storyId: fc.integer({ min: 21, max: 24 }).map(hexId),
      systemId: fc.constantFrom(...SYSTEMS),
      flag: fc.constantFrom(...MENTION_FLAGS),
      language: fc.constantFrom(...LANGUAGES),
      originals: fc.constant(true as const),
      text: fc.oneof(words, fc.constantFrom('NGẬP', 'đuong', '!', 'a b', 'Hòa')),
    },
    { requiredKeys: [] },
  )
  // With all parts given hardly anything matches: keep a few.
  .chain(filter =>
    fc
      .subarray(Object.keys(filter), { maxLength: 3 })
      .map(kept => Object.fromEntries(Object.entries(filter).filter(([key]) => kept.includes(key)))),
  )

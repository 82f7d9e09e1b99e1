// The address of the stories says the same as the question asked, and a figure of a report leads to what it counted.

import { describe, expect, test } from 'vitest'
import type { MentionFilter } from '#/store/mention-store.ts'
import { mediaQuery } from '#/reports/fill/media-numbers.ts'
import { mediaQueryHref } from '#/web/documents/media-query.ts'
import { choiceOfSearch, mediaHref, queryOf, rangeMs, type MediaChoice } from '#/web/media/media-choice.ts'

/** Monday 16 November 2026, 00:00 in Vietnam. */
const MONDAY = Date.UTC(2026, 10, 15, 17)
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const NOON = MONDAY + 6 * DAY_MS + 12 * HOUR_MS + 5_000

const choiceAt = (href: string): MediaChoice => choiceOfSearch(new URL(href, 'http://console.example').search)

describe('the address of the stories', () => {
  test('keeps a choice whole', () => {
    const choice: MediaChoice = {
      range: { kind: 'between', from: '2026-11-16', to: '2026-11-22' },
      order: 'negative',
      filter: {
        topic: 'flood',
        tone: 'unsure',
        flag: 'rumour',
        voice: 'comment',
        kind: 'post',
        place: '00101',
        department: 'so-xay-dung',
        source: 'bao-vi-du',
        story: '0'.repeat(32),
        system: 'dvc',
        text: 'ngập & tắc',
      },
    }
    expect(choiceAt(mediaHref(choice))).toEqual(choice)
  })

  test.each([
    ['nothing', '/media'],
    ['words that are unknown', '/media?topic=floods&order=old&range=9d&tone=angry'],
    ['days that run backwards', '/media?from=2026-11-22&to=2026-11-16'],
    ['days that do not exist', '/media?from=2026-02-30&to=2026-03-01'],
    ['half a stretch', '/media?from=2026-11-16'],
  ])('takes the usual week for %s', (_, href) => {
    expect(mediaHref(choiceAt(href))).toBe('/media')
  })

  test.each([
    ['today', 6 * DAY_MS],
    ['7d', 0],
    ['28d', -21 * DAY_MS],
  ] as const)('%s begins with a day of Vietnam and ends with the running minute', (preset, from) => {
    expect(rangeMs({ kind: 'preset', preset }, NOON)).toEqual({
      fromMs: MONDAY + from,
      toMs: MONDAY + 6 * DAY_MS + 12 * HOUR_MS + 60_000,
    })
  })
})

describe('the query behind a figure of a report', () => {
  const week: MentionFilter = { fromMs: MONDAY, toMs: MONDAY + 7 * DAY_MS }
  test.each<readonly [string, MentionFilter]>([
    ['a week', week],
    [
      'a topic, a ward and a department',
      { ...week, topic: 'flood', place: '00101', department: 'so-xay-dung' },
    ],
    ['a story', { ...week, storyId: 'a'.repeat(32) }],
    ['a flag', { ...week, flag: 'rumour', tone: 'neg' }],
    ['hours of a day', { fromMs: MONDAY + 8 * HOUR_MS, toMs: MONDAY + 10 * HOUR_MS }],
    ['the hours to midnight', { fromMs: MONDAY + 20 * HOUR_MS, toMs: MONDAY + 24 * HOUR_MS }],
  ])('asks for the same: %s', (_, filter) => {
    const { range, filter: shown } = choiceAt(mediaQueryHref(mediaQuery(filter)) ?? '')
    const { fromMs, toMs, storyId, ...rest } = filter
    const story = storyId === undefined ? {} : { story: storyId }
    const asked = Object.entries(queryOf(shown, rangeMs(range, 0))).filter(([, value]) => value !== undefined)
    expect(Object.fromEntries(asked)).toEqual({ ...rest, ...story, from: fromMs, to: toMs })
  })

  test('comments and posts together are what citizens say', () => {
    expect(mediaQueryHref(`${mediaQuery(week)} kind:comment,post`)).toBe(
      '/media?from=2026-11-16&to=2026-11-22&voice=comment',
    )
  })

  test('words that tell how it was grouped change nothing, other queries are not taken', () => {
    expect(mediaQueryHref('media published:[2026-11-16..2026-11-22] by:story')).toBe(
      '/media?from=2026-11-16&to=2026-11-22',
    )
    expect(mediaQueryHref('incidents status:new,open')).toBeNull()
    expect(mediaQueryHref('mediation')).toBeNull()
  })
})

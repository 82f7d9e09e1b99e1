// What the pages of detection rules work out by themselves: rows and their states, filters, lit characters, forms.

import { describe, expect, test } from 'vitest'
import type { LivenessView, RuleCountersView } from '#/api/contract/detection.ts'
import type { RuleView } from '#/api/contract/schemas.ts'
import { lastDay, missingIn, newException, readException } from '#/web/rules/exception-fields.ts'
import {
  filtered,
  filterOfSearch,
  isIn,
  lifeOf,
  noiseOf,
  rowsOf,
  rulesHref,
  sorted,
} from '#/web/rules/rule-rows.ts'
import { partsBySpans } from '#/web/rules/spans.ts'

const DAY_MS = 86_400_000
const rule = (id: string, alerts: number, changes: Partial<RuleView> = {}): RuleView => ({
  id,
  title: `Luật ${id}`,
  level: 'medium',
  status: 'stable',
  family: id,
  author: 'Nguyễn Thị Mẫu',
  tags: ['attack.credential-access', 'attack.t1110'],
  cites: ['Thông tư 31/2017/TT-BTTTT, Điều 5.2.c'],
  logsource: '*/linux/sshd',
  buildingBlock: false,
  alerts,
  lastAlertAt: null,
  exceptions: 0,
  off: null,
  ...changes,
})
const counters = (since: number): RuleCountersView => ({
  since,
  events: 10,
  sampled: 10,
  rules: [{ id: 'a', candidates: 9, hits: 5, hidden: 2, ms: 1 }],
})
const NOW = 10 * DAY_MS

describe('rows', () => {
  test('a building block is found as one, and a row that is not loaded as none', () => {
    const rows = rowsOf([rule('a', 0, { buildingBlock: true }), rule('b', 0)], null, null, NOW)
    const filter = filterOfSearch('?state=building-block')
    expect(filtered(rows, filter).map(({ id }) => id)).toEqual(['a'])
    expect(rulesHref(filter)).toBe('/rules?state=building-block')
    expect(isIn({ ...rows[0]!, view: null }, 'building-block')).toBe(false)
  })

  test('a rule is noisy by alerts a day; the first day counts whole, so that a start is no flood', () => {
    const noise = (alerts: number, since: number) =>
      noiseOf(rowsOf([rule('a', alerts)], counters(since), null, NOW)[0]!)
    expect(noise(10, NOW - 60_000)).toBe(null)
    expect(noise(11, NOW - 60_000)).toBe('noisy')
    expect(noise(11, NOW - 2 * DAY_MS)).toBe(null)
    expect(noise(201, NOW - 2 * DAY_MS)).toBe('flood')
    expect(noiseOf(rowsOf([rule('a', 5_000)], null, null, NOW)[0]!)).toBe(null)
  })

  test('what was checked and is not loaded has a row; reasons decide what is said of a life', () => {
    const result = (
      id: string,
      ...reasons: LivenessView['results'][number]['reasons'][number]['reason'][]
    ) => ({
      rule: { id, title: id, level: 'low' as const },
      fired: reasons.length === 0,
      by: null,
      reasons: reasons.map(reason => ({ reason, detail: '' })),
    })
    const liveness: LivenessView = {
      at: 1,
      tookMs: 1,
      days: 30,
      rules: 4,
      alive: 1,
      fired: 1,
      results: [
        result('a'),
        result('b', 'source-never-seen'),
        result('c', 'did-not-fire'),
        result('off', 'disabled'),
      ],
      unloaded: [],
    }
    const rows = rowsOf([rule('a', 3), rule('b', 2), rule('c', 1), rule('new', 0)], null, liveness, NOW)
    expect(rows.map(row => [row.id, lifeOf(row)])).toEqual([
      ['a', 'alive'],
      ['b', 'cannot'],
      ['c', 'broken'],
      ['new', 'unchecked'],
      ['off', 'off'],
    ])
    expect(rows.filter(row => isIn(row, 'cannot-fire')).map(({ id }) => id)).toEqual(['b', 'c'])
    expect(rows.filter(row => isIn(row, 'enabled')).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'new'])
  })

  test('that somebody switched off are off before a check says so, and back before it takes that back', () => {
    const off = { by: 'ha.le', at: NOW, reason: 'Ồn', because: null }
    const result = {
      rule: { id: 'b', title: 'b', level: 'low' as const },
      fired: false,
      by: null,
      reasons: [{ reason: 'disabled' as const, detail: '' }],
    }
    const liveness = {
      at: 1,
      tookMs: 1,
      days: 30,
      rules: 1,
      alive: 0,
      fired: 0,
      results: [result],
      unloaded: [],
    }
    const rows = rowsOf([rule('a', 3, { off }), rule('b', 2)], null, liveness, NOW)
    expect(rows.map(row => [row.id, lifeOf(row)])).toEqual([
      ['a', 'off'],
      ['b', 'unchecked'],
    ])
    expect(rows.filter(row => isIn(row, 'disabled')).map(({ id }) => id)).toEqual(['a'])
    expect(rows.filter(row => isIn(row, 'enabled')).map(({ id }) => id)).toEqual(['b'])
  })

  test('stand in the order that is asked for, either way round; what has nothing stands last', () => {
    const rows = rowsOf(
      [
        rule('a', 1, { lastAlertAt: 5, exceptions: 2, title: 'Ấm' }),
        rule('b', 9, { lastAlertAt: null, level: 'critical', title: 'Bền' }),
        rule('c', 4, { lastAlertAt: 8, exceptions: 1, level: 'low', title: 'Ăn' }),
      ],
      null,
      null,
      NOW,
    )
    const ids = (search: string) =>
      sorted(rows, filterOfSearch(search), ({ title }) => title)
        .map(({ id }) => id)
        .join('')
    expect(ids('')).toBe('bca')
    expect(ids('?turned=yes')).toBe('acb')
    expect(ids('?sort=last')).toBe('cab')
    expect(ids('?sort=last&turned=yes')).toBe('acb')
    expect(ids('?sort=exceptions')).toBe('acb')
    expect(ids('?sort=level')).toBe('bac')
    expect(ids('?sort=title&turned=yes').startsWith('b')).toBe(true)
    expect(ids('?sort=nonsense')).toBe('bca')
  })

  test('are found without accents, by every word, and by document, tactic and log source', () => {
    const rows = rowsOf([rule('a', 1), rule('b', 1, { tags: [], cites: [] })], counters(0), null, NOW)
    const ids = (search: string) => filtered(rows, filterOfSearch(search)).map(({ id }) => id)
    expect(ids('?text=MAU+nguyen')).toEqual(['a', 'b'])
    expect(ids('?text=t1110')).toEqual(['a'])
    expect(ids(`?cite=${encodeURIComponent('Thông tư 31/2017/TT-BTTTT')}`)).toEqual(['a'])
    expect(ids('?tactic=credential-access&level=medium')).toEqual(['a'])
    expect(ids('?source=other')).toEqual([])
    expect(ids('?state=excepted')).toEqual(['a'])
    const withOne = rowsOf([rule('c', 0, { exceptions: 1 })], null, null, NOW)
    expect(filtered(withOne, filterOfSearch('?state=excepted'))).toHaveLength(1)
  })

  test('a filter goes into the address and comes back; what is unknown is ignored', () => {
    const filter = filterOfSearch(
      '?text=ssh&state=noisy&level=high&source=*%2Flinux%2Fsshd&sort=last&turned=yes',
    )
    expect(filterOfSearch(rulesHref(filter).slice('/rules'.length))).toEqual(filter)
    expect(rulesHref(filterOfSearch('?state=nonsense&level=odd'))).toBe('/rules')
  })
})

test.each([
  ['nothing', [], 'abcdef'],
  ['one', [{ from: 1, to: 3 }], 'a[bc]def'],
  [
    'overlapping and out of order',
    [
      { from: 2, to: 5 },
      { from: 1, to: 3 },
    ],
    'a[bcde]f',
  ],
  [
    'touching',
    [
      { from: 0, to: 2 },
      { from: 2, to: 3 },
    ],
    '[abc]def',
  ],
  [
    'one inside another',
    [
      { from: 1, to: 5 },
      { from: 2, to: 3 },
    ],
    'a[bcde]f',
  ],
  [
    'reaching beyond a text that was cut',
    [
      { from: 4, to: 90 },
      { from: 91, to: 99 },
    ],
    'abcd[ef]',
  ],
  [
    'empty ones',
    [
      { from: 2, to: 2 },
      { from: 3, to: 1 },
    ],
    'abcdef',
  ],
])('spans: %s', (_, spans, shown) => {
  const parts = partsBySpans('abcdef', spans)
  expect(parts.map(({ text, lit }) => (lit ? `[${text}]` : text)).join('')).toBe(shown)
})

describe('the form of an exception', () => {
  const fields = (values: Readonly<Record<string, string>>): FormData => {
    const form = new FormData()
    for (const [name, value] of Object.entries(values)) form.set(name, value)
    return form
  }

  test('is in force until the end of its day in Vietnam', () => {
    const read = readException(fields({ expires: '2026-12-31' }))
    expect(new Date(read.expiresAt).toISOString()).toBe('2026-12-31T17:00:00.000Z')
    expect(lastDay(read.expiresAt)).toBe('2026-12-31')
  })

  test('names what is missing; lines are entries, none twice', () => {
    const read = readException(
      fields({ title: ' T ', tags: 'a\n\n b \na', reason: '  ', filter: 'filter: x' }),
    )
    expect([read.title, read.tags, read.entity]).toEqual(['T', ['a', 'b'], null])
    expect(missingIn(read)).toEqual(['reason', 'owner', 'expires'])
  })

  test('a new one of a rule names it, whatever its id has in it', () => {
    expect(newException('a: "b"', 'me', 0).filter).toContain('- "a: \\"b\\""')
    expect(newException(null, 'me', 0).filter).toContain('rules: any')
  })
})

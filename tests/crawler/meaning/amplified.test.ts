import { describe, expect, test } from 'vitest'
import { findAmplified, type AmplifiedMention } from '#/crawler/meaning/amplified.ts'

const MINUTE = 60_000

/** `count` posts of one text, a minute apart, each by another author on the next of `sources`. */
function posts(
  count: number,
  sources: readonly string[],
  change: Partial<AmplifiedMention> = {},
): AmplifiedMention[] {
  return Array.from({ length: count }, (_, n) => ({
    id: `p${n}`,
    kind: 'post' as const,
    sourceId: sources[n % sources.length]!,
    author: `author-${n}`,
    publishedAt: n * MINUTE,
    copyOf: n === 0 ? null : 'p0',
    ...change,
  }))
}

const AGENCY: AmplifiedMention = {
  id: 'news',
  kind: 'article',
  sourceId: 'agency',
  author: null,
  publishedAt: -MINUTE,
  copyOf: null,
}

describe('amplification', () => {
  test.each<{ name: string; mentions: readonly AmplifiedMention[]; found: number | null }>([
    {
      name: 'five posts of one text by five authors on two forums',
      mentions: posts(5, ['forum-a', 'forum-b']),
      found: 5,
    },
    { name: 'four are too few', mentions: posts(4, ['forum-a', 'forum-b']), found: null },
    { name: 'five on one forum may be friends', mentions: posts(5, ['forum-a']), found: null },
    { name: 'six authors on one forum', mentions: posts(6, ['forum-a']), found: 6 },
    {
      name: 'one author everywhere is one voice',
      mentions: posts(12, ['forum-a', 'forum-b', 'forum-c'], { author: 'same' }),
      found: null,
    },
    {
      name: 'authors that are not known are one voice a source',
      mentions: posts(9, ['a', 'b', 'c'], { author: null }),
      found: null,
    },
    {
      name: 'the same over days is no burst',
      mentions: posts(8, ['forum-a', 'forum-b']).map((post, n) => ({
        ...post,
        publishedAt: n * 1440 * MINUTE,
      })),
      found: null,
    },
    {
      name: "an agency's report reprinted by ten papers is syndication",
      mentions: posts(10, ['b1', 'b2', 'b3', 'b4', 'b5', 'b6', 'b7', 'b8', 'b9', 'b10'], { kind: 'article' }),
      found: null,
    },
    {
      name: 'six people who pass on a report of the news',
      mentions: [AGENCY, ...posts(6, ['forum-a', 'forum-b'], { copyOf: 'news' })],
      found: null,
    },
    {
      name: 'twelve of them',
      mentions: [AGENCY, ...posts(12, ['forum-a', 'forum-b'], { copyOf: 'news' })],
      found: 12,
    },
    {
      name: 'a paper that prints what was posted before',
      mentions: [...posts(6, ['forum-a', 'forum-b']), { ...AGENCY, publishedAt: 30 * MINUTE, copyOf: 'p0' }],
      found: 6,
    },
    { name: 'texts of their own', mentions: posts(8, ['forum-a', 'forum-b'], { copyOf: null }), found: null },
    { name: 'nothing', mentions: [], found: null },
  ])('$name: $found', ({ mentions, found }) => {
    const [amplified] = findAmplified(mentions)
    expect(amplified?.ids.length ?? null).toBe(found)
  })

  test('is told with its first text, its voices and its time, whatever the order', () => {
    const mentions = posts(6, ['forum-a', 'forum-b'])
    const expected = [
      {
        firstId: 'p0',
        ids: ['p0', 'p1', 'p2', 'p3', 'p4', 'p5'],
        authors: 6,
        sources: 2,
        fromMs: 0,
        toMs: 5 * MINUTE,
      },
    ]
    expect(findAmplified(mentions)).toEqual(expected)
    expect(findAmplified(mentions.toReversed())).toEqual(expected)
  })

  test('chains of copies are one text, and a ring of them ends', () => {
    const chain = posts(6, ['forum-a', 'forum-b']).map((post, n) => ({
      ...post,
      copyOf: n === 0 ? null : `p${n - 1}`,
    }))
    expect(findAmplified(chain)).toHaveLength(1)
    expect(() =>
      findAmplified(posts(3, ['a']).map((post, n) => ({ ...post, copyOf: `p${(n + 1) % 3}` }))),
    ).not.toThrow()
  })
})

import { describe, expect, test } from 'vitest'
import { spreadOf } from '#/crawler/stories/spread.ts'

const HOUR = 3_600_000
const mention = (id: string, sourceId: string, hours: number, copyOf: string | null = null) => ({
  id,
  sourceId,
  publishedAt: hours * HOUR,
  publishedKnown: true,
  copyOf,
  kind: 'article' as const,
})

describe('the spread of a story', () => {
  test('is told by publication: who had it first, who repeated whom, how much later', () => {
    const spread = spreadOf([
      mention('c', 'bao-c', 5, 'a'),
      mention('a', 'bao-a', 1),
      mention('b', 'bao-b', 3),
      mention('d', 'bao-b', 7, 'a'),
    ])!
    expect(spread).toMatchObject({ firstId: 'a', firstSourceId: 'bao-a', copies: 2, originals: 2 })
    expect(spread.sources.map(({ sourceId, mentions }) => [sourceId, mentions])).toEqual([
      ['bao-a', 1],
      ['bao-b', 2],
      ['bao-c', 1],
    ])
    expect(spread.steps.map(step => [step.id, step.copiedFrom, step.delayMs / HOUR])).toEqual([
      ['a', null, 0],
      ['b', null, 2],
      ['c', 'bao-a', 4],
      ['d', 'bao-a', 6],
    ])
  })

  test('a text whose time is not known comes after one of that moment; comments carry nothing on', () => {
    const spread = spreadOf([
      { ...mention('a', 'bao-a', 1), publishedKnown: false },
      mention('b', 'bao-b', 1),
      { ...mention('0', 'bao-c', 0), kind: 'comment' as const },
    ])!
    expect(spread.firstId).toBe('b')
    expect(spread.steps).toHaveLength(2)
  })

  test('nothing spreads from nothing', () => {
    expect(spreadOf([])).toBeUndefined()
  })
})

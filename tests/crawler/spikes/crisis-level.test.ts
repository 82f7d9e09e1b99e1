import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TOPICS } from '#/kernel/mention.ts'
import { SEVERITIES } from '#/kernel/severity.ts'
import { crisisLevel, type CrisisFacts } from '#/crawler/spikes/crisis-level.ts'

const CALM: CrisisFacts = {
  observed: 12,
  expected: 5,
  negativeShare: 0.3,
  sources: 1,
  reach: null,
  topic: 'tourism',
  incident: null,
}

describe('crisis level', () => {
  test.each<[string, Partial<CrisisFacts>, number]>([
    ['little of anything', {}, 1],
    ['a ward under water, a few papers', { observed: 40, negativeShare: 0.7, sources: 4, topic: 'flood' }, 2],
    [
      'loud, against, everywhere',
      { observed: 400, negativeShare: 0.9, sources: 20, reach: 2e6, topic: 'flood' },
      4,
    ],
    [
      'praise, as loud and everywhere',
      { observed: 400, negativeShare: 0.1, sources: 20, reach: 2e6, topic: 'flood' },
      1,
    ],
    [
      'nobody knows the tone',
      { observed: 400, negativeShare: null, sources: 20, reach: 2e6, topic: 'flood' },
      1,
    ],
    ['mixed voices', { observed: 400, negativeShare: 0.3, sources: 20, reach: 2e6, topic: 'flood' }, 2],
    ['little, with a critical incident', { incident: 'critical' }, 3],
    ['little, with a small incident', { incident: 'low' }, 1],
  ])('%s', (_, facts, level) => {
    expect(crisisLevel({ ...CALM, ...facts }).level).toBe(level)
  })

  test('each condition that holds is named with its points', () => {
    const facts = { ...CALM, observed: 1250, expected: 100, negativeShare: 0.625, sources: 3, reach: 120_000 }
    expect(crisisLevel({ ...facts, topic: 'flood', incident: 'high' }).reasons).toEqual([
      'gấp 12,5 lần bình thường (+3)',
      '1.250 lượt nhắc (+2)',
      '62,5 % tiêu cực (+2)',
      '3 nguồn (+1)',
      'tới khoảng 120.000 người đọc mỗi ngày (+1)',
      'chủ đề hệ trọng (+2)',
      'có sự cố an toàn thông tin liên quan đang mở (+3)',
    ])
    expect(crisisLevel({ ...CALM, observed: 900, negativeShare: 0, sources: 9 }).reasons).toContain(
      'ít ý kiến tiêu cực: cao nhất là mức 1',
    )
    expect(crisisLevel({ ...CALM, incident: 'critical' }).reasons).toContain(
      'sự cố nghiêm trọng: thấp nhất là mức 3',
    )
  })

  test('more of anything never lowers it', () => {
    const facts: fc.Arbitrary<CrisisFacts> = fc.record({
      observed: fc.integer({ min: 0, max: 600 }),
      expected: fc.double({ min: 0, max: 100, noNaN: true }),
      negativeShare: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      sources: fc.integer({ min: 0, max: 30 }),
      reach: fc.option(fc.integer({ min: 0, max: 3_000_000 })),
      topic: fc.constantFrom(...TOPICS),
      incident: fc.option(fc.constantFrom(...SEVERITIES)),
    })
    fc.assert(
      fc.property(facts, facts, fc.nat({ max: 5 }), (a, b, which) => {
        const most = (x: number | null, y: number | null): number => Math.max(x ?? 0, y ?? 0)
        const rank = (each: CrisisFacts): number =>
          each.incident === null ? -1 : SEVERITIES.indexOf(each.incident)
        const worse: CrisisFacts = [
          { ...a, observed: most(a.observed, b.observed) },
          { ...a, expected: Math.min(a.expected, b.expected) },
          { ...a, negativeShare: most(a.negativeShare, b.negativeShare) },
          { ...a, sources: most(a.sources, b.sources) },
          { ...a, reach: most(a.reach, b.reach) },
          { ...a, incident: rank(a) >= rank(b) ? a.incident : b.incident },
        ][which]!
        expect(crisisLevel(worse).level).toBeGreaterThanOrEqual(crisisLevel(a).level)
      }),
      { numRuns: 2000 },
    )
  })
})

// Our own correlations: every case inside them holds, every correlation says all that an analyst needs, and rules
// that alerted by themselves before still do.

import { describe, expect, it } from 'vitest'
import { runCorrelationCases } from '#/correlation/correlation-cases.ts'
import type { LoadedCorrelation } from '#/correlation/correlation-rule.ts'
import { missingCases } from '#/correlation/rule-cases.ts'
import { Correlator } from '#/correlation/windows/correlator.ts'
import { parseCaseLine } from '#/pipeline/parse-case-line.ts'
import { BUILDING_BLOCKS, OWN_CORRELATIONS, OWN_RULES, TELLING_CORRELATIONS } from './own-content.ts'

const titled = (correlations: readonly LoadedCorrelation[]): (readonly [string, LoadedCorrelation])[] =>
  correlations.map(correlation => [`${correlation.path} ${correlation.name ?? ''}`, correlation])

describe.each(titled(OWN_CORRELATIONS))('%s', (_name, correlation) => {
  it('holds in each of its cases', () => {
    const failed = runCorrelationCases([correlation], parseCaseLine).flatMap(result =>
      result.problem === undefined ? [] : [result.problem.detail],
    )
    expect(failed).toEqual([])
  })

  it('has a hit, a near miss and an unrelated case, each told by raw lines', () => {
    expect(missingCases(correlation)).toEqual([])
    expect(correlation.cases.length).toBeGreaterThanOrEqual(3)
    const events = correlation.cases.flatMap(one => one.events)
    expect(events.filter(event => event.line === undefined)).toEqual([])
  })

  it('has an id, a name and an author, and is told in both languages with composed letters', () => {
    const { summary } = correlation
    expect(summary.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(correlation.name).toMatch(/^[a-z][a-z_]+$/)
    expect(summary.author).not.toBe('')
    expect(summary.english?.title).toBeTruthy()
    expect(summary.english?.description).toBeTruthy()
    const vietnamese = [summary.title, summary.description, summary.response ?? '', ...summary.falsePositives]
    for (const text of vietnamese) expect(text).toBe(text.normalize('NFC'))
    expect(summary.description).toMatch(/[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]/)
  })
})

describe.each(titled(TELLING_CORRELATIONS))('%s', (_name, correlation) => {
  const { summary } = correlation

  it('says what an analyst needs, in both languages', () => {
    expect(summary.response).toBeTruthy()
    expect(summary.english?.response).toBeTruthy()
    expect(summary.falsePositives.length).toBeGreaterThan(0)
    expect(summary.english?.falsePositives).toHaveLength(summary.falsePositives.length)
    expect(correlation.entityField !== undefined || correlation.correlation.groupBy.length === 0).toBe(true)
    expect(summary.family).not.toMatch(/^t\d{4}$/)
    expect(summary.family).not.toBe(summary.id)
  })

  it('names an article, and unless it tells of a duty, a technique and a kind of Mẫu 05', () => {
    const { tags } = summary
    const isDuty = !tags.some(tag => tag.startsWith('attack.'))
    expect(isDuty || tags.some(tag => /^attack\.t\d{4}/.test(tag))).toBe(true)
    expect(isDuty || tags.some(tag => tag.startsWith('mau05.'))).toBe(true)
    expect(summary.cites.some(cite => cite.includes('Điều'))).toBe(true)
  })
})

describe('all of them together', () => {
  const correlator = new Correlator({ correlations: OWN_CORRELATIONS, report: () => {} })

  it('silence no rule and no correlation that is not a building block', () => {
    const telling = [...OWN_RULES, ...TELLING_CORRELATIONS]
    expect(
      telling.filter(({ summary }) => !correlator.raisesAlerts(summary)).map(({ path }) => path),
    ).toEqual([])
  })

  it('keep their building blocks silent, and use every one', () => {
    const used = new Set(
      OWN_CORRELATIONS.flatMap(({ members }) =>
        members.map(member =>
          member.kind === 'rule' ? member.rule.summary.id : member.correlation.summary.id,
        ),
      ),
    )
    const parts = [...BUILDING_BLOCKS, ...OWN_CORRELATIONS.filter(({ summary }) => summary.buildingBlock)]
    expect(parts.length).toBeGreaterThan(0)
    expect(parts.filter(({ summary }) => correlator.raisesAlerts(summary)).map(({ name }) => name)).toEqual(
      [],
    )
    expect(parts.filter(({ summary }) => !used.has(summary.id)).map(({ name }) => name)).toEqual([])
    expect(parts.filter(({ summary }) => summary.level !== 'informational')).toEqual([])
  })
})

// Our own rules: every case inside them holds, and every rule says all that an analyst needs.

import { describe, expect, it } from 'vitest'
import { parseCaseLine } from '#/pipeline/parse-case-line.ts'
import { missingCases, runCases } from '#/correlation/rule-cases.ts'
import { BUILDING_BLOCKS, OWN_PROBLEMS, OWN_RULES } from './own-content.ts'

it('load without a remark', () => {
  expect(OWN_PROBLEMS).toEqual([])
  expect(OWN_RULES.length).toBeGreaterThan(0)
})

const all = [...OWN_RULES, ...BUILDING_BLOCKS]

describe.each(all.map(rule => [`${rule.path} ${rule.name ?? ''}`, rule] as const))('%s', (_path, rule) => {
  it('holds in each of its cases', () => {
    const failed = runCases([rule], parseCaseLine).flatMap(result =>
      result.problem === undefined ? [] : [result.problem.detail],
    )
    expect(failed).toEqual([])
  })

  it('has a hit, a near miss and an unrelated case', () => {
    expect(missingCases(rule)).toEqual([])
    expect(rule.cases.length).toBeGreaterThanOrEqual(3)
  })

  it('tells every case by a raw line, as it comes from a device', () => {
    expect(rule.cases.filter(one => one.line === undefined).map(one => one.name)).toEqual([])
  })

  it('is written in Vietnamese with composed letters', () => {
    const { title, description, response = '', falsePositives } = rule.summary
    for (const text of [title, description, response, ...falsePositives]) {
      expect(text).toBe(text.normalize('NFC'))
    }
    expect(`${description} ${response}`).toMatch(/[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]/)
  })

  it('has an id and an author of its own, and is told in both languages', () => {
    const { summary } = rule
    expect(summary.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(summary.author).not.toBe('')
    expect(summary.description).not.toBe('')
    expect(summary.english?.title).toBeTruthy()
    expect(summary.english?.description).toBeTruthy()
  })
})

describe.each(OWN_RULES.map(rule => [rule.path, rule] as const))('%s', (_path, rule) => {
  it('says what an analyst needs, in both languages', () => {
    const { summary } = rule
    expect(summary.response).toBeTruthy()
    expect(summary.english?.response).toBeTruthy()
    expect(summary.falsePositives.length).toBeGreaterThan(0)
    expect(summary.english?.falsePositives).toHaveLength(summary.falsePositives.length)
    expect(rule.entityField).toBeTruthy()
  })

  it('names an article, and unless it tells of a duty, a technique and a kind of Mẫu 05', () => {
    const { tags } = rule.summary
    const isDuty = rule.path.startsWith('operations/')
    expect(isDuty || tags.some(tag => /^attack\.t\d{4}/.test(tag))).toBe(true)
    expect(isDuty || tags.some(tag => tag.startsWith('mau05.'))).toBe(true)
    expect(rule.summary.cites.some(cite => cite.includes('Điều'))).toBe(true)
  })

  it('belongs to a family of its own naming', () => {
    expect(rule.summary.family).not.toMatch(/^t\d{4}$/)
    expect(rule.summary.family).not.toBe(rule.summary.id)
  })
})

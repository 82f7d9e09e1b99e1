// rules/README.md says how many rules there are of each folder, kind of Mẫu 05 and article: here it is held to it.

import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { citationOf } from '#/correlation/citations.ts'
import { CORRELATION_TYPES } from '#/correlation/correlation-rule.ts'
import {
  BUILDING_BLOCKS,
  OWN_CORRELATIONS,
  OWN_FILES,
  OWN_FOLDER,
  OWN_RULES,
  TELLING_CORRELATIONS,
} from './own-content.ts'

const readme = readFileSync(join(OWN_FOLDER, 'README.md'), 'utf8')

/** The rows `| `name` | count | …` of the readme whose name is of the asked shape. */
function rowsOf(shape: RegExp): Record<string, number> {
  const rows = [...readme.matchAll(/^\| `([^`]+)` \| (\d+) \|/gm)]
  return Object.fromEntries(
    rows.map(row => [row[1]!, Number(row[2])] as const).filter(([name]) => shape.test(name)),
  )
}

function countsOf(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

const cited = [...OWN_RULES, ...TELLING_CORRELATIONS].flatMap(rule =>
  rule.summary.tags.filter(tag => typeof citationOf(tag) === 'string'),
)

describe('rules/README.md', () => {
  it('counts the rules of each folder', () => {
    expect(rowsOf(/^[a-z]+$/)).toEqual(countsOf(OWN_RULES.map(rule => dirname(rule.path))))
  })

  it('counts the rules and correlations of each kind of Mẫu 05, and every kind has one', () => {
    const kinds = countsOf(cited.filter(tag => tag.startsWith('mau05.')))
    expect(rowsOf(/^mau05\./)).toEqual(kinds)
    expect(Object.keys(kinds)).toHaveLength(10)
  })

  it('lists every article that a rule or correlation cites', () => {
    expect(rowsOf(/^(?:tt|nd|qd|l)\d+\.d\d/)).toEqual(
      countsOf(cited.filter(tag => !tag.startsWith('mau05.'))),
    )
  })

  it('counts the correlations of each file', () => {
    const files = countsOf(TELLING_CORRELATIONS.map(({ path }) => `correlations/${basename(path)}`))
    expect(rowsOf(/^correlations\//)).toEqual(files)
  })

  it('counts the correlations of each type, and every type has one', () => {
    const types = countsOf(OWN_CORRELATIONS.map(({ correlation }) => `type: ${correlation.type}`))
    expect(rowsOf(/^type: /)).toEqual(types)
    expect(Object.keys(types)).toHaveLength(CORRELATION_TYPES.length)
  })

  it('says how many correlations there are, and of how many building blocks', () => {
    const parts = BUILDING_BLOCKS.length + OWN_CORRELATIONS.length - TELLING_CORRELATIONS.length
    expect(readme).toContain(
      `${TELLING_CORRELATIONS.length} correlations, and ${parts} building blocks that raise no alert of their own`,
    )
  })

  it('names rules that exist', () => {
    const named = [...readme.matchAll(/`((?:[a-z]+\/)+\w+\.yml)`/g)].map(match => match[1]!)
    const paths = new Set(OWN_FILES.map(file => file.path))
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter(path => !paths.has(path))).toEqual([])
  })
})

describe('the folder as a whole', () => {
  it('has at least 130 rules and 25 correlations, none twice', () => {
    const all = [...OWN_RULES, ...BUILDING_BLOCKS, ...OWN_CORRELATIONS]
    expect(OWN_RULES.length).toBeGreaterThanOrEqual(130)
    expect(TELLING_CORRELATIONS.length).toBeGreaterThanOrEqual(25)
    for (const key of ['id', 'title'] as const)
      expect(new Set(all.map(rule => rule.summary[key])).size).toBe(all.length)
  })
})

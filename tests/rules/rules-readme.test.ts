// rules/README.md says how many rules there are of each folder, kind of Mẫu 05 and article: here it is held to it.

import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { citationOf } from '#/correlation/citations.ts'
import { loadRules } from '#/correlation/load-rules.ts'

const folder = join(import.meta.dirname, '../../rules')
const files = globSync('**/*.yml', { cwd: folder })
  .sort()
  .map(path => ({ path, text: readFileSync(join(folder, path), 'utf8') }))
const { rules } = loadRules(files)
const readme = readFileSync(join(folder, 'README.md'), 'utf8')

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

const cited = rules.flatMap(rule => rule.summary.tags.filter(tag => typeof citationOf(tag) === 'string'))

describe('rules/README.md', () => {
  it('counts the rules of each folder', () => {
    expect(rowsOf(/^[a-z]+$/)).toEqual(countsOf(rules.map(rule => dirname(rule.path))))
  })

  it('counts the rules of each kind of Mẫu 05, and every kind has one', () => {
    const kinds = countsOf(cited.filter(tag => tag.startsWith('mau05.')))
    expect(rowsOf(/^mau05\./)).toEqual(kinds)
    expect(Object.keys(kinds)).toHaveLength(10)
  })

  it('lists every article that a rule cites', () => {
    expect(rowsOf(/^(?:tt|nd|qd|l)\d+\.d\d/)).toEqual(
      countsOf(cited.filter(tag => !tag.startsWith('mau05.'))),
    )
  })

  it('names rules that exist', () => {
    const named = [...readme.matchAll(/`((?:[a-z]+\/)+\w+\.yml)`/g)].map(match => match[1]!)
    const paths = new Set(files.map(file => file.path))
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter(path => !paths.has(path))).toEqual([])
  })
})

describe('the folder as a whole', () => {
  it('has at least 130 rules, none twice', () => {
    expect(rules.length).toBeGreaterThanOrEqual(130)
    for (const key of ['id', 'title'] as const) {
      expect(new Set(rules.map(rule => rule.summary[key])).size).toBe(rules.length)
    }
  })
})

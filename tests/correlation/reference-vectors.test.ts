// Our trees against those of the reference implementation (pySigma 1.5.0): 176 corner cases and 1,921 real rules.
// Where we differ on purpose, the reason stands in DIFFERENCES; docs/sigma-conformance.md says it at length.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseDetection } from '#/correlation/detection.ts'
import { entryOf, parseYaml } from '#/correlation/yaml-node.ts'
import type { YamlMap, YamlNode } from '#/correlation/yaml-node.ts'
import { referenceTree, sameTree } from './reference-trees.ts'
import type { Tree } from './reference-trees.ts'
import { hasSigmaData, readLines, SIGMA_DATA } from './shared-data.ts'

/** Name of the corner case → why we differ. */
const DIFFERENCES: Readonly<Record<string, string>> = {
  'contains 5': 'a number without quotes is taken as text, with a lint: authors mean a port or an id',
  'startswith true': 'as contains 5',
  'endswith 5': 'as contains 5',
  'endswith true': 'as contains 5',
  "cidr '10.0.0.1/8'": 'host bits are masked, with a lint: the network is meant',
  'day|gte 5': 'the part of the time is compared; the reference loses it and compares the time itself',
  "re|contains 'a'": 'a regular expression is searched for anyway, nothing needs to be put around it',
  "base64 'fo\\*o'": 'the escaped character is encoded, not its backslash',
  "base64offset|contains 'x'":
    'too short to be found at every offset; the reference looks for an empty text then',
  "utf16le|base64offset|contains 'ping'": 'utf16le is in the specification',
  "utf16|base64 'ping'": 'the byte order mark is FF FE, not its UTF-8 form',
  "wide '日本'": 'UTF-16 can hold any text',
  '017': 'leading zeros are kept, as in 00000429: it is a code, not an octal number',
  '2024-01-01': 'a date without quotes is the text that the log holds',
  '12:30:45': 'a time of day is text, not a number to the base of 60',
  '.inf': 'text: no log holds an infinity',
  '9007199254740993': 'integers are exact beyond 2^53',
  '=': 'text',
  'NOT a': 'upper case is accepted, with a lint',
  'identifier notepad': 'operators are whole words',
  'identifier notepad with not': 'operators are whole words',
  'pattern hyphen': 'names may hold hyphens, so patterns may',
  'timeframe counted as detection': 'timeframe is no selection',
  'a and all of z* (no such)': 'all of nothing would always be true: refused',
  'keyword null': 'null must belong to a field: refused',
}

interface Corner {
  readonly group: string
  readonly name: string
  readonly detection: string
  readonly conditions?: readonly Tree[]
  readonly error?: string
}

/** Our tree of a detection, or the reason why it is refused. */
function treeOf(node: YamlNode | undefined, syntaxError: string | undefined): Tree | string {
  if (node?.kind !== 'map') return syntaxError ?? 'no map'
  const parsed = parseDetection(node, {})
  if (parsed.expression !== undefined) return referenceTree(parsed.expression)
  return parsed.notes.map(note => `${note.path}: ${note.detail}`).join('; ')
}

function agrees(ours: Tree | string, corner: Corner): boolean {
  if (corner.error !== undefined) return typeof ours === 'string'
  return typeof ours !== 'string' && sameTree(ours, { or: corner.conditions })
}

describe.skipIf(!hasSigmaData)('the reference vectors [skipped unless ../shared/sigma is there]', () => {
  const corners = hasSigmaData
    ? (
        JSON.parse(readFileSync(join(SIGMA_DATA, 'vectors/corner-vectors.json'), 'utf8')) as {
          cases: Corner[]
        }
      ).cases
    : []

  it('agree on every corner case but those that differ for a written reason', () => {
    const differing = corners
      .filter(corner => {
        const [document] = parseYaml(corner.detection)
        return !agrees(treeOf(document?.root, document?.errors[0]?.detail), corner)
      })
      .map(corner => corner.name)
    expect(corners).toHaveLength(176)
    expect(differing.sort()).toEqual(Object.keys(DIFFERENCES).sort())
  })

  it('agree on every parsed condition of the public rules', () => {
    let compared = 0
    const differing: string[] = []
    for (const line of readLines('vectors/condition-trees.ndjson')) {
      const vector = JSON.parse(line) as { rule: string; id: string; conditions: Tree[] }
      const path = join(SIGMA_DATA, 'rules', vector.rule)
      // Rules of SigmaHQ's placeholder folder have trees but no files here.
      if (!existsSync(path)) continue
      compared += 1
      const trees = parseYaml(readFileSync(path, 'utf8')).map(({ root }) =>
        treeOf(entryOf(root as YamlMap, 'detection'), undefined),
      )
      const agreed = trees.some(tree => typeof tree !== 'string' && sameTree(tree, { or: vector.conditions }))
      if (!agreed) differing.push(vector.rule)
    }
    expect(differing).toEqual([])
    expect(compared).toBeGreaterThan(1_800)
  })
})

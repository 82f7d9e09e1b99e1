// What a person needs to know of a rule, read from its document: title, level, author, tags and the articles
// they cite, and the family under which alerts of related rules come together.
//
// Our own rules are written in Vietnamese with `title_en`, `description_en` and perhaps `response_en` and
// `falsepositives_en` beside; foreign rules have none of them, and their family is their first ATT&CK technique,
// else their first tactic, else their id. `building_block: true` says that a rule is only part of correlations.

import type { RuleEnglish, RuleSummary } from '#/kernel/alert.ts'
import type { ProblemCode } from '#/kernel/problem.ts'
import { isSeverity } from '#/kernel/severity.ts'
import { citationOf } from './citations.ts'
import { entryOf, textsUnder, textUnder } from './yaml-node.ts'
import type { YamlMap } from './yaml-node.ts'
import { scalarMeaning } from './yaml-scalar.ts'

type Note = (code: ProblemCode, line: number, key: string, detail: string) => void

/** Reads the summary; undefined when it lacks what it must have, all of which is noted. */
export function readRuleSummary(document: YamlMap, path: string, note: Note): RuleSummary | undefined {
  const lineOf = (key: string): number => entryOf(document, key)?.line ?? document.line
  const title = textUnder(document, 'title')?.trim()
  if (title === undefined || title === '') note('rule.invalid', lineOf('title'), 'title', 'is missing')
  const id = readId(document, path, note)
  const level = textUnder(document, 'level')
  if (level === undefined) note('rule.lint', document.line, 'level', 'is missing; taken as medium')
  else if (!isSeverity(level)) {
    const detail = `"${level}" is none of informational, low, medium, high, critical`
    note('rule.invalid', lineOf('level'), 'level', detail)
  }
  const tags = textsUnder(document, 'tags')
  const cites: string[] = []
  for (const tag of tags) {
    const citation = citationOf(tag)
    if (citation instanceof Error) note('rule.invalid', lineOf('tags'), 'tags', citation.message)
    else if (citation !== undefined) cites.push(citation)
  }
  if (title === undefined || title === '') return undefined
  const falsePositives = textsUnder(document, 'falsepositives')
  const english = readEnglish(document, falsePositives.length, detail =>
    note('rule.lint', lineOf('falsepositives_en'), 'falsepositives_en', detail),
  )
  const response = textUnder(document, 'response')?.trim()
  return {
    id,
    title,
    author: textsUnder(document, 'author').join(', '),
    level: isSeverity(level) ? level : 'medium',
    description: textUnder(document, 'description')?.trim() ?? '',
    family: textUnder(document, 'family') ?? familyFrom(tags) ?? id,
    tags,
    cites,
    falsePositives,
    ...(english === undefined ? {} : { english }),
    ...(response === undefined ? {} : { response }),
    ...(isBuildingBlock(document, note) ? { buildingBlock: true } : {}),
  }
}

function isBuildingBlock(document: YamlMap, note: Note): boolean {
  const node = entryOf(document, 'building_block')
  if (node === undefined) return false
  const meaning = node.kind === 'scalar' ? scalarMeaning(node) : undefined
  if (meaning?.kind === 'boolean') return meaning.boolean
  note('rule.invalid', node.line, 'building_block', 'must be true or false')
  return false
}

/** Only a rule with an English title has the rest in English too. */
function readEnglish(
  document: YamlMap,
  falsePositiveCount: number,
  lint: (detail: string) => void,
): RuleEnglish | undefined {
  const title = textUnder(document, 'title_en')?.trim()
  if (title === undefined || title === '') return undefined
  const response = textUnder(document, 'response_en')?.trim()
  const falsePositives = textsUnder(document, 'falsepositives_en')
  const parallel = falsePositives.length === falsePositiveCount
  if (falsePositives.length > 0 && !parallel) {
    lint(`has ${falsePositives.length} notes for ${falsePositiveCount} falsepositives; they are left out`)
  }
  return {
    title,
    description: textUnder(document, 'description_en')?.trim() ?? '',
    ...(response === undefined ? {} : { response }),
    ...(falsePositives.length > 0 && parallel ? { falsePositives } : {}),
  }
}

function readId(document: YamlMap, path: string, note: Note): string {
  const id = textUnder(document, 'id')?.trim()
  if (id !== undefined && id !== '') return id.toLowerCase()
  note('rule.lint', document.line, 'id', 'is missing; the file and line name the rule')
  return `${path}:${document.line}`
}

/** `attack.t1110.001` → `t1110`; `attack.initial-access` when there is no technique. */
function familyFrom(tags: readonly string[]): string | undefined {
  const technique = tags.map(tag => /^attack\.(t\d{4})/i.exec(tag)?.[1]).find(found => found !== undefined)
  if (technique !== undefined) return technique.toLowerCase()
  return tags
    .find(tag => /^attack\.[a-z]/i.test(tag) && !/^attack\.[gs]\d/i.test(tag))
    ?.slice('attack.'.length)
}

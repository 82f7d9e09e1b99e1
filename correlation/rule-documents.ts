// The documents of a rule file. A file may hold several; `action: global` gives what the following documents
// share, `action: repeat` is the document before with some values changed, `action: reset` ends a global.
// Correlations come with the rules, in their order; filters by themselves.

import type { Problem } from '#/kernel/problem.ts'
import { entryOf, parseYaml, textUnder } from './yaml-node.ts'
import type { YamlMap } from './yaml-node.ts'

export interface RuleDocuments {
  /** Of rules and of correlations (they have `correlation:`). */
  readonly rules: readonly YamlMap[]
  /** Of filters (they have `filter:`). */
  readonly filters: readonly YamlMap[]
  readonly problems: readonly Problem[]
}

/** Splits a file into the maps of its rules. */
export function readRuleDocuments(path: string, text: string): RuleDocuments {
  const rules: YamlMap[] = []
  const filters: YamlMap[] = []
  const keep = (document: YamlMap): unknown =>
    (entryOf(document, 'filter') === undefined ? rules : filters).push(document)
  const problems: Problem[] = []
  let shared: YamlMap | undefined
  let previous: YamlMap | undefined
  for (const document of parseYaml(text)) {
    for (const error of document.errors) {
      problems.push({ code: 'rule.syntax', where: `${path}:${error.line}`, detail: firstLine(error.detail) })
    }
    const root = document.root
    if (root === undefined || (root.kind === 'scalar' && root.text === '' && root.plain)) continue
    if (root.kind !== 'map') {
      const detail = `a rule is a map, not a ${root.kind}`
      problems.push({ code: 'rule.invalid', where: `${path}:${root.line}`, detail })
      continue
    }
    const action = textUnder(root, 'action')
    const body = without(root, 'action')
    if (action === 'global') shared = shared === undefined ? body : merge(shared, body)
    else if (action === 'reset') shared = undefined
    else if (action === 'repeat') {
      if (previous === undefined) {
        problems.push({
          code: 'rule.invalid',
          where: `${path}:${root.line}`,
          detail: 'action: repeat has no rule before it',
        })
        continue
      }
      previous = merge(previous, body)
      keep(previous)
    } else if (action !== undefined) {
      problems.push({
        code: 'rule.invalid',
        where: `${path}:${root.line}`,
        detail: `action: ${action} is not known`,
      })
    } else {
      previous = shared === undefined ? body : merge(shared, body)
      keep(previous)
    }
  }
  return { rules, filters, problems }
}

function without(map: YamlMap, key: string): YamlMap {
  return { ...map, entries: map.entries.filter(entry => entry.key !== key) }
}

/** Values of `over` win; maps are merged key by key. */
function merge(under: YamlMap, over: YamlMap): YamlMap {
  const entries = under.entries.map(entry => {
    const other = over.entries.find(candidate => candidate.key === entry.key)
    if (other === undefined) return entry
    if (entry.value.kind !== 'map' || other.value.kind !== 'map') return other
    return { ...other, value: merge(entry.value, other.value) }
  })
  const added = over.entries.filter(entry => !under.entries.some(known => known.key === entry.key))
  return { kind: 'map', entries: [...entries, ...added], line: over.line }
}

function firstLine(text: string): string {
  return text.split('\n')[0]!.slice(0, 300)
}

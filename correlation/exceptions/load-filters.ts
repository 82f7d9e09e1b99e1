// The filter documents of rule folders: each loaded, and held against the rules beside it, so that one that
// reaches no rule is told of where it stands.

import { isoTime } from '#/kernel/clock.ts'
import type { Problem } from '#/kernel/problem.ts'
import type { LoadedRules } from '../loaded-rules.ts'
import type { PlaceholderValues } from '../placeholders.ts'
import { readRuleDocuments } from '../rule-documents.ts'
import type { YamlMap } from '../yaml-node.ts'
import type { RuleException } from './exceptions.ts'
import { createReach, nameRules } from './filter-reach.ts'
import { loadFilter, type FilterOptions, type OneFilter, type RuleFilter } from './rule-filter.ts'

export interface FilterDocument {
  readonly document: YamlMap
  readonly path: string
}

/** The filters, also those that reach no rule, and what is wrong with them and with those that are missing. */
export function loadFilters(
  documents: readonly FilterDocument[],
  beside: Pick<LoadedRules, 'rules' | 'correlations'>,
  placeholders: PlaceholderValues,
): { readonly filters: readonly RuleFilter[]; readonly problems: readonly Problem[] } {
  if (documents.length === 0) return { filters: [], problems: [] }
  const filters: RuleFilter[] = []
  const problems: Problem[] = []
  const findReach = createReach(nameRules(beside.rules, beside.correlations))
  const seen = new Map<string, string>()
  for (const { document, path } of documents) {
    const { filter, notes } = loadFilter(document, path, { placeholders })
    for (const { kind, line, path: key, detail } of notes) {
      const code = kind === 'error' ? 'rule.invalid' : 'rule.lint'
      problems.push({ code, where: `${path}:${line}:${key}`, detail })
    }
    if (filter === undefined) continue
    const other = seen.get(filter.id)
    if (other !== undefined) {
      const detail = `${filter.id} is already the id of a filter in ${other}`
      problems.push({ code: 'rule.duplicate-id', where: `${path}:${document.line}:id`, detail })
      continue
    }
    seen.set(filter.id, path)
    filters.push(filter)
    const { fault } = findReach(filter, [])
    if (fault !== undefined)
      problems.push({
        code: 'exception.not-applied',
        where: `${path}:${filter.line}:filter.rules`,
        detail: fault.detail,
      })
  }
  return { filters, problems }
}

/** Remarks on filters that are over and hide nothing any more; `now` in ms UTC. */
export function expiredFilters(filters: readonly RuleFilter[], now: number): readonly Problem[] {
  return filters.flatMap(({ expiresAt, path, line }) =>
    expiresAt === null || expiresAt > now
      ? []
      : [
          {
            code: 'rule.lint',
            where: `${path}:${line}:expires`,
            detail: `has expired on ${isoTime(expiresAt).slice(0, 10)}: it hides nothing`,
          },
        ],
  )
}

/** Filter documents as exceptions without further scope. */
export function asExceptions(filters: readonly RuleFilter[]): readonly RuleException[] {
  const scope = { tags: [], systems: [], entity: null }
  return filters.map(filter => ({ id: filter.id, title: filter.title, filter, scope, expiresAt: null }))
}

/** The one filter of a text; what is wrong with it, in the order of lines. */
export function loadFilterText(text: string, options: FilterOptions = {}): OneFilter {
  const { rules, filters, problems } = readRuleDocuments('filter', text)
  const error = (line: number, path: string, detail: string): OneFilter => ({
    filter: undefined,
    notes: [{ kind: 'error', line, path, detail }],
  })
  const [problem] = problems
  if (problem !== undefined) return error(Number(problem.where.split(':')[1] ?? 1), '', problem.detail)
  const [other] = rules
  if (other !== undefined) return error(other.line, '', 'is no filter: there is no map called filter')
  const [document, second] = filters
  if (document === undefined) return error(1, '', 'holds no document')
  if (second !== undefined) return error(second.line, '', 'holds a second document; an exception is one')
  return loadFilter(document, 'filter', options)
}

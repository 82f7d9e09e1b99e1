// Loads Sigma rules from text: YAML to documents to rules that are ready to be matched. Pure; whoever calls it
// has read the files. Everything that is wrong is collected with its file, line and reason, and a rule that is
// wrong never stops the others.

import type { Problem, ProblemCode } from '#/kernel/problem.ts'
import type { CorrelationRule } from './correlation-rule.ts'
import { parseDetection } from './detection.ts'
import { loadFilters, type FilterDocument } from './exceptions/load-filters.ts'
import type { Expression } from './expression.ts'
import { linkCorrelations } from './link-correlations.ts'
import { loadCorrelation } from './load-correlation.ts'
import type { LoadedRule } from './loaded-rule.ts'
import type { LoadedRules } from './loaded-rules.ts'
import { routeOf } from './log-source.ts'
import type { PlaceholderValues } from './placeholders.ts'
import { readCases } from './read-cases.ts'
import { readRuleDocuments } from './rule-documents.ts'
import { readRuleSummary } from './rule-summary.ts'
import { runThrough } from './steps.ts'
import type { LogSource } from './rule.ts'
import { entryOf, textUnder } from './yaml-node.ts'
import type { YamlMap } from './yaml-node.ts'

export interface RuleFile {
  readonly path: string
  readonly text: string
}

export interface LoadOptions {
  /** Values for `%name%` under the modifier expand. */
  readonly placeholders?: PlaceholderValues
}

/** Loads all rules of all files. */
export function loadRules(files: readonly RuleFile[], options: LoadOptions = {}): LoadedRules {
  return runThrough(loadRulesInSteps(files, options))
}

/** The same, file by file. */
export function* loadRulesInSteps(
  files: readonly RuleFile[],
  options: LoadOptions = {},
): Generator<void, LoadedRules> {
  const rules: LoadedRule[] = []
  const drafts: CorrelationRule[] = []
  const problems: Problem[] = []
  const filterDocuments: FilterDocument[] = []
  const seen = new Map<string, string>()
  for (const file of files) {
    yield
    const documents = readRuleDocuments(file.path, file.text)
    problems.push(...documents.problems)
    for (const document of documents.filters) filterDocuments.push({ document, path: file.path })
    for (const document of documents.rules) {
      const isCorrelation = entryOf(document, 'correlation') !== undefined
      const loaded = isCorrelation
        ? { rule: undefined, ...loadCorrelation(document, file.path) }
        : { correlation: undefined, ...loadRule(document, file.path, options.placeholders ?? {}) }
      problems.push(...loaded.problems)
      const id = (loaded.rule ?? loaded.correlation)?.summary.id
      if (id === undefined) continue
      const other = seen.get(id)
      if (other === undefined) {
        seen.set(id, file.path)
        if (loaded.rule !== undefined) rules.push(loaded.rule)
        if (loaded.correlation !== undefined) drafts.push(loaded.correlation)
      } else {
        const where = `${file.path}:${document.line}:id`
        problems.push({
          code: 'rule.duplicate-id',
          where,
          detail: `${id} is already the id of a rule in ${other}`,
        })
      }
    }
  }
  const linked = linkCorrelations(rules, drafts)
  const { correlations } = linked
  const filters = loadFilters(filterDocuments, { rules, correlations }, options.placeholders ?? {})
  return {
    rules,
    correlations,
    filters: filters.filters,
    problems: [...problems, ...linked.problems, ...filters.problems],
  }
}

interface OneRule {
  readonly rule: LoadedRule | undefined
  readonly problems: readonly Problem[]
}

function loadRule(document: YamlMap, path: string, placeholders: PlaceholderValues): OneRule {
  const problems: Problem[] = []
  let failed = false
  const note = (code: ProblemCode, line: number, key: string, detail: string): void => {
    if (code !== 'rule.lint') failed = true
    problems.push({ code, where: `${path}:${line}:${key}`, detail })
  }
  const fail = (line: number, key: string, detail: string): void => note('rule.invalid', line, key, detail)

  const summary = readRuleSummary(document, path, note)
  const logsource = readLogSource(document, fail)
  const route = logsource === undefined ? undefined : routeOf(logsource)
  if (typeof route === 'string')
    fail(entryOf(document, 'logsource')?.line ?? document.line, 'logsource', route)
  const expression = readExpression(document, placeholders, note)
  const cases = readCases(document, fail)
  if (failed || summary === undefined || logsource === undefined) return { rule: undefined, problems }
  if (expression === undefined || route === undefined || typeof route === 'string')
    return { rule: undefined, problems }
  const entityField = textUnder(document, 'entity')
  const name = textUnder(document, 'name')?.trim()
  const rule: LoadedRule = {
    summary,
    logsource,
    status: textUnder(document, 'status') ?? 'experimental',
    ...(entityField === undefined ? {} : { entityField }),
    cases,
    path,
    expression,
    route,
    ...(name === undefined || name === '' ? {} : { name }),
  }
  return { rule, problems }
}

function readLogSource(
  document: YamlMap,
  fail: (line: number, key: string, detail: string) => void,
): LogSource | undefined {
  const node = entryOf(document, 'logsource')
  if (node?.kind !== 'map') {
    fail(node?.line ?? document.line, 'logsource', node === undefined ? 'is missing' : 'must be a map')
    return undefined
  }
  const parts: Record<string, string> = {}
  for (const key of ['category', 'product', 'service']) {
    const text = textUnder(node, key)
    if (text !== undefined && text !== '') parts[key] = text
  }
  return parts
}

function readExpression(
  document: YamlMap,
  placeholders: PlaceholderValues,
  note: (code: ProblemCode, line: number, key: string, detail: string) => void,
): Expression | undefined {
  const node = entryOf(document, 'detection')
  if (node?.kind !== 'map') {
    const detail = node === undefined ? 'is missing' : 'must be a map'
    note('rule.invalid', node?.line ?? document.line, 'detection', detail)
    return undefined
  }
  const parsed = parseDetection(node, placeholders)
  for (const found of parsed.notes) {
    const code = found.kind === 'error' ? 'rule.invalid' : 'rule.lint'
    note(code, found.line, `detection.${found.path}`, found.detail)
  }
  return parsed.expression
}

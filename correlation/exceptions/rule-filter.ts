// A Sigma filter document, loaded: which rules it speaks of, and what of their alerts it hides. A filter means
// `(rule) and not (filter)`: its condition says what is *not* wanted. pySigma reads `(rule) and (filter)`, so that
// its filters say `not selection`; such a document would hide all but what it was written for, and is refused.
//
// Beside what Sigma has, a document of ours may say at the top level: `scope` with `tags`, `systems` and
// `entity: {field: value}`, and `owner`, `reason`, `expires` (a day, hidden until it begins, in UTC, or a time).

import type { Entity } from '#/kernel/alert.ts'
import type { PlaceholderValues } from '../placeholders.ts'
import { parseDetection } from '../detection.ts'
import type { Expression } from '../expression.ts'
import type { LogSource } from '../rule.ts'
import { entryOf, textsUnder, textUnder } from '../yaml-node.ts'
import type { YamlMap, YamlNode } from '../yaml-node.ts'

/** Which alerts of the rules are meant; all parts must fit. */
export interface ExceptionScope {
  /** Rules with one of these; empty: any. */
  readonly tags: readonly string[]
  /** Alerts of these monitored systems; empty: of any, and of none. */
  readonly systems: readonly string[]
  readonly entity: Entity | null
}

export interface RuleFilter {
  /** Lower case; of a document without one, file and line. */
  readonly id: string
  readonly title: string
  /** Ids and names as written, or every rule. */
  readonly rules: 'any' | readonly string[]
  readonly logsource: LogSource
  readonly scope: ExceptionScope
  /** Undefined: everything in scope, which is then narrowed to systems or an entity. */
  readonly expression: Expression | undefined
  readonly owner: string
  readonly reason: string
  /** ms UTC, from when on it hides nothing; null: never. */
  readonly expiresAt: number | null
  /** Path and line of the document, for messages. */
  readonly path: string
  readonly line: number
}

/** Something an author should know of a filter; a `error` keeps it from being applied. */
export interface FilterNote {
  readonly kind: 'error' | 'lint'
  readonly line: number
  readonly path: string
  readonly detail: string
}

export interface OneFilter {
  /** Undefined when there was an error. */
  readonly filter: RuleFilter | undefined
  readonly notes: readonly FilterNote[]
}

export interface FilterOptions {
  readonly placeholders?: PlaceholderValues
  /** A scope is given beside the document, so that a filter without a selection is no mistake. */
  readonly isScoped?: boolean
}

/** Reads one filter document; all that is wrong with it comes back at once. */
export function loadFilter(document: YamlMap, path: string, options: FilterOptions = {}): OneFilter {
  const notes: FilterNote[] = []
  const note = (kind: FilterNote['kind'], line: number, key: string, detail: string): undefined =>
    void notes.push({ kind, line, path: key, detail })
  const fail: Fail = (line, key, detail) => note('error', line, key, detail)

  const title = textUnder(document, 'title')?.trim() ?? ''
  if (title === '') fail(document.line, 'title', 'is missing')
  const id = textUnder(document, 'id')?.trim().toLowerCase() ?? ''
  if (id === '') note('lint', document.line, 'id', 'is missing; the file and line name the filter')
  for (const key of ['detection', 'correlation'])
    if (entryOf(document, key) !== undefined)
      fail(entryOf(document, key)!.line, key, 'a filter has none; its selections stand under filter')

  const body = entryOf(document, 'filter')
  const scope = readScope(entryOf(document, 'scope'), fail)
  const expiresAt = readExpiry(document, fail)
  if (body?.kind !== 'map') {
    fail(body?.line ?? document.line, 'filter', 'must be a map')
    return { filter: undefined, notes }
  }
  const rules = readRules(body, fail)
  const narrowed = options.isScoped === true || scope.systems.length > 0 || scope.entity !== null
  const expression = readWhat(body, narrowed, options.placeholders ?? {}, note)
  const logsource = readLogSource(document)
  if (notes.some(({ kind }) => kind === 'error') || rules === undefined) return { filter: undefined, notes }
  return {
    filter: {
      id: id === '' ? `${path}:${document.line}` : id,
      title,
      rules,
      logsource,
      scope,
      expression,
      owner: (textUnder(document, 'owner') ?? textsUnder(document, 'author').join(', ')).trim(),
      reason: (textUnder(document, 'reason') ?? textUnder(document, 'description') ?? '').trim(),
      expiresAt,
      path,
      line: document.line,
    },
    notes,
  }
}

type Fail = (line: number, key: string, detail: string) => undefined

function readRules(body: YamlMap, fail: Fail): 'any' | readonly string[] | undefined {
  const node = entryOf(body, 'rules')
  if (node === undefined) return fail(body.line, 'filter.rules', 'is missing; name rules, or write any')
  const names = textsUnder(body, 'rules').map(name => name.trim())
  if (names.length === 1 && names[0]!.toLowerCase() === 'any') return 'any'
  if (names.length > 0 && !names.some(name => name.toLowerCase() === 'any')) return names
  return fail(node.line, 'filter.rules', 'must be a list of ids or names of rules, or the word any')
}

/** The selections and their condition. */
function readWhat(
  body: YamlMap,
  narrowed: boolean,
  placeholders: PlaceholderValues,
  note: (kind: FilterNote['kind'], line: number, key: string, detail: string) => undefined,
): Expression | undefined {
  const detection: YamlMap = { ...body, entries: body.entries.filter(({ key }) => key !== 'rules') }
  if (detection.entries.length === 0) {
    if (!narrowed)
      note(
        'error',
        body.line,
        'filter',
        'has no selection: it would hide every alert of these rules; narrow it to systems or an entity',
      )
    return undefined
  }
  const parsed = parseDetection(detection, placeholders)
  for (const found of parsed.notes) note(found.kind, found.line, `filter.${found.path}`, found.detail)
  const { expression } = parsed
  if (expression?.kind === 'not') {
    const line = entryOf(body, 'condition')?.line ?? body.line
    note(
      'error',
      line,
      'filter.condition',
      'says what is kept, as pySigma has it; here it says what is hidden: leave out the not',
    )
  }
  return expression
}

function readLogSource(document: YamlMap): LogSource {
  const node = entryOf(document, 'logsource')
  const parts: Record<string, string> = {}
  if (node?.kind !== 'map') return parts
  for (const key of ['category', 'product', 'service']) {
    const text = textUnder(node, key)
    if (text !== undefined && text !== '') parts[key] = text
  }
  return parts
}

function readScope(node: YamlNode | undefined, fail: Fail): ExceptionScope {
  const none: ExceptionScope = { tags: [], systems: [], entity: null }
  if (node === undefined) return none
  if (node.kind !== 'map')
    return (fail(node.line, 'scope', 'must be a map of tags, systems and entity'), none)
  const unknown = node.entries.find(({ key }) => !['tags', 'systems', 'entity'].includes(key))
  if (unknown !== undefined)
    fail(unknown.line, `scope.${unknown.key}`, 'is not known; there are tags, systems and entity')
  const entity = entryOf(node, 'entity')
  return {
    tags: textsUnder(node, 'tags'),
    systems: textsUnder(node, 'systems'),
    entity:
      entity === undefined
        ? null
        : (readEntity(entity) ??
          fail(entity.line, 'scope.entity', 'must be one field and its value') ??
          null),
  }
}

function readEntity(node: YamlNode): Entity | undefined {
  if (node.kind !== 'map' || node.entries.length !== 1) return undefined
  const [{ key, value }] = node.entries as [YamlMap['entries'][number]]
  return value.kind === 'scalar' && key !== '' && value.text !== ''
    ? { field: key, value: value.text }
    : undefined
}

function readExpiry(document: YamlMap, fail: Fail): number | null {
  const node = entryOf(document, 'expires')
  if (node === undefined) return null
  const ms = node.kind === 'scalar' && /^\d{4}-\d\d-\d\d/.test(node.text) ? Date.parse(node.text.trim()) : NaN
  if (!Number.isNaN(ms)) return ms
  fail(node.line, 'expires', 'must be a day (2026-12-31) or a time in ISO 8601')
  return null
}

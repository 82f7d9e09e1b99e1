// Reads the `correlation:` of a document: what it says, checked as far as it can be without the rules it refers
// to. `link-correlations.ts` finds those. What is wrong is told with its line and key.

import type { ProblemCode } from '#/kernel/problem.ts'
import {
  choicesOf,
  isRising,
  parseRulesCondition,
  ruleNamesIn,
  senselessCount,
  thresholdOf,
} from './correlation-condition.ts'
import { BOUND_OPERATORS, CORRELATION_TYPES } from './correlation-rule.ts'
import type { Bound, Correlation, CorrelationCondition, CorrelationType } from './correlation-rule.ts'
import { parseTimespan } from './timespan.ts'
import { entryOf, textsUnder } from './yaml-node.ts'
import type { YamlMap, YamlNode } from './yaml-node.ts'
import { numberInText, scalarMeaning } from './yaml-scalar.ts'

type Note = (code: ProblemCode, line: number, key: string, detail: string) => void

/** Rules of one correlation, and fields it is grouped by. */
const MAX_RULES = 64
const MAX_GROUP_FIELDS = 16

const KEYS: ReadonlySet<string> = new Set(
  'type rules group-by timespan condition aliases generate'.split(' '),
)
const NEEDS_FIELD: ReadonlySet<CorrelationType> = new Set<CorrelationType>([
  'value_count',
  'value_sum',
  'value_avg',
  'value_percentile',
  'value_median',
])

/** Reads the correlation; undefined when it is wrong, all of which is noted. */
export function readCorrelation(document: YamlMap, note: Note): Correlation | undefined {
  const node = entryOf(document, 'correlation')
  if (node?.kind !== 'map') {
    note('rule.invalid', node?.line ?? document.line, 'correlation', 'must be a map')
    return undefined
  }
  const reader = new CorrelationReader(node, note)
  const read = reader.read(entryOf(document, 'generate'))
  return reader.failed ? undefined : read
}

class CorrelationReader {
  failed = false
  private readonly map: YamlMap
  private readonly note: Note

  constructor(map: YamlMap, note: Note) {
    this.map = map
    this.note = note
  }

  read(generate: YamlNode | undefined): Correlation | undefined {
    for (const { key, line } of this.map.entries) {
      if (!KEYS.has(key)) this.lint(line, key, 'is not an attribute of a correlation; it is left out')
    }
    const type = this.type()
    const timespanMs = this.timespan()
    const rules = this.rules(type)
    const groupBy = this.groupBy()
    const aliases = this.aliases()
    const generated = this.generate(entryOf(this.map, 'generate')) ?? this.generate(generate) ?? false
    const condition = type === undefined ? undefined : this.condition(type, rules)
    if (type === undefined || timespanMs === undefined || condition === undefined) return undefined
    return { type, rules, groupBy, timespanMs, ...condition, aliases, generate: generated }
  }

  private fail(key: string, detail: string, line = entryOf(this.map, key)?.line ?? this.map.line): undefined {
    this.failed = true
    this.note('rule.invalid', line, `correlation.${key}`, detail)
    return undefined
  }

  private lint(line: number, key: string, detail: string): void {
    this.note('rule.lint', line, `correlation.${key}`, detail)
  }

  private type(): CorrelationType | undefined {
    const node = entryOf(this.map, 'type')
    const text = node?.kind === 'scalar' ? node.text : ''
    const known = CORRELATION_TYPES.find(type => type === text)
    return known ?? this.fail('type', `"${text}" is none of ${CORRELATION_TYPES.join(', ')}`)
  }

  private timespan(): number | undefined {
    const node = entryOf(this.map, 'timespan')
    if (node === undefined) {
      const meant = entryOf(this.map, 'timeframe') === undefined ? '' : ' (timeframe is of old aggregations)'
      return this.fail('timespan', `is missing${meant}`)
    }
    if (node.kind !== 'scalar') return this.fail('timespan', 'must be text such as 15m')
    const parsed = parseTimespan(node.text)
    if (typeof parsed === 'string') return this.fail('timespan', parsed)
    if (parsed.lint !== undefined) this.lint(node.line, 'timespan', parsed.lint)
    return parsed.ms
  }

  private rules(type: CorrelationType | undefined): readonly string[] {
    const condition = entryOf(this.map, 'condition')
    const node = entryOf(this.map, 'rules')
    if (
      node === undefined &&
      condition?.kind === 'scalar' &&
      (type === 'temporal' || type === 'temporal_ordered')
    )
      return ruleNamesIn(condition.text)
    const rules = textsUnder(this.map, 'rules').map(rule => rule.trim())
    if (rules.length === 0) this.fail('rules', 'names no rule')
    if (rules.length > MAX_RULES) this.fail('rules', `names more than ${MAX_RULES} rules`)
    const twice = rules.find((rule, place) => rules.indexOf(rule) !== place)
    if (twice !== undefined) this.fail('rules', `names ${twice} twice; count it in a correlation of its own`)
    return rules
  }

  private groupBy(): readonly string[] {
    const fields = textsUnder(this.map, 'group-by')
    if (fields.length > MAX_GROUP_FIELDS) this.fail('group-by', `names more than ${MAX_GROUP_FIELDS} fields`)
    return [...new Set(fields)]
  }

  private aliases(): Correlation['aliases'] {
    const aliases = new Map<string, ReadonlyMap<string, string>>()
    const node = entryOf(this.map, 'aliases')
    if (node === undefined) return aliases
    if (node.kind !== 'map') {
      this.fail('aliases', 'must be a map of alias → rule → field')
      return aliases
    }
    for (const { key, value, line } of node.entries) {
      if (value.kind !== 'map' || value.entries.some(entry => entry.value.kind !== 'scalar')) {
        this.fail('aliases', `${key} must be a map of rule → field`, line)
        continue
      }
      const fields = value.entries.map(
        entry => [entry.key, entry.value.kind === 'scalar' ? entry.value.text : ''] as const,
      )
      aliases.set(key, new Map(fields))
    }
    return aliases
  }

  private generate(node: YamlNode | undefined): boolean | undefined {
    if (node === undefined) return undefined
    const meaning = node.kind === 'scalar' ? scalarMeaning(node) : undefined
    if (meaning?.kind === 'boolean') return meaning.boolean
    return this.fail('generate', 'must be true or false', node.line)
  }

  private condition(
    type: CorrelationType,
    rules: readonly string[],
  ): { readonly condition: CorrelationCondition; readonly conditionText: string } | undefined {
    const node = entryOf(this.map, 'condition')
    const temporal = type === 'temporal' || type === 'temporal_ordered'
    if (node === undefined) {
      if (!temporal) return this.fail('condition', 'is missing')
      const all: CorrelationCondition = {
        kind: 'rules',
        of: [{ wanted: rules.map((_, place) => place), unwanted: [] }],
      }
      return { condition: all, conditionText: rules.join(type === 'temporal' ? ' and ' : ' → ') }
    }
    if (node.kind === 'list') return this.fail('condition', 'must be a map of bounds or a text over rules')
    if (node.kind === 'map') return this.bounds(type, rules, node)
    if (!temporal) return this.fail('condition', 'a text over rules is for temporal and temporal_ordered')
    const parsed = parseRulesCondition(node.text, rules)
    if (typeof parsed === 'string') return this.fail('condition', parsed)
    for (const lint of parsed.lints) this.lint(node.line, 'condition', lint)
    return { condition: { kind: 'rules', of: parsed.alternatives }, conditionText: node.text }
  }

  private bounds(
    type: CorrelationType,
    rules: readonly string[],
    node: YamlMap,
  ): { readonly condition: CorrelationCondition; readonly conditionText: string } | undefined {
    const bounds: Bound[] = []
    for (const { key, value } of node.entries) {
      if (key === 'field' || key === 'percentile') continue
      const operator = BOUND_OPERATORS.find(known => known === key)
      if (operator === undefined) {
        return this.fail(
          'condition',
          `"${key}" is none of ${BOUND_OPERATORS.join(', ')}, field, percentile`,
          value.line,
        )
      }
      const number = numberOf(value)
      if (number === undefined) return this.fail('condition', `${key} must be a number`, value.line)
      bounds.push({ operator, number })
    }
    if (bounds.length === 0) return this.fail('condition', `has none of ${BOUND_OPERATORS.join(', ')}`)
    const conditionText = bounds.map(({ operator, number }) => `${operator} ${number}`).join(', ')
    const fields = this.fields(type, node)
    const percentile = this.percentile(type, node)
    if (fields === undefined || percentile === false) return undefined
    const counts = type === 'event_count' || type === 'value_count' || type.startsWith('temporal')
    const senseless = counts ? senselessCount(bounds) : undefined
    if (senseless !== undefined) return this.fail('condition', `${conditionText} ${senseless}`)
    if (type.startsWith('temporal') && isRising(bounds) && thresholdOf(bounds) > rules.length)
      return this.fail('condition', `${conditionText}, but there are ${rules.length} rules`)
    if (counts && bounds.some(({ number }) => !Number.isInteger(number)))
      this.lint(node.line, 'condition', 'a count is a whole number')
    if (type === 'temporal_ordered') {
      const of = isRising(bounds) ? choicesOf(rules.length, thresholdOf(bounds)) : undefined
      if (of === undefined) return this.fail('condition', 'temporal_ordered has lower bounds only (gt, gte)')
      if (typeof of === 'string') return this.fail('condition', of)
      return { condition: { kind: 'rules', of }, conditionText }
    }
    const condition = {
      kind: 'bounds',
      bounds,
      fields,
      ...(percentile === undefined ? {} : { percentile }),
    } as const
    return { condition, conditionText }
  }

  private fields(type: CorrelationType, node: YamlMap): readonly string[] | undefined {
    const fields = textsUnder(node, 'field')
    if (NEEDS_FIELD.has(type)) {
      if (fields.length === 0)
        return this.fail('condition', `${type} needs field: the field whose values it is about`)
      if (fields.length > 1 && type !== 'value_count')
        return this.fail('condition', `${type} computes with one field, not with ${fields.length}`)
      return fields
    }
    if (fields.length > 0) this.lint(node.line, 'condition', `field means nothing to ${type}`)
    return []
  }

  /** False when it is wrong. */
  private percentile(type: CorrelationType, node: YamlMap): number | undefined | false {
    const given = entryOf(node, 'percentile')
    if (type === 'value_median') return 50
    if (type !== 'value_percentile') {
      if (given !== undefined) this.lint(given.line, 'condition', `percentile means nothing to ${type}`)
      return undefined
    }
    const number = given === undefined ? undefined : numberOf(given)
    if (number !== undefined && number >= 0 && number <= 100) return number
    this.fail(
      'condition',
      given === undefined ? 'value_percentile needs percentile: 0–100' : 'percentile must be 0–100',
    )
    return false
  }
}

function numberOf(node: YamlNode): number | undefined {
  if (node.kind !== 'scalar') return undefined
  const meaning = scalarMeaning(node)
  const number = meaning.kind === 'number' ? meaning.number : numberInText(meaning.source.trim())
  return number === undefined ? undefined : Number(number)
}

// The `detection` of a rule: named selections and the condition over them, as one expression tree.
//
// A map is an AND of its fields, a list of maps an OR, a list of scalars keywords; the values of a field are an
// OR, under `all` an AND, and `neq` turns the whole around. `timeframe` is not a selection.

import { parseCondition } from './condition.ts'
import type { Selections } from './condition.ts'
import { joined } from './expression.ts'
import type { Expression, ValueTest } from './expression.ts'
import { applyModifiers, isModifier } from './modifiers.ts'
import type { PlaceholderValues } from './placeholders.ts'
import type { YamlEntry, YamlList, YamlMap, YamlNode, YamlScalar } from './yaml-node.ts'

/** Something an author should know: an error (the rule is not loaded) or a lint. */
export interface DetectionNote {
  readonly kind: 'error' | 'lint'
  readonly line: number
  /** Reads as a path: `selection.CommandLine|contains`. */
  readonly path: string
  readonly detail: string
}

export interface ParsedDetection {
  /** Undefined when there was an error. */
  readonly expression: Expression | undefined
  readonly notes: readonly DetectionNote[]
}

/** Reads a detection map; all that is wrong with it comes back at once. */
export function parseDetection(detection: YamlMap, placeholders: PlaceholderValues): ParsedDetection {
  const reader = new DetectionReader(placeholders)
  const selections = new Map<string, Expression>()
  let condition: YamlEntry | undefined
  for (const entry of detection.entries) {
    if (entry.key === 'condition') condition = entry
    else if (entry.key !== 'timeframe') {
      const expression = reader.selection(entry.value, entry.key)
      if (expression !== undefined) selections.set(entry.key, expression)
    }
  }
  if (reader.failed) return { expression: undefined, notes: reader.notes }
  if (selections.size === 0) reader.fail(detection.line, 'detection', 'there is no selection')
  else if (condition === undefined) reader.fail(detection.line, 'detection', 'there is no condition')
  const expression = condition === undefined ? undefined : reader.conditions(condition, selections)
  return { expression: reader.failed ? undefined : expression, notes: reader.notes }
}

class DetectionReader {
  readonly notes: DetectionNote[] = []
  failed = false
  private readonly placeholders: PlaceholderValues

  constructor(placeholders: PlaceholderValues) {
    this.placeholders = placeholders
  }

  fail(line: number, path: string, detail: string): undefined {
    this.failed = true
    this.notes.push({ kind: 'error', line, path, detail })
    return undefined
  }

  conditions(entry: YamlEntry, selections: Selections): Expression | undefined {
    const nodes = entry.value.kind === 'list' ? entry.value.items : [entry.value]
    if (nodes.length === 0) return this.fail(entry.line, 'condition', 'the list is empty')
    const expressions: Expression[] = []
    for (const node of nodes) {
      if (node.kind !== 'scalar') return this.fail(node.line, 'condition', 'must be text')
      const parsed = parseCondition(node.text, selections)
      if (typeof parsed === 'string') return this.fail(node.line, 'condition', parsed)
      for (const detail of parsed.lints) this.lint(node.line, 'condition', detail)
      expressions.push(parsed.expression)
    }
    return joined('or', expressions)
  }

  selection(node: YamlNode, path: string): Expression | undefined {
    if (node.kind === 'scalar') return this.keywords([node], [], path, node.line)
    if (node.kind === 'map') return this.fields(node, path)
    if (node.items.length === 0) return this.fail(node.line, path, 'the list is empty')
    const parts = node.items.map((item, index) => this.selection(item, `${path}[${index}]`))
    const whole = parts.filter(part => part !== undefined)
    return whole.length === parts.length ? joined('or', whole) : undefined
  }

  private fields(map: YamlMap, path: string): Expression | undefined {
    if (map.entries.length === 0) return this.fail(map.line, path, 'the map is empty')
    const parts = map.entries.map(entry => this.field(entry, `${path}.${entry.key}`))
    const whole = parts.filter(part => part !== undefined)
    return whole.length === parts.length ? joined('and', whole) : undefined
  }

  private field(entry: YamlEntry, path: string): Expression | undefined {
    const [field = '', ...modifiers] = entry.key.split('|')
    const unknown = modifiers.find(modifier => !isModifier(modifier))
    if (unknown !== undefined) {
      const lower = unknown.toLowerCase()
      const hint = isModifier(lower) ? `; write ${lower}` : ''
      return this.fail(entry.line, path, `"${unknown}" is no modifier${hint}`)
    }
    const values = this.scalars(entry.value, path, entry.line)
    if (values === undefined) return undefined
    if (field === '') return this.keywords(values, modifiers, path, entry.line)
    if (values.length === 0) {
      this.lint(entry.line, path, 'an empty list means that the field is absent; write null')
      return negatedIf(modifiers.includes('neq'), { kind: 'field', field, test: { kind: 'null' } })
    }
    return this.joinValues(values, modifiers, path, test => ({ kind: 'field', field, test }))
  }

  private keywords(
    values: readonly YamlScalar[],
    modifiers: readonly string[],
    path: string,
    line: number,
  ): Expression | undefined {
    if (values.length === 0) return this.fail(line, path, 'the list is empty')
    if (values.some(value => value.plain && /^(?:|~|null|Null|NULL)$/.test(value.text))) {
      return this.fail(line, path, 'null must be the value of a field')
    }
    return this.joinValues(values, modifiers, path, test => ({ kind: 'keyword', test }))
  }

  private joinValues(
    values: readonly YamlScalar[],
    modifiers: readonly string[],
    path: string,
    leaf: (test: ValueTest) => Expression,
  ): Expression | undefined {
    const chain = modifiers.filter(modifier => modifier !== 'all' && modifier !== 'neq')
    const parts: Expression[] = []
    for (const value of values) {
      const applied = applyModifiers(value, chain, this.placeholders)
      if (typeof applied === 'string') {
        this.fail(value.line, path, applied)
        continue
      }
      for (const detail of applied.lints) this.lint(value.line, path, detail)
      parts.push(joined('or', applied.tests.map(leaf)))
    }
    if (parts.length < values.length) return undefined
    const expression = joined(modifiers.includes('all') ? 'and' : 'or', parts)
    return negatedIf(modifiers.includes('neq'), expression)
  }

  /** The value or values of a field; anything but scalars is an error. */
  private scalars(node: YamlNode, path: string, line: number): readonly YamlScalar[] | undefined {
    const items: readonly YamlNode[] = node.kind === 'list' ? (node satisfies YamlList).items : [node]
    const scalars = items.filter(item => item.kind === 'scalar')
    if (scalars.length < items.length) {
      return this.fail(line, path, 'a value must be text, a number, a boolean or null')
    }
    return scalars
  }

  private lint(line: number, path: string, detail: string): void {
    this.notes.push({ kind: 'lint', line, path, detail })
  }
}

function negatedIf(negated: boolean, expression: Expression): Expression {
  return negated ? { kind: 'not', of: expression } : expression
}

// From a rule's expression tree to nodes: each leaf becomes a question that is the same object for every rule
// that asks the same. What an automaton or a table can answer becomes a literal, everything else a residual with
// the literals that it cannot do without.

import { foldCase } from '../case-fold.ts'
import type { Expression, ValueTest } from '../expression.ts'
import type { FieldNames } from '../field-names.ts'
import type { TextPattern } from '../text-pattern.ts'
import { GramCounts } from './gram-counts.ts'
import { effortOf } from './node.ts'
import type { Literal, Node, Residual } from './node.ts'
import { literalsOfRegex } from './regex-literals.ts'
import { Slot } from './slot.ts'
import type { LiteralPlace } from './text-scans.ts'
import type { TextView } from './unit-classes.ts'

type Leaf = Residual['leaf']

/** Efforts of residuals beside a literal's 1; only their order matters. */
const EFFORT = { text: 30, cidr: 20, regex: 1000, keyword: 400, other: 15 } as const

/**
 * A regular expression makes its states when it first meets what leads to them; long counted repetitions make a
 * thousand. They are made here, so that no event has to wait for them.
 */
const WARM_TEXT = `${'a'.repeat(1024)} 0123456789 abcdef-ABCDEF/\\.,:;{}()[]$&%"'\`^~|<>=+*!? \n\t`

export class ExpressionCompiler {
  readonly slots: Slot[] = []
  /** The node of each expression, for evidence. */
  readonly nodes = new Map<Expression, Node>()
  questions = 0
  readonly #slotsByName = new Map<FieldNames, Map<string, Slot>>()
  readonly #keywordSlots = new Map<string, Slot>()
  readonly #literals: Literal[] = []
  /** The parts of every `and` and `or`. */
  readonly #joins: Node[][] = []
  readonly #residuals = new Map<string, Residual>()

  /** `source` names the log source: its keywords are looked for together. */
  compile(expression: Expression, names: FieldNames, source: string): Node {
    const node = this.#compile(expression, names, source)
    this.nodes.set(expression, node)
    return node
  }

  /** Builds the automata of all slots, in steps; returns the literals that only reading finds. */
  *finish(isSought: (id: number) => boolean): Generator<void, readonly number[]> {
    const onlyRead: number[] = []
    const counts = new GramCounts()
    for (const slot of this.slots) slot.countGrams(counts)
    for (const slot of this.slots) {
      yield
      onlyRead.push(...slot.finish(isSought, counts))
    }
    for (const { leaf } of this.#residuals.values()) {
      if (leaf.test.kind !== 'regex') continue
      yield
      leaf.test.regex.test(WARM_TEXT)
    }
    yield
    this.#sortByEffort(new Set(onlyRead))
    this.#literals.length = 0
    this.#residuals.clear()
    return onlyRead
  }

  /** The easy questions first: the answer is the same in any order. */
  #sortByEffort(onlyRead: ReadonlySet<number>): void {
    for (const of of this.#joins) {
      const efforts = new Map(of.map(node => [node, effortOf(node, onlyRead)]))
      of.sort((a, b) => efforts.get(a)! - efforts.get(b)!)
    }
    this.#joins.length = 0
  }

  #compile(expression: Expression, names: FieldNames, source: string): Node {
    switch (expression.kind) {
      case 'and':
      case 'or': {
        const of = expression.of.map(part => this.compile(part, names, source))
        if (of.length === 1) return of[0]!
        this.#joins.push(of)
        return { kind: expression.kind, of }
      }
      case 'not':
        return { kind: 'not', of: this.compile(expression.of, names, source) }
      case 'selection':
        return this.compile(expression.of, names, source)
      case 'never':
        return { kind: 'never' }
      case 'field':
        return this.#field(expression, this.#slot(names, expression.field))
      case 'keyword':
        return this.#keyword(expression, this.#keywordSlot(names, source))
    }
  }

  #field(leaf: Leaf & { kind: 'field' }, slot: Slot): Node {
    const { test } = leaf
    switch (test.kind) {
      case 'null':
        return { kind: 'null', slot }
      case 'exists':
        return { kind: 'exists', slot, present: test.present }
      case 'placeholder':
        return { kind: 'never' }
      case 'text':
        return this.#text(leaf, slot, test.pattern)
      case 'number':
        return this.#literal(slot, 'number', test.source.length, makeId =>
          slot.number(test.source, test.number, makeId),
        )
      case 'boolean': {
        const texts = [...new Set([String(test.boolean), foldCase(test.source)])]
        return either(texts.map(text => this.#textLiteral(slot, 'equals', 'folded', text)))
      }
      case 'regex': {
        const guards = literalsOfRegex(test.source)?.map(text =>
          this.#textLiteral(slot, 'contains', 'folded', text),
        )
        return this.#residual(leaf, slot, EFFORT.regex, guards)
      }
      case 'cidr':
        return this.#residual(leaf, slot, EFFORT.cidr, undefined)
      case 'compare':
      case 'time':
      case 'field-reference':
        return this.#residual(leaf, slot, EFFORT.other, undefined)
    }
  }

  #keyword(leaf: Leaf & { kind: 'keyword' }, slot: Slot): Node {
    const { test } = leaf
    return test.kind === 'text'
      ? this.#text(leaf, slot, test.inside ?? test.pattern)
      : this.#residual(leaf, slot, EFFORT.keyword, undefined)
  }

  #text(leaf: Leaf, slot: Slot, pattern: TextPattern): Node {
    switch (pattern.kind) {
      case 'anything':
        return this.#residual(leaf, slot, EFFORT.other, undefined)
      case 'pieces': {
        const { needle, view } = pattern
        const guards = needle === '' ? undefined : [this.#textLiteral(slot, 'contains', view, needle)]
        return this.#residual(leaf, slot, EFFORT.text, guards)
      }
      case 'equals':
      case 'starts':
      case 'ends':
      case 'contains':
        return pattern.text === ''
          ? this.#residual(leaf, slot, EFFORT.text, undefined)
          : this.#textLiteral(slot, pattern.kind, pattern.view, pattern.text)
    }
  }

  #textLiteral(slot: Slot, place: LiteralPlace, view: TextView, text: string): Literal {
    return this.#literal(slot, place, text.length, makeId => slot.literal(place, view, text, makeId))
  }

  #literal(
    slot: Slot,
    place: Literal['place'],
    length: number,
    register: (makeId: () => number) => number,
  ): Literal {
    const id = register(() => this.questions++)
    return (this.#literals[id] ??= { kind: 'literal', id, slot, place, length })
  }

  #residual(leaf: Leaf, slot: Slot, effort: number, guards: readonly Literal[] | undefined): Residual {
    const key = `${slot.id} ${leaf.kind} ${keyOfTest(leaf.test)}`
    const known = this.#residuals.get(key)
    if (known !== undefined) return known
    const made: Residual = { kind: 'residual', id: this.questions++, slot, leaf, guards, effort }
    this.#residuals.set(key, made)
    return made
  }

  #slot(names: FieldNames, field: string): Slot {
    const ofNames = this.#slotsByName.get(names) ?? new Map<string, Slot>()
    this.#slotsByName.set(names, ofNames)
    return addIfMissing(ofNames, field, () => this.#addSlot(names, field))
  }

  #keywordSlot(names: FieldNames, source: string): Slot {
    return addIfMissing(this.#keywordSlots, source, () => this.#addSlot(names, undefined))
  }

  #addSlot(names: FieldNames, field: string | undefined): Slot {
    const slot = new Slot(this.slots.length, names, field)
    this.slots.push(slot)
    return slot
  }
}

function either(of: readonly Node[]): Node {
  return of.length === 1 ? of[0]! : { kind: 'or', of }
}

function addIfMissing<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

/** Equal for tests that ask the same. */
function keyOfTest(test: ValueTest): string {
  switch (test.kind) {
    case 'regex':
      return `regex ${test.flags} ${test.source}`
    case 'cidr':
      return `cidr ${test.range.bits} ${test.range.network} ${test.range.prefixLength}`
    default:
      return JSON.stringify(test, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
  }
}

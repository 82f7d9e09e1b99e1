// Which rules an event is asked of, from the few fields that decide its log source. Values of such a field that
// no log source tells apart are one class, so ten thousand process names are few classes and few routes.

import type { Event, FieldValue } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { ListedEvent } from '#/kernel/listed-event.ts'
import { channelOf, isAuditDataset, TRAIT_FIELDS, traitsOf } from '../event-traits.ts'
import type { TraitName } from '../event-traits.ts'
import { fitsText, isRouted } from '../log-source.ts'
import type { Route } from '../log-source.ts'
import type { EventShape } from './event-shape.ts'
import type { RouteNode } from './route-node.ts'

export class Router {
  readonly #routes: readonly Route[]
  readonly #fields: ReadonlyMap<string, FieldClasses>
  /** The same routes are the same list, whatever way led to them. */
  readonly #lists = new Map<string, readonly number[]>()
  /** By the fields that decide: where their ways begin. */
  readonly #beginnings = new Map<string, RouteNode>()
  #nodes = 0
  #era = 0

  constructor(routes: readonly Route[]) {
    this.#routes = routes
    const patterns = patternsOf(routes)
    this.#fields = new Map(
      Object.entries(TRAIT_FIELDS).map(([field, traits]) => [
        field,
        new FieldClasses(field, new Set(traits.flatMap(trait => [...(patterns.get(trait) ?? [])]))),
      ]),
    )
  }

  /** The numbers of the routes the event belongs to; equal lists are the same object. */
  routesOf(event: ListedEvent, shape: EventShape): readonly number[] {
    let node = shape.route
    if (node === undefined || node.era !== this.#era) node = shape.route = this.#beginningOf(shape)
    for (const { key, at } of shape.traits) {
      const step = this.#fields.get(key)!.of(event.values[at] as FieldValue | undefined)
      node = node.steps.get(step) ?? this.#step(node, step)
    }
    return (node.routes ??= this.#find(decidingFields(event, shape)))
  }

  /** Shapes with the same fields of this kind, in any order, go the same ways. */
  #beginningOf({ traits }: EventShape): RouteNode {
    const fields = traits.map(({ key }) => key).join(' ')
    const known = this.#beginnings.get(fields)
    if (known !== undefined) return known
    const node = this.#node()
    this.#beginnings.set(fields, node)
    return node
  }

  #step(from: RouteNode, step: number): RouteNode {
    const node = this.#node()
    from.steps.set(step, node)
    return node
  }

  #node(): RouteNode {
    this.#nodes += 1
    if (this.#nodes > LIMITS.maxRoutes) {
      this.#lists.clear()
      this.#beginnings.clear()
      this.#era += 1
      this.#nodes = 0
    }
    return { era: this.#era, steps: new Map(), routes: undefined }
  }

  #find(event: Event): readonly number[] {
    const traits = traitsOf(event)
    const routes = this.#routes.flatMap((route, index) => (isRouted(route, traits) ? [index] : []))
    const key = routes.join(' ')
    const known = this.#lists.get(key)
    if (known !== undefined) return known
    this.#lists.set(key, routes)
    return routes
  }
}

/** What `traitsOf` looks at. */
function decidingFields({ values }: ListedEvent, { traits }: EventShape): Event {
  return Object.fromEntries(traits.map(({ key, at }) => [key, values[at] as FieldValue]))
}

function patternsOf(routes: readonly Route[]): ReadonlyMap<TraitName, ReadonlySet<string>> {
  const patterns = new Map<TraitName, Set<string>>()
  for (const way of routes.flat(2)) {
    for (const [trait, wanted] of Object.entries(way) as [TraitName, readonly string[]][]) {
      const known = patterns.get(trait) ?? new Set()
      patterns.set(trait, known)
      for (const pattern of wanted) known.add(pattern)
    }
  }
  return patterns
}

/** Fields of which every member of a list counts. */
const MANY: ReadonlySet<string> = new Set(['event.category', 'event.type'])
/** Longer values are classed each time they come. */
const MAX_KEPT_LENGTH = 256

/** The classes of one field's values: alike are those that fit the same patterns. */
class FieldClasses {
  readonly #field: string
  readonly #patterns: readonly string[]
  readonly #byValue = new Map<FieldValue | undefined, number>()
  readonly #byList = new Map<string, number>()
  readonly #bySignature = new Map<string, number>()
  #classes = 0
  #lastValue: FieldValue | undefined
  #lastClass = 0

  constructor(field: string, patterns: ReadonlySet<string>) {
    this.#field = field
    this.#patterns = [...patterns]
  }

  of(value: FieldValue | undefined): number {
    if (value === this.#lastValue) return this.#lastClass
    const found = this.#find(value)
    this.#lastValue = value
    this.#lastClass = found
    return found
  }

  #find(value: FieldValue | undefined): number {
    if (typeof value === 'object' && value !== null) {
      return Array.isArray(value)
        ? this.#ofMembers(value as readonly FieldValue[])
        : this.#ofText(String(value))
    }
    const known = this.#byValue.get(value)
    if (known !== undefined) return known
    const found = value === undefined ? this.#classOf('none') : this.#ofText(String(value))
    if (typeof value === 'string' && value.length > MAX_KEPT_LENGTH) return found
    if (this.#byValue.size >= LIMITS.maxTraitValues) this.#byValue.clear()
    this.#byValue.set(value, found)
    return found
  }

  /** Most traits are those of the first member; of categories and types every member counts. */
  #ofMembers(members: readonly FieldValue[]): number {
    if (members.length === 0) return this.#classOf('none')
    if (members.length === 1 || !MANY.has(this.#field)) return this.#find(members[0])
    return this.#ofList(members)
  }

  /** Sources write few lists of categories and types. */
  #ofList(members: readonly FieldValue[]): number {
    const written = JSON.stringify(members)
    const known = this.#byList.get(written)
    if (known !== undefined) return known
    const classes = new Set(members.map(member => this.#find(member)))
    const found = this.#classOf([...classes].sort((a, b) => a - b).join(','))
    if (written.length > MAX_KEPT_LENGTH) return found
    if (this.#byList.size >= LIMITS.maxTraitValues) this.#byList.clear()
    this.#byList.set(written, found)
    return found
  }

  #ofText(text: string): number {
    return this.#classOf(this.#signature(text.toLowerCase()))
  }

  #classOf(signature: string): number {
    const known = this.#bySignature.get(signature)
    if (known !== undefined) return known
    if (this.#bySignature.size >= LIMITS.maxTraitValues) this.#bySignature.clear()
    this.#classes += 1
    this.#bySignature.set(signature, this.#classes)
    return this.#classes
  }

  #signature(text: string): string {
    const marks: string[] = this.#patterns.map(pattern => (fitsText(pattern, text) ? '1' : '0'))
    if (this.#field === 'winlog.provider_name') return `${channelOf(text)} ${text === ''}`
    if (this.#field === 'event.dataset') marks.push(isAuditDataset(text) ? 'a' : '')
    return `${marks.join('')} ${text === ''}`
  }
}

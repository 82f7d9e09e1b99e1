// The shape of an event: which fields it has, in which order. Sources write events of few shapes, so where a
// rule's field stands in an event of a shape is found out once and then known.

import { KnownLists } from '#/kernel/known-lists.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { TRAIT_FIELDS } from '../event-traits.ts'
import type { FieldNames } from '../field-names.ts'
import type { RouteNode } from './route-node.ts'

/** Where a rule's field stands in events of one shape. */
export type Location =
  | { readonly kind: 'absent' }
  /** `at`: its place among the fields. */
  | { readonly kind: 'key'; readonly at: number }
  /** Put together from several fields, or computed: the plain view of the event knows how. */
  | { readonly kind: 'made' }

const ABSENT: Location = { kind: 'absent' }
const MADE: Location = { kind: 'made' }
const TRAIT_KEYS = Object.keys(TRAIT_FIELDS)

export interface PlacedField {
  readonly key: string
  readonly at: number
}

export class EventShape {
  readonly names: readonly string[]
  /** True when a field is there twice. */
  readonly hasRepeats: boolean
  /** Fields of this shape that decide its log source, and their places. */
  readonly traits: readonly PlacedField[]
  /** By place: 1 for a field in whose value keywords are looked for. */
  readonly isSearched: Uint8Array
  /** What is known of the routes of events of this shape; the router's. */
  route: RouteNode | undefined
  readonly #places: ReadonlyMap<string, number>
  readonly #locations: (Location | undefined)[] = []

  constructor(names: readonly string[]) {
    this.names = names
    const places = new Map(names.map((key, at) => [key, at]))
    this.#places = places
    this.hasRepeats = places.size !== names.length
    this.traits = TRAIT_KEYS.filter(key => places.has(key)).map(key => ({ key, at: places.get(key)! }))
    this.isSearched = Uint8Array.from(names, name => (name.startsWith('thapcanh.') ? 0 : 1))
  }

  /** Where the field stands; `slot` is the number that the answer is kept under. */
  locate(slot: number, names: FieldNames, field: string): Location {
    return (this.#locations[slot] ??= this.#find(names, field))
  }

  /** The place of an event's own field; undefined when it is absent. */
  placeOf(key: string): number | undefined {
    return this.#places.get(key)
  }

  #find(names: FieldNames, field: string): Location {
    for (const source of names.sourcesOf(field)) {
      if (source.kind === 'key') {
        const at = this.#places.get(source.key)
        if (at !== undefined) return { kind: 'key', at }
        continue
      }
      const parts = (source.kind === 'joined' ? source.keys : source.reads).filter(key =>
        this.#places.has(key),
      )
      if (parts.length === 0) continue
      return source.kind === 'joined' && parts.length === 1
        ? { kind: 'key', at: this.#places.get(parts[0]!)! }
        : MADE
    }
    return ABSENT
  }
}

/** The shapes that were seen, as many as the limits allow. */
export function createEventShapes(): KnownLists<EventShape> {
  return new KnownLists(names => new EventShape(names), LIMITS.maxShapeKeys)
}

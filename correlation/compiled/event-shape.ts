// The shape of an event: which fields it has, in which order. Sources write events of few shapes, so where a
// rule's field stands in an event of a shape is found out once and then known.

import type { Event } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { TRAIT_FIELDS } from '../event-traits.ts'
import type { FieldNames } from '../field-names.ts'
import type { RouteNode } from './route-node.ts'

/** Where a rule's field stands in events of one shape. */
export type Location =
  | { readonly kind: 'absent' }
  | { readonly kind: 'key'; readonly key: string }
  /** Put together from several fields, or computed: the plain view of the event knows how. */
  | { readonly kind: 'made' }

const ABSENT: Location = { kind: 'absent' }
const MADE: Location = { kind: 'made' }
const TRAIT_KEYS = Object.keys(TRAIT_FIELDS)

export class EventShape {
  readonly keys: readonly string[]
  /** Fields of this shape that decide its log source. */
  readonly traitKeys: readonly string[]
  /** Fields whose values keywords are looked for in. */
  readonly searched: readonly string[]
  /** What is known of the routes of events of this shape; the router's. */
  route: RouteNode | undefined
  readonly #known: ReadonlySet<string>
  readonly #locations: (Location | undefined)[] = []

  constructor(keys: readonly string[]) {
    this.keys = keys
    this.#known = new Set(keys)
    this.traitKeys = TRAIT_KEYS.filter(key => this.#known.has(key))
    this.searched = keys.filter(key => !key.startsWith('thapcanh.'))
  }

  /** Where the field stands; `slot` is the number that the answer is kept under. */
  locate(slot: number, names: FieldNames, field: string): Location {
    return (this.#locations[slot] ??= this.#find(names, field))
  }

  #find(names: FieldNames, field: string): Location {
    for (const source of names.sourcesOf(field)) {
      if (source.kind === 'key') {
        if (this.#known.has(source.key)) return { kind: 'key', key: source.key }
        continue
      }
      const parts = (source.kind === 'joined' ? source.keys : source.reads).filter(key =>
        this.#known.has(key),
      )
      if (parts.length === 0) continue
      return source.kind === 'joined' && parts.length === 1 ? { kind: 'key', key: parts[0]! } : MADE
    }
    return ABSENT
  }
}

/** The shapes that were seen, as many as the limits allow. */
export class EventShapes {
  readonly #shapes = new Map<number, EventShape[]>()
  #keptKeys = 0
  #last = new EventShape([])

  of(event: Event): EventShape {
    const keys = Object.keys(event)
    if (sameKeys(keys, this.#last.keys)) return this.#last
    const hash = hashOf(keys)
    const alike = this.#shapes.get(hash)
    const shape = alike?.find(candidate => sameKeys(keys, candidate.keys)) ?? this.#add(hash, keys)
    this.#last = shape
    return shape
  }

  #add(hash: number, keys: readonly string[]): EventShape {
    if (this.#keptKeys + keys.length > LIMITS.maxShapeKeys) {
      this.#shapes.clear()
      this.#keptKeys = 0
    }
    const shape = new EventShape(keys)
    this.#keptKeys += keys.length + 1
    const alike = this.#shapes.get(hash)
    // Shapes that hash alike by malice push each other out; by chance there are no three.
    if (alike === undefined || alike.length >= 8) this.#shapes.set(hash, [shape])
    else alike.push(shape)
    return shape
  }
}

function sameKeys(keys: readonly string[], known: readonly string[]): boolean {
  if (keys.length !== known.length) return false
  for (let at = keys.length - 1; at >= 0; at--) if (keys[at] !== known[at]) return false
  return true
}

function hashOf(keys: readonly string[]): number {
  let hash = keys.length
  for (const key of keys) hash = (Math.imul(hash, 31) + key.length) | 0
  return hash
}

// The numbers that windows yield: how many events, how many distinct values, sum, average, percentile. Each is
// kept up to date as events enter and leave, so that no window is gone through again for an event.
//
// Sums are made without subtracting what leaves, which would leave rounding behind: the rows of a window are
// two parts, an older one in which each row knows the sum of itself and what follows in that part, and a younger
// one with a running sum. When the older part is used up, the younger one becomes it.

import { LIMITS } from '#/kernel/limits.ts'
import type { CorrelationType } from '../correlation-rule.ts'
import { NONE } from './entry-pool.ts'
import type { Chain, EntryPool } from './entry-pool.ts'

/** The running state of one group's window. */
export interface Tally {
  /** A row has been put at the end of the chain. */
  added(pool: EntryPool, chain: Chain, row: number): void
  /** The oldest row is about to be taken off. */
  leaving(pool: EntryPool, chain: Chain): void
  /** Undefined when an empty window has none. */
  value(pool: EntryPool, chain: Chain): number | undefined
  /** Bytes beyond the rows. */
  bytes(): number
}

/** A way of making tallies for one correlation; one for every group. */
export function tallyOf(type: CorrelationType, percentile: number | undefined): () => Tally {
  switch (type) {
    case 'event_count':
      return () => COUNT
    case 'value_count':
    case 'temporal':
    case 'temporal_ordered':
      return () => new DistinctValues()
    case 'value_sum':
      return () => new Sum(false)
    case 'value_avg':
      return () => new Sum(true)
    case 'value_percentile':
    case 'value_median':
      return () => new SortedValues(percentile ?? 50)
  }
}

const COUNT: Tally = {
  added() {},
  leaving() {},
  value: (_pool, chain) => chain.length,
  bytes: () => 0,
}

/** Bytes of a map, and of one of its entries beside the text. */
const MAP_BYTES = 220
const MAP_ENTRY_BYTES = 56

class DistinctValues implements Tally {
  readonly #counts = new Map<string, number>()
  #length = 0

  added(pool: EntryPool, _chain: Chain, row: number): void {
    const text = pool.text[row]!
    const count = this.#counts.get(text) ?? 0
    if (count === 0) this.#length += text.length
    this.#counts.set(text, count + 1)
  }

  leaving(pool: EntryPool, chain: Chain): void {
    const text = pool.text[chain.head]!
    const count = this.#counts.get(text)!
    if (count > 1) this.#counts.set(text, count - 1)
    else {
      this.#counts.delete(text)
      this.#length -= text.length
    }
  }

  value(): number {
    return this.#counts.size
  }

  bytes(): number {
    return MAP_BYTES + this.#counts.size * MAP_ENTRY_BYTES + 2 * this.#length
  }
}

class Sum implements Tally {
  readonly #isAverage: boolean
  /** Rows of the older part. */
  #older = 0
  #younger = 0

  constructor(isAverage: boolean) {
    this.#isAverage = isAverage
  }

  added(pool: EntryPool, _chain: Chain, row: number): void {
    this.#younger += pool.value[row]!
  }

  leaving(pool: EntryPool, chain: Chain): void {
    if (this.#older === 0) this.#age(pool, chain)
    this.#older -= 1
  }

  value(pool: EntryPool, chain: Chain): number | undefined {
    if (chain.length === 0) return undefined
    const sum = (this.#older > 0 ? pool.sum[chain.head]! : 0) + this.#younger
    return this.#isAverage ? sum / chain.length : sum
  }

  bytes(): number {
    return 56
  }

  #age(pool: EntryPool, chain: Chain): void {
    const rows: number[] = []
    for (let row = chain.head; row !== NONE; row = pool.next[row]!) rows.push(row)
    let sum = 0
    for (const row of rows.toReversed()) {
      sum += pool.value[row]!
      pool.sum[row] = sum
    }
    this.#older = rows.length
    this.#younger = 0
  }
}

class SortedValues implements Tally {
  readonly #percentile: number
  readonly #sorted: number[] = []

  constructor(percentile: number) {
    this.#percentile = percentile
  }

  added(pool: EntryPool, _chain: Chain, row: number): void {
    const value = pool.value[row]!
    this.#sorted.splice(this.#placeOf(value), 0, value)
  }

  leaving(pool: EntryPool, chain: Chain): void {
    this.#sorted.splice(this.#placeOf(pool.value[chain.head]!), 1)
  }

  value(): number | undefined {
    return percentileOf(this.#sorted, this.#percentile)
  }

  bytes(): number {
    return 80 + 8 * this.#sorted.length
  }

  /** The first place whose value is not less. */
  #placeOf(value: number): number {
    let low = 0
    let high = this.#sorted.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#sorted[middle]! < value) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Between the two nearest values, in proportion, as a median is: of ascending values; undefined of none. */
export function percentileOf(sorted: readonly number[], percentile: number): number | undefined {
  if (sorted.length === 0) return undefined
  const place = (percentile / 100) * (sorted.length - 1)
  const below = sorted[Math.floor(place)]!
  const above = sorted[Math.ceil(place)]!
  return below + (above - below) * (place - Math.floor(place))
}

/** Rows that a window of this type may have; only the latest count where there are more. */
export function mostRows(type: CorrelationType): number {
  return type === 'value_percentile' || type === 'value_median' ? LIMITS.maxWindowValues : Infinity
}

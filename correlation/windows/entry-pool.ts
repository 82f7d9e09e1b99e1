// Events in windows, as columns of typed arrays: each entry is a row, each group a chain of rows from its oldest
// event to its latest. Rows are used again; nothing is allocated for an event once the columns have grown.

import type { EventRef, Observation } from './observation.ts'

/** No row. */
export const NONE = -1

/** Bytes of a row: time, sequence, receipt, value, sum, next. The text and trail of a row are counted apart. */
export const ROW_BYTES = 5 * 8 + 4

/** A chain of rows. Owners hold one each and change it only through the pool. */
export interface Chain {
  head: number
  tail: number
  length: number
}

/** What a row is made of. */
export type Row = Pick<Observation, 'time' | 'sequence' | 'receivedMs' | 'value' | 'text' | 'trail'>

/** Rows of one chain as plain data: time, sequence, receipt and value of each, one after the other. */
export interface SavedRows {
  readonly numbers: Float64Array
  readonly texts: readonly string[] | undefined
  readonly trails: readonly (readonly EventRef[] | undefined)[] | undefined
}

const FIRST_ROWS = 256
const SAVED_NUMBERS = 4

export class EntryPool {
  time = new Float64Array(FIRST_ROWS)
  sequence = new Float64Array(FIRST_ROWS)
  receivedMs = new Float64Array(FIRST_ROWS)
  value = new Float64Array(FIRST_ROWS)
  /** For sums: of the row and all that follow it in the front half of its chain. */
  sum = new Float64Array(FIRST_ROWS)
  next = new Int32Array(FIRST_ROWS)
  /** Counted values and trails; empty arrays where a correlation has none. */
  readonly text: string[] = []
  readonly trail: (readonly EventRef[] | undefined)[] = []
  #rows = 0
  #free = NONE

  /** Puts the observation at the chain's end; the row. */
  append(chain: Chain, observation: Row): number {
    const row = this.#take()
    this.time[row] = observation.time
    this.sequence[row] = observation.sequence
    this.receivedMs[row] = observation.receivedMs
    this.value[row] = observation.value
    this.next[row] = NONE
    if (observation.text !== '' || this.text[row] !== undefined) this.text[row] = observation.text
    if (observation.trail !== undefined || this.trail[row] !== undefined) this.trail[row] = observation.trail
    if (chain.tail === NONE) chain.head = row
    else this.next[chain.tail] = row
    chain.tail = row
    chain.length += 1
    return row
  }

  /** Takes the oldest row off the chain; it must have one. */
  shift(chain: Chain): void {
    const row = chain.head
    chain.head = this.next[row]!
    if (chain.head === NONE) chain.tail = NONE
    chain.length -= 1
    if (this.trail[row] !== undefined) this.trail[row] = undefined
    this.next[row] = this.#free
    this.#free = row
  }

  /** The events of the latest `limit` rows, oldest first; those behind firings stand for them, each once. */
  refs(chain: Chain, limit: number): readonly EventRef[] {
    let row = chain.head
    for (let skip = chain.length - limit; skip > 0; skip--) row = this.next[row]!
    const refs: EventRef[] = []
    for (; row !== NONE; row = this.next[row]!) {
      const trail = this.trail[row]
      if (trail === undefined) refs.push({ sequence: this.sequence[row]!, receivedMs: this.receivedMs[row]! })
      else refs.push(...trail)
    }
    return distinctRefs(refs).slice(-limit)
  }

  saveRows(chain: Chain): SavedRows {
    const numbers = new Float64Array(chain.length * SAVED_NUMBERS)
    const texts: string[] = []
    const trails: (readonly EventRef[] | undefined)[] = []
    let at = 0
    for (let row = chain.head; row !== NONE; row = this.next[row]!) {
      numbers[at++] = this.time[row]!
      numbers[at++] = this.sequence[row]!
      numbers[at++] = this.receivedMs[row]!
      numbers[at++] = this.value[row]!
      texts.push(this.text[row] ?? '')
      trails.push(this.trail[row])
    }
    return {
      numbers,
      texts: texts.some(text => text !== '') ? texts : undefined,
      trails: trails.some(trail => trail !== undefined) ? trails : undefined,
    }
  }

  #take(): number {
    if (this.#free !== NONE) {
      const row = this.#free
      this.#free = this.next[row]!
      return row
    }
    if (this.#rows === this.time.length) this.#grow()
    return this.#rows++
  }

  #grow(): void {
    const rows = this.time.length * 2
    this.time = wider(this.time, rows)
    this.sequence = wider(this.sequence, rows)
    this.receivedMs = wider(this.receivedMs, rows)
    this.value = wider(this.value, rows)
    this.sum = wider(this.sum, rows)
    const next = new Int32Array(rows)
    next.set(this.next)
    this.next = next
  }
}

/** The rows of a saved chain, oldest first. */
export function loadRows({ numbers, texts, trails }: SavedRows): readonly Row[] {
  return Array.from({ length: numbers.length / SAVED_NUMBERS }, (_, nth) => {
    const at = nth * SAVED_NUMBERS
    return {
      time: numbers[at]!,
      sequence: numbers[at + 1]!,
      receivedMs: numbers[at + 2]!,
      value: numbers[at + 3]!,
      text: texts?.[nth] ?? '',
      trail: trails?.[nth],
    }
  })
}

/** Each event once, in the order of first mention. */
export function distinctRefs(refs: readonly EventRef[]): readonly EventRef[] {
  const seen = new Set<number>()
  return refs.filter(({ sequence }) => !seen.has(sequence) && seen.add(sequence))
}

function wider(column: Float64Array<ArrayBuffer>, rows: number): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(rows)
  grown.set(column)
  return grown
}

// Finds among many sketches those that may be near a given one, without comparing it with each: locality-sensitive
// hashing in 64 bands of two MinHash positions. Two texts at Jaccard 0.3 meet in some band with probability
// 1 − (1 − 0.3²)⁶⁴ = 0.998, at 0.02 (two texts on anything) with 0.025.
//
// Bands are chained hash tables in typed arrays: 100,000 sketches take some 60 MB, maps of arrays would take ten
// times as much.

import { mix } from './shingles.ts'
import { MINHASH_SIZE } from './sketch.ts'

const ROWS = 2
const BANDS = MINHASH_SIZE / ROWS
const FIRST_CAPACITY = 1024

export interface NearIndex {
  /** Answers the number of the sketch, counted from 0. */
  add(minhash: Uint16Array): number
  /** Numbers of sketches that share a band, ascending, each once. */
  candidates(minhash: Uint16Array): readonly number[]
  readonly size: number
}

export function createNearIndex(): NearIndex {
  let capacity = FIRST_CAPACITY
  let size = 0
  let keys = new Uint32Array(BANDS * capacity)
  let next = new Int32Array(BANDS * capacity)
  let heads = new Int32Array(BANDS * capacity).fill(-1)

  const slotOf = (band: number, key: number): number => band * capacity + (mix(key) & (capacity - 1))
  const link = (number: number, band: number): void => {
    const cell = band * capacity + number
    const slot = slotOf(band, keys[cell]!)
    next[cell] = heads[slot]!
    heads[slot] = number
  }
  const grow = (): void => {
    const before = capacity
    const oldKeys = keys
    capacity *= 2
    keys = new Uint32Array(BANDS * capacity)
    next = new Int32Array(BANDS * capacity)
    heads = new Int32Array(BANDS * capacity).fill(-1)
    for (let band = 0; band < BANDS; band++) {
      keys.set(oldKeys.subarray(band * before, band * before + size), band * capacity)
      for (let number = 0; number < size; number++) link(number, band)
    }
  }

  return {
    get size() {
      return size
    },
    add(minhash) {
      if (size === capacity) grow()
      for (let band = 0; band < BANDS; band++) {
        keys[band * capacity + size] = keyOf(minhash, band)
        link(size, band)
      }
      return size++
    },
    candidates(minhash) {
      const found = new Set<number>()
      for (let band = 0; band < BANDS; band++) {
        const key = keyOf(minhash, band)
        const from = band * capacity
        for (let number = heads[slotOf(band, key)]!; number !== -1; number = next[from + number]!)
          if (keys[from + number] === key) found.add(number)
      }
      return [...found].sort((one, other) => one - other)
    },
  }
}

function keyOf(minhash: Uint16Array, band: number): number {
  return ((minhash[band * ROWS]! << 16) | minhash[band * ROWS + 1]!) >>> 0
}

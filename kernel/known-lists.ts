// Lists of names that come again and again, as sources write documents of few shapes: what is found out of a list is
// kept and known when the same names come in the same order. All is forgotten when there are too many, as names are
// the sender's to choose.

export interface KnownList {
  readonly names: readonly string[]
}

export class KnownLists<Known extends KnownList> {
  readonly #make: (names: readonly string[]) => Known
  readonly #maxNames: number
  readonly #byHash = new Map<number, Known[]>()
  #keptNames = 0
  #last: Known

  /** `make` must not copy the names; `maxNames`: of all lists that are kept. */
  constructor(make: (names: readonly string[]) => Known, maxNames: number) {
    this.#make = make
    this.#maxNames = maxNames
    this.#last = make([])
  }

  /** What is known of the list; one that is new is kept. */
  of(names: readonly string[]): Known {
    if (sameNames(names, this.#last.names)) return this.#last
    const hash = hashOf(names)
    const alike = this.#byHash.get(hash)
    const known = alike?.find(candidate => sameNames(names, candidate.names)) ?? this.#add(hash, names)
    this.#last = known
    return known
  }

  #add(hash: number, names: readonly string[]): Known {
    if (this.#keptNames + names.length > this.#maxNames) {
      this.#byHash.clear()
      this.#keptNames = 0
    }
    const known = this.#make(names)
    this.#keptNames += names.length + 1
    const alike = this.#byHash.get(hash)
    // Lists that hash alike by malice push each other out; by chance there are few.
    if (alike === undefined || alike.length >= 8) this.#byHash.set(hash, [known])
    else alike.push(known)
    return known
  }
}

function sameNames(names: readonly string[], known: readonly string[]): boolean {
  if (names.length !== known.length) return false
  for (let at = names.length - 1; at >= 0; at--) if (names[at] !== known[at]) return false
  return true
}

/** A few of the names are looked at: to tell most lists apart takes no more. */
const LOOKS = 16

function hashOf(names: readonly string[]): number {
  const step = 1 + Math.floor(names.length / LOOKS)
  let hash = names.length
  for (let at = 0; at < names.length; at += step) hash = (Math.imul(hash, 31) + names[at]!.length) | 0
  return hash
}

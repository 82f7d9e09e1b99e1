// The walks that together answer everything asked of one text: one for each place and view of the literals.

import { AnchoredTrie } from './anchored-trie.ts'
import type { Place } from './anchored-trie.ts'
import { ContainsAutomaton } from './contains-automaton.ts'
import type { Literal, LiteralHits } from './contains-automaton.ts'
import type { GramCounts } from './gram-counts.ts'
import { SampleScan } from './sample-scan.ts'
import type { TextView } from './unit-classes.ts'

export type LiteralPlace = Place | 'contains'

export interface PlacedLiteral extends Literal {
  readonly place: LiteralPlace
  readonly view: TextView
}

interface TextScan {
  readonly bytes: number
  scan(text: string, hits: LiteralHits): void
}

// No folding makes a unit of ASCII one beyond it.
const BEYOND_ASCII = /[^\0-\x7f]/

export class TextScans {
  readonly #all: readonly TextScan[]
  /** Those whose every literal has a unit beyond ASCII, which most texts have not. */
  readonly #beyondAscii: readonly TextScan[]
  /** Shorter texts hold nothing. */
  readonly shortest: number

  private constructor(all: readonly TextScan[], beyondAscii: readonly TextScan[], shortest: number) {
    this.#all = all
    this.#beyondAscii = beyondAscii
    this.shortest = shortest
  }

  /** Finds all the literals. */
  static of(literals: readonly PlacedLiteral[]): TextScans {
    const isBeyond = ({ text }: Literal): boolean => BEYOND_ASCII.test(text)
    return new TextScans(
      groupsOf(literals.filter(literal => !isBeyond(literal))).map(automatonOf),
      groupsOf(literals.filter(isBeyond)).map(automatonOf),
      shortestOf(literals),
    )
  }

  /** Finds all the literals, looking at samples for those that may stand anywhere; undefined when they do not suit. */
  static sampling(
    anywhere: readonly PlacedLiteral[],
    anchored: readonly PlacedLiteral[],
    counts?: GramCounts,
  ): TextScans | undefined {
    const samples = groupsOf(anywhere).map(group => SampleScan.of(group, group[0]!.view, counts))
    if (samples.includes(undefined)) return undefined
    const ends = TextScans.of(anchored)
    const all = [...ends.#all, ...samples.filter(scan => scan !== undefined)]
    return new TextScans(all, ends.#beyondAscii, shortestOf([...anywhere, ...anchored]))
  }

  /** Bytes of the tables. */
  get bytes(): number {
    return [...this.#all, ...this.#beyondAscii].reduce((sum, scan) => sum + scan.bytes, 0)
  }

  /** Tells of each literal in the text that is not known yet. */
  scan(text: string, hits: LiteralHits): void {
    if (text.length < this.shortest) return
    for (const scan of this.#all) scan.scan(text, hits)
    if (this.#beyondAscii.length === 0 || !BEYOND_ASCII.test(text)) return
    for (const scan of this.#beyondAscii) scan.scan(text, hits)
  }
}

function groupsOf(literals: readonly PlacedLiteral[]): readonly (readonly PlacedLiteral[])[] {
  return [...Map.groupBy(literals, ({ place, view }) => `${place} ${view}`).values()]
}

function automatonOf(literals: readonly PlacedLiteral[]): TextScan {
  const { place, view } = literals[0]!
  return place === 'contains'
    ? new ContainsAutomaton(literals, view)
    : new AnchoredTrie(literals, view, place)
}

function shortestOf(literals: readonly PlacedLiteral[]): number {
  return literals.reduce((least, { text }) => Math.min(least, text.length), Infinity)
}

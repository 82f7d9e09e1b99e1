// Names of organisations, projects, roads and other named things, by the word they begin with (`Công ty`, `Bệnh
// viện`, `đường`, `dự án`) and the capital letters that follow: data/entity-heads.yaml. Never private persons: a
// name without such a head is none, and one that follows a person's title is passed over (Law 91/2025/QH15).
// Only in texts with accents and capitals; without them a name has no end.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { LIMITS } from '#/kernel/limits.ts'
import { compilePhrases, type Phrases } from './phrases.ts'
import type { ReadWords, Word } from './read-words.ts'

export interface EntityFinder {
  /** As first written, without repetitions whatever their case; at most twenty. */
  find(words: ReadWords): readonly string[]
}

interface HeadsFile {
  readonly heads: readonly {
    readonly words: readonly string[]
    readonly links: readonly string[]
  }[]
  readonly fields: readonly string[]
  readonly not: readonly string[]
  readonly surnames: readonly string[]
  readonly persons: readonly string[]
  readonly positions: readonly string[]
}

const MAX_NAME_WORDS = 9
const MAX_LINKS = 6
/** Heads within one name: `dự án Khu đô thị …`. */
const MAX_HEADS = 3
const DIGITS = /^\d/

export function loadEntityFinder(): EntityFinder {
  const file = parse(readFileSync(join(import.meta.dirname, 'data/entity-heads.yaml'), 'utf8')) as HeadsFile
  const phrases = (list: readonly string[]): Phrases<true> =>
    compilePhrases(list.map(phrase => [phrase, true] as const))
  const rules: Rules = {
    heads: compilePhrases(
      file.heads.flatMap(({ words, links }) => {
        const compiled = phrases(links)
        return words.map(word => [word, compiled] as const)
      }),
    ),
    fields: phrases(file.fields),
    not: phrases(file.not),
    surnames: new Set(file.surnames),
    persons: phrases(file.persons),
    positions: phrases(file.positions),
  }
  return { find: words => entitiesOf(words, rules) }
}

interface Rules {
  /** Each with the words that may follow it. */
  readonly heads: Phrases<Phrases<true>>
  readonly fields: Phrases<true>
  readonly not: Phrases<true>
  readonly surnames: ReadonlySet<string>
  readonly persons: Phrases<true>
  readonly positions: Phrases<true>
}

function entitiesOf(text: ReadWords, rules: Rules): readonly string[] {
  if (text.unaccented || text.uncapitalised) return []
  const found = new Map<string, string>()
  for (let at = 0; at < text.words.length && found.size < LIMITS.maxTextEntities;) {
    const person = personEnd(text, at, rules)
    if (person !== undefined) {
      at = person
      continue
    }
    const end = isInsideName(text, at) ? undefined : entityEnd(text, at, rules)
    if (end !== undefined) {
      const written = text.text.slice(text.words[at]!.at, text.words[end - 1]!.end).replace(/["“]/g, '')
      const key = written.toLowerCase()
      if (!found.has(key)) found.set(key, written)
    }
    at = end ?? at + 1
  }
  return [...found.values()]
}

/** Where a person's title with the name after it ends; undefined when none stands here. */
function personEnd(text: ReadWords, at: number, rules: Rules): number | undefined {
  const title = rules.persons.longestAt(text, at) ?? rules.positions.longestAt(text, at)
  if (title === undefined || !isName(text.words[title.to]) || !joined(text.words[title.to])) return undefined
  const isPosition = rules.persons.longestAt(text, at) === undefined
  const head = isPosition ? rules.heads.longestAt(text, title.to) : undefined
  // `Giám đốc Sở Y tế`, but not `Chủ tịch Hồ …`.
  if (head !== undefined && !rules.surnames.has(text.words[title.to]!.lower)) return undefined
  return nameEnd(text, title.to, rules)
}

/** `Trường` in `Nguyễn Trường Sơn`: a capital word among capital words begins nothing. */
function isInsideName(text: ReadWords, at: number): boolean {
  const word = text.words[at]!
  return word.capital && word.gap === ' ' && text.words[at - 1]?.capital === true
}

function entityEnd(text: ReadWords, from: number, rules: Rules, depth = 0): number | undefined {
  const hit = rules.heads.longestAt(text, from)
  if (hit === undefined || rules.not.longestAt(text, from) !== undefined) return undefined
  const first = text.words[from]!
  if (first.capital && hit.to === from + 1 && rules.surnames.has(first.lower)) return undefined
  const [links] = hit.values
  let at = hit.to
  for (let n = 0; n < MAX_LINKS && joined(text.words[at]); n++) {
    const link = links!.longestAt(text, at)
    if (link === undefined) break
    at = link.to
  }
  // `Phòng Cảnh sát giao thông`: what may be a link may be the name itself.
  return (
    nameAfterHead(text, at, rules, depth) ??
    (at > hit.to ? nameAfterHead(text, hit.to, rules, depth) : undefined)
  )
}

/** Where the name ends that begins at a word, a quotation mark before it allowed; undefined when none does. */
function nameAfterHead(text: ReadWords, at: number, rules: Rules, depth: number): number | undefined {
  const opening = text.words[at]
  if (opening === undefined) return undefined
  // Titles are written small; `cầu Ông Lãnh` is the name of a bridge.
  if (!opening.capital && rules.persons.longestAt(text, at) !== undefined) return undefined
  const before = text.text.slice(text.words[at - 1]!.end, opening.at)
  if (!joined(opening) && !/^\s?["“]$/.test(before)) return undefined
  // `dự án Khu đô thị Sen Hồng`: the name begins with another head.
  const inner = depth < MAX_HEADS - 1 ? entityEnd(text, at, rules, depth + 1) : undefined
  if (inner !== undefined) return inner
  const end = nameEnd(text, at, rules)
  return end > at ? end : undefined
}

/**
 * Where the run of capital words, numbers and words of a field that begins at a word ends; the word itself when it
 * is none.
 */
function nameEnd(text: ReadWords, from: number, { heads, fields }: Rules): number {
  let at = from
  while (at < text.words.length && at - from < MAX_NAME_WORDS) {
    const word = text.words[at]!
    if (at > from && !joined(word)) break
    // `Khoa học và Công nghệ`, but not `Sở Y tế và Bệnh viện …`.
    const next = word.lower === 'và' && at > from ? at + 1 : at
    if (
      next > at &&
      (heads.longestAt(text, next) !== undefined || fields.longestAt(text, next) === undefined)
    )
      break
    if (!isName(text.words[next])) break
    at = Math.max(fields.longestAt(text, next)?.to ?? 0, next + 1)
  }
  return at
}

function isName(word: Word | undefined): boolean {
  return word !== undefined && (word.capital || DIGITS.test(word.lower))
}

/** Nothing that ends a name stands before the word. */
function joined(word: Word | undefined): boolean {
  return word !== undefined && (word.gap === ' ' || word.gap === '.' || word.gap === '')
}

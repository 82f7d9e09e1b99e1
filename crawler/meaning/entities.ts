// Names of organisations, projects, roads and other named things, by the word they begin with (`Công ty`, `Bệnh
// viện`, `đường`, `dự án`) and the capital letters that follow: data/entity-heads.yaml. Never private persons: a
// name without such a head is none, and one that follows a person's title is passed over (Law 91/2025/QH15).
// Only in texts with accents and capitals; without them a name has no end.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { compilePhrases, type Phrases } from './phrases.ts'
import type { ReadWords, Word } from './read-words.ts'

export interface EntityFinder {
  /** As first written, without repetitions whatever their case; at most twenty. */
  find(words: ReadWords): readonly string[]
}

interface Head {
  readonly links: Phrases<true>
  readonly withFields: boolean
}

interface HeadsFile {
  readonly heads: readonly {
    readonly words: readonly string[]
    readonly links: readonly string[]
    readonly withFields?: boolean
  }[]
  readonly fields: readonly string[]
  readonly persons: readonly string[]
}

const MAX_ENTITIES = 20
const MAX_NAME_WORDS = 9
const MAX_LINKS = 6
const DIGITS = /^\d/

export function loadEntityFinder(): EntityFinder {
  const file = parse(readFileSync(join(import.meta.dirname, 'data/entity-heads.yaml'), 'utf8')) as HeadsFile
  const heads = compilePhrases<Head>(
    file.heads.flatMap(({ words, links, withFields }) => {
      const head = { links: compilePhrases(links.map(link => [link, true] as const)), withFields: withFields === true }
      return words.map(word => [word, head] as const)
    }),
  )
  const persons = compilePhrases(file.persons.map(title => [title, true] as const))
  const fields = new Set(file.fields)
  return { find: words => entitiesOf(words, { heads, persons, fields }) }
}

interface Rules {
  readonly heads: Phrases<Head>
  readonly persons: Phrases<true>
  readonly fields: ReadonlySet<string>
}

function entitiesOf(text: ReadWords, rules: Rules): readonly string[] {
  if (text.unaccented || text.uncapitalised) return []
  const found = new Map<string, string>()
  for (let at = 0; at < text.words.length && found.size < MAX_ENTITIES;) {
    const person = rules.persons.longestAt(text, at)
    if (person !== undefined && isName(text.words[person.to])) {
      // `Giám đốc Sở Y tế` names no person.
      const office = rules.heads.longestAt(text, person.to) !== undefined
      at = office ? person.to : nameEnd(text, person.to, rules)
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

/** `Trường` in `Nguyễn Trường Sơn`: a capital word among capital words begins nothing. */
function isInsideName(text: ReadWords, at: number): boolean {
  const word = text.words[at]!
  return word.capital && word.gap === ' ' && text.words[at - 1]?.capital === true
}

function entityEnd(text: ReadWords, from: number, rules: Rules): number | undefined {
  const hit = rules.heads.longestAt(text, from)
  if (hit === undefined) return undefined
  const [head] = hit.values
  let at = hit.to
  for (let n = 0; n < MAX_LINKS && joined(text.words[at]); n++) {
    const link = head!.links.longestAt(text, at)
    if (link === undefined) break
    at = link.to
  }
  // `Phòng Cảnh sát giao thông`: what may be a link may be the name itself.
  return (
    nameAfterHead(text, at, head!, rules) ??
    (at > hit.to ? nameAfterHead(text, hit.to, head!, rules) : undefined)
  )
}

/** Where the name ends that begins at a word, a quotation mark before it allowed; undefined when none does. */
function nameAfterHead(text: ReadWords, at: number, head: Head, rules: Rules): number | undefined {
  const opening = text.words[at]
  if (opening === undefined) return undefined
  // Titles are written small; `cầu Ông Lãnh` is the name of a bridge.
  if (!opening.capital && rules.persons.longestAt(text, at) !== undefined) return undefined
  const before = text.text.slice(text.words[at - 1]!.end, opening.at)
  if (!joined(opening) && !/^\s?["“]$/.test(before)) return undefined
  // `dự án Khu đô thị Sen Hồng`: the name begins with another head.
  const inner = entityEnd(text, at, rules)
  if (inner !== undefined) return inner
  const end = nameEnd(text, at, rules, head.withFields)
  return end > at ? end : undefined
}

/** Where the run of capital words and numbers that begins at a word ends; the word itself when it is none. */
function nameEnd(text: ReadWords, from: number, { heads, fields }: Rules, withFields = false): number {
  let at = from
  while (at < text.words.length && at - from < MAX_NAME_WORDS) {
    const word = text.words[at]!
    if (at > from && !joined(word)) break
    const field = withFields && at > from && fields.has(word.lower)
    if (!isName(word) && !field) break
    if (word.lower === 'và' && heads.longestAt(text, at + 1) !== undefined) break
    at++
  }
  // `và` at the end belongs to the sentence.
  while (at > from && text.words[at - 1]!.lower === 'và') at--
  return at
}

function isName(word: Word | undefined): boolean {
  return word !== undefined && (word.capital || DIGITS.test(word.lower))
}

/** Nothing that ends a name stands before the word. */
function joined(word: Word | undefined): boolean {
  return word !== undefined && (word.gap === ' ' || word.gap === '.' || word.gap === '')
}

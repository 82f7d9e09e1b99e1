// Where in a text a place is written, before it is known which: `phường 12`, `P.12`, `Q1`, `các phường Tân Định, Đa
// Kao`, `TP.HCM`, and bare names that stand as places do.

import { stripAccents } from '#/crawler/text/strip-accents.ts'
import type { PlaceNames, PlaceUnit } from './place-names.ts'
import type { ReadWords, Word } from './read-words.ts'

export interface PlaceHit {
  /** Word numbers, `to` exclusive. */
  readonly from: number
  readonly to: number
  /** With its kind in front; else a bare name. */
  readonly typed: boolean
  /** A bare name after a word that says where. */
  readonly where: boolean
  readonly units: readonly PlaceUnit[]
}

/** What the kind of a unit is shortened to, in lower case. */
const SHORT_KINDS: Readonly<Record<string, readonly string[]>> = {
  p: ['phường'],
  f: ['phường'],
  x: ['xã'],
  tt: ['thị', 'trấn'],
  q: ['quận'],
  h: ['huyện'],
  tx: ['thị', 'xã'],
  tp: ['thành', 'phố'],
}
const LONG_KINDS: readonly (readonly string[])[] = [
  ['phường'],
  ['xã'],
  ['thị', 'trấn'],
  ['đặc', 'khu'],
  ['quận'],
  ['huyện'],
  ['thị', 'xã'],
  ['thành', 'phố'],
  ['tỉnh'],
]
/** First words of all kinds, without accents. */
const KIND_STARTS: ReadonlySet<string> = new Set([
  ...Object.keys(SHORT_KINDS),
  ...LONG_KINDS.map(([first]) => stripAccents(first!)),
])
const WITH_NUMBER = /^([pqf])0?(\d{1,2})$/
const LEADING_ZERO = /^0(\d)$/

export function findPlaceHits(text: ReadWords, names: PlaceNames): readonly PlaceHit[] {
  const hits: PlaceHit[] = []
  for (let at = 0; at < text.words.length;) {
    const typed = typedAt(text, at, names)
    if (typed !== undefined) {
      hits.push(...typed)
      at = typed.at(-1)!.to
      continue
    }
    const bare = bareAt(text, at, names)
    if (bare !== undefined) hits.push(bare)
    at = bare?.to ?? at + 1
  }
  return hits
}

/** A name with its kind, and those that follow under the same kind. */
function typedAt(text: ReadWords, from: number, names: PlaceNames): readonly PlaceHit[] | undefined {
  const kind = kindAt(text, from)
  if (kind === undefined) return undefined
  const { words, name } = kind
  const first = nameAt(text, from, name, words, names)
  if (first === undefined) return undefined
  const hits = [first]
  for (;;) {
    const last = hits.at(-1)!
    const next = text.words[last.to]
    if (next === undefined) return hits
    const start =
      next.lower === 'và' || next.lower === 'hoặc' ? last.to + 1 : next.gap === ',' ? last.to : undefined
    const word = start === undefined ? undefined : text.words[start]
    if (start === undefined || word === undefined || !(word.capital || endsAfter(text, start))) return hits
    if (kindAt(text, start) !== undefined) return hits
    const more = nameAt(text, start, start, kindWords(words), names)
    // `phường Tân Định, Hà Nội`: what is also a province is one.
    if (more === undefined || (next.gap === ',' && isProvinceName(text, start, names))) return hits
    hits.push(more)
  }
}

/** A number in a list stands alone: `phường 1, 2 và 3`, but not `phường 1, 3 người`. */
function endsAfter(text: ReadWords, at: number): boolean {
  if (!/^\d{1,2}$/.test(text.words[at]!.lower)) return false
  const next = text.words[at + 1]
  return next === undefined || next.gap !== ' ' || next.lower === 'và' || kindAt(text, at + 1) !== undefined
}

function kindWords(words: readonly string[]): readonly string[] {
  return words.filter(word => !/^\d/.test(word))
}

function isProvinceName(text: ReadWords, at: number, names: PlaceNames): boolean {
  return (names.bare.longestAt(text, at)?.values ?? []).some(
    unit => unit.kind === 'province' || unit.kind === 'former-province',
  )
}

/** The kind that is written at a word, and where its name begins; `words` may hold the name's number already. */
function kindAt(
  text: ReadWords,
  at: number,
): { readonly words: readonly string[]; readonly name: number } | undefined {
  const word = text.words[at]!
  const numbered = WITH_NUMBER.exec(word.lower)
  if (numbered !== null) return { words: [...SHORT_KINDS[numbered[1]!]!, numbered[2]!], name: at + 1 }
  if (!KIND_STARTS.has(word.bare)) return undefined
  const after = text.words[at + 1]
  if (after === undefined || after.gap === '|' || after.gap === ',') return undefined
  const short = SHORT_KINDS[word.lower]
  // A single letter is a kind with a point after it, or as a capital before a number.
  if (short !== undefined && (after.gap === '.' || word.lower.length > 1 || /^\d{1,2}$/.test(after.lower)))
    return withNumber(text, short, at + 1)
  for (const long of LONG_KINDS)
    if (long.every((part, n) => sameWord(text, text.words[at + n], part)))
      return at + long.length < text.words.length ? withNumber(text, long, at + long.length) : undefined
  return undefined
}

/** `phường 01` is `phường 1`. */
function withNumber(
  text: ReadWords,
  words: readonly string[],
  name: number,
): { readonly words: readonly string[]; readonly name: number } {
  const number = LEADING_ZERO.exec(text.words[name]!.lower)
  return number === null ? { words, name } : { words: [...words, number[1]!], name: name + 1 }
}

function sameWord(text: ReadWords, word: Word | undefined, part: string): boolean {
  if (word === undefined) return false
  return text.unaccented ? word.bare === stripAccents(part) : word.lower === part
}

function nameAt(
  text: ReadWords,
  from: number,
  name: number,
  kind: readonly string[],
  names: PlaceNames,
): PlaceHit | undefined {
  const hit = names.typed.longestAt(text, name, kind)
  if (hit === undefined) return undefined
  // `xã hội`, `thành phố ven biển`: a name has a capital letter or a digit where capitals are written at all.
  const first = text.words[name]
  const proper = hit.to === name || first === undefined || first.capital || /^\d/.test(first.lower)
  if (!proper && !text.uncapitalised) return undefined
  return { from, to: hit.to, typed: true, where: true, units: hit.values }
}

function bareAt(text: ReadWords, at: number, names: PlaceNames): PlaceHit | undefined {
  const word = text.words[at]!
  if (!word.capital || text.unaccented) return undefined
  const hit = names.bare.longestAt(text, at)
  if (hit === undefined) return undefined
  const inside = text.words.slice(hit.from, hit.to)
  if (!inside.every(part => part.capital || /^\d/.test(part.lower))) return undefined
  const before = wordBefore(text, at)
  const next = text.words[hit.to]
  // A piece of a longer name: `Hà Nội Mới`, `Nguyễn Thái Bình`.
  if (next !== undefined && next.capital && (next.gap === ' ' || next.gap === '')) return undefined
  if (before !== undefined) {
    const two = `${text.words[at - 2]?.lower ?? ''} ${before.lower}`
    if (names.notAfter.has(before.lower) || names.notAfter.has(two)) return undefined
    if (before.capital && !names.whereWords.has(before.lower)) return undefined
  }
  const two = before === undefined ? '' : `${text.words[at - 2]?.lower ?? ''} ${before.lower}`
  return {
    from: at,
    to: hit.to,
    typed: false,
    where: before !== undefined && (names.whereWords.has(before.lower) || names.whereWords.has(two)),
    units: hit.values,
  }
}

/** The word right before, of the same sentence and with nothing but a space between. */
function wordBefore(text: ReadWords, at: number): Word | undefined {
  const gap = text.words[at]!.gap
  return at > 0 && (gap === ' ' || gap === '') ? text.words[at - 1] : undefined
}

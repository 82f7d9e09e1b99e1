// A query → two queries of Elasticsearch that enclose it: `over` finds every event that the query finds, and maybe
// others; `under` finds none but such events, and maybe not all. What `over` finds is read again with
// `matchesQuery`, so the answer is exact whatever the index can tell; `under` is what NOT takes away.
//
// Tokens, grams and `unclear` are explained in search-tokens.ts.

import type { estypes } from '@elastic/elasticsearch'
import { COLUMNS } from '#/kernel/field-types.ts'
import { foldText } from '../embedded/fold-text.ts'
import { escapeRegex, type Glob, parseGlob } from '../glob.ts'
import { readRange } from '../query-range.ts'
import {
  FREE_TEXT,
  type Query,
  type QueryLeaf,
  type QueryRange,
  type QueryRegex,
  type QueryTerm,
  TEXT_FIELDS,
} from '../query-tree.ts'
import { lowerText, readAddress, readNumber } from '../value-reading.ts'
import { ANY_FIELD, OWN } from './event-fields.ts'
import { hasOddCase, isPlainName, isWholeGram, MAPPED_IPV4, piecesOf, TOKEN_KIND } from './search-tokens.ts'

export type ElasticQuery = estypes.QueryDslQueryContainer

export interface QueryBounds {
  readonly over: ElasticQuery
  readonly under: ElasticQuery
}

const ALL: ElasticQuery = { match_all: {} }
const NONE: ElasticQuery = { match_none: {} }

/** `coarse`: without regular expressions, for a server that finds one of them too costly. */
export function boundsOf(query: Query, coarse = false): QueryBounds {
  switch (query.kind) {
    case 'and':
    case 'or': {
      const parts = query.parts.map(part => boundsOf(part, coarse))
      const join = query.kind === 'and' ? allHold : oneHolds
      return { over: join(parts.map(({ over }) => over)), under: join(parts.map(({ under }) => under)) }
    }
    case 'not': {
      const { over, under } = boundsOf(query.part, coarse)
      return { over: noneHolds(under), under: noneHolds(over) }
    }
    default:
      return leafBounds(query, coarse)
  }
}

function leafBounds(leaf: QueryLeaf, coarse: boolean): QueryBounds {
  switch (leaf.kind) {
    case 'exists':
      return existsBounds(leaf.field)
    case 'text':
      return within(FREE_TEXT, gramsOf(parseGlob(leaf.value)))
    case 'term':
      return termBounds(leaf, coarse)
    case 'regex':
      return regexBounds(leaf, coarse)
    case 'range':
      return rangeBounds(leaf)
  }
}

function existsBounds(field: string): QueryBounds {
  if (!isPlainName(field)) return vague(unclear([field]))
  const exists: ElasticQuery = { term: { [OWN.fields]: field } }
  return { over: oneHolds([exists, unclear([])]), under: exists }
}

/** Where grams say that one of the running texts may have it, and of these fields. */
function within(fields: readonly string[], grams: ElasticQuery): QueryBounds {
  const found = allHold([{ terms: { [OWN.fields]: [...fields] } }, grams])
  return vague(oneHolds([found, unclear(fields)]))
}

function termBounds({ field, value, folded = false }: QueryTerm, coarse: boolean): QueryBounds {
  const glob = parseGlob(folded ? foldText(value) : value)
  if (glob.kind === 'anything') return existsBounds(field)
  if (TEXT_FIELDS.has(field)) return within([field], gramsOf(glob))
  if (COLUMNS.get(field) === 'date' || hasOddCase(value)) return vague(existsBounds(field).over)
  if (!isPlainName(field)) return vague(unclear([field]))
  if (glob.kind === 'pattern') {
    const source = lowerText(glob.regex)
    const bounds = coarse ? vague(existsBounds(field).over) : tokenPattern(field, source, folded)
    return folded ? vague(bounds.over) : bounds
  }
  const text = lowerText(glob.text)
  const number = readNumber(glob.text)
  const tokens = [
    `${field}${TOKEN_KIND.text}${text}`,
    `${field}${TOKEN_KIND.boolean}${text}`,
    ...(folded ? [`${field}${TOKEN_KIND.folded}${text}`] : []),
    ...(number === undefined ? [] : [`${field}${TOKEN_KIND.number}${String(number)}`]),
  ]
  const bounds = told(field, { terms: { [OWN.values]: tokens } })
  const address = COLUMNS.get(field)?.startsWith('ip') === true ? addressBounds(field, glob.text) : undefined
  return address === undefined
    ? bounds
    : { over: oneHolds([bounds.over, address.over]), under: oneHolds([bounds.under, address.under]) }
}

/** One address or a range of them, in a field that holds addresses. */
function addressBounds(field: string, text: string): QueryBounds | undefined {
  const [base = '', bits, ...more] = text.split('/')
  const address = readAddress(base)
  if (address === undefined || more.length > 0) return undefined
  const width = address.version === 4 ? 32 : 128
  if (bits !== undefined && (!/^\d{1,3}$/.test(bits) || Number(bits) > width)) return undefined
  const found: ElasticQuery = { term: { [field]: text } }
  const shift = BigInt(width - Number(bits ?? width))
  // All of IPv4 lies within IPv6 for Elasticsearch.
  const holdsIpv4 = address.version === 6 && address.value >> shift === (MAPPED_IPV4 << 32n) >> shift
  return holdsIpv4 ? vague(oneHolds([found, unclear([field])])) : told(field, found)
}

function regexBounds({ field, source }: QueryRegex, coarse: boolean): QueryBounds {
  if (field === null || TEXT_FIELDS.has(field)) {
    const fields = field === null ? FREE_TEXT : [field]
    return vague(oneHolds([{ terms: { [OWN.fields]: [...fields] } }, unclear(fields)]))
  }
  // Letters without case in Lucene are those of ASCII.
  if (coarse || COLUMNS.get(field) === 'date' || !/^[\0-\x7f]*$/.test(source))
    return vague(existsBounds(field).over)
  return isPlainName(field) ? tokenPattern(field, `(${source})`, false) : vague(unclear([field]))
}

/** Lucene refuses longer ones (`index.max_regex_length`). */
const MAX_REGEX = 1000

function tokenPattern(field: string, source: string, folded: boolean): QueryBounds {
  const { text, number, boolean } = TOKEN_KIND
  const kinds = `[${text}${number}${boolean}${folded ? TOKEN_KIND.folded : ''}]`
  const value = luceneRegex(`${escapeRegex(field)}${kinds}${source}`)
  if (value.length > MAX_REGEX) return vague(existsBounds(field).over)
  return told(field, { regexp: { [OWN.values]: { value, flags: 'NONE', case_insensitive: true } } })
}

/** Lucene has more operators than RE2 and JavaScript; what is one of them only there is an ordinary character. */
function luceneRegex(source: string): string {
  return source.replaceAll(/\\[^]|["#&<>@~]/g, found => (found.length > 1 ? found : `\\${found}`))
}

function rangeBounds(query: QueryRange): QueryBounds {
  const { field } = query
  const type = COLUMNS.get(field)
  const range = readRange(query)
  const exists = existsBounds(field)
  switch (range.kind) {
    case 'numbers':
      return type === 'long' || type === 'double'
        ? told(field, { range: { [field]: endsOf(range.from, range.to) } })
        : vague(exists.over)
    case 'addresses': {
      if (type !== 'ip' && type !== 'ip[]') return vague(exists.over)
      const [from, to] = [query.from, query.to].map(end => end?.value)
      const ends: Record<string, string> = {}
      if (from !== undefined) ends['gte'] = from
      if (to !== undefined) ends['lte'] = to
      return vague(oneHolds([{ range: { [field]: ends } }, unclear([field])]))
    }
    case 'times': {
      if (type !== 'date') return vague(exists.over)
      const ends: Record<string, string> = { format: 'epoch_millis' }
      // Columns have milliseconds.
      if (range.from !== null) ends['gte'] = String(range.from.value / 1000n - 1n)
      if (range.to !== null) ends['lte'] = String(range.to.value / 1000n + 1n)
      return vague(oneHolds([{ range: { [field]: ends } }, unclear([field])]))
    }
    case 'texts': {
      if (TEXT_FIELDS.has(field) || type === 'date' || !isPlainName(field)) return vague(exists.over)
      const begin = `${field}${TOKEN_KIND.text}`
      const from = range.from === null ? begin : `${begin}${range.from.value.toWellFormed()}`
      const ends: Record<string, string> = { gte: from }
      if (range.to === null) ends['lt'] = `${field}${TOKEN_KIND.number}`
      else ends['lte'] = `${begin}${range.to.value.toWellFormed()}`
      return vague(oneHolds([{ range: { [OWN.values]: ends } }, unclear([field])]))
    }
  }
}

interface End {
  readonly value: number
  readonly orEqual: boolean
}

function endsOf(from: End | null, to: End | null): Readonly<Record<string, number>> {
  return {
    ...(from === null ? {} : { [from.orEqual ? 'gte' : 'gt']: from.value }),
    ...(to === null ? {} : { [to.orEqual ? 'lte' : 'lt']: to.value }),
  }
}

/** Grams that a text with the value must have. */
function gramsOf(glob: Glob): ElasticQuery {
  if (glob.kind === 'anything') return ALL
  const literals = glob.kind === 'text' ? [glob.text] : literalsOf(glob.regex)
  return allHold(
    literals
      .filter(literal => !hasOddCase(literal))
      .flatMap(piecesOf)
      .map(piece =>
        isWholeGram(piece) ? { term: { [OWN.grams]: piece } } : { prefix: { [OWN.grams]: piece } },
      ),
  )
}

/** The ordinary characters between the wildcards of a glob's pattern. */
function literalsOf(regex: string): readonly string[] {
  const literals: string[] = []
  let text = ''
  for (let i = 0; i < regex.length; i++) {
    if (regex[i] === '.') {
      literals.push(text)
      text = ''
      if (regex[i + 1] === '*') i++
    } else text += regex[i] === '\\' ? regex[++i]! : regex[i]!
  }
  return [...literals, text].filter(literal => literal !== '')
}

/** What the index tells exactly, but for the events whose field is unclear. */
function told(field: string, found: ElasticQuery): QueryBounds {
  const unsure = unclear([field])
  return { over: oneHolds([found, unsure]), under: allHold([found, noneHolds(unsure)]) }
}

function vague(over: ElasticQuery): QueryBounds {
  return { over, under: NONE }
}

/** Events of which the index does not tell all of one of the fields. */
function unclear(fields: readonly string[]): ElasticQuery {
  return { terms: { [OWN.unclear]: [...fields.filter(isPlainName), ANY_FIELD] } }
}

function allHold(parts: readonly ElasticQuery[]): ElasticQuery {
  const needed = parts.filter(part => part !== ALL)
  if (needed.includes(NONE)) return NONE
  if (needed.length <= 1) return needed[0] ?? ALL
  return { bool: { filter: needed } }
}

function oneHolds(parts: readonly ElasticQuery[]): ElasticQuery {
  const possible = parts.filter(part => part !== NONE)
  if (possible.includes(ALL)) return ALL
  if (possible.length <= 1) return possible[0] ?? NONE
  return { bool: { should: possible, minimum_should_match: 1 } }
}

function noneHolds(part: ElasticQuery): ElasticQuery {
  if (part === ALL) return NONE
  return part === NONE ? ALL : { bool: { must_not: [part] } }
}

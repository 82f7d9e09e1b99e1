// What a search asks for, as a tree: the contract between the parser (search-query.ts) and the stores. Every store
// gives the answers of `matchesQuery` (match-query.ts), which is this text as code, over one event:
//
//   case       Letters compare without case, one by one (`Đ` is `đ`; a letter whose lower case is two is left).
//   values     An event's field is a list of values; a scalar is a list of one. A leaf holds when one of them does.
//   missing    A field that is absent or an empty list satisfies no leaf, so `not` of any leaf holds for it.
//   whole      `term` and `regex` compare whole values (`user.name:roo` does not find `root`) …
//   text       … but in TEXT_FIELDS, a `term` without wildcards and a `regex` are looked for anywhere, across tokens.
//              A `term` with wildcards is compared whole there too: `message:*denied*`. So is the empty text.
//   wildcards  `*` is any run of characters, line ends too, `?` one character (a code point); see glob.ts.
//   numbers    A number equals what reads as the same number (`443`, `443.0`, `4.43e2`); a wildcard or regex
//              sees it as text, as JSON writes it (with an exponent, as the store does). A text is never a number
//              to `term`: `"0080"` is not `80`.
//   booleans   The texts `true` and `false`.
//   addresses  In fields that hold addresses (column types `ip`), a `term` may be CIDR; IPv6 compares in any spelling.
//   dates      In fields of column type `date`, a `term` without wildcards must be the canonical text in UTC.
//   ranges     See `range` below.
//   folded     A folded `term` or `text` compares without Vietnamese marks as well (fold-text.ts), wildcards kept.

/** The end of a range; see QueryRange for how its text is read. */
export interface RangeEnd {
  readonly value: string
  readonly inclusive: boolean
}

/** `field:value`. */
export interface QueryTerm {
  readonly kind: 'term'
  readonly field: string
  /** A glob (glob.ts); it is never `*` alone, which is `exists`. */
  readonly value: string
  readonly folded?: boolean
}

/** A value without a field: contained anywhere in `message` or `event.original`. */
export interface QueryText {
  readonly kind: 'text'
  /** A glob (glob.ts). */
  readonly value: string
  readonly folded?: boolean
}

/** The field has at least one value. */
export interface QueryExists {
  readonly kind: 'exists'
  readonly field: string
}

/**
 * A value between two ends; null is an open end, and one end at least is closed. What the ends are decides how
 * values compare; a value that cannot be read so is outside. The first of these that fits all closed ends:
 *   numbers     numbers, and texts that read as one (`"4625"`), by size;
 *   addresses   of one version (IPv4 in dotted form; IPv6 without a dotted tail), by number, in any field;
 *   times       ISO 8601, without a zone in UTC, to the microsecond; an end that names only a day, hour, minute or
 *               second stands for all of it (`<=2026-11-22` includes that day, `>2026-11-22` begins after it);
 *   texts       anything else: letters in lower case, by code points; numbers and booleans are outside.
 */
export interface QueryRange {
  readonly kind: 'range'
  readonly field: string
  readonly from: RangeEnd | null
  readonly to: RangeEnd | null
}

/** A regular expression of the dialect of search-regex.ts, in its canonical spelling. */
export interface QueryRegex {
  readonly kind: 'regex'
  /** Null: `message` or `event.original`. */
  readonly field: string | null
  readonly source: string
  /** `^` and `$` were written; they matter only where the expression is looked for anywhere. */
  readonly fromStart: boolean
  readonly toEnd: boolean
}

export type QueryLeaf = QueryTerm | QueryText | QueryExists | QueryRange | QueryRegex

export type Query =
  | QueryLeaf
  /** Every part holds; without parts: every event. */
  | { readonly kind: 'and'; readonly parts: readonly Query[] }
  /** One part holds; without parts: no event. */
  | { readonly kind: 'or'; readonly parts: readonly Query[] }
  | { readonly kind: 'not'; readonly part: Query }

/** Every event. */
export const EVERYTHING: Query = { kind: 'and', parts: [] }

/** Where `text`, and `regex` without a field, look. */
export const FREE_TEXT = ['message', 'event.original'] as const

/** Fields of running text, in which values are looked for anywhere. Not by column type: those may change, this not. */
export const TEXT_FIELDS: ReadonlySet<string> = new Set([
  'message',
  'event.original',
  'error.message',
  'process.command_line',
  'process.parent.command_line',
  'registry.data.strings',
])

/** All of these. */
export function allOf(parts: readonly Query[]): Query {
  return parts.length === 1 ? parts[0]! : { kind: 'and', parts }
}

/** One of these. */
export function anyOf(parts: readonly Query[]): Query {
  return parts.length === 1 ? parts[0]! : { kind: 'or', parts }
}

/** None of this; what is negated twice is itself. */
export function noneOf(part: Query): Query {
  return part.kind === 'not' ? part.part : { kind: 'not', part }
}

/** The query with every leaf written anew. */
export function mapLeaves(query: Query, change: (leaf: QueryLeaf) => Query): Query {
  switch (query.kind) {
    case 'and':
    case 'or':
      return { ...query, parts: query.parts.map(part => mapLeaves(part, change)) }
    case 'not':
      return noneOf(mapLeaves(query.part, change))
    default:
      return change(query)
  }
}

/** The query as it is without case and without Vietnamese marks; regular expressions and ranges stay as they are. */
export function foldedQuery(query: Query): Query {
  return mapLeaves(query, leaf =>
    leaf.kind === 'term' || leaf.kind === 'text' ? { ...leaf, folded: true } : leaf,
  )
}

// Whether Elasticsearch's column of a field holds just what an event has there. Where it does not (values of another
// kind, too long, out of place; few, most often) the event is irregular for that field, and whoever sorts or counts by
// the column reads such events themselves.

import { COLUMNS, type ColumnType } from '#/kernel/field-types.ts'
import { sortKindOf } from '../search-sort.ts'
import { ANY_FIELD, OWN } from './event-fields.ts'
import type { ElasticQuery } from './query-bounds.ts'
import { TOKEN_KIND } from './search-tokens.ts'

/** Events whose value in the column may not be the one that counts, or that have one beside it. */
export function isIrregular(field: string): ElasticQuery {
  const outOfPlace: ElasticQuery = {
    bool: { filter: [{ term: { [OWN.fields]: field } }], must_not: [{ exists: { field } }] },
  }
  const asText = sortKindOf(field) === 'text' ? [TOKEN_KIND.number, TOKEN_KIND.boolean] : []
  return oneOf([
    { terms: { [OWN.unclear]: [field, ANY_FIELD] } },
    outOfPlace,
    ...asText.map(kind => startsWith(field, kind)),
  ])
}

/**
 * Events that have a value which the column does not spell as they do, or leaves out. Undefined where no column spells
 * values: of running texts, which have none, and of times.
 */
export function isSpeltOtherwise(field: string): ElasticQuery | undefined {
  const more = OTHERWISE[COLUMNS.get(field) ?? 'keyword']?.(field)
  return more && oneOf([isIrregular(field), { term: { _ignored: field } }, ...more])
}

type More = (field: string) => readonly ElasticQuery[]

const notText: More = field => [TOKEN_KIND.number, TOKEN_KIND.boolean].map(kind => startsWith(field, kind))
const notBoolean: More = field => [TOKEN_KIND.number, TOKEN_KIND.text].map(kind => startsWith(field, kind))
/** IPv6 has many spellings; IPv4, which Elasticsearch keeps among `::ffff:0:0/96`, has one. */
const notV4: More = field => [
  { range: { [field]: { lt: '::ffff:0:0' } } },
  { range: { [field]: { gt: '::ffff:ffff:ffff' } } },
]

const OTHERWISE: Readonly<Record<ColumnType, More | undefined>> = {
  keyword: notText,
  'keyword[]': notText,
  text: undefined,
  // What is no number is irregular.
  long: () => [],
  double: () => [],
  boolean: notBoolean,
  date: undefined,
  ip: notV4,
  'ip[]': notV4,
}

/** Events with a value of that kind; `begin`: that begins so, without case. */
export function startsWith(field: string, kind: string, begin = ''): ElasticQuery {
  return { prefix: { [OWN.values]: `${field}${kind}${begin}` } }
}

export function oneOf(queries: readonly ElasticQuery[]): ElasticQuery {
  return { bool: { should: [...queries], minimum_should_match: 1 } }
}

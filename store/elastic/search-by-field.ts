// A search sorted by a field. Elasticsearch sorts by the field's column where that holds just what the event has
// (regular); events of which it does not (irregular: values of another kind, too long, out of place; few, most often)
// are all read and put in their places. Events without a value come after them, in the order of time.

import type { estypes } from '@elastic/elasticsearch'
import { COLUMNS } from '#/kernel/field-types.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { SearchHit, SearchRequest, SearchResult } from '../event-store.ts'
import { matchesQuery } from '../match-query.ts'
import { firstPlace, readCursor, type SearchCursor } from '../search-cursor.ts'
import {
  comparePlaced,
  isByTime,
  NEWEST_FIRST,
  type SearchSort,
  sortKeyOf,
  type SortKind,
  sortKindOf,
} from '../search-sort.ts'
import { candidatePages, openPoint, type PointInTime, type SearchPlace } from './candidate-pages.ts'
import type { ElasticQuery } from './query-bounds.ts'
import { isIrregular, oneOf } from './regular-fields.ts'
import { byTime, inSystems, inTime, pageOf, placeOf, searchEvents, timeValues } from './search-events.ts'

type PlacedHit = SearchHit & SearchCursor

interface Asked {
  readonly point: PointInTime
  readonly request: SearchRequest
  readonly sort: SearchSort
  readonly after: SearchCursor | undefined
  /** One more than is shown. */
  readonly wanted: number
}

/** What is beyond `after` of one part of the order, and how far it is sure. */
interface Part {
  readonly hits: readonly PlacedHit[]
  readonly isStopped: boolean
  /** When it was stopped: the place until which `hits` are all there are; undefined before any. */
  readonly stoppedAt?: SearchCursor | undefined
}

const NOTHING: Part = { hits: [], isStopped: false }

/** Runs a search in the order that it asks for; throws the signal's reason when that aborts. */
export async function searchInOrder(
  place: SearchPlace,
  request: SearchRequest,
  signal: AbortSignal | undefined,
): Promise<Omit<SearchResult, 'tookMs'>> {
  const { sort } = request
  return sort === undefined || isByTime(sort.field)
    ? await searchEvents(place, request, signal)
    : await searchByField(place, request, sort, signal)
}

async function searchByField(
  place: SearchPlace,
  request: SearchRequest,
  sort: SearchSort,
  signal: AbortSignal | undefined,
): Promise<Omit<SearchResult, 'tookMs'>> {
  const limit = Math.max(1, Math.min(Math.floor(request.limit), LIMITS.maxSearchRows))
  const after = request.after === undefined ? undefined : readCursor(request.after, sort)
  await using point = await openPoint(place, signal)
  // One more than asked tells whether there is a next page.
  const asked: Asked = { point, request, sort, after, wanted: limit + 1 }
  const valued = after?.key === null ? NOTHING : await findValued(asked)
  const isOver = valued.isStopped || valued.hits.length === asked.wanted
  const rest = isOver ? NOTHING : await findWithout(asked, asked.wanted - valued.hits.length)
  const found = [...valued.hits, ...rest.hits]
  const shown = found.slice(0, limit).map(({ id, event }) => ({ id, event }))
  if (found.length > limit) return { ...pageOf(shown, found[limit - 1], sort), complete: point.isWhole }
  if (!valued.isStopped && !rest.isStopped) return { hits: shown, next: null, complete: point.isWhole }
  const next = valued.stoppedAt ?? rest.stoppedAt ?? found.at(-1) ?? after
  return { ...pageOf(shown, next, sort), complete: false, stoppedBy: 'time' }
}

/** Events that have a value: regular ones as the index sorts them, and the irregular among them. */
async function findValued(asked: Asked): Promise<Part> {
  const { point, request, sort, after, wanted } = asked
  const inOrder = comparePlaced(sort)
  const irregular = await firstIrregular(asked)
  if (irregular === 'time') return { hits: [], isStopped: true }
  const query = inSystems(request.query, request.systems)
  const kind = sortKindOf(sort.field)!
  const regular: PlacedHit[] = []
  let last: SearchCursor | undefined
  const merged = (): readonly PlacedHit[] => [...regular, ...irregular].sort(inOrder)
  const pages = candidatePages(point, {
    query,
    filter: [...inTime(request), { exists: { field: sort.field } }, not(isIrregular(sort.field))],
    sort: [byColumn(sort, kind), ...byTime(true)],
    after: after === undefined ? undefined : columnValues(after, sort),
    afterOf: hit => columnValues(placedBy(sort, hit), sort),
    size: wanted,
  })
  for await (const page of pages) {
    if (page === 'time') {
      const isSure = (hit: PlacedHit): boolean => last !== undefined && inOrder(hit, last) <= 0
      return { hits: merged().filter(isSure), isStopped: true, stoppedAt: last }
    }
    for (const hit of page) {
      last = placedBy(sort, hit)
      if (matchesQuery(hit.event, query)) regular.push({ ...hit, ...last })
    }
    if (regular.length >= wanted) break
  }
  return { hits: merged().slice(0, wanted), isStopped: false }
}

/** The first irregular events that have a value; all of them are read for that. */
async function firstIrregular({
  point,
  request,
  sort,
  after,
  wanted,
}: Asked): Promise<readonly PlacedHit[] | 'time'> {
  const query = inSystems(request.query, request.systems)
  const inOrder = comparePlaced(sort)
  const first: PlacedHit[] = []
  const pages = candidatePages(point, {
    query,
    filter: [...inTime(request), isIrregular(sort.field)],
    sort: byTime(true),
    after: undefined,
    afterOf: hit => timeValues(placeOf(hit)),
    size: LIMITS.maxSearchRows,
  })
  for await (const page of pages) {
    if (page === 'time') return 'time'
    for (const hit of page) {
      const place = placedBy(sort, hit)
      if (place.key === null || (after !== undefined && inOrder(place, after) <= 0)) continue
      if (matchesQuery(hit.event, query)) first.push({ ...hit, ...place })
    }
    first.sort(inOrder).splice(wanted)
  }
  return first
}

/** Events without a value, newest first. */
async function findWithout({ point, request, sort, after }: Asked, wanted: number): Promise<Part> {
  const query = inSystems(request.query, request.systems)
  const hits: PlacedHit[] = []
  let last: SearchCursor | undefined
  const pages = candidatePages(point, {
    query,
    filter: [...inTime(request), oneOf([not({ exists: { field: sort.field } }), isIrregular(sort.field)])],
    sort: byTime(true),
    after: after?.key === null ? timeValues(after) : undefined,
    afterOf: hit => timeValues(placeOf(hit)),
    size: wanted,
  })
  for await (const page of pages) {
    if (page === 'time') return { hits, isStopped: true, stoppedAt: last }
    for (const hit of page) {
      const place = placedBy(sort, hit)
      // In this part everything is placed as if it had none.
      last = { ...place, key: null }
      if (place.key === null && matchesQuery(hit.event, query)) hits.push({ ...hit, ...place })
      if (hits.length === wanted) return { hits, isStopped: false }
    }
  }
  return { hits, isStopped: false }
}

function placedBy(sort: SearchSort, hit: SearchHit): SearchCursor {
  return { ...placeOf(hit), key: sortKeyOf(hit.event, sort) ?? null }
}

const UNMAPPED = {
  number: 'double',
  text: 'keyword',
  address: 'ip',
  date: 'date',
} as const satisfies Record<SortKind, estypes.MappingFieldType>

/** The order of the column; of several values the one that counts. */
function byColumn({ field, descending }: SearchSort, kind: SortKind): estypes.SortOptions {
  const sort: estypes.FieldSort = {
    order: descending ? 'desc' : 'asc',
    mode: descending ? 'max' : 'min',
    unmapped_type: UNMAPPED[kind],
    ...(kind === 'date' ? { format: 'epoch_millis' } : {}),
  }
  return { [field]: sort }
}

/** A place with a value, as Elasticsearch is told where to go on in the order of the column. */
function columnValues(place: SearchCursor, sort: SearchSort): readonly estypes.FieldValue[] {
  const key = place.key!
  if (COLUMNS.get(sort.field) === 'long') return longValues(key as number, place, sort)
  const value = sortKindOf(sort.field) === 'address' ? String(key).replaceAll(/(.{4})(?!$)/g, '$1:') : key
  return [value, ...timeValues(place)]
}

const [LEAST_LONG, MOST_LONG] = ['-9223372036854775808', '9223372036854775807']

/**
 * What an irregular event is placed by may be no whole number, or beyond those that a column can have. Numbers beyond
 * 2^53 stand in a document as JavaScript writes them, and so in the column.
 */
function longValues(
  key: number,
  place: SearchCursor,
  { descending }: SearchSort,
): readonly estypes.FieldValue[] {
  if (key <= Number(LEAST_LONG)) return [LEAST_LONG, ...(descending ? BEHIND_TIES : BEFORE_TIES)]
  if (key >= Number(MOST_LONG)) return [MOST_LONG, ...BEHIND_TIES]
  const whole = descending ? Math.ceil(key) : Math.floor(key)
  return [String(whole), ...(whole === key ? timeValues(place) : BEHIND_TIES)]
}

/** Before and behind all events of the same value. */
const BEFORE_TIES = timeValues(firstPlace(NEWEST_FIRST))
const BEHIND_TIES = timeValues(firstPlace({ ...NEWEST_FIRST, descending: false }))

function not(query: ElasticQuery): ElasticQuery {
  return { bool: { must_not: [query] } }
}

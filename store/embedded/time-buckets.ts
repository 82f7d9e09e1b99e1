// Which times the events of a day file have, so that a search opens only what it must, newest first.
//
// A file of one day of receipt holds mostly events of that day and a few strays: a device whose clock stands
// at 1970, an old file read in. Near the day of receipt a bucket is an hour; farther away a fixed year of
// 365 days, so even random times make some ten thousand buckets at most. Counts may be too high after
// events were replaced; they steer the search and decide nothing.

const HOUR_MS = 3_600_000
const YEAR_MS = 365 * 24 * HOUR_MS
const NEAR_MS = 40 * 24 * HOUR_MS
/** Year buckets are numbered from here, far above any hour of the years 0 to 9999. */
const FIRST_YEAR_BUCKET = 1_000_000_000

/** Bucket number → events in it. */
export type Buckets = Map<number, number>

/** A stretch of event time in ms UTC, from inclusive, to exclusive. */
export interface TimeRange {
  readonly fromMs: number
  readonly toMs: number
}

/** The bucket of an event time in a file whose day of receipt begins at `dayMs`. */
export function bucketOf(timeMs: number, dayMs: number): number {
  return Math.abs(timeMs - dayMs) <= NEAR_MS
    ? Math.floor(timeMs / HOUR_MS)
    : FIRST_YEAR_BUCKET + Math.floor(timeMs / YEAR_MS)
}

/** The times that a bucket covers. */
export function rangeOf(bucket: number): TimeRange {
  const widthMs = isHour(bucket) ? HOUR_MS : YEAR_MS
  const index = isHour(bucket) ? bucket : bucket - FIRST_YEAR_BUCKET
  return { fromMs: index * widthMs, toMs: (index + 1) * widthMs }
}

/** Adds counts to a file's buckets. */
export function addBuckets(to: Buckets, from: Iterable<readonly [number, number]>): void {
  for (const [bucket, events] of from) to.set(bucket, (to.get(bucket) ?? 0) + events)
}

/** True when a bucket of the file overlaps the range. */
export function mayHold(buckets: Buckets, range: TimeRange): boolean {
  for (const bucket of buckets.keys()) if (overlaps(rangeOf(bucket), range)) return true
  return false
}

/** True when every time of the file is in the range. */
export function liesWithin(buckets: Buckets, range: TimeRange): boolean {
  for (const bucket of buckets.keys()) {
    const { fromMs, toMs } = rangeOf(bucket)
    if (fromMs < range.fromMs || toMs > range.toMs) return false
  }
  return true
}

/** Where, within the range, the times of the file end at the latest (exclusive); the range's begin for none. */
export function endWithin(buckets: Buckets, range: TimeRange): number {
  let end = range.fromMs
  for (const bucket of buckets.keys()) {
    const { fromMs, toMs } = rangeOf(bucket)
    if (overlaps({ fromMs, toMs }, range)) end = Math.max(end, Math.min(toMs, range.toMs))
  }
  return end
}

/** Where, within the range, the times of the file begin at the earliest; the range's end for none. */
export function beginWithin(buckets: Buckets, range: TimeRange): number {
  let begin = range.toMs
  for (const bucket of buckets.keys()) {
    const { fromMs, toMs } = rangeOf(bucket)
    if (overlaps({ fromMs, toMs }, range)) begin = Math.min(begin, Math.max(fromMs, range.fromMs))
  }
  return begin
}

const FIRST_SLICE_EVENTS = 50_000
const SLICE_GROWTH = 4
const MAX_SLICE_EVENTS = 4_000_000

/**
 * Cuts a range of time into slices to be searched one after the other, newest or oldest first: small ones to begin
 * with, because most searches are satisfied by the first events, then growing. Together they cover the range exactly.
 */
export function planSlices(
  files: readonly Buckets[],
  range: TimeRange,
  oldestFirst = false,
): readonly TimeRange[] {
  const slices: TimeRange[] = []
  let { fromMs, toMs } = range
  let wanted = FIRST_SLICE_EVENTS
  let collected = 0
  for (const [bucket, events] of hoursOf(files, range, oldestFirst)) {
    collected += events
    const hour = rangeOf(bucket)
    const isLast = oldestFirst ? hour.toMs >= range.toMs : hour.fromMs <= range.fromMs
    if (collected < wanted || isLast) continue
    if (oldestFirst) {
      slices.push({ fromMs, toMs: hour.toMs })
      fromMs = hour.toMs
    } else {
      slices.push({ fromMs: hour.fromMs, toMs })
      toMs = hour.fromMs
    }
    collected = 0
    wanted = Math.min(wanted * SLICE_GROWTH, MAX_SLICE_EVENTS)
  }
  if (toMs > fromMs) slices.push({ fromMs, toMs })
  return slices
}

function hoursOf(
  files: readonly Buckets[],
  range: TimeRange,
  oldestFirst: boolean,
): readonly (readonly [number, number])[] {
  const hours: Buckets = new Map()
  for (const buckets of files) {
    addBuckets(
      hours,
      [...buckets].filter(([bucket]) => isHour(bucket) && overlaps(rangeOf(bucket), range)),
    )
  }
  return [...hours].sort(([a], [b]) => (oldestFirst ? a - b : b - a))
}

function isHour(bucket: number): boolean {
  return bucket < FIRST_YEAR_BUCKET - YEARS_BEFORE_1970
}

/** Year buckets of times before 1970 are below FIRST_YEAR_BUCKET. */
const YEARS_BEFORE_1970 = 10_000

function overlaps(a: TimeRange, b: TimeRange): boolean {
  return a.fromMs < b.toMs && b.fromMs < a.toMs
}

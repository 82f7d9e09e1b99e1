// The slow, obvious model of correlations: an array of events, gone through from its definition for each of
// them. It shares no code with the windows it is held against, and knows nothing of arrival or restarts.

/** An event of one group that matched one rule. */
export interface Seen {
  readonly time: number
  readonly sequence: number
  readonly rule: number
  readonly value: number
  readonly text: string
}

export interface Asked {
  readonly type: string
  readonly timespanMs: number
  readonly bounds?: readonly (readonly [operator: string, number: number])[]
  readonly percentile?: number
  readonly alternatives?: readonly {
    readonly wanted: readonly number[]
    readonly unwanted: readonly number[]
  }[]
}

export interface Fires {
  readonly at: number
  /** Sequences of the window's events; of alternatives, nothing. */
  readonly events: readonly number[]
}

/** Firings of one group; `end` is the time up to which the world was watched. `events` are in order. */
export function firesOf(asked: Asked, events: readonly Seen[], end: number): readonly Fires[] {
  if (asked.alternatives !== undefined) return firesByRules(asked, asked.alternatives, events)
  const slides = asked.bounds!.every(([operator]) => operator === 'gt' || operator === 'gte')
  return slides ? firesSliding(asked, events) : firesClosing(asked, events, end)
}

function firesSliding(asked: Asked, events: readonly Seen[]): readonly Fires[] {
  const fires: Fires[] = []
  let told = false
  events.forEach((event, nth) => {
    const window = events.slice(0, nth + 1).filter(({ time }) => time >= event.time - asked.timespanMs)
    if (window.length === 1) told = false
    const holds = isTrue(asked, window)
    if (holds && !told) {
      // Of events that are only counted, those that were needed.
      const needed = asked.type === 'event_count' ? window.slice(-needs(asked)) : window
      fires.push({ at: event.time, events: sequences(needed) })
    }
    told = holds
  })
  return fires
}

function firesClosing(asked: Asked, events: readonly Seen[], end: number): readonly Fires[] {
  const fires: Fires[] = []
  const awaitsSilence = isTrue(asked, [])
  let rest = events
  while (rest.length > 0) {
    let told = false
    let opened = rest[0]!.time
    let isFirst = true
    for (;;) {
      const close = opened + asked.timespanMs
      const window = rest.filter(({ time }) => (isFirst ? time >= opened : time > opened) && time <= close)
      rest = rest.filter(event => !window.includes(event))
      if (window.length === 0 && close > end) return fires
      const holds = isTrue(asked, window)
      const last = events.filter(({ time }) => time <= opened).at(-1)
      if (holds && !told)
        fires.push({ at: close, events: window.length > 0 ? sequences(window) : sequences([last!]) })
      told = holds
      if (!awaitsSilence || window.length === 0) break
      if (close >= end) return fires
      opened = close
      isFirst = false
    }
  }
  return fires
}

function firesByRules(
  { type, timespanMs }: Asked,
  alternatives: NonNullable<Asked['alternatives']>,
  events: readonly Seen[],
): readonly Fires[] {
  const fires: Fires[] = []
  let state: 'armed' | 'told' = 'armed'
  let waits: { readonly unwanted: readonly number[]; readonly start: number } | undefined
  const judge = (): void => {
    const { unwanted, start } = waits!
    waits = undefined
    const violated = events.some(
      ({ time, rule }) => unwanted.includes(rule) && time >= start - timespanMs && time <= start + timespanMs,
    )
    if (!violated) fires.push({ at: start + timespanMs, events: [] })
    state = violated ? 'armed' : 'told'
  }
  events.forEach((event, nth) => {
    if (waits !== undefined && waits.start + timespanMs < event.time) judge()
    const past = events.slice(0, nth + 1)
    const window = past.filter(({ time }) => time >= event.time - timespanMs)
    if (window.length === 1) state = 'armed'
    let isMet = false
    for (const { wanted, unwanted } of alternatives) {
      const start = type === 'temporal_ordered' ? orderedStart(wanted, window) : anyStart(wanted, window)
      if (start === undefined) continue
      isMet = true
      if (unwanted.length === 0) {
        waits = undefined
        if (state === 'armed') fires.push({ at: event.time, events: [] })
        state = 'told'
        return
      }
      const spoilt = past.some(({ time, rule }) => unwanted.includes(rule) && time >= start - timespanMs)
      if (state === 'armed' && waits === undefined && !spoilt) waits = { unwanted, start }
    }
    if (!isMet) state = 'armed'
  })
  if (waits !== undefined) judge()
  return fires
}

/** The time of the earliest among the latest event of each wanted rule. */
function anyStart(wanted: readonly number[], window: readonly Seen[]): number | undefined {
  const latest = wanted.map(rule => window.filter(event => event.rule === rule).at(-1)?.time)
  return latest.includes(undefined) ? undefined : Math.min(...(latest as number[]))
}

/** The latest time at which events of the wanted rules, none before the one ahead of it, begin. */
function orderedStart(wanted: readonly number[], window: readonly Seen[]): number | undefined {
  const from = (place: number, notBefore: number): boolean =>
    place === wanted.length ||
    window.some(({ rule, time }) => rule === wanted[place] && time >= notBefore && from(place + 1, time))
  const starts = window.filter(({ rule, time }) => rule === wanted[0] && from(1, time))
  return starts.length === 0 ? undefined : Math.max(...starts.map(({ time }) => time))
}

function needs({ bounds }: Asked): number {
  return Math.max(
    1,
    ...bounds!.map(([operator, number]) => (operator === 'gt' ? Math.floor(number) + 1 : Math.ceil(number))),
  )
}

function isTrue({ type, bounds, percentile }: Asked, window: readonly Seen[]): boolean {
  const value = valueOf(type, percentile ?? 50, window)
  if (value === undefined) return false
  return bounds!.every(([operator, number]) => {
    switch (operator) {
      case 'gt':
        return value > number
      case 'gte':
        return value >= number
      case 'lt':
        return value < number
      case 'lte':
        return value <= number
      case 'eq':
        return value === number
      default:
        return value !== number
    }
  })
}

function valueOf(type: string, percentile: number, window: readonly Seen[]): number | undefined {
  const values = window.map(({ value }) => value)
  switch (type) {
    case 'event_count':
      return window.length
    case 'value_count':
      return new Set(window.map(({ text }) => text)).size
    case 'temporal':
      return new Set(window.map(({ rule }) => rule)).size
  }
  if (values.length === 0) return undefined
  const sum = values.reduce((a, b) => a + b, 0)
  if (type === 'value_sum') return sum
  if (type === 'value_avg') return sum / values.length
  const sorted = values.toSorted((a, b) => a - b)
  const place = ((type === 'value_median' ? 50 : percentile) / 100) * (sorted.length - 1)
  const below = sorted[Math.floor(place)]!
  return below + (sorted[Math.ceil(place)]! - below) * (place % 1)
}

function sequences(events: readonly Seen[]): readonly number[] {
  return events.map(({ sequence }) => sequence).sort((a, b) => a - b)
}

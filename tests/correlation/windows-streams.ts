// Correlations as text, streams of invented events, and ways of bringing the one to the other: at once, as they
// arrive, with a restart in between. What the tests of windows share.

import { deserialize, serialize } from 'node:v8'
import * as fc from 'fast-check'
import type { LoadedCorrelation } from '#/correlation/correlation-rule.ts'
import { loadRules } from '#/correlation/load-rules.ts'
import { createMatcher } from '#/correlation/matcher.ts'
import type { Matcher } from '#/correlation/rule.ts'
import { Correlator } from '#/correlation/windows/correlator.ts'
import type { CorrelatorOptions } from '#/correlation/windows/correlator.ts'
import type { Firing } from '#/correlation/windows/observation.ts'
import type { Event } from '#/kernel/event.ts'
import type { Problem } from '#/kernel/problem.ts'

/** 2026-11-22T08:00:00Z */
export const NOON = Date.UTC(2026, 10, 22, 8)

/** Three rules a, b, c, each matching events with its name in `kinds`. */
export const BASE_RULES = ['a', 'b', 'c']
  .map(
    name => `title: Rule ${name}
name: ${name}
id: 00000000-0000-4000-8000-00000000000${name}
level: low
logsource: {product: test}
detection:
  s: {kinds: ${name}}
  condition: s
`,
  )
  .join('---\n')

/** A correlation document; `correlation` are its lines, without indentation. */
export function correlationText(correlation: string, more = '', number = 1): string {
  return `title: Correlation ${number}
id: 00000000-0000-4000-9000-00000000000${number}
level: high
${more}correlation:
  ${correlation.trim().replaceAll('\n', '\n  ')}
`
}

export interface Loaded {
  readonly correlations: readonly LoadedCorrelation[]
  readonly matcher: Matcher
  readonly problems: readonly Problem[]
}

export function loadAll(...documents: readonly string[]): Loaded {
  const text = [BASE_RULES, ...documents].join('---\n')
  const { rules, correlations, problems } = loadRules([{ path: 'c.yml', text }])
  return { correlations, matcher: createMatcher(rules, { routing: false }), problems }
}

/** A test's event; times in ms after NOON. */
export interface Given {
  readonly time: number
  readonly kinds: readonly string[]
  readonly group: string
  readonly value: number
  readonly text: string
  readonly sequence: number
  /** ms from its happening to its receipt. */
  readonly delay: number
}

export function eventOf(given: Given): Event {
  return {
    '@timestamp': new Date(NOON + given.time).toISOString(),
    kinds: given.kinds,
    'host.name': given.group,
    bytes: given.value,
    'user.name': given.text,
  }
}

/** Streams with ties, times at the very edge of a window, and few groups, so that much happens. */
export function streams(mostEvents = 30): fc.Arbitrary<readonly Given[]> {
  const event = fc.record({
    time: fc.oneof(
      fc.integer({ min: 0, max: 60 }).map(n => n * 1000),
      fc.integer({ min: 0, max: 60_000 }),
    ),
    kinds: fc.subarray(['a', 'b', 'c'], { minLength: 1 }),
    group: fc.constantFrom('web-01', 'web-02'),
    // Quarters: sums are exact in any order.
    value: fc.integer({ min: -40, max: 80 }).map(n => n / 4),
    text: fc.constantFrom('lan', 'minh', 'hoa', 'nam'),
    delay: fc.integer({ min: 0, max: 10_000 }),
  })
  return fc
    .array(event, { minLength: 1, maxLength: mostEvents })
    .map(events => events.map((one, place) => ({ ...one, sequence: place + 1 })))
}

type Options = Partial<CorrelatorOptions>

export function open(loaded: Loaded, options: Options = {}): Correlator {
  return new Correlator({ correlations: loaded.correlations, report: () => {}, ...options })
}

/** All events at once, then the end. */
export function runWhole(loaded: Loaded, events: readonly Given[], options: Options = {}): readonly Firing[] {
  const correlator = open(loaded, { latenessMs: 'whole-input', ...options })
  for (const given of events) {
    const event = eventOf(given)
    const { sequence } = given
    correlator.see(event, loaded.matcher.match(event), { sequence, receivedMs: 0, source: 'file' })
  }
  correlator.finish()
  return correlator.takeFirings()
}

/** One step of events as they arrive. */
export function seeArriving(correlator: Correlator, loaded: Loaded, given: Given): void {
  const event = eventOf(given)
  const receivedMs = NOON + given.time + given.delay
  const { sequence, group } = given
  correlator.see(event, loaded.matcher.match(event), { sequence, receivedMs, source: group })
}

/** As they arrive, each after its delay; `restart` may replace the correlator before the nth event. */
export function runArriving(
  loaded: Loaded,
  events: readonly Given[],
  restart: (correlator: Correlator, nth: number) => Correlator = same => same,
): readonly Firing[] {
  let correlator = open(loaded)
  const times = events.map(({ time }) => NOON + time)
  correlator.advance(Math.min(...times) + 10_000)
  const firings: Firing[] = []
  const arriving = events.toSorted((x, y) => x.time + x.delay - (y.time + y.delay) || x.sequence - y.sequence)
  for (const [nth, given] of arriving.entries()) {
    correlator = restart(correlator, nth)
    seeArriving(correlator, loaded, given)
    firings.push(...correlator.takeFirings())
  }
  correlator.advance(Math.max(...times) + 10_001)
  correlator.finish()
  firings.push(...correlator.takeFirings())
  return firings
}

/** The same correlator after its state went to disk and came back. */
export function restarted(correlator: Correlator, loaded: Loaded): Correlator {
  const next = open(loaded)
  const refused = next.load(deserialize(serialize(correlator.save())))
  if (refused !== undefined) throw new Error(refused)
  return next
}

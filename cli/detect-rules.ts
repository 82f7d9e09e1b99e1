// The rules of `detect`, ready for lines of events: loaded, compiled, without what the folders' own filter
// documents hide. Made once in each thread that matches.

import { createCompiledMatcher } from '#/correlation/compiled/compiled-matcher.ts'
import { matchesLeft } from '#/correlation/exceptions/excepting-matcher.ts'
import { prepareExceptions, type Exceptions } from '#/correlation/exceptions/exceptions.ts'
import { nameRules } from '#/correlation/exceptions/filter-reach.ts'
import { asExceptions } from '#/correlation/exceptions/load-filters.ts'
import { loadRules } from '#/correlation/load-rules.ts'
import type { RuleFile } from '#/correlation/load-rules.ts'
import type { LoadedRules } from '#/correlation/loaded-rules.ts'
import type { PlaceholderValues } from '#/correlation/placeholders.ts'
import type { Match, Rule } from '#/correlation/rule.ts'
import type { MatchedField } from '#/kernel/alert.ts'
import type { Event } from '#/kernel/event.ts'
import type { ListedEvent } from '#/kernel/listed-event.ts'
import type { NumberedLine } from './event-lines.ts'
import { listNormalisedLine } from './json-events.ts'

/** Everything the rules are made of; may cross threads. */
export interface RuleSource {
  readonly files: readonly RuleFile[]
  readonly placeholders: PlaceholderValues
  readonly routing: boolean
  /** At which filters are in force, in ms. */
  readonly nowMs: number
}

/** What became of one line; may cross threads. */
export type MatchedLine =
  | { readonly kind: 'bad'; readonly number: number; readonly reason: string }
  | {
      readonly kind: 'event'
      readonly number: number
      /** Whole when a rule matched; else its time at most, and only where correlations want to know it. */
      readonly event: Event
      /** `rule`: its place among the rules. */
      readonly matches: readonly { readonly rule: number; readonly matched: readonly MatchedField[] }[]
    }

export interface MatchedLines {
  /** Lines that are not empty, in their order. */
  readonly lines: readonly MatchedLine[]
  /** Ids of filters, once for each match that they hid. */
  readonly hidden: readonly string[]
}

export interface DetectRules {
  readonly loaded: LoadedRules
  /** Of the folders' own filter documents. */
  readonly exceptions: Exceptions
  match(lines: readonly NumberedLine[]): MatchedLines
}

export function prepareDetectRules({ files, placeholders, routing, nowMs }: RuleSource): DetectRules {
  const loaded = loadRules(files, { placeholders })
  const positions = new Map<Rule, number>(loaded.rules.map((rule, index) => [rule, index]))
  let hidden: string[] = []
  const { rules, correlations, filters } = loaded
  const exceptions = prepareExceptions(asExceptions(filters), nameRules(rules, correlations))
  const compiled = createCompiledMatcher(rules, { routing })
  const left = (matches: readonly Match[], event: ListedEvent): readonly Match[] =>
    filters.length === 0 || matches.length === 0
      ? matches
      : matchesLeft(matches, event.whole(), exceptions, nowMs, (_match, _event, [first]) =>
          hidden.push(first!.id),
        )
  const timeForCorrelations = (event: ListedEvent): Event =>
    correlations.length > 0 ? timeOf(event) : NO_FIELDS
  const tellEvent = (number: number, event: ListedEvent, found: readonly Match[]): MatchedLine => {
    if (found.length === 0) return { kind: 'event', number, event: timeForCorrelations(event), matches: NONE }
    const matches = left(found, event).map(({ rule, matched }) => ({ rule: positions.get(rule)!, matched }))
    if (matches.length > 0) return { kind: 'event', number, event: event.whole(), matches }
    return { kind: 'event', number, event: timeForCorrelations(event), matches }
  }
  return {
    loaded,
    exceptions,
    match(lines) {
      hidden = []
      const read = lines.map(readLine).filter(line => line !== undefined)
      const found = compiled.matchAll(read.flatMap(({ event }) => (typeof event === 'string' ? [] : [event])))
      let nth = 0
      return {
        lines: read.map(({ number, event }) =>
          typeof event === 'string'
            ? { kind: 'bad', number, reason: event }
            : tellEvent(number, event, found[nth++]!),
        ),
        hidden,
      }
    },
  }
}

interface ReadLine {
  readonly number: number
  /** Why there is none, as text. */
  readonly event: ListedEvent | string
}

/** Undefined for an empty line. */
function readLine({ number, text }: NumberedLine): ReadLine | undefined {
  const trimmed = text.trim()
  return trimmed === '' ? undefined : { number, event: listNormalisedLine(trimmed) }
}

const NO_FIELDS: Event = {}
const NONE: readonly never[] = []

function timeOf({ names, values }: ListedEvent): Event {
  const time = values[names.indexOf('@timestamp')]
  return time === undefined ? {} : { '@timestamp': time as Event[string] }
}

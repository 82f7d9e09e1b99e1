// A matcher that leaves out what exceptions hide: for those that ask many events of rules and raise no incidents
// (the command line, backtests). Who listens is told of every match that is left out.

import type { Event } from '#/kernel/event.ts'
import { subjectOf } from '../make-alert.ts'
import type { Match, Matcher } from '../rule.ts'
import type { Exceptions, RuleException } from './exceptions.ts'

export type OnHidden = (match: Match, event: Event, by: readonly RuleException[]) => void

/** The matcher without what the exceptions in force at `now` (ms UTC) hide. */
export function exceptingMatcher(
  matcher: Matcher,
  exceptions: Pick<Exceptions, 'hiding'>,
  now: number,
  onHidden: OnHidden,
): Matcher {
  return {
    rules: matcher.rules,
    match: event => matchesLeft(matcher.match(event), event, exceptions, now, onHidden),
  }
}

/** What the exceptions leave of an event's matches. */
export function matchesLeft(
  matches: readonly Match[],
  event: Event,
  exceptions: Pick<Exceptions, 'hiding'>,
  now: number,
  onHidden: OnHidden,
): readonly Match[] {
  return matches.filter(match => {
    const by = exceptions.hiding(match.rule, event, subjectOf(match, event), now)
    if (by.length > 0) onHidden(match, event, by)
    return by.length === 0
  })
}

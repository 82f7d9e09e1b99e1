// `thapcanh rules check --liveness DIR…`: whether each rule can fire at all. A synthetic event made of the rule itself,
// or else one of its own hit cases, is sent through all rules and filters of the folders; a rule that stays silent is
// a line on stdout with the reason.

import { createCompiledMatcher } from '#/correlation/compiled/compiled-matcher.ts'
import { prepareExceptions } from '#/correlation/exceptions/exceptions.ts'
import { nameRules } from '#/correlation/exceptions/filter-reach.ts'
import { asExceptions } from '#/correlation/exceptions/load-filters.ts'
import { proveRule, type Outcome } from '#/correlation/liveness/prove-rule.ts'
import type { LoadedRules } from '#/correlation/loaded-rules.ts'
import { makeAlert } from '#/correlation/make-alert.ts'
import { isoTime } from '#/kernel/clock.ts'
import type { Event } from '#/kernel/event.ts'
import { parseCaseLine } from '#/pipeline/parse-case-line.ts'
import type { Io } from './io.ts'

/** How many rules cannot fire; each is told of. `now` in ms UTC. */
export function tellOfSilentRules(
  { rules, correlations, filters }: LoadedRules,
  now: number,
  io: Io,
): number {
  const matcher = createCompiledMatcher(rules)
  const exceptions = prepareExceptions(asExceptions(filters), nameRules(rules, correlations))
  let silent = 0
  let byCase = 0
  for (const rule of rules) {
    const send = (event: Event): Outcome => {
      const match = matcher.match(event).find(found => found.rule === rule)
      if (match === undefined) return { kind: 'silent' }
      const [hiding] = exceptions.hiding(rule, event, makeAlert(match, event, '', now), now)
      return hiding === undefined ? { kind: 'fired' } : { kind: 'hidden', by: hiding.title }
    }
    const { fired, by, fault, event } = proveRule(rule, isoTime(now), send, parseCaseLine)
    if (by === 'case') byCase += 1
    if (fired) continue
    silent += 1
    io.stdout.write(
      `${JSON.stringify({ rule: rule.summary.id, where: rule.path, fired, ...fault, event })}\n`,
    )
  }
  const own = byCase === 0 ? '' : `, ${byCase} of them by their own cases only`
  io.stderr.write(`${rules.length - silent} of ${rules.length} rules can fire${own}\n`)
  return silent
}

// A rule around a detection, and the question whether it matches an event: what most tests of the language need.

import { loadRules } from '#/correlation/load-rules.ts'
import type { LoadedRules } from '#/correlation/loaded-rules.ts'
import { createMatcher } from '#/correlation/matcher.ts'
import type { Event } from '#/kernel/event.ts'

/** A rule file's text around the lines of a detection. */
export function ruleText(
  detection: string,
  logsource = '{product: test}',
  id = '00000000-0000-4000-8000-000000000001',
): string {
  const indented = detection.replaceAll('\n', '\n  ')
  return `title: Test\nid: ${id}\nlevel: low\nlogsource: ${logsource}\ndetection:\n  ${indented}\n`
}

export function load(
  detection: string,
  logsource?: string,
  placeholders: Record<string, string[]> = {},
): LoadedRules {
  return loadRules([{ path: 'test.yml', text: ruleText(detection, logsource) }], { placeholders })
}

/** True when the detection matches the event, whatever its log source. Throws when the rule does not load. */
export function matches(detection: string, event: unknown, logsource?: string): boolean {
  const { rules, problems } = load(detection, logsource)
  if (rules.length !== 1) throw new Error(problems.map(problem => problem.detail).join('; '))
  return createMatcher(rules, { routing: false }).match(event as Event).length === 1
}

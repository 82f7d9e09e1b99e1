// What playbooks ask of stored events: a search, and one Sigma rule run over a time. Both give people's lines.

import { createCompiledMatcher } from '#/correlation/compiled/compiled-matcher.ts'
import { loadRules } from '#/correlation/load-rules.ts'
import { Permanent } from '#/kernel/errors.ts'
import { textOf } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { DetectEvents, SearchEvents } from '#/playbooks/actions/stored-events.ts'
import type { EventStore, SearchHit } from '#/store/event-store.ts'
import { EVERYTHING } from '#/store/query-tree.ts'
import { parseSearchQuery } from '#/store/search-query.ts'

type Events = Pick<EventStore, 'search'>

/** Events one rule is tried on at most; beyond it the answer says that it is not complete. */
const MAX_TRIED = 200_000
const MAX_LINE = 400

export function createSearchEvents(events: Events): SearchEvents {
  return async (query, range, limit, signal) => {
    const parsed = parseSearchQuery(query)
    if ('problem' in parsed) throw new Permanent('query.invalid', parsed.problem.message)
    const { hits, next, complete } = await events.search(
      { query: parsed.query, ...range, limit: Math.min(limit, LIMITS.maxSearchRows) },
      signal,
    )
    return { count: hits.length, complete: complete && next === null, lines: hits.map(lineOf) }
  }
}

export function createDetectEvents(events: Events): DetectEvents {
  return async (rule, range, limit, signal) => {
    const { rules, problems } = loadRules([{ path: 'playbook', text: rule }])
    const mistake = problems.find(({ code }) => code !== 'rule.lint')
    if (mistake !== undefined) throw new Permanent('rule.invalid', `${mistake.where}: ${mistake.detail}`)
    const matcher = createCompiledMatcher(rules)
    const lines: string[] = []
    let count = 0
    let tried = 0
    let after: string | undefined
    for (;;) {
      const page = await events.search(
        {
          query: EVERYTHING,
          ...range,
          limit: LIMITS.maxSearchRows,
          ...(after === undefined ? {} : { after }),
        },
        signal,
      )
      for (const hit of page.hits) {
        if (matcher.match(hit.event).length === 0) continue
        count++
        if (lines.length < limit) lines.push(lineOf(hit))
      }
      tried += page.hits.length
      if (page.next === null) return { count, complete: page.complete, lines }
      if (tried >= MAX_TRIED) return { count, complete: false, lines }
      after = page.next
    }
  }
}

function lineOf({ event }: SearchHit): string {
  const text = textOf(event, 'event.original') ?? textOf(event, 'message') ?? JSON.stringify(event)
  return `${textOf(event, '@timestamp') ?? ''} ${text}`.slice(0, MAX_LINE)
}

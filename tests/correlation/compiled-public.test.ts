// The compiled matcher against the plain one on public data and on our own rules' cases: the same rules in the
// same order, with the same evidence. All 20,000 events are compared by hand now and then; here every fortieth.

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readJsonEvent } from '#/cli/json-events.ts'
import { parseCaseLine } from '#/pipeline/parse-case-line.ts'
import { createCompiledMatcher } from '#/correlation/compiled/compiled-matcher.ts'
import { loadRules } from '#/correlation/load-rules.ts'
import type { LoadedRule } from '#/correlation/loaded-rule.ts'
import { createMatcher } from '#/correlation/matcher.ts'
import type { MatcherOptions } from '#/correlation/matcher.ts'
import type { Match } from '#/correlation/rule.ts'
import type { Event } from '#/kernel/event.ts'
import { fuzzedEvent } from './fuzzed-rules.ts'
import { ruleText } from './one-rule.ts'
import { hasSigmaData, publicRuleFiles, readLines, SIGMA_DATA } from './shared-data.ts'

/** How many matches there were, all the same from both matchers. */
function agree(rules: readonly LoadedRule[], events: readonly Event[], options: MatcherOptions = {}): number {
  const plain = createMatcher(rules, options)
  const compiled = createCompiledMatcher(rules, options)
  let count = 0
  for (const event of events) {
    const wanted = plain.match(event)
    const found = compiled.match(event)
    if (wanted.length + found.length === 0) continue
    count += wanted.length
    expect(found.map(shown)).toEqual(wanted.map(shown))
  }
  return count
}

function shown({ rule, matched }: Match): unknown {
  return { rule: rule.summary.id, matched }
}

const isEvent = (event: Event | string): event is Event => typeof event !== 'string'

it('our own rules, each on the cases of all', () => {
  const folder = join(import.meta.dirname, '../../rules')
  const files = globSync('**/*.yml', { cwd: folder }).map(path => ({
    path,
    text: readFileSync(join(folder, path), 'utf8'),
  }))
  const { rules } = loadRules(files)
  const events = rules.flatMap(rule => rule.cases.map(one => one.event ?? parseCaseLine(one.line ?? '')))
  expect(agree(rules, events)).toBeGreaterThan(rules.length - 1)
})

describe.skipIf(!hasSigmaData)('the public data [skipped unless ../shared/sigma is there]', () => {
  const { rules } = loadRules(hasSigmaData ? publicRuleFiles() : [])
  const read = (lines: readonly string[]): Event[] => lines.map(line => readJsonEvent(line)).filter(isEvent)

  it('regression events', () => {
    const events = readLines('regression/events.ndjson').map(line =>
      JSON.stringify((JSON.parse(line) as { event: unknown }).event),
    )
    expect(agree(rules, read(events))).toBeGreaterThan(116)
  })

  it('Windows events as they stand, and in our normal form', () => {
    const bytes = gunzipSync(readFileSync(join(SIGMA_DATA, 'bench/windows-20k.ndjson.gz')))
    const lines = bytes
      .toString('utf8')
      .split('\n')
      .filter((line, index) => line !== '' && index % 40 === 0)
    const flat = lines.map(line => JSON.parse(line) as Event)
    expect(agree(rules, flat)).toBeGreaterThan(0)
    expect(agree(rules, read(lines))).toBeGreaterThan(0)
    // All rules asked of every event, whatever their log source.
    agree(rules, flat.slice(0, 5), { routing: false })
  })

  it('the detections of the corner cases, on random events', () => {
    const { cases } = JSON.parse(readFileSync(join(SIGMA_DATA, 'vectors/corner-vectors.json'), 'utf8')) as {
      cases: { detection: string }[]
    }
    const files = cases.map(({ detection }, index) => ({
      path: `${index}.yml`,
      text: ruleText(detection.trimEnd(), undefined, `corner-${index}`),
    }))
    const corners = loadRules(files, { placeholders: { name: ['a', 'b'] } }).rules
    expect(corners.length).toBeGreaterThan(100)
    const random = fc.sample(fuzzedEvent, { numRuns: 150, seed: 176 }) as Event[]
    const events = random.flatMap(event => [
      event,
      { ...event, field: event['f'] ?? 'a', a: event['g'] ?? 5 },
    ])
    expect(agree(corners, events, { routing: false })).toBeGreaterThan(1000)
  })
})

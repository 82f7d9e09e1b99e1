// The demo's six steps are found by our own rules and correlations, and an ordinary day raises nothing.

import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseRecord } from '#/collectors/formats/parse-record.ts'
import { createMatcher } from '#/correlation/matcher.ts'
import { Correlator } from '#/correlation/windows/correlator.ts'
import { CITY_SYSTEMS } from '#/demo/city.ts'
import { intrusion, INTRUSION_STEPS } from '#/demo/intrusion.ts'
import { createDice, type DemoLine } from '#/demo/line.ts'
import { ordinaryMinute } from '#/demo/ordinary-day.ts'
import { textOf } from '#/kernel/event.ts'
import type { Problem } from '#/kernel/problem.ts'
import { createSystemAssignment } from '#/pipeline/assign-system.ts'
import { loadRuleFolders } from '#/pipeline/load-rule-folders.ts'

const { rules, correlations } = await loadRuleFolders([join(import.meta.dirname, '..', '..', 'rules')])
const matcher = createMatcher(rules)
const assign = createSystemAssignment(CITY_SYSTEMS)
const start = Date.UTC(2026, 10, 22, 3, 0, 0)

function read(line: DemoLine): {
  event: ReturnType<typeof parseRecord>['event']
  titles: string[]
  problems: string[]
  system: string | undefined
} {
  const json = line.road === 'ingest' || line.road === 'bulk'
  const record = {
    bytes: Buffer.from(line.text),
    envelope: json ? ('json' as const) : ('syslog' as const),
    receivedMs: line.at,
    listener: 'demo',
    peer: '127.0.0.1',
    sequence: 1,
  }
  const { event, problems } = parseRecord(record, { zoneOffsetMinutes: 420 })
  const matches = matcher
    .match(event)
    .filter(match => ['medium', 'high', 'critical'].includes(match.rule.summary.level))
  return {
    event,
    titles: matches.map(match => match.rule.summary.title),
    problems: problems.map(problem => `${problem.code} ${line.text}`),
    system: assign(event, 'demo', '127.0.0.1')?.id,
  }
}

/** Names of the correlations that fire over the lines, and what could not be correlated. */
function correlate(lines: readonly DemoLine[]): { fired: string[]; problems: string[] } {
  const problems: string[] = []
  const report = (problem: Problem): void => void problems.push(`${problem.code} ${problem.detail}`)
  const correlator = new Correlator({ correlations, report, latenessMs: 'whole-input' })
  for (const [sequence, line] of lines.entries()) {
    const { event } = read(line)
    correlator.see(event, matcher.match(event), { sequence, receivedMs: line.at, source: 'demo' })
  }
  correlator.finish()
  return { fired: correlator.takeFirings().map(({ correlation }) => correlation.name ?? ''), problems }
}

describe('the intrusion', () => {
  const lines = intrusion(start, createDice(1))

  test('is seen as passwords that are guessed until one works', () => {
    expect(correlate(lines)).toEqual({ fired: ['ssh_guessing', 'ssh_guessed'], problems: [] })
  })

  test.each(INTRUSION_STEPS.map(step => step.name))(
    'step "%s" raises an alert of level medium or higher',
    name => {
      const step = INTRUSION_STEPS.find(each => each.name === name)!
      const found = step.lines(start, createDice(1)).flatMap(line => read(line).titles)
      expect(found).not.toEqual([])
    },
  )

  test('is understood line by line, on a system of the city', () => {
    const readings = lines.map(read)
    expect(readings.flatMap(reading => reading.problems)).toEqual([])
    expect(readings.filter(reading => reading.system === undefined)).toEqual([])
  })
})

describe('an ordinary day', () => {
  const dice = createDice(2)
  const lines = Array.from({ length: 24 * 60 }, (_, minute) =>
    ordinaryMinute(start + minute * 60_000, dice),
  ).flat()

  test('is understood line by line, each at its own time', () => {
    const readings = lines.map(line => ({ line, ...read(line) }))
    expect([...new Set(readings.flatMap(reading => reading.problems))]).toEqual([])
    const wrongTime = readings.filter(
      ({ line, event }) => Math.abs(Date.parse(textOf(event, '@timestamp') ?? '') - line.at) > 1000,
    )
    expect(wrongTime.map(({ line, event }) => `${textOf(event, '@timestamp')} ${line.text}`)).toEqual([])
    expect(
      readings.filter(reading => reading.system === undefined).map(reading => reading.line.text),
    ).toEqual([])
  })

  test('fires no correlation', () => {
    expect(correlate(lines)).toEqual({ fired: [], problems: [] })
  })

  test('raises no alert of level medium or higher', () => {
    expect(lines.flatMap(line => read(line).titles.map(title => `${title}: ${line.text}`))).toEqual([])
  })
})

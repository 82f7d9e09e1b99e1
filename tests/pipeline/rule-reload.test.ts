// Rules change while events flow: every event is stored once and asked of one set of rules, and a file that
// cannot be read takes no rule away.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { openRawLog } from '#/collectors/raw-log/raw-log.ts'
import type { Alert } from '#/kernel/alert.ts'
import type { Problem } from '#/kernel/problem.ts'
import { openPipeline } from '#/pipeline/open-pipeline.ts'
import type { Pipeline } from '#/pipeline/open-pipeline.ts'
import { failedLoginLine } from './failed-login-line.ts'

// Thousands of lines go through a whole pipeline, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 })

function ruleText(id: string, word: string): string {
  return `title: ${id}\nid: ${id}\nlevel: low\nlogsource: {product: linux, service: sshd}\ndetection: {words: ['${word}'], condition: words}\n`
}

interface Running extends AsyncDisposable {
  readonly rules: string
  readonly pipeline: Pipeline
  readonly alerts: readonly Alert[]
  readonly problems: readonly Problem[]
  stored(): number
  /** Appends lines; the first is number 1. */
  send(count: number): Promise<void>
}

async function run(first: Readonly<Record<string, string>>, ruleWatchMs: number): Promise<Running> {
  const directory = mkdtempSync(join(tmpdir(), 'rule-reload-'))
  const rules = join(directory, 'rules')
  mkdirSync(rules)
  for (const [name, text] of Object.entries(first)) writeFileSync(join(rules, name), text)
  const alerts: Alert[] = []
  const problems: Problem[] = []
  let stored = 0
  let sent = 0
  const settings = {
    rawDirectory: join(directory, 'raw'),
    eventsDirectory: join(directory, 'events'),
    ruleFolders: [rules],
    systems: [],
    indicators: [],
    exceptions: [],
    readings: [],
    storeMemoryMb: 256,
    ruleWatchMs,
    rulesOff: [],
    correlationFile: join(directory, 'correlation.snapshot'),
    latenessMs: 10_000,
  }
  mkdirSync(settings.rawDirectory)
  mkdirSync(settings.eventsDirectory)
  const failed: Error[] = []
  const pipeline = await openPipeline(settings, {
    onAlerts: raised => void alerts.push(...raised),
    onStored: (_, events) => (stored += events),
    onProblem: problem => void problems.push(problem),
    onHidden: () => {},
    onStuck: () => {},
    onFailed: error => void failed.push(error),
  })
  const rawLog = await openRawLog({
    directory: settings.rawDirectory,
    report: problem => void problems.push(problem),
    onDurable: pipeline.durable,
  })
  return {
    rules,
    pipeline,
    alerts,
    problems,
    stored: () => stored,
    async send(count) {
      await rawLog.append(Array.from({ length: count }, () => failedLoginLine((sent += 1))))
    },
    async [Symbol.asyncDispose]() {
      await rawLog[Symbol.asyncDispose]()
      await pipeline[Symbol.asyncDispose]()
      rmSync(directory, { recursive: true, force: true })
      expect(failed).toEqual([])
    },
  }
}

const countOf = (alerts: readonly Alert[], rule: string): number =>
  alerts.filter(alert => alert.rule.id === rule).length

test('a reload under load loses no event and asks none twice', async () => {
  const lines = 6000
  await using running = await run({ 'a.yml': ruleText('rule-a', 'Failed password') }, 60_000)
  writeFileSync(join(running.rules, 'b.yml'), ruleText('rule-b', 'port 4122'))
  const reloads: Promise<unknown>[] = []
  for (let sent = 0; sent < lines; sent += 100) {
    await running.send(100)
    if (sent % 1500 === 0) reloads.push(running.pipeline.reloadRules())
  }
  await Promise.all(reloads)
  expect(running.pipeline.loaded.rules.map(({ id }) => id)).toEqual(['rule-a', 'rule-b'])
  await running.send(1)
  await expect.poll(() => running.stored(), { timeout: 60_000 }).toBe(lines + 1)

  const { alerts } = running
  expect(countOf(alerts, 'rule-a')).toBe(lines + 1)
  expect(new Set(alerts.map(({ id }) => id)).size).toBe(alerts.length)
  // Once in force a rule is asked of all that follows.
  const asked = alerts.filter(({ rule }) => rule.id === 'rule-b').map(({ eventIds }) => eventIds[0]!)
  const all = alerts.filter(({ rule }) => rule.id === 'rule-a').map(({ eventIds }) => eventIds[0]!)
  expect(asked.length).toBeGreaterThan(0)
  expect(asked).toEqual(all.slice(all.length - asked.length))
})

test('a file that cannot be read any more keeps its rule, and says so; a removed one takes it away', async () => {
  await using running = await run(
    { 'a.yml': ruleText('rule-a', 'Failed password'), 'b.yml': ruleText('rule-b', 'port 4122') },
    60_000,
  )
  writeFileSync(join(running.rules, 'a.yml'), 'title: [unfinished')
  rmSync(join(running.rules, 'b.yml'))
  const loaded = await running.pipeline.reloadRules()
  expect(loaded.rules.map(({ id }) => id)).toEqual(['rule-a'])
  expect(loaded.failed).toBe(1)
  expect(running.problems.map(({ code }) => code)).toContain('rule.syntax')
  await running.send(3)
  await expect.poll(() => running.stored(), { timeout: 60_000 }).toBe(3)
  expect(running.alerts.map(({ rule }) => rule.id)).toEqual(['rule-a', 'rule-a', 'rule-a'])

  rmSync(running.rules, { recursive: true })
  const kept = await running.pipeline.reloadRules()
  expect(kept.rules.map(({ id }) => id)).toEqual(['rule-a'])
})

test('a changed folder is noticed without being told', async () => {
  await using running = await run({ 'a.yml': ruleText('rule-a', 'Failed password') }, 50)
  writeFileSync(join(running.rules, 'b.yml'), ruleText('rule-b', 'port 4122'))
  await expect
    .poll(() => running.pipeline.loaded.rules.map(({ id }) => id), { timeout: 60_000 })
    .toEqual(['rule-a', 'rule-b'])
})

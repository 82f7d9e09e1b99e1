// Rules change while events flow: every event is stored once and asked of one set of rules, and a file that
// cannot be read takes no rule away.

import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { Alert } from '#/kernel/alert.ts'
import { makePipelineFolder, runPipelineOn } from './running-pipeline.ts'

// Thousands of lines go through a whole pipeline, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 })

function ruleText(id: string, word: string): string {
  return `title: ${id}\nid: ${id}\nlevel: low\nlogsource: {product: linux, service: sshd}\ndetection: {words: ['${word}'], condition: words}\n`
}

const countOf = (alerts: readonly Alert[], rule: string): number =>
  alerts.filter(alert => alert.rule.id === rule).length

test('a reload under load loses no event and asks none twice', async () => {
  const lines = 6000
  using folder = makePipelineFolder({ 'a.yml': ruleText('rule-a', 'Failed password') })
  await using running = await runPipelineOn(folder)
  writeFileSync(join(folder.rules, 'b.yml'), ruleText('rule-b', 'port 4122'))
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
  using folder = makePipelineFolder({
    'a.yml': ruleText('rule-a', 'Failed password'),
    'b.yml': ruleText('rule-b', 'port 4122'),
  })
  await using running = await runPipelineOn(folder)
  writeFileSync(join(folder.rules, 'a.yml'), 'title: [unfinished')
  rmSync(join(folder.rules, 'b.yml'))
  const loaded = await running.pipeline.reloadRules()
  expect(loaded.rules.map(({ id }) => id)).toEqual(['rule-a'])
  expect(loaded.failed).toBe(1)
  expect(running.problems.map(({ code }) => code)).toContain('rule.syntax')
  await running.send(3)
  await expect.poll(() => running.stored(), { timeout: 60_000 }).toBe(3)
  expect(running.alerts.map(({ rule }) => rule.id)).toEqual(['rule-a', 'rule-a', 'rule-a'])

  rmSync(folder.rules, { recursive: true })
  const kept = await running.pipeline.reloadRules()
  expect(kept.rules.map(({ id }) => id)).toEqual(['rule-a'])
})

test('a changed folder is noticed without being told', async () => {
  using folder = makePipelineFolder({ 'a.yml': ruleText('rule-a', 'Failed password') })
  await using running = await runPipelineOn(folder, { ruleWatchMs: 50 })
  writeFileSync(join(folder.rules, 'b.yml'), ruleText('rule-b', 'port 4122'))
  await expect
    .poll(() => running.pipeline.loaded.rules.map(({ id }) => id), { timeout: 60_000 })
    .toEqual(['rule-a', 'rule-b'])
})

// Rules switched off and on while events flow: no event is lost, what builds on an off rule is off with it, what only
// fed an off correlation stays silent, and a changed or unreadable file changes nothing of it.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { Alert } from '#/kernel/alert.ts'
import { makePipelineFolder, runPipelineOn, type RunningPipeline } from './running-pipeline.ts'

const PATIENT = { timeout: 60_000 }
// Two starts of the pipeline in one test, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 })
const rule = (id: string, word: string): string =>
  `title: Luật ${id}\nid: ${id}\nlevel: low\nlogsource: {product: linux, service: sshd}\ndetection: {words: ['${word}'], condition: words}\n`
const many = (id: string, of: string, more = ''): string =>
  `title: ${id}\nid: ${id}\nlevel: high\ncorrelation: {type: event_count, rules: [${of}], group-by: [source.ip], timespan: 1h, condition: {gte: 3}${more}}\n`

const eventsOf = (alerts: readonly Alert[], id: string): readonly string[] =>
  alerts.filter(alert => alert.rule.id === id).map(({ eventIds }) => eventIds[0]!)
const idsOff = ({ pipeline }: RunningPipeline) =>
  pipeline.loaded.off.map(({ view, because }) => [view.id, because])

test('a rule off and on again under load: no event is lost, and it is silent in one piece between', async () => {
  using folder = makePipelineFolder({
    'a.yml': rule('rule-a', 'Failed'),
    'b.yml': rule('rule-b', 'port 4122'),
  })
  await using running = await runPipelineOn(folder)
  const lines = 2000
  const switched: Promise<unknown>[] = []
  for (let sent = 0; sent < lines; sent += 100) {
    await running.send(100)
    if (sent === 500) switched.push(running.pipeline.useRulesOff(['rule-b']))
    if (sent === 1300) switched.push(running.pipeline.useRulesOff([]))
  }
  await Promise.all(switched)
  await running.send(1)
  await expect.poll(() => running.stored(), PATIENT).toBe(lines + 1)
  const all = eventsOf(running.alerts, 'rule-a')
  const asked = new Set(eventsOf(running.alerts, 'rule-b'))
  expect(new Set(all).size).toBe(lines + 1)
  // `+` for each that was asked: silence, where there is any, is one piece of the whole.
  const story = all.map(id => (asked.has(id) ? '+' : '-')).join('')
  expect(story).toMatch(/^\+*-*\++$/)
})

test('it stays off over an update of its file, one that cannot be read, and a restart', async () => {
  using folder = makePipelineFolder({
    'a.yml': rule('rule-a', 'Failed'),
    'b.yml': rule('rule-b', 'port 4122'),
  })
  const file = join(folder.rules, 'b.yml')
  {
    await using running = await runPipelineOn(folder)
    await running.pipeline.useRulesOff(['rule-b', 'rule-away'])
    expect(idsOff(running)).toEqual([['rule-b', null]])
    expect(running.pipeline.loaded.rules.map(({ id }) => id)).toEqual(['rule-a'])
    writeFileSync(file, rule('rule-b', 'Failed').replace('level: low', 'level: high'))
    const updated = await running.pipeline.reloadRules()
    expect(updated.off).toMatchObject([{ view: { id: 'rule-b', level: 'high' } }])
    writeFileSync(file, 'title: [unfinished')
    expect((await running.pipeline.reloadRules()).off).toMatchObject([{ view: { id: 'rule-b' } }])
    // Off, it can still be looked at and asked.
    const detail = await running.pipeline.ask<'rule'>({ kind: 'rule', id: 'rule-b' })
    expect(detail).toMatchObject({ because: null, summary: { level: 'high' } })
    await running.send(3)
    await expect.poll(() => running.stored(), PATIENT).toBe(3)
    expect(eventsOf(running.alerts, 'rule-b')).toEqual([])
    const back = await running.pipeline.useRulesOff([])
    expect(back.rules.map(({ id }) => id)).toEqual(['rule-a', 'rule-b'])
  }
  writeFileSync(file, rule('rule-b', 'Failed'))
  await using again = await runPipelineOn(folder, { rulesOff: ['rule-b'] })
  expect(idsOff(again)).toEqual([['rule-b', null]])
})

test('correlations on an off rule are off; what fed an off correlation stays silent', async () => {
  using folder = makePipelineFolder({
    'a.yml': rule('rule-a', 'Failed'),
    'm.yml': `${many('many', 'rule-a')}---\n${many('chain', 'many')}`,
  })
  await using running = await runPipelineOn(folder, { rulesOff: ['many'] })
  expect(idsOff(running)).toEqual([
    ['many', null],
    ['chain', 'many'],
  ])
  // None of both alerts by itself, whether the correlations above are at work or not.
  const { loaded } = running.pipeline
  expect(
    [...loaded.rules, ...loaded.off.map(({ view }) => view)].map(view => [view.id, view.buildingBlock]),
  ).toEqual([
    ['rule-a', true],
    ['many', true],
    ['chain', false],
  ])
  await running.send(5)
  await expect.poll(() => running.stored(), PATIENT).toBe(5)
  expect(running.alerts).toEqual([])
  await running.pipeline.useRulesOff(['rule-a'])
  expect(idsOff(running)).toEqual([
    ['rule-a', null],
    ['many', 'rule-a'],
    ['chain', 'rule-a'],
  ])
  const detail = await running.pipeline.ask<'rule'>({ kind: 'rule', id: 'rule-a' })
  expect(detail!.builtOnIt.map(({ id }) => id)).toEqual(['many', 'chain'])
  const liveness = await running.pipeline.ask<'liveness'>({ kind: 'liveness' })
  expect(liveness!.results).toEqual([])
})

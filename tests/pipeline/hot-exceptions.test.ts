// Exceptions come into force and go while events flow: every event is stored, every match is either an alert or
// counted as hidden, and which of both changes at one place in the stream.

import { expect, test, vi } from 'vitest'
import type { ExceptionDefinition } from '#/kernel/detection-exception.ts'
import { failedLoginLine } from './failed-login-line.ts'
import { makePipelineFolder, runPipelineOn } from './running-pipeline.ts'

// Thousands of lines go through a whole pipeline, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 })

// Every third line comes from the backup host.
const lineOf = (number: number) => failedLoginLine(number, number % 3 === 0 ? '203.0.113.10' : '203.0.113.9')
const RULE =
  "title: r\nid: rule-a\nlevel: low\nlogsource: {product: linux, service: sshd}\ndetection: {words: ['Failed password'], condition: words}\n"
const DOCUMENT =
  "title: From the backup host\nid: f-file\nfilter: {rules: [rule-a], s: {message|contains: ' 203.0.113.10 '}, condition: s}\n"
const EXCEPTION: ExceptionDefinition = {
  title: 'Known host',
  filter:
    "title: t\nid: f\nfilter: {rules: [rule-a], s: {message|contains: ' 203.0.113.9 '}, condition: s}\n",
  tags: [],
  systems: [],
  entity: null,
  reason: 'x',
  owner: 'an',
  expiresAt: Date.UTC(2100, 0),
}

test('an exception switched on and off under load hides and loses nothing', async () => {
  using folder = makePipelineFolder({ 'a.yml': RULE, 'f.yml': DOCUMENT })
  await using running = await runPipelineOn(folder, { lineOf })
  const { pipeline, alerts, hidden } = running

  const lines = 6000
  for (let sent = 0; sent < lines; sent += 100) {
    await running.send(100)
    if (sent === 2000) pipeline.useException('x-1', EXCEPTION)
    if (sent === 4000) pipeline.useException('x-1', null)
  }
  await expect.poll(() => running.stored(), { timeout: 60_000 }).toBe(lines)
  const hiddenBy = (id: string) =>
    hidden.filter(({ exceptionId }) => exceptionId === id).reduce((sum, one) => sum + one.alerts, 0)
  await expect
    .poll(() => alerts.length + hiddenBy('x-1') + hiddenBy('f-file'), { timeout: 60_000 })
    .toBe(lines)
  expect(new Set(alerts.map(({ id }) => id)).size).toBe(alerts.length)
  expect(hiddenBy('f-file')).toBe(2000)
  expect(hidden.every(({ lastRule, lastEvent }) => lastRule === 'rule-a' && lastEvent !== '')).toBe(true)

  // Once in force, it hides all that follows.
  pipeline.useException('x-2', EXCEPTION)
  await pipeline.ask<'exceptions'>({ kind: 'exceptions' })
  const before = alerts.length
  await running.send(3)
  await expect.poll(() => hiddenBy('x-2') + hiddenBy('f-file'), { timeout: 60_000 }).toBe(2003)
  expect(alerts).toHaveLength(before)
  const counters = await pipeline.ask<'counters'>({ kind: 'counters' })
  expect(counters!.rules[0]).toMatchObject({ id: 'rule-a', hits: lines + 3 })
  expect(counters!.rules[0]!.hidden).toBe(hiddenBy('x-1') + hiddenBy('x-2') + hiddenBy('f-file'))
  // Nothing of a check of liveness is stored or raised.
  const liveness = await pipeline.ask<'liveness'>({ kind: 'liveness' })
  expect(liveness!.results).toMatchObject([{ rule: { id: 'rule-a' }, fired: true, reasons: [] }])
  expect(await pipeline.events.stats()).toMatchObject({ events: lines + 3 })
  expect(alerts).toHaveLength(before)
})

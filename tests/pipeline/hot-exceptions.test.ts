// Exceptions come into force and go while events flow: every event is stored, every match is either an alert or
// counted as hidden, and which of both changes at one place in the stream.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { openRawLog } from '#/collectors/raw-log/raw-log.ts'
import type { Alert } from '#/kernel/alert.ts'
import type { ExceptionDefinition, HiddenAlerts } from '#/kernel/detection-exception.ts'
import { openPipeline } from '#/pipeline/open-pipeline.ts'
import { failedLoginLine } from './failed-login-line.ts'

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
  const directory = mkdtempSync(join(tmpdir(), 'hot-exceptions-'))
  using _ = { [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }) }
  const rules = join(directory, 'rules')
  for (const name of ['rules', 'raw', 'events']) mkdirSync(join(directory, name))
  writeFileSync(join(rules, 'a.yml'), RULE)
  writeFileSync(join(rules, 'f.yml'), DOCUMENT)
  const alerts: Alert[] = []
  const hidden: HiddenAlerts[] = []
  let stored = 0
  const pipeline = await openPipeline(
    {
      rawDirectory: join(directory, 'raw'),
      eventsDirectory: join(directory, 'events'),
      ruleFolders: [rules],
      systems: [],
      indicators: [],
      exceptions: [],
      readings: [],
      storeMemoryMb: 256,
      ruleWatchMs: 60_000,
      rulesOff: [],
      correlationFile: join(directory, 'correlation.snapshot'),
      latenessMs: 10_000,
    },
    {
      onAlerts: raised => void alerts.push(...raised),
      onStored: (_sequence, events) => (stored += events),
      onHidden: more => void hidden.push(...more),
      onProblem: () => {},
      onStuck: () => {},
      onFailed: error => {
        throw error
      },
    },
  )
  await using both = new AsyncDisposableStack()
  both.use(pipeline)
  const rawLog = await openRawLog({
    directory: join(directory, 'raw'),
    report: () => {},
    onDurable: pipeline.durable,
  })
  both.defer(() => rawLog[Symbol.asyncDispose]())

  const lines = 6000
  for (let sent = 0; sent < lines; sent += 100) {
    await rawLog.append(Array.from({ length: 100 }, (_line, n) => lineOf(sent + n + 1)))
    if (sent === 2000) pipeline.useException('x-1', EXCEPTION)
    if (sent === 4000) pipeline.useException('x-1', null)
  }
  await expect.poll(() => stored, { timeout: 60_000 }).toBe(lines)
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
  await rawLog.append(Array.from({ length: 3 }, (_line, n) => lineOf(lines + n + 1)))
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

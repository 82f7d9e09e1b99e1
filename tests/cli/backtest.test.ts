// The command `backtest` on a stopped platform: what it writes of stored events, exceptions included.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { backtest } from '#/cli/backtest.ts'
import { systemClock } from '#/kernel/clock.ts'
import { Permanent } from '#/kernel/errors.ts'
import { eventId } from '#/kernel/ids.ts'
import { openEmbeddedEventStore } from '#/store/embedded/event-store.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { createExceptionStore } from '#/store/exceptions.ts'

const DAY = Date.UTC(2026, 10, 22)
const data = mkdtempSync(join(tmpdir(), 'backtest-'))
const rules = join(data, 'rule.yml')

beforeAll(async () => {
  writeFileSync(
    rules,
    'title: Failed\nid: r-1\nlevel: low\nlogsource: {category: authentication}\ndetection: {s: {event.outcome: failure}, condition: s}\n',
  )
  await using store = await openEmbeddedEventStore({
    directory: join(data, 'events'),
    clock: systemClock,
    report: () => {},
    memoryLimitMb: 256,
  })
  const events = Array.from({ length: 50 }, (_, n) => {
    const ingestedMs = DAY + n * 3_600_000
    return {
      id: eventId(ingestedMs, n + 1),
      ingestedMs,
      event: {
        '@timestamp': new Date(ingestedMs).toISOString(),
        'event.category': ['authentication'],
        'event.outcome': n % 2 === 0 ? 'failure' : 'success',
        'source.ip': `192.0.2.${n % 4}`,
      },
    }
  })
  await store.append(events, 50)
  using state = openEmbeddedStateStore({ path: join(data, 'state.sqlite'), clock: systemClock })
  const exceptions = await createExceptionStore({
    records: state.records,
    clock: systemClock,
    newId: () => 'x-1',
    onChanged: () => {},
  })
  await exceptions.propose(
    {
      title: 'Known',
      filter: 'title: t\nid: f\nfilter: {rules: [r-1], s: {source.ip: 192.0.2.0}, condition: s}\n',
      tags: [],
      systems: [],
      entity: null,
      reason: 'x',
      owner: 'an',
      expiresAt: Date.UTC(2100, 0),
    },
    'an',
  )
  await exceptions.approve('x-1', 'binh', 1)
})
afterAll(() => rmSync(data, { recursive: true }))

async function run(...args: string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const code = await backtest(['--data', data, ...args], { stdin: new PassThrough(), stdout, stderr })
  stdout.end()
  stderr.end()
  const out = (await text(stdout)).split('\n').filter(line => line !== '')
  return { code, out: out.map(line => JSON.parse(line)), err: await text(stderr) }
}

test('one line a rule, without what exceptions in force hide', async () => {
  const { code, out, err } = await run('--rules', rules)
  expect(code).toBe(0)
  expect(out).toMatchObject([
    {
      rule: { id: 'r-1', level: 'low' },
      alerts: 12,
      hidden: 13,
      noise: 'bearable',
      entities: [{ name: 'source.ip=192.0.2.2', alerts: 12 }],
    },
  ])
  expect(out[0].perDay).toHaveLength(2)
  expect(err).toContain('over 50 events')
})

test('with --no-exceptions nothing is hidden, and times bound what is looked at', async () => {
  const { out } = await run(
    '--rules',
    rules,
    '--no-exceptions',
    '--from',
    '2026-11-22T10:00:00Z',
    '--to',
    '2026-11-23',
  )
  expect(out).toMatchObject([{ alerts: 7, hidden: 0 }])
})

test('a rule that cannot be loaded ends with 2, and wrong arguments are refused', async () => {
  writeFileSync(join(data, 'bad.yml'), 'title: x\n')
  expect((await run('--rules', rules, '--rules', join(data, 'bad.yml'))).code).toBe(2)
  await expect(run()).rejects.toBeInstanceOf(Permanent)
  await expect(run('--rules', rules, '--from', 'soon')).rejects.toThrow('--from')
  await expect(run('--rules', rules, '--from', '2026-11-23', '--to', '2026-11-22')).rejects.toThrow(
    'not before',
  )
})

test('correlations wait for late events as the configuration says', async () => {
  const own = mkdtempSync(join(tmpdir(), 'backtest-late-'))
  try {
    const late = join(own, 'late.yml')
    writeFileSync(
      late,
      `title: Failed
id: failed
level: low
logsource: {category: authentication}
detection: {s: {event.outcome: failure}, condition: s}
---
title: Twice
id: twice
level: low
correlation: {type: event_count, rules: [failed], group-by: [user.name], timespan: 1m, condition: {gte: 2}, generate: true}
`,
    )
    await using store = await openEmbeddedEventStore({
      directory: join(own, 'events'),
      clock: systemClock,
      report: () => {},
      memoryLimitMb: 256,
    })
    // Of another source, two minutes late.
    const stored = [0, 120_000].map((delayMs, n) => ({
      id: eventId(DAY + delayMs, n + 1),
      ingestedMs: DAY + delayMs,
      event: {
        '@timestamp': new Date(DAY - n * 5000).toISOString(),
        'event.category': ['authentication'],
        'event.outcome': 'failure',
        'user.name': 'an',
        'host.name': `web-${n}`,
      },
    }))
    await store.append(stored, 2)
    await store[Symbol.asyncDispose]()
    const raised = async (...more: string[]) =>
      (await run('--rules', late, '--data', own, ...more)).out.map(({ rule, alerts }) => [rule.id, alerts])
    expect(await raised()).toEqual([['failed', 2]])
    writeFileSync(join(own, 'thapcanh.yaml'), 'correlation: {latenessSeconds: 300}\n')
    expect(await raised()).toEqual([
      ['failed', 2],
      ['twice', 1],
    ])
    writeFileSync(join(own, 'thapcanh.yaml'), 'correlation: {latenessSeconds: soon}\n')
    await expect(raised()).rejects.toThrow('latenessSeconds')
  } finally {
    rmSync(own, { recursive: true })
  }
})

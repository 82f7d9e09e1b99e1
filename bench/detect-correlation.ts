// `npm run -s bench -- correlation [--groups N] [--events N]`: what correlations cost for each event that a rule
// matched, with many groups. Matching is not measured: each event comes with its match. Everything after it is,
// as in the pipeline: reading time and fields of the event, waiting for late ones, windows, firing. Events are a
// little out of order; groups take turns at random, a thousandth of them busier, so that some fire. The processor's
// time, garbage collection included, is told beside the clock's: a busy machine slows the one and not the other.

import { parseArgs } from 'node:util'
import { loadRules } from '#/correlation/load-rules.ts'
import { Correlator } from '#/correlation/windows/correlator.ts'
import type { Event } from '#/kernel/event.ts'
import { packSnapshot } from '#/pipeline/correlation-file.ts'

const RULES = `title: Failed logon
name: failed
id: 00000000-0000-4000-8000-000000000001
level: low
logsource: {category: authentication, product: test}
detection: {s: {event.outcome: failure}, condition: s}
---
`
const TYPES = {
  event_count: 'condition: {gte: 5}',
  value_count: 'condition: {gte: 5, field: user.name}',
  value_sum: 'condition: {gt: 5000, field: event.duration}',
} as const

/** Events are made in parts of this size, outside the measured time. */
const PART = 50_000
const BEGINS = Date.UTC(2026, 10, 22)
const EVENTS_PER_SECOND = 20_000

type Figures = Record<string, number>

export async function correlationBench(args: readonly string[]): Promise<Record<string, unknown>> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      groups: { type: 'string', default: '100000' },
      events: { type: 'string', default: '2000000' },
    },
  })
  const [groups, events] = [Number(values.groups), Number(values.events)]
  const figures: Record<string, unknown> = { groups, events }
  for (const type of Object.keys(TYPES) as (keyof typeof TYPES)[]) {
    figures[type] = measure(type, groups, events)
    await new Promise(resolve => setImmediate(resolve))
  }
  return figures
}

function measure(type: keyof typeof TYPES, groups: number, events: number): Figures {
  const correlation = `title: Many\nid: 00000000-0000-4000-8000-000000000002\nlevel: high\ncorrelation:
  type: ${type}\n  rules: [failed]\n  group-by: [source.ip]\n  timespan: 5m\n  ${TYPES[type]}\n`
  const { rules, correlations } = loadRules([{ path: 'bench.yml', text: RULES + correlation }])
  let problems = 0
  const correlator = new Correlator({ correlations, report: () => void (problems += 1) })
  const matches = [{ rule: rules[0]!, matched: [] }]
  const random = randomOf(7)
  const before = process.memoryUsage().heapUsed
  let seconds = 0
  let cpuSeconds = 0
  let firings = 0
  for (let made = 0; made < events; made += PART) {
    const part = Array.from({ length: PART }, (_, nth) => eventAt(made + nth, groups, random))
    const began = performance.now()
    const cpuBegan = process.cpuUsage()
    for (const [nth, { event, receivedMs }] of part.entries())
      correlator.see(event, matches, { sequence: made + nth, receivedMs, source: 'bench' })
    firings += correlator.takeFirings().length
    const cpu = process.cpuUsage(cpuBegan)
    seconds += (performance.now() - began) / 1000
    cpuSeconds += (cpu.user + cpu.system) / 1e6
  }
  const saving = performance.now()
  const snapshot = packSnapshot({ position: events, data: correlator.save() })
  return {
    eventsPerSecond: Math.round(events / seconds),
    eventsPerCpuSecond: Math.round(events / cpuSeconds),
    firings,
    problems,
    accountedMb: megabytes(correlator.bytes),
    heapMb: megabytes(process.memoryUsage().heapUsed - before),
    snapshotMb: megabytes(snapshot.length),
    snapshotMs: Math.round(performance.now() - saving),
  }
}

function eventAt(nth: number, groups: number, random: () => number): { event: Event; receivedMs: number } {
  const receivedMs = BEGINS + Math.floor((nth * 1000) / EVENTS_PER_SECOND)
  const time = receivedMs - Math.floor(random() * 3000)
  const isBusy = random() < 0.1
  const group = Math.floor(random() * (isBusy ? groups / 1000 : groups))
  const event: Event = {
    '@timestamp': new Date(time).toISOString(),
    'event.outcome': 'failure',
    'source.ip': `10.${(group >> 16) & 255}.${(group >> 8) & 255}.${group & 255}`,
    'user.name': `user-${Math.floor(random() * 50)}`,
    'event.duration': Math.floor(random() * 1000),
  }
  return { event, receivedMs }
}

/** The same numbers every time. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 102.4) / 10
}

// `npm run -s bench -- store [--events 10000000] [--quick]`: how fast the embedded event store takes events and answers,
// how small they are once their days are sealed, and whether that is as wanted (exit code 1 when not).
//
// Lines of about 300 bytes (store-lines.ts) over ten days, read by the platform's formats, appended as many at a time as the
// pipeline does when many wait. An event counts as stored when its append has resolved, that is when it is durable; one
// more batch is given meanwhile. The lines are made beforehand, which is not counted. Days that are over are sealed one by
// one, the newest stays as it is written. Each query is asked 20 times idle, and 20 times while 5,000 events a second
// arrive. `--quick` is half a million events. Ten million need 6 GB of disk. How far it is, and at the end each figure
// beside what is wanted, goes to stderr.

import { mkdtemp, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { isoTime, systemClock } from '#/kernel/clock.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { openEmbeddedEventStore, type EmbeddedEvents } from '#/store/embedded/event-store.ts'
import type { EventStore, StoredEvent } from '#/store/event-store.ts'
import { createLineSource, type LineSource } from './store-lines.ts'
import { QUERY_ROUNDS, timeQueries, type QueryName, type QueryTimes } from './store-queries.ts'

const ALL_EVENTS = 10_000_000
const QUICK_EVENTS = 500_000
/** As the pipeline gives them when many wait. */
const BATCH = LIMITS.maxBatchEvents
/** Batches that are made before they are appended; some 100 MB of events. */
const BATCHES_MADE = 2
const DAYS = 10
const DAY_MS = 86_400_000
/** What arrives while queries are asked: so many at a time, so many times a second. */
const LOAD_BATCH = 500
const LOADS_PER_SECOND = 10
/** As configured when nothing else is (`store.memoryMb`). */
const MEMORY_LIMIT_MB = 704
const MEMORY_LOOK_MS = 50

export async function storeBench(args: readonly string[]): Promise<Record<string, unknown>> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { events: { type: 'string' }, quick: { type: 'boolean', default: false } },
  })
  const wanted = Number(values.events ?? positionals[0] ?? (values.quick ? QUICK_EVENTS : ALL_EVENTS))
  const directory = await mkdtemp(join(tmpdir(), 'thapcanh-store-'))
  const began = performance.now()
  const tell = (what: string): void =>
    void process.stderr.write(`${round((performance.now() - began) / 60_000)} min: ${what}\n`)
  using memory = watchMemory()
  try {
    await using store = await openEmbeddedEventStore({
      directory,
      clock: systemClock,
      report: problem => process.stderr.write(`${JSON.stringify(problem)}\n`),
      memoryLimitMb: MEMORY_LIMIT_MB,
    })
    const firstDayMs = Math.floor(systemClock.now() / DAY_MS) * DAY_MS - DAYS * DAY_MS
    const source = createLineSource(7, firstDayMs)
    const ingest = await benchAppend(store, source, wanted, tell)
    memory.phase('appending')
    const open = await store.stats()
    const sealing = await benchSealing(store, source.now(), tell)
    memory.phase('sealing')
    const idle = await timeQueries(store, () => source.now(), ingest.knownId)
    memory.phase('queriesIdle')
    tell('queries are timed idle')
    const loaded = await benchLoaded(store, source, ingest.knownId)
    memory.phase('queriesLoaded')
    tell(`queries are timed while ${loaded.eventsPerSecond} events/s arrive`)
    const deleting = await benchDelete(store, directory)
    const figures = {
      ...ingest.figures,
      bytesPerEventBeforeSealing: round(open.bytes / open.events),
      ...sealing,
      ...deleting,
      peakResidentMb: Math.round(process.resourceUsage().maxRSS / 1024),
    }
    const held = judge(figures, idle, loaded)
    if (held.some(({ ok }) => !ok)) process.exitCode = 1
    for (const { figure, value, wanted: bound, ok } of held)
      process.stderr.write(`${ok ? 'held  ' : 'MISSED'} ${figure}: ${value} (wanted ${bound})\n`)
    return {
      bench: 'store',
      events: wanted,
      lineBytes: Math.round(source.bytes() / source.position()),
      minutes: round((performance.now() - began) / 60_000),
      held,
      ...figures,
      peakMbOfPhases: memory.peaks,
      queryRounds: QUERY_ROUNDS,
      queriesMsIdle: idle,
      queriesMsLoaded: loaded.times,
      loadedEventsPerSecond: loaded.eventsPerSecond,
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

interface Ingest {
  /** Of an event in the middle. */
  readonly knownId: string
  readonly figures: Readonly<
    Record<
      'eventsPerSecond' | 'cpuMicrosecondsPerEvent' | 'jsMicrosecondsPerEvent' | 'slowestBatchMs',
      number
    >
  >
}

type Tell = (what: string) => void

async function benchAppend(
  store: EventStore,
  source: LineSource,
  wanted: number,
  tell: Tell,
): Promise<Ingest> {
  const msBetween = (DAYS * DAY_MS) / wanted
  let [appended, told, ms, slowestMs, cpu, js] = [0, 0, 0, 0, 0, 0]
  let knownId = ''
  const append = async ({ events, position }: Made): Promise<void> => {
    const began = performance.now()
    await store.append(events, position)
    slowestMs = Math.max(slowestMs, performance.now() - began)
  }
  while (appended < wanted) {
    const batches: Made[] = []
    while (batches.length < BATCHES_MADE && appended < wanted) {
      const events = source.next(Math.min(BATCH, wanted - appended), msBetween)
      batches.push({ events, position: source.position() })
      if (appended <= wanted / 2) knownId = events[0]!.id
      appended += events.length
    }
    const began = performance.now()
    const [before, thread] = [process.cpuUsage(), process.threadCpuUsage()]
    let last = Promise.resolve()
    for (const batch of batches) {
      const next = append(batch)
      await last
      last = next
    }
    await last
    ms += performance.now() - began
    const isTold = Math.floor((appended * DAYS) / wanted) > Math.floor((told * DAYS) / wanted)
    cpu += microseconds(process.cpuUsage(before))
    js += microseconds(process.threadCpuUsage(thread))
    if (isTold) tell(`${appended} events are stored, ${Math.round((appended / ms) * 1000)} a second`)
    if (isTold) told = appended
  }
  const figures = {
    eventsPerSecond: Math.round((appended / ms) * 1000),
    cpuMicrosecondsPerEvent: round(cpu / appended),
    jsMicrosecondsPerEvent: round(js / appended),
    slowestBatchMs: Math.round(slowestMs),
  }
  return { knownId, figures }
}

interface Made {
  readonly events: readonly StoredEvent[]
  readonly position: number
}

async function benchSealing(
  { keeping }: EmbeddedEvents,
  nowMs: number,
  tell: Tell,
): Promise<Record<string, number>> {
  const began = performance.now()
  const cpu = process.cpuUsage()
  const over = [...new Set((await keeping.days()).map(({ dayMs }) => dayMs + DAY_MS))].filter(
    end => end <= nowMs,
  )
  for (const endMs of over.sort((a, b) => a - b)) {
    const beganDay = performance.now()
    if (!(await keeping.seal(endMs))) throw new Error('sealing was not done')
    tell(
      `${isoTime(endMs - DAY_MS).slice(0, 10)} is sealed, in ${round((performance.now() - beganDay) / 1000)} s`,
    )
  }
  const seconds = (performance.now() - began) / 1000
  const sealed = (await keeping.days()).filter(day => day.level !== null)
  const events = sealed.reduce((sum, day) => sum + day.events, 0)
  const bytes = sealed.reduce((sum, day) => sum + day.bytes, 0)
  return {
    sealSeconds: round(seconds),
    sealedEvents: events,
    sealedFiles: sealed.length,
    sealedEventsPerSecond: Math.round(events / seconds),
    sealCpuMicrosecondsPerEvent: round(microseconds(process.cpuUsage(cpu)) / events),
    bytesPerEvent: round(bytes / events),
  }
}

interface MemoryWatch extends Disposable {
  /** Highest resident memory seen in each phase, in MiB. */
  readonly peaks: Readonly<Record<string, number>>
  /** The phase that ends now. */
  phase(name: string): void
}

function watchMemory(): MemoryWatch {
  const peaks: Record<string, number> = {}
  let peak = 0
  const look = (): void => void (peak = Math.max(peak, process.memoryUsage.rss()))
  const timer = setInterval(look, MEMORY_LOOK_MS)
  return {
    peaks,
    phase(name) {
      look()
      peaks[name] = Math.round(peak / 2 ** 20)
      peak = 0
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

interface Loaded {
  readonly times: Record<QueryName, QueryTimes>
  readonly eventsPerSecond: number
}

/** The queries while events arrive at their own pace. */
async function benchLoaded(store: EventStore, source: LineSource, knownId: string): Promise<Loaded> {
  const done = new AbortController()
  const [first, began] = [source.position(), performance.now()]
  const load = keepAppending(store, source, done.signal)
  try {
    const times = await timeQueries(store, () => source.now(), knownId)
    const seconds = (performance.now() - began) / 1000
    return { times, eventsPerSecond: Math.round((source.position() - first) / seconds) }
  } finally {
    done.abort()
    await load
  }
}

/** Late batches are made up for, as a log that is read behind does. */
async function keepAppending(store: EventStore, source: LineSource, signal: AbortSignal): Promise<void> {
  const began = performance.now()
  for (let nth = 1; !signal.aborted; nth++) {
    await store.append(source.next(LOAD_BATCH, 1000 / LOAD_BATCH / LOADS_PER_SECOND), source.position())
    await sleep(Math.max(0, began + (nth * 1000) / LOADS_PER_SECOND - performance.now()))
  }
}

/** Deletes all files of the oldest sealed day. */
async function benchDelete({ keeping }: EmbeddedEvents, directory: string): Promise<Record<string, number>> {
  const sealed = (await keeping.days()).filter(day => day.level !== null)
  const oldest = sealed.filter(({ dayMs }) => dayMs === sealed[0]!.dayMs)
  const free = async (): Promise<number> => {
    const { bfree, bsize } = await statfs(directory)
    return bfree * bsize
  }
  const [before, began] = [await free(), performance.now()]
  for (const { file } of oldest) await keeping.remove(file)
  return {
    deleteDayMs: round(performance.now() - began),
    deletedMb: round(oldest.reduce((sum, { bytes }) => sum + bytes, 0) / 2 ** 20),
    freedMb: round(((await free()) - before) / 2 ** 20),
  }
}

interface Held {
  readonly figure: string
  readonly value: number
  readonly wanted: string
  readonly ok: boolean
}

/** The seven standard queries but the rare text, which has a bound of its own. */
const WITHIN_A_SECOND: readonly QueryName[] = [
  'hostLast15Minutes', 'failedPasswordLastDay', 'top20SourceAddresses', 'histogramLastDay', 'exactUsers', 'byId',
] // prettier-ignore

function judge(
  figures: Readonly<Record<string, number>>,
  idle: Readonly<Record<QueryName, QueryTimes>>,
  { times: loaded }: Loaded,
): readonly Held[] {
  const least = (figure: string, bound: number): Held => {
    const value = figures[figure]!
    return { figure, value, wanted: `at least ${bound}`, ok: value >= bound }
  }
  const most = (figure: string, value: number, bound: number, aim?: number): Held => ({
    figure,
    value,
    wanted: `at most ${bound}${aim === undefined ? '' : ` (aim ${aim})`}`,
    ok: value <= bound,
  })
  const slowest = (times: typeof idle): number => Math.max(...WITHIN_A_SECOND.map(name => times[name].p95))
  return [
    least('eventsPerSecond', 40_000),
    most('bytesPerEvent', figures['bytesPerEvent']!, 120, 90),
    most('p95 ms of the slowest standard query, idle', slowest(idle), 1000),
    most('p95 ms of the slowest standard query, loaded', slowest(loaded), 1000),
    most('p95 ms of the rare text over everything, idle', idle.rareText.p95, 2500, 500),
    most('p95 ms of the rare text over everything, loaded', loaded.rareText.p95, 2500, 500),
    most('peakResidentMb', figures['peakResidentMb']!, 2048),
    most('deleteDayMs', figures['deleteDayMs']!, 1000),
    least('sealedEventsPerSecond', 20_000),
  ]
}

function microseconds({ user, system }: NodeJS.CpuUsage): number {
  return user + system
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

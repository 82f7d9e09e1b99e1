// `npm run -s bench -- store [EVENTS]`: how fast the embedded event store takes events and answers, and how small
// they are once their days are sealed.
//
// Invented events of about 900 bytes as JSON over five days, 5,000 a batch, each committed durably. Making them is
// not counted. Searches are measured idle, while 5,000 events a second are being appended, and over sealed days.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { createDice, type Dice } from '#/demo/line.ts'
import { systemClock } from '#/kernel/clock.ts'
import type { Event } from '#/kernel/event.ts'
import { eventId } from '#/kernel/ids.ts'
import { openEmbeddedEventStore, type EmbeddedEvents } from '#/store/embedded/event-store.ts'
import type { EventStore, SearchRequest, StoredEvent } from '#/store/event-store.ts'
import { parseSearchQuery } from '#/store/search-query.ts'

const BATCH = 5000
const DAYS = 5
const DAY_MS = 86_400_000
const ROUNDS = 15

const QUERIES = {
  hostLast15Minutes: 'host.name:app-03',
  failedPassword: '"failed password"',
  rareText: 'zzqxj',
} as const

export async function storeBench(args: readonly string[]): Promise<Record<string, unknown>> {
  const wanted = Number(args[0] ?? 500_000)
  const directory = await mkdtemp(join(tmpdir(), 'thapcanh-store-'))
  try {
    await using store = await openEmbeddedEventStore({
      directory,
      clock: systemClock,
      report: problem => process.stderr.write(`${JSON.stringify(problem)}\n`),
      memoryLimitMb: 1024,
    })
    const firstDayMs = Math.floor(systemClock.now() / DAY_MS) * DAY_MS - DAYS * DAY_MS
    const source = createSource(firstDayMs, (DAYS * DAY_MS) / wanted)
    const append = await benchAppend(store, source, wanted)
    const idle = await benchSearches(store, source.now())
    const loading = new AbortController()
    const load = keepAppending(store, source, loading.signal)
    const loaded = await benchSearches(store, source.now())
    loading.abort()
    await load
    const open = await store.stats()
    const sealing = await benchSealing(store)
    const sealed = await benchSearches(store, source.now())
    const deleteMs = await benchDelete(store)
    const residentMb = Math.round(process.memoryUsage().rss / 2 ** 20)
    return {
      ...append,
      events: open.events,
      bytesPerEventBeforeSealing: Math.round(open.bytes / open.events),
      ...sealing,
      deleteDayMs: deleteMs,
      searchMsIdle: idle,
      searchMsLoaded: loaded,
      searchMsSealed: sealed,
      residentMb,
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

interface Source {
  next(count: number): readonly StoredEvent[]
  readonly sequence: () => number
  /** Time of the newest event. */
  readonly now: () => number
}

async function benchAppend(
  store: EventStore,
  source: Source,
  wanted: number,
): Promise<Record<string, number>> {
  let appended = 0
  let ms = 0
  let slowestMs = 0
  let busyMs = 0
  let cpuMicroseconds = 0
  while (appended < wanted) {
    const batch = source.next(BATCH)
    const began = performance.now()
    const loop = performance.eventLoopUtilization()
    const cpu = process.cpuUsage()
    await store.append(batch, source.sequence())
    const took = performance.now() - began
    const { user, system } = process.cpuUsage(cpu)
    cpuMicroseconds += user + system
    busyMs += performance.eventLoopUtilization(loop).active
    ms += took
    slowestMs = Math.max(slowestMs, took)
    appended += BATCH
  }
  return {
    eventsPerSecond: Math.round((appended / ms) * 1000),
    cpuMicrosecondsPerEvent: Number((cpuMicroseconds / appended).toFixed(1)),
    jsMicrosecondsPerEvent: Number(((busyMs * 1000) / appended).toFixed(1)),
    slowestBatchMs: Math.round(slowestMs),
  }
}

async function keepAppending(store: EventStore, source: Source, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const began = performance.now()
    await store.append(source.next(BATCH), source.sequence())
    await sleep(Math.max(0, 1000 - (performance.now() - began)))
  }
}

async function benchSearches(store: EventStore, nowMs: number): Promise<Record<string, number>> {
  const figures: Record<string, number> = {}
  for (const [name, query] of Object.entries(QUERIES)) {
    const parsed = parseSearchQuery(query)
    if ('problem' in parsed) throw new Error(parsed.problem.message)
    const request: SearchRequest = {
      query: parsed.query,
      limit: 100,
      ...(name === 'hostLast15Minutes' ? { fromMs: nowMs - 15 * 60_000 } : {}),
    }
    const times: number[] = []
    for (let round = 0; round < ROUNDS; round++) times.push((await store.search(request)).tookMs)
    figures[name] = Math.round(times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]!)
  }
  return figures
}

async function benchSealing({ keeping }: EmbeddedEvents): Promise<Record<string, number>> {
  const began = performance.now()
  await keeping.seal(Infinity)
  const seconds = (performance.now() - began) / 1000
  const sealed = (await keeping.days()).filter(day => day.level !== null)
  const events = sealed.reduce((sum, day) => sum + day.events, 0)
  const bytes = sealed.reduce((sum, day) => sum + day.bytes, 0)
  return {
    sealSeconds: Number(seconds.toFixed(1)),
    sealedEventsPerSecond: Math.round(events / seconds),
    bytesPerEvent: Math.round(bytes / events),
  }
}

/** Deletes the oldest sealed day. */
async function benchDelete({ keeping }: EmbeddedEvents): Promise<number> {
  const oldest = (await keeping.days()).find(day => day.level !== null)!
  const began = performance.now()
  await keeping.remove(oldest.file)
  return Math.round(performance.now() - began)
}

/** Half sshd, a third nginx, the rest firewall. */
function createSource(startMs: number, msBetween: number): Source {
  const dice = createDice(7)
  let sequence = 0
  const now = (): number => startMs + Math.floor(sequence * msBetween)
  const make = (): StoredEvent => {
    sequence++
    const ms = now()
    const kind = sequence % 6
    const event = kind < 3 ? sshd(ms, dice) : kind < 5 ? nginx(ms, dice) : firewall(ms, dice)
    return { id: eventId(ms, sequence), ingestedMs: ms, event }
  }
  return { next: count => Array.from({ length: count }, make), sequence: () => sequence, now }
}

function base(ms: number, host: string, message: string, format: string): Event {
  const time = new Date(ms).toISOString()
  return {
    '@timestamp': time,
    'event.ingested': time,
    'event.original': `<38>1 ${time} ${host} ${format} - - - ${message}`,
    message,
    'event.kind': 'event',
    'host.name': host,
    'log.syslog.priority': 38,
    'log.syslog.hostname': host,
    'thapcanh.format': format,
    'thapcanh.listener': 'syslog-tcp',
    'thapcanh.system.id': 'portal',
    'thapcanh.system.level': 3,
  }
}

function sshd(ms: number, dice: Dice): Event {
  const ip = `198.51.100.${dice.between(1, 255)}`
  const user = `user${dice.between(1, 500)}`
  const port = dice.between(1024, 65_000)
  const failed = dice.between(0, 20) === 0
  const words = failed ? `Failed password for ${user}` : `Accepted publickey for ${user}`
  const message = `${words} from ${ip} port ${port} ssh2: ED25519 SHA256:${dice.between(1, 2 ** 31)}${dice.between(1, 2 ** 31)}`
  return {
    ...base(ms, `app-${String(dice.between(1, 40)).padStart(2, '0')}`, message, 'sshd'),
    'event.category': ['authentication'],
    'event.action': 'ssh_login',
    'event.outcome': failed ? 'failure' : 'success',
    'process.name': 'sshd',
    'process.pid': dice.between(300, 65_000),
    'source.ip': ip,
    'source.port': port,
    'user.name': user,
    'related.ip': [ip],
    'related.user': [user],
    'ssh.method': failed ? 'password' : 'publickey',
  }
}

function nginx(ms: number, dice: Dice): Event {
  const ip = `203.0.113.${dice.between(1, 255)}`
  const path = `/ho-so/tra-cuu/${dice.between(1, 100_000)}`
  const status = dice.pick([200, 200, 200, 304, 404, 500])
  const bytes = dice.between(100, 90_000)
  const agent = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${dice.between(90, 145)}.0 Safari/537.36`
  const message = `${ip} - - "GET ${path} HTTP/1.1" ${status} ${bytes} "-" "${agent}"`
  return {
    ...base(ms, `web-${String(dice.between(1, 9)).padStart(2, '0')}`, message, 'nginx.access'),
    'event.category': ['web'],
    'event.outcome': status < 400 ? 'success' : 'failure',
    'source.ip': ip,
    'related.ip': [ip],
    'http.request.method': 'GET',
    'http.version': '1.1',
    'http.response.status_code': status,
    'http.response.body.bytes': bytes,
    'url.original': path,
    'url.path': path,
    'user_agent.original': agent,
  }
}

function firewall(ms: number, dice: Dice): Event {
  const [from, to] = [`192.0.2.${dice.between(1, 255)}`, `198.51.100.${dice.between(1, 255)}`]
  const [port, bytes] = [dice.between(1024, 65_000), dice.between(60, 900_000)]
  const message = `type=traffic action=accept srcip=${from} srcport=${port} dstip=${to} dstport=443 sentbyte=${bytes} policyid=${dice.between(1, 60)} sessionid=${dice.between(1, 2 ** 31)}`
  return {
    ...base(ms, 'fw-01', message, 'fortigate'),
    'event.category': ['network'],
    'event.action': 'accept',
    'source.ip': from,
    'source.port': port,
    'source.bytes': bytes,
    'destination.ip': to,
    'destination.port': 443,
    'network.transport': 'tcp',
    'observer.vendor': 'Fortinet',
    'related.ip': [from, to],
    'fortinet.firewall.type': 'traffic',
    'fortinet.firewall.sessionid': dice.between(1, 2 ** 31),
  }
}

// The promise under the harshest test: the platform is killed ten times while a real rsyslogd sends over RELP
// and a client posts over HTTP. What was acknowledged is there afterwards, and visible once.

import { connect } from 'node:net'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { startChildPlatform, TEST_TOKEN } from '#/bench/child-platform.ts'
import { textOf, type Event } from '#/kernel/event.ts'
import { freePort } from '../support/free-port.ts'
import { noRsyslog, startRsyslog } from '../support/rsyslog.ts'
import { storedEvents } from '../support/stored-events.ts'
import { httpListener } from './http-listener.ts'

const KILLS = 10
/** Beside what is posted: the platform has always something in hand when it is killed. */
const RELP_LINES_A_SECOND = 1000
/** rsyslog holds 500,000; on a machine where all this takes long, what is beyond would be thrown away by it. */
const MOST_RELP_LINES = 200_000
const HTTP_BATCH = 40

test.skipIf(noRsyslog)(
  'after ten kills under load every acknowledged event is there, once',
  { timeout: 1_800_000 },
  async () => {
    const dataDirectory = mkdtempSync(join(tmpdir(), 'thapcanh-kill-'))
    const [relpPort, httpPort] = [await freePort(), await freePort()]
    const config = JSON.stringify({
      console: { port: 0 },
      listeners: [{ kind: 'relp', id: 'relp', host: '127.0.0.1', port: relpPort }, httpListener(httpPort)],
    })
    const start = () => startChildPlatform({ dataDirectory, config })
    let platform = await start()
    await using rsyslog = await startRsyslog(relpPort)
    const load = new AbortController()
    const sending = Promise.all([
      feedRsyslog(rsyslog.inputPort, load.signal),
      postBatches(httpPort, load.signal),
    ])

    for (let kill = 0; kill < KILLS; kill++) {
      // Different moments of the platform's life: at once after the start, in the middle of work.
      await sleep(300 + (kill % 5) * 300)
      await platform.kill()
      platform = await start()
    }
    await sleep(1000)
    load.abort()
    const [fed, posted] = await sending

    // rsyslog still holds what it could not send while the platform was away. It sends in order.
    const last = `/api/events?limit=1&q=${encodeURIComponent(`"relp-line n=${fed - 1} from"`)}`
    const lastIsThere = async (): Promise<boolean> => {
      // A platform that is busy with what it missed may refuse to search.
      const { hits = [] } = (await (await platform.get(last)).json()) as { hits?: readonly unknown[] }
      return hits.length > 0
    }
    await vi.waitUntil(lastIsThere, { timeout: 900_000, interval: 1000 })
    await untilQuiet(() => platform.health().then(health => health.stored + health.lagEvents))
    await platform[Symbol.asyncDispose]()
    const events = await storedEvents(dataDirectory)
    rmSync(dataDirectory, { recursive: true, force: true })

    const relpSeen = countBy(events, /relp-line n=(\d+) /)
    const missing = Array.from({ length: fed }, (_, n) => n).filter(n => !relpSeen.has(n))
    expect(missing).toEqual([])
    expect([...relpSeen].filter(([, count]) => count > 1)).toEqual([])

    const httpSeen = countBy(events, /http-line n=(\d+) /)
    expect(posted.acknowledged.filter(n => !httpSeen.has(n))).toEqual([])
    expect([...httpSeen].filter(([, count]) => count > 1)).toEqual([])
    // The test is worth something only if there was real load, and kills that hurt.
    expect(fed).toBeGreaterThan(10_000)
    expect(posted.acknowledged.length).toBeGreaterThan(500)
    expect(posted.failures).toBeGreaterThan(0)
  },
)

/** Writes numbered lines into rsyslogd until aborted, MOST_RELP_LINES at most; resolves with how many. */
async function feedRsyslog(port: number, signal: AbortSignal): Promise<number> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  const atOnce = RELP_LINES_A_SECOND / 20
  let sent = 0
  for (; sent < MOST_RELP_LINES; sent += atOnce) {
    if (signal.aborted) break
    const first = sent
    const lines = Array.from(
      { length: atOnce },
      (_, n) => `<13>Nov 22 10:00:00 web-01 app: relp-line n=${first + n} from a server of the city\n`,
    )
    if (!socket.write(lines.join(''))) await once(socket, 'drain')
    await sleep(50)
  }
  socket.end()
  await once(socket, 'close')
  return sent
}

/** Posts numbered lines until aborted; a batch that failed is sent again under the same key, as a shipper would. */
async function postBatches(
  port: number,
  signal: AbortSignal,
): Promise<{ acknowledged: number[]; failures: number }> {
  const acknowledged: number[] = []
  let failures = 0
  for (let batch = 0; !signal.aborted; batch++) {
    const numbers = Array.from({ length: HTTP_BATCH }, (_, nth) => batch * HTTP_BATCH + nth)
    const body = numbers.map(n => JSON.stringify({ message: `http-line n=${n} from a shipper` })).join('\n')
    while (!(await post(port, `batch-${batch}`, body))) {
      failures++
      await sleep(50)
      if (signal.aborted) return { acknowledged, failures }
    }
    acknowledged.push(...numbers)
    await sleep(10)
  }
  return { acknowledged, failures }
}

async function post(port: number, key: string, body: string): Promise<boolean> {
  try {
    const headers = {
      authorization: `Bearer ${TEST_TOKEN}`,
      'content-type': 'application/x-ndjson',
      'idempotency-key': key,
    }
    const answer = await fetch(`http://127.0.0.1:${port}/ingest`, { method: 'POST', headers, body })
    await answer.arrayBuffer()
    return answer.ok
  } catch {
    return false
  }
}

function countBy(events: readonly Event[], pattern: RegExp): Map<number, number> {
  const counts = new Map<number, number>()
  for (const event of events) {
    const found = pattern.exec(textOf(event, 'message') ?? '')
    if (found) counts.set(Number(found[1]), (counts.get(Number(found[1])) ?? 0) + 1)
  }
  return counts
}

/** Resolves when a figure has not changed for four seconds. */
async function untilQuiet(figure: () => Promise<number>): Promise<void> {
  let last = -1
  let since = Date.now()
  while (Date.now() - since < 4000) {
    const now = await figure()
    if (now !== last) since = Date.now()
    last = now
    await sleep(250)
  }
}

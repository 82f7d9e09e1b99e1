// The state of a cluster on a real Elasticsearch, with leaders that are killed, stopped and followed, and a server
// that dies under load.

import { Client } from '@elastic/elasticsearch'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { StateStore } from '#/store/state-store.ts'
import { createElasticStateLog } from '#/store/elastic/state-log.ts'
import { openTcpRelay } from '../support/tcp-relay.ts'
import { ALERTS_OF_A_TURN, doTurn, TURNS } from './acknowledged-turns.ts'
import { describeBlobStore } from './blob-store-conformance.ts'
import { describeOnElasticsearch } from './on-elasticsearch.ts'
import { openElasticBlobs, openElasticLog, type OpenedElasticLog } from './open-elastic-log.ts'
import { createStateBench, tablesOf } from './replicated-bench.ts'
import { describeReplicatedState } from './replicated-state-conformance.ts'
import { describeStateLog } from './state-log-conformance.ts'

const KILLS = 4
const { signal } = new AbortController()

describeOnElasticsearch(180_000, node => {
  const openLog = async (): Promise<OpenedElasticLog> => await openElasticLog(node().url)
  describeStateLog('Elasticsearch', openLog)
  describeReplicatedState('Elasticsearch', openLog, 8)
  describeBlobStore('Elasticsearch', async () => await openElasticBlobs(node().url))
  describeProcesses(() => node().url, openLog)

  test('an index that somebody deleted under a leader is not written anew', async () => {
    await using opened = await openLog()
    using bench = createStateBench(opened)
    await using leader = await bench.lead(1)
    leader.store.putSetting('a', 'kept')
    await leader.settled()
    await opened.client.indices.delete({ index: `${opened.prefix}-state` })
    leader.store.putSetting('b', 'lost')
    await expect(leader.settled()).rejects.toMatchObject({ name: 'Permanent', code: 'state.refused' })
  })

  test('nothing acknowledged is lost when the server dies under load, and all goes on', async () => {
    await using relay = await openTcpRelay(() => ({
      host: '127.0.0.1',
      port: Number(new URL(node().url).port),
    }))
    const client = new Client({ node: `http://127.0.0.1:${relay.port}` })
    const log = createElasticStateLog({ client, prefix: 'restarted' })
    using bench = createStateBench({ log, another: () => log })
    await using leader = await bench.lead(1, { baseAfterBytes: 20_000 })
    const acknowledged: number[] = []
    let enough = Infinity
    const working = (async () => {
      for (let turn = 0; turn < enough; turn++) {
        await doTurn(leader, turn)
        acknowledged.push(turn)
      }
    })()
    await vi.waitUntil(() => acknowledged.length > 20, { timeout: 60_000 })
    const before = acknowledged.length
    await node().restart()
    enough = before + 40
    await working
    expect(acknowledged.length).toBeGreaterThanOrEqual(before)
    expect(leader.deposed).toEqual([])
    expect(await bench.built()).toEqual(tablesOf(leader.path))
    await using next = await bench.lead(2)
    await expectTurns(next.store, acknowledged)
    await client.close()
  })
})

function describeProcesses(url: () => string, openLog: () => Promise<OpenedElasticLog>): void {
  test('after SIGKILL under load the next leader has all that was acknowledged, whole', async () => {
    await using opened = await openLog()
    using bench = createStateBench(opened)
    const acknowledged: number[] = []
    let first = 0
    for (let kill = 0; kill < KILLS; kill++) {
      await using child = startLeader([url(), opened.prefix, bench.folder('killed'), 2 * kill + 1, first])
      await child.said(3 + 7 * kill)
      await child.kill('SIGKILL')
      acknowledged.push(...child.turns)
      await using next = await bench.lead(2 * kill + 2)
      first = (await expectTurns(next.store, acknowledged)) + 1
      expect(next.problems).toEqual([])
      expect(await bench.built()).toEqual(tablesOf(next.path))
    }
    expect((await opened.log.bases(signal))!.bases[0]!.number).toBeGreaterThan(0)
  })

  test('a leader that was stopped while another took over is deposed, and acknowledges nothing that is lost', async () => {
    await using opened = await openLog()
    using bench = createStateBench(opened)
    await using child = startLeader([url(), opened.prefix, bench.folder('stopped'), 1, 0])
    await child.said(5)
    child.send('SIGSTOP')
    const next = await bench.lead(2)
    const highest = await expectTurns(next.store, [])
    for (let turn = highest + 100; turn < highest + 110; turn++) await doTurn(next, turn)
    child.send('SIGCONT')
    expect(await child.ended).toBe(0)
    expect(child.lines.at(-1)).toBe('deposed')
    await next[Symbol.asyncDispose]()
    await using last = await bench.lead(3)
    await expectTurns(last.store, child.turns)
    expect(Math.max(...child.turns)).toBeLessThanOrEqual(highest)
  })
}

/** All of these turns are there, and of others all of a commit or nothing. Answers the highest turn that is there. */
async function expectTurns(store: StateStore, acknowledged: Iterable<number>): Promise<number> {
  const logged: number[] = []
  for (;;) {
    const more = await store.records.entries<number>('turns', logged.length, 1000)
    if (more.length === 0) break
    logged.push(...more.map(({ entry }) => entry))
  }
  expect(new Set(logged).size).toBe(logged.length)
  expect(logged).toEqual(expect.arrayContaining([...acknowledged]))
  expect(await store.records.count(TURNS, {})).toBe(logged.length)
  const highest = Math.max(-1, ...logged)
  for (let turn = 0; turn <= highest + 1; turn++) {
    const alerts = Array.from({ length: ALERTS_OF_A_TURN }, (_, i) => store.alert(`alert-${turn}-${i}`))
    const there = alerts.filter(alert => alert !== undefined).length
    // Its alerts are committed before its record.
    expect(logged.includes(turn) ? [ALERTS_OF_A_TURN] : [0, ALERTS_OF_A_TURN]).toContain(there)
  }
  return highest
}

interface LeadingChild extends AsyncDisposable {
  readonly lines: readonly string[]
  /** Turns that it said are acknowledged. */
  readonly turns: readonly number[]
  readonly ended: Promise<number | null>
  send(sent: NodeJS.Signals): void
  kill(sent: NodeJS.Signals): Promise<void>
  /** Waits until it has said so many turns. */
  said(turns: number): Promise<void>
}

function startLeader(args: readonly (string | number)[]): LeadingChild {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'leading-child.ts'), ...args.map(String)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more))
  // Only whole lines: a kill may cut one.
  const lines = (): string[] => text.split('\n').slice(0, -1)
  const turns = (): number[] =>
    lines()
      .filter(line => /^\d+$/.test(line))
      .map(Number)
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const kill = async (sent: NodeJS.Signals): Promise<void> => {
    child.kill(sent)
    await ended
  }
  return {
    get lines() {
      return lines()
    },
    get turns() {
      return turns()
    },
    ended,
    kill,
    send: sent => void child.kill(sent),
    async said(count) {
      await vi.waitUntil(
        () => {
          if (child.exitCode !== null) throw new Error(`the leader ended with ${child.exitCode}: ${text}`)
          return turns().length >= count
        },
        { timeout: 120_000 },
      )
    },
    [Symbol.asyncDispose]: async () => await kill('SIGKILL'),
  }
}

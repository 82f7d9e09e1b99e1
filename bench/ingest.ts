// The whole first line under load: TCP RFC 5424 → durable → parsed → the SigmaHQ rules for Linux and web →
// stored. The platform is a process of its own; this one sends and watches.
//
//   npm run -s bench -- ingest [--seconds 60] [--rate 6000] [--rules DIR]…
//
// `--rate 0` sends as fast as the platform takes it. `lost` must be 0: what was sent is counted against what
// the store holds at the end.

import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Health } from '#/api/contract/schemas.ts'
import { startChildPlatform, type ChildPlatform } from './child-platform.ts'
import { cpuSeconds, residentMb } from './process-figures.ts'
import { BLOCK_LINES, syslogBlocks } from './syslog-blocks.ts'

const SHARED_RULES = join(import.meta.dirname, '..', '..', 'shared', 'sigma', 'rules', 'rules')
const STUCK_MS = 60_000

export async function ingestBench(args: readonly string[]): Promise<Record<string, unknown>> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '60' },
      rate: { type: 'string', default: '6000' },
      rules: { type: 'string', multiple: true },
    },
  })
  const seconds = Number(values.seconds)
  const rate = Number(values.rate)
  const ruleFolders =
    values.rules ?? ['linux', 'web'].map(name => join(SHARED_RULES, name)).filter(existsSync)
  await using platform = await startChildPlatform({ ruleFolders })

  const blocks = syslogBlocks()
  const warmUp = await openSender(platform)
  warmUp.write(blocks[0]!)
  warmUp.end()
  await untilStored(platform, BLOCK_LINES)

  const cpuBefore = cpuSeconds(platform.pid)
  const begun = performance.now()
  const watch = watchPlatform(platform)
  const sent = await sendFor(seconds, rate, blocks, platform)
  const sendingSeconds = (performance.now() - begun) / 1000
  const atEnd = await platform.health()
  await untilStored(platform, BLOCK_LINES + sent)
  const allSeconds = (performance.now() - begun) / 1000
  const { maxLagMs, maxLagEvents, maxResidentMb } = watch.stop()
  const cpu = cpuSeconds(platform.pid) - cpuBefore
  const last = await platform.health()
  return {
    bench: 'ingest',
    rules: last.rules.loaded,
    seconds: round(sendingSeconds),
    sent,
    stored: last.stored - BLOCK_LINES,
    lost: sent - (last.stored - BLOCK_LINES),
    eventsPerSecond: Math.round(sent / allSeconds),
    storedWhileSendingPerSecond: Math.round((atEnd.stored - BLOCK_LINES) / sendingSeconds),
    cpuMicrosPerEvent: round((cpu * 1e6) / sent),
    cores: round(cpu / allSeconds),
    maxLagMs: Math.round(maxLagMs),
    maxLagEvents,
    maxResidentMb,
    problems: last.problems,
    alerts: last.alerts,
  }
}

async function openSender(platform: ChildPlatform): Promise<Socket> {
  const socket = connect(platform.tcpPort, '127.0.0.1')
  await once(socket, 'connect')
  return socket
}

async function sendFor(
  seconds: number,
  rate: number,
  blocks: readonly Buffer[],
  platform: ChildPlatform,
): Promise<number> {
  const socket = await openSender(platform)
  const begun = performance.now()
  let sent = 0
  while (performance.now() - begun < seconds * 1000) {
    const due = rate === 0 ? Number.POSITIVE_INFINITY : ((performance.now() - begun) / 1000) * rate
    if (sent >= due) {
      await sleep(10)
      continue
    }
    if (!socket.write(blocks[(sent / BLOCK_LINES) % blocks.length]!)) await once(socket, 'drain')
    sent += BLOCK_LINES
  }
  socket.end()
  return sent
}

/** Waits until so many are stored, or until nothing more has been stored for a long while. */
async function untilStored(platform: ChildPlatform, count: number): Promise<void> {
  let last = -1
  let since = performance.now()
  while (performance.now() - since < STUCK_MS) {
    const { stored } = await platform.health()
    if (stored >= count) return
    if (stored !== last) since = performance.now()
    last = stored
    await sleep(100)
  }
}

function watchPlatform(platform: ChildPlatform): {
  stop: () => { maxLagMs: number; maxLagEvents: number; maxResidentMb: number }
} {
  const peak = { maxLagMs: 0, maxLagEvents: 0, maxResidentMb: 0 }
  const look = async (): Promise<void> => {
    const health: Health = await platform.health()
    peak.maxLagMs = Math.max(peak.maxLagMs, health.lagMs)
    peak.maxLagEvents = Math.max(peak.maxLagEvents, health.lagEvents)
    peak.maxResidentMb = Math.max(peak.maxResidentMb, residentMb(platform.pid))
  }
  const timer = setInterval(() => void look().catch(() => {}), 500)
  return {
    stop() {
      clearInterval(timer)
      return peak
    },
  }
}

const round = (value: number): number => Math.round(value * 100) / 100

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openLog, readAll, temporaryFolder, texts } from '../raw-log/lines.ts'
import { hasRsyslog, startRsyslog } from './rsyslog.ts'

const LINES = 120_000
/** Killed when the raw log holds so many bytes: about a tenth, a third and two thirds of all. */
const KILL_AT_BYTES = [3e6, 9e6, 18e6]

interface Receiver {
  readonly process: ChildProcess
  readonly port: number
  readonly problems: Map<string, number>
}

async function startReceiver(directory: string, port: number): Promise<Receiver> {
  const script = join(import.meta.dirname, 'relp-child.ts')
  const child = spawn(process.execPath, [script, directory, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const problems = new Map<string, number>()
  const listening = Promise.withResolvers<number>()
  createInterface({ input: child.stdout }).on('line', line => {
    const said = JSON.parse(line) as { address?: string; code?: string }
    if (said.address !== undefined) listening.resolve(Number(said.address.split(':').at(-1)))
    if (said.code !== undefined) problems.set(said.code, (problems.get(said.code) ?? 0) + 1)
  })
  return { process: child, port: await listening.promise, problems }
}

function folderBytes(directory: string): number {
  return readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0)
}

test.skipIf(!hasRsyslog).each([
  { sender: 'a real rsyslogd', sessions: 1 },
  { sender: 'a real rsyslogd with four sessions open at once', sessions: 4 },
])(
  'three kills under the load of $sender: nothing lost, nothing twice [skipped without rsyslogd and omrelp]',
  { timeout: 120_000 },
  async ({ sessions }) => {
    const { lost, twice, repeated, beforeLastKill } = await killAndCompare(sessions)
    expect({ lost, twice }).toEqual({ lost: [], twice: [] })
    // Otherwise the kills came too late to prove anything.
    expect(repeated).toBeGreaterThan(0)
    expect(beforeLastKill).toBeLessThan(LINES)
  },
)

interface Outcome {
  readonly lost: readonly number[]
  readonly twice: readonly number[]
  /** Frames that were sent again and kept once. */
  readonly repeated: number
  readonly beforeLastKill: number
}

async function killAndCompare(sessions: number): Promise<Outcome> {
  await using folder = await temporaryFolder()
  await using work = await temporaryFolder()
  const source = join(work.directory, 'city.log.txt')
  const numbers = Array.from({ length: LINES }, (_, number) => number)
  await writeFile(
    source,
    numbers.map(number => `event ${number} of the city ${'x'.repeat(number % 200)}\n`).join(''),
  )

  let receiver = await startReceiver(folder.directory, 0)
  const { port } = receiver
  await using _rsyslog = await startRsyslog(work.directory, source, port, sessions)
  let repeated = 0
  const lastSequences: number[] = []
  for (const bytes of KILL_AT_BYTES) {
    while (folderBytes(folder.directory) < bytes) await sleep(2)
    receiver.process.kill('SIGKILL')
    await once(receiver.process, 'exit')
    repeated += receiver.problems.get('sender.repeated') ?? 0
    {
      await using log = await openLog(folder.directory)
      lastSequences.push(log.lastSequence)
    }
    receiver = await startReceiver(folder.directory, port)
  }
  const size = async (): Promise<number> => {
    const log = await readAll(folder.directory, Number.MAX_SAFE_INTEGER, { step: 5000 })
    return new Set(texts(log).map(text => / event (\d+) /.exec(text)?.[1])).size
  }
  while ((await size()) < LINES) await sleep(300)
  await sleep(500)
  receiver.process.kill('SIGTERM')
  await once(receiver.process, 'exit')
  repeated += receiver.problems.get('sender.repeated') ?? 0

  await using log = await openLog(folder.directory)
  const kept = texts(await readAll(folder.directory, log.lastSequence, { step: 5000 }))
  const times = new Map<number, number>()
  for (const text of kept) {
    const number = Number(/ event (\d+) /.exec(text)?.[1])
    times.set(number, (times.get(number) ?? 0) + 1)
  }
  return {
    lost: numbers.filter(number => !times.has(number)),
    twice: [...times].filter(([, count]) => count !== 1).map(([number]) => number),
    repeated,
    beforeLastKill: lastSequences.at(-1)!,
  }
}

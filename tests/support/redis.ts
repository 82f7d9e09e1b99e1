// A real redis-server for one test, in a folder that goes with it. It listens on a socket in that folder, so
// there is no port to lose to someone else, and it can be killed and started again at the same address. What it
// acknowledges is on disk: append-only file, synced at every write.

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'

const REDIS = '/usr/bin/redis-server'
export const noRedis = existsSync(REDIS) ? false : 'redis-server is not installed'

export interface RedisServer extends AsyncDisposable {
  /** `unix:///…/redis.sock` */
  readonly url: string
  readonly socket: string
  /** SIGKILL; resolves when it is gone. */
  readonly kill: () => Promise<void>
  /** Starts it on what its file holds. */
  readonly start: () => Promise<void>
  /** Stops and continues the process, as a machine that hangs does. */
  readonly signal: (signal: 'SIGSTOP' | 'SIGCONT') => void
}

/** `settings`: further arguments, like `['--requirepass', 'secret']`. */
export async function startRedis(settings: readonly string[] = []): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'thapcanh-redis-'))
  const socket = join(folder, 'redis.sock')
  let child: ChildProcess | undefined

  async function start(): Promise<void> {
    let words = ''
    const args = ['--port', '0', '--unixsocket', socket, '--dir', folder, '--daemonize', 'no', '--save', '']
    const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'noeviction']
    const started = spawn(REDIS, [...args, ...durable, ...settings], { stdio: ['ignore', 'pipe', 'pipe'] })
    child = started
    for (const stream of [started.stdout, started.stderr])
      stream.on('data', (chunk: Buffer) => (words = `${words}${chunk.toString()}`.slice(-4000)))
    for (let tries = 0; !(await answers(socket)); tries++) {
      if (started.exitCode !== null || tries > 1200) throw new Error(`redis-server did not start: ${words}`)
      await sleep(25)
    }
  }

  async function kill(): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  const removed = () => rmSync(folder, { recursive: true, force: true })
  // A test process that ends in the middle leaves no server behind.
  const last = () => child?.kill('SIGKILL')
  process.once('exit', last)
  try {
    await start()
  } catch (error) {
    await kill()
    removed()
    throw error
  }
  return {
    url: `unix://${socket}`,
    socket,
    kill,
    start,
    signal: signal => void child?.kill(signal),
    async [Symbol.asyncDispose]() {
      child?.kill('SIGCONT')
      await kill()
      process.off('exit', last)
      removed()
    },
  }
}

/** True when the server has read its file and answers; a refused account is an answer too. */
async function answers(socket: string): Promise<boolean> {
  const client = new Redis({
    path: socket,
    lazyConnect: true,
    retryStrategy: () => null,
    enableReadyCheck: false,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.ping()
    return true
  } catch (error) {
    return /^(?:NOAUTH|NOPERM|WRONGPASS)/.test((error as Error).message)
  } finally {
    client.disconnect()
  }
}

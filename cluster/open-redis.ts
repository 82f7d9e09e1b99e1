// A connection to the Redis of a cluster, looked over before anything is entrusted to it: the account is let in,
// the version is known, and nothing is ever thrown out for want of memory (`maxmemory-policy noeviction`), which
// would lose jobs without a word. A Redis that keeps nothing on disk is told as a Problem.
//
// It comes back by itself after any outage; an outage is one Problem, however many attempts it takes. Two
// clients: `commands` gives up soon, because somebody waits for the answer; `patient` waits for as long as Redis
// is away, for what must be written whenever it is back.

import { Redis, type RedisOptions } from 'ioredis'
import { Fatal, Retryable } from '#/kernel/errors.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import { untilAborted } from '#/kernel/until-aborted.ts'
import { isRefusal, redisFailure } from './redis-failure.ts'
import { parseRedisUrl, shownUrl } from './redis-url.ts'

export interface OpenRedisOptions {
  /** See redis-url.ts. */
  readonly url: string
  /** In place of the one that the address has. */
  readonly password?: string
  readonly report: ReportProblem
  /** A server that is away at the start is waited for so long; 10 s when absent. */
  readonly connectMs?: number
  /** A command without an answer is given up after this, a connection that says nothing after twice this; 10 s. */
  readonly commandMs?: number
  /** Ends the opening, and with that the waiting for a server that is away. */
  readonly signal?: AbortSignal
}

export interface OpenedRedis extends AsyncDisposable {
  /** The address without its password. */
  readonly where: string
  readonly commands: Redis
  readonly patient: Redis
}

/** What BullMQ asks for. */
const OLDEST_VERSION = [6, 2] as const
const LONGEST_PAUSE_MS = 2000

/**
 * Throws Fatal (`redis.url`, `redis.refused`, `redis.unsuitable`), Retryable (`redis.away`) when there is no server after
 * `connectMs`, or the signal's reason.
 */
export async function openRedis(options: OpenRedisOptions): Promise<OpenedRedis> {
  const { url, report, connectMs = 10_000, commandMs = 10_000, signal } = options
  signal?.throwIfAborted()
  const where = shownUrl(url)
  const place: RedisOptions = {
    ...parseRedisUrl(url),
    ...(options.password === undefined ? {} : { password: options.password }),
    lazyConnect: true,
    connectTimeout: connectMs,
    // A line that was cut without a word would otherwise be believed in for a quarter of an hour. BullMQ waits for
    // jobs for 10 s at most.
    socketTimeout: 2 * commandMs,
    retryStrategy: attempt => Math.min(50 * 2 ** Math.min(attempt, 10), LONGEST_PAUSE_MS),
  }
  const commands = new Redis({ ...place, maxRetriesPerRequest: 1, commandTimeout: commandMs })
  const patient = new Redis({ ...place, maxRetriesPerRequest: null })
  const close = () => {
    for (const client of [commands, patient]) client.disconnect()
  }
  try {
    const lookedOver = async (): Promise<void> => {
      await firstContact(commands, where, connectMs)
      await lookOver(commands, where, report)
      await firstContact(patient, where, connectMs)
    }
    await untilAborted(lookedOver(), signal)
  } catch (error) {
    close()
    throw error
  }
  tellOutages(commands, where, report)
  // Its outages are the same ones.
  patient.on('error', () => {})
  return {
    where,
    commands,
    patient,
    async [Symbol.asyncDispose]() {
      close()
    },
  }
}

/** Resolves when the client may be used; the account being refused ends the waiting at once. */
async function firstContact(client: Redis, where: string, connectMs: number): Promise<void> {
  const first = Promise.withResolvers<void>()
  let last = 'no connection'
  const failed = (error: Error) => {
    last = error.message
    if (isRefusal(error)) first.reject(refused(where, error))
  }
  const ready = () => first.resolve()
  const given = () => first.reject(new Retryable('redis.away', `${where}: the waiting was given up`))
  client.on('error', failed).on('ready', ready).on('end', given)
  const timer = setTimeout(
    () => first.reject(new Retryable('redis.away', `${where} does not answer: ${last}`)),
    connectMs,
  )
  // It rejects at the first failure, while the client goes on trying: its events tell all.
  client.connect().catch(failed)
  try {
    await first.promise
  } finally {
    clearTimeout(timer)
    client.off('ready', ready).off('end', given)
    // An error event that nobody hears would end the process.
    client.on('error', () => {}).off('error', failed)
  }
}

function refused(where: string, cause: Error): Fatal {
  return new Fatal('redis.refused', `${where} refuses the account: ${cause.message}`, { cause })
}

async function lookOver(client: Redis, where: string, report: ReportProblem): Promise<void> {
  let text: string
  try {
    text = await client.info()
  } catch (error) {
    if (isRefusal(error)) throw refused(where, error as Error)
    throw redisFailure(error) ?? error
  }
  const says = new Map(text.split(/\r?\n/).map(line => line.split(':', 2) as [string, string]))
  const version = says.get('redis_version') ?? ''
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major < OLDEST_VERSION[0] || (major === OLDEST_VERSION[0] && minor < OLDEST_VERSION[1]))
    throw new Fatal(
      'redis.unsuitable',
      `${where} is Redis ${version}; ${OLDEST_VERSION.join('.')} is the oldest that will do`,
    )
  const policy = says.get('maxmemory_policy')
  if (policy !== 'noeviction')
    throw new Fatal(
      'redis.unsuitable',
      `${where} throws out what it holds when memory is short (maxmemory-policy ${policy}): set noeviction`,
    )
  const synced = await syncOf(client, says.get('aof_enabled') === '1')
  if (synced !== undefined && synced !== 'always')
    report({
      code: 'redis.not-durable',
      where,
      detail: `${synced}: what Redis acknowledged may be lost when it dies; set appendonly yes, appendfsync always`,
    })
}

/** How Redis syncs its file to disk; undefined when it does not say: a hosted one keeps its settings to itself. */
async function syncOf(client: Redis, isAppendOnly: boolean): Promise<string | undefined> {
  if (!isAppendOnly) return 'appendonly is off'
  const [, sync] = (await client.config('GET', 'appendfsync').catch(() => [])) as string[]
  return sync === undefined || sync === 'always' ? sync : `appendfsync is ${sync}`
}

/** One Problem for each outage. */
function tellOutages(client: Redis, where: string, report: ReportProblem): void {
  let away = false
  const tell = (detail: string) => {
    if (!away) report({ code: 'redis.away', where, detail })
    away = true
  }
  client.on('error', (error: Error) => tell(error.message))
  client.on('reconnecting', () => tell('the connection was lost'))
  client.on('ready', () => (away = false))
}

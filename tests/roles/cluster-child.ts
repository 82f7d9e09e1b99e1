// What both kinds of processes of workers.test.ts begin with: their settings, their connections, and a way for the
// test to ask them.

import { parseConfig } from '#/config.ts'
import type { Config } from '#/config-schema.ts'
import { openRedis, type OpenedRedis } from '#/cluster/open-redis.ts'
import { openBullJobQueue } from '#/jobs/bullmq/job-queue.ts'
import type { JobQueue } from '#/jobs/job-queue.ts'
import { systemClock } from '#/kernel/clock.ts'
import type { MediaSource } from '#/kernel/media-source.ts'
import { createProblemLedger, type ProblemLedger } from '#/kernel/problem-ledger.ts'
import { openDataFolder, type DataFolder } from '#/pipeline/data-folder.ts'
import { SECRET } from './call-pair.ts'

/** Told by the test, as JSON. */
export interface ClusterSettings {
  readonly node: string
  readonly dataDirectory: string
  readonly redisUrl: string
  readonly config: string
  readonly sources: readonly MediaSource[]
  readonly times: ClusterTimes
}

/**
 * Who is to be killed must soon be followed; who lives must keep what it holds, also on a machine that is so busy that
 * it stands still for seconds.
 */
export interface ClusterTimes {
  readonly leadLeaseMs: number
  /** Of what workers hold: crawls and turns of hosts. */
  readonly workerLeaseMs: number
  readonly lockMs: number
}

/** From the test. */
export interface Asked {
  readonly call: number
  readonly what: string
  readonly about: unknown
}

export interface ClusterChild {
  readonly settings: ClusterSettings
  readonly config: Config
  readonly folder: DataFolder
  readonly redis: OpenedRedis
  readonly jobs: JobQueue
  readonly ledger: ProblemLedger
}

export const LEAD = 'state'
export { SECRET }

export async function openClusterChild(): Promise<ClusterChild> {
  const settings = JSON.parse(process.argv[2]!) as ClusterSettings
  const { config, problems } = parseConfig(settings.config, 'test.yaml')
  if (config === undefined) throw new Error(JSON.stringify(problems))
  const ledger = createProblemLedger(systemClock)
  const reporting: ProblemLedger = {
    ...ledger,
    report(problem) {
      process.stderr.write(`${settings.node} ${JSON.stringify(problem)}\n`)
      ledger.report(problem)
    },
  }
  const { report } = reporting
  const url = settings.redisUrl
  const { lockMs } = settings.times
  return {
    settings,
    config,
    folder: openDataFolder(settings.dataDirectory),
    redis: await openRedis({ url, report, connectMs: 60_000 }),
    jobs: await openBullJobQueue({ url, report, lockMs, connectMs: 60_000 }),
    ledger: reporting,
  }
}

/** Tells the test that it is ready, and answers what it asks from then on. */
export function answerTest(answers: Readonly<Record<string, (about: never) => Promise<unknown>>>): void {
  process.on('message', ({ call, what, about }: Asked) => {
    answers[what]!(about as never).then(
      answer => process.send!({ call, answer }),
      (error: unknown) => process.stderr.write(`${what}: ${String(error)}\n`),
    )
  })
  process.on('disconnect', () => process.exit())
  process.send!({ ready: true })
}

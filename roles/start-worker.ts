// A worker as a process of its own: worker.ts with what it needs of the cluster.

import { readClusterSecret } from '#/cluster/calls/cluster-secret.ts'
import { openBullJobQueue } from '#/jobs/bullmq/job-queue.ts'
import { Fatal } from '#/kernel/errors.ts'
import packageFile from '../package.json' with { type: 'json' }
import { LEAD } from './cluster-seat.ts'
import { joinCluster } from './join-cluster.ts'
import { openRoleFolder } from './open-role-folder.ts'
import type { RoleOptions, RunningRole } from './running-role.ts'
import { openWorker } from './worker.ts'

/** Resolves when it works. Throws Fatal for what no waiting mends. */
export async function startWorker(options: RoleOptions): Promise<RunningRole> {
  const { config, cluster, clock, signal, onFailed } = options
  const { secretFile } = cluster.calls
  if (secretFile === undefined)
    throw new Fatal('cluster.secret', 'A worker calls the leader: set cluster.calls.secretFile.')
  await using started = new AsyncDisposableStack()
  const { folder, ledger } = await openRoleFolder(options)
  started.use(folder)
  const joined = started.use(
    await joinCluster({ config, cluster, role: 'worker', directory: folder.path, clock, ledger, signal }),
  )
  const worker = started.use(
    await openWorker({
      node: joined.node,
      folder,
      config,
      version: packageFile.version,
      clock,
      redis: joined.redis,
      jobs: started.use(await openBullJobQueue({ ...joined.place.redis, report: ledger.report, signal })),
      secret: readClusterSecret(secretFile),
      lead: LEAD,
      leaseMs: cluster.leaseSeconds * 1000,
      ledger,
      signal,
      onFailed,
    }),
  )
  joined.live(() => ({ figures: worker.status().figures }))
  folder.announce({ pid: process.pid, url: '', localToken: '', listeners: {} })
  const running = started.move()
  return { node: joined.node, listeners: {}, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

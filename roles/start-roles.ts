// The roles of a cluster that a process may have. Each has a data folder of its own; several in one process have folders
// within that of the process.

import { join } from 'node:path'
import { CLUSTER_ROLES, type ClusterRole } from '#/cluster/node-registry.ts'
import type { RoleOptions, RunningRole } from './running-role.ts'

/** Roles that run without a console; the role `api` is main.ts. */
export type QuietRole = Exclude<ClusterRole, 'api'>

/** Loaded when it is started: a correlator has no use for what a worker needs. */
const START: Readonly<Record<QuietRole, (options: RoleOptions) => Promise<RunningRole>>> = {
  collector: async options => await (await import('./collector.ts')).startCollector(options),
  correlator: async options => await (await import('./correlator.ts')).startCorrelator(options),
  worker: async options => await (await import('./start-worker.ts')).startWorker(options),
}

/** `all` is every role; undefined for a name that is none. */
export function rolesOf(names: readonly string[]): readonly ClusterRole[] | undefined {
  if (names.includes('all')) return CLUSTER_ROLES
  const roles = CLUSTER_ROLES.filter(role => names.includes(role))
  return names.every(name => (CLUSTER_ROLES as readonly string[]).includes(name)) ? roles : undefined
}

/** Where a role keeps its data: the folder itself when it is the only one. */
export function folderOf(directory: string, role: ClusterRole, roles: readonly ClusterRole[]): string {
  return roles.length === 1 ? directory : join(directory, role)
}

/** One that is given a name for several roles is told apart by them. */
export async function startQuietRole(
  role: QuietRole,
  options: RoleOptions,
  roles: readonly ClusterRole[],
): Promise<RunningRole> {
  const { cluster, dataDirectory } = options
  return await START[role]({
    ...options,
    dataDirectory: folderOf(dataDirectory, role, roles),
    cluster: nodeOf(cluster, role, roles),
  })
}

/** The section with a name that is this role's alone. */
export function nodeOf(
  cluster: RoleOptions['cluster'],
  role: ClusterRole,
  roles: readonly ClusterRole[],
): RoleOptions['cluster'] {
  if (cluster.node === undefined || roles.length === 1) return cluster
  return { ...cluster, node: `${cluster.node}-${role}` }
}

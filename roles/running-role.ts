// What a process of a cluster is given and gives, whatever its role.

import type { ClusterConfig } from '#/cluster/cluster-config.ts'
import type { Config } from '#/config-schema.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { Log } from '#/kernel/log.ts'

export interface RoleOptions {
  readonly config: Config
  readonly cluster: ClusterConfig
  /** Of this process alone. */
  readonly dataDirectory: string
  readonly clock: Clock
  /** Ends a start that waits for servers. */
  readonly signal: AbortSignal
  /** Called when the process cannot go on. */
  readonly onFailed: (error: Error) => void
  /** Hears what happens to the process itself; nobody when absent. */
  readonly log?: Log
}

export interface RunningRole extends AsyncDisposable {
  /** Its name in the cluster. */
  readonly node: string
  /** Listener id → `host:port` or path. */
  readonly listeners: Readonly<Record<string, string>>
}

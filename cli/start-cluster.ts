// The roles of a cluster in this process: started one after the other, ended in the other direction.

import type { ClusterConfig } from '#/cluster/cluster-config.ts'
import type { ClusterRole } from '#/cluster/node-registry.ts'
import { SILENT_LOG } from '#/kernel/log.ts'
import type { PlatformOptions } from '#/main.ts'
import { folderOf, nodeOf, startQuietRole } from '#/roles/start-roles.ts'

export interface StartClusterOptions extends Omit<PlatformOptions, 'demo'> {
  readonly cluster: ClusterConfig
  readonly roles: readonly ClusterRole[]
  /** Ends a start that waits: for servers, or for the lead. */
  readonly signal: AbortSignal
  readonly say: (text: string) => void
}

/** Throws the signal's reason when that fires before all roles have started. */
export async function startCluster(options: StartClusterOptions): Promise<AsyncDisposable> {
  const { roles, cluster, dataDirectory, say, log = SILENT_LOG } = options
  await using started = new AsyncDisposableStack()
  for (const role of roles) {
    if (role === 'api') {
      const { startPlatform } = await import('#/main.ts')
      say('  Chờ tới lượt điều hành… / waiting for the lead…')
      const platform = started.use(
        await startPlatform({
          ...options,
          demo: false,
          dataDirectory: folderOf(dataDirectory, role, roles),
          config: { ...options.config, cluster: nodeOf(cluster, role, roles) },
        }),
      )
      say(`  Tháp canh · Thápcanh   ${platform.url}`)
      log.info('start', 'runs', { role, url: platform.url })
      if (platform.oneTimePassword !== undefined)
        say(`  Đăng nhập lần đầu / first sign-in:   admin   ${platform.oneTimePassword}`)
    } else {
      const running = started.use(await startQuietRole(role, options, roles))
      say(`  ${role.padEnd(20)} ${running.node}`)
      log.info('start', 'runs', { role, node: running.node, listeners: running.listeners })
      for (const [id, address] of Object.entries(running.listeners)) say(`  ${id.padEnd(20)} ${address}`)
    }
  }
  say(`  Dữ liệu / data:        ${dataDirectory}`)
  return started.move()
}

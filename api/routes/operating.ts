// Readiness, metrics, and copies of the data folder for backups.

import { Permanent } from '#/kernel/errors.ts'
import { ApiError } from '../errors.ts'
import { writeMetrics } from '../metrics.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'
import { readinessOf } from '../readiness.ts'

export function operatingRoutes(
  platform: Platform,
  version: string,
): Handlers<'readyz' | 'metrics' | 'startBackup' | 'backupState'> {
  return {
    readyz({ reply }) {
      const readiness = readinessOf(platform.health())
      if (!readiness.ready) reply.code(503)
      return readiness
    },
    metrics: () => writeMetrics(platform.health(), version),
    async startBackup({ body }) {
      const state = await platform.backups.start(body.directory).catch(refuse)
      if (state === 'busy') throw new ApiError('backup.busy', 'Another backup is being made.')
      return state
    },
    backupState: () => platform.backups.state(),
  }
}

function refuse(error: unknown): never {
  if (error instanceof Permanent && error.code === 'backup.refused')
    throw new ApiError('backup.refused', error.message)
  throw error
}

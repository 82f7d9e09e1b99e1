// What those who operate the machine ask: readiness, metrics, backups.

import { Type, type Static } from 'typebox'
import type { Operation } from './operation.ts'

export const Readiness = Type.Object({
  ready: Type.Boolean(),
  waitingFor: Type.Array(Type.Enum(['listeners', 'store', 'disk']), {
    description: 'what is not as it should be; /api/health says more',
  }),
})
export type Readiness = Static<typeof Readiness>

export const BackupBody = Type.Object(
  {
    directory: Type.String({
      minLength: 1,
      maxLength: 4096,
      pattern: '^/',
      description: 'absolute; made when absent, and empty',
    }),
  },
  { additionalProperties: false },
)
export const BackupView = Type.Object({
  state: Type.Enum(['none', 'running', 'done', 'failed']),
  directory: Type.Union([Type.String(), Type.Null()]),
  reason: Type.Union([Type.String(), Type.Null()], { description: 'why it failed' }),
})

export const operatingOperations = {
  readyz: {
    method: 'GET',
    path: '/readyz',
    access: 'public',
    summary: 'Whether lines are taken and stored: 200 when they are, 503 with the same body when not',
    answer: Readiness,
  },
  metrics: {
    method: 'GET',
    path: '/metrics',
    access: 'metrics.read',
    summary: 'Figures for Prometheus; with console.metricsToken as bearer token from anywhere',
    produces: 'text/plain; version=0.0.4; charset=utf-8',
  },
  startBackup: {
    method: 'POST',
    path: '/api/backups',
    access: 'this-machine',
    summary: 'Begin to copy the data folder; `thapcanh backup` makes it a backup',
    body: BackupBody,
    answer: BackupView,
  },
  backupState: {
    method: 'GET',
    path: '/api/backups',
    access: 'this-machine',
    summary: 'The copy that runs, or that ended last',
    answer: BackupView,
  },
} as const satisfies Record<string, Operation>

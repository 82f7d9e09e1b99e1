// Where units are kept.

import type { Unit } from '#/kernel/monitored-system.ts'
import type { Collection } from '#/store/records.ts'

export const UNITS: Collection<Unit> = { name: 'unit', keys: ({ parentId }) => ({ parentId }) }

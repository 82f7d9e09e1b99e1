// The history of a system: what was changed, when and by whom, field by field, in words.

import type { RegisteredSystem } from '#/kernel/monitored-system.ts'
import { SYSTEM_COLUMNS } from './csv-columns.ts'

export interface FieldChange {
  /** Key of the column, csv-columns.ts. */
  readonly field: string
  readonly before: string
  readonly after: string
}

export interface SystemHistoryEntry {
  readonly at: number
  readonly by: string
  readonly action: 'created' | 'changed' | 'removed' | 'imported'
  readonly changes: readonly FieldChange[]
}

/** Name of the log of a system's history. */
export function systemLog(id: string): string {
  return `monitored-system/${id}`
}

/** Field by field, as the CSV would show them; `before` undefined: it is new. */
export function changesBetween(
  before: RegisteredSystem | undefined,
  after: RegisteredSystem,
): readonly FieldChange[] {
  return SYSTEM_COLUMNS.flatMap(column => {
    const [was, is] = [before === undefined ? '' : column.show(before), column.show(after)]
    return was === is ? [] : [{ field: column.key, before: was, after: is }]
  })
}

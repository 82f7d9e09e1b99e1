// What people state about reports and duties that no document of the platform shows: that it was done, for which
// period, for which system. One statement for each; the first stands.

import type { Collection } from '#/store/records.ts'

export interface DoneStatement {
  /** Id of a report or duty of the profile. */
  readonly item: string
  /** Duties are done for each system; null for reports. */
  readonly systemId: string | null
  readonly periodStart: number
  readonly at: number
  readonly recordedAt: number
  readonly by: string
  readonly reason: string
}

export const DONE_STATEMENTS: Collection<DoneStatement> = {
  name: 'law-done',
  keys: ({ item, periodStart, systemId }) => ({ item, periodStart, system: systemId }),
}

/** The same for every statement about the same thing. */
export function doneId({
  item,
  systemId,
  periodStart,
}: Pick<DoneStatement, 'item' | 'systemId' | 'periodStart'>): string {
  return `${item}/${systemId ?? ''}/${periodStart}`
}

// Which fields events had, and on which day last: so that a rule that asks for a field which no source sends can be
// told from one that merely had no luck. Kept beside the events; what is not there yet is read from stored ones.

import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Event } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'

export type SeenDays = Readonly<Record<string, number>>

export interface SeenFields {
  /** False: nothing is known of the time before this start. */
  readonly hasPast: boolean
  readonly see: (event: Event, ms: number) => void
  isSeen(field: string, sinceMs: number): boolean
  /** Field → the last day on which it was seen, in days since 1970. */
  days(): SeenDays
  /** Takes over what another process has seen. */
  learn(days: SeenDays): void
  /** What was seen of the past has been read in. */
  pastIsRead(): void
  save(): Promise<void>
}

const FILE = 'fields-seen.json'
const DAY_MS = 86_400_000

/** A file that cannot be read counts as none. */
export async function openSeenFields(directory: string): Promise<SeenFields> {
  const path = join(directory, FILE)
  const days = new Map<string, number>(Object.entries(await readDays(path)))
  let hasPast = days.size > 0
  const seeOn = (field: string, day: number): void => {
    const known = days.get(field)
    if (known === undefined ? days.size < LIMITS.maxSeenFields : known < day) days.set(field, day)
  }
  return {
    get hasPast() {
      return hasPast
    },
    see(event, ms) {
      const day = Math.floor(ms / DAY_MS)
      for (const field in event) seeOn(field, day)
    },
    isSeen: (field, sinceMs) => (days.get(field) ?? -Infinity) >= Math.floor(sinceMs / DAY_MS),
    days: () => Object.fromEntries(days),
    learn(others) {
      for (const [field, day] of Object.entries(others)) seeOn(field, day)
    },
    pastIsRead: () => void (hasPast = true),
    async save() {
      // Renamed into place: a reader never sees half of it.
      await writeFile(`${path}.new`, JSON.stringify(Object.fromEntries(days)))
      await rename(`${path}.new`, path)
    },
  }
}

async function readDays(path: string): Promise<Record<string, number>> {
  try {
    const found = JSON.parse(await readFile(path, 'utf8')) as unknown
    if (typeof found !== 'object' || found === null) return {}
    return Object.fromEntries(Object.entries(found).filter(([, day]) => Number.isInteger(day)))
  } catch {
    return {}
  }
}

// Who read what was said: opening a mention's full text, searching mentions and taking them out of the platform are
// written into the audit trail, once for each person, thing and hour. Looking on for an hour is one reading.

import type { Clock } from '#/kernel/clock.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { Audit } from '#/store/audit.ts'
import type { MentionFilter } from '#/store/mention-store.ts'

export type Reading =
  | { readonly kind: 'text'; readonly mentionId: string }
  | { readonly kind: 'search'; readonly filter: MentionFilter }
  | { readonly kind: 'export'; readonly filter: MentionFilter; readonly format: string }

export interface ReadingTrail {
  /** Resolves when the reading stands in the trail; show nothing before. `by`: the user's name. */
  record(by: string, reading: Reading): Promise<void>
}

/** The audit trail's actions of this file. */
export const READING_ACTIONS = ['mention.read', 'mentions.searched', 'mentions.exported'] as const
type ReadingAction = (typeof READING_ACTIONS)[number]

interface Line {
  readonly action: ReadingAction
  readonly subject: string
  readonly detail: string
}

const HOUR_MS = 3_600_000
const ENTRIES_AT_ONCE = 500

/** What was written within the hour before a restart is not written again. */
export function createReadingTrail(audit: Audit, clock: Clock): ReadingTrail {
  let hour = -1
  let written = new Map<string, Promise<void>>()
  let known: Promise<void> | undefined

  async function readBack(): Promise<void> {
    const last = await audit.lastNumber()
    for (let end = last; end > 0; end -= ENTRIES_AT_ONCE) {
      const after = Math.max(0, end - ENTRIES_AT_ONCE)
      const entries = await audit.entries(after, end - after)
      for (const { entry } of entries)
        if (isReading(entry.action) && hourOf(entry.at) === hour)
          written.set(keyOf(entry.by, entry), Promise.resolve())
      if (entries.length === 0 || hourOf(entries[0]!.entry.at) < hour) return
    }
  }

  return {
    async record(by, reading) {
      if (hourOf(clock.now()) !== hour) {
        hour = hourOf(clock.now())
        written = new Map()
      }
      known ??= readBack()
      try {
        await known
      } catch (error) {
        known = undefined
        throw error
      }
      const line = lineOf(reading)
      const key = keyOf(by, line)
      const before = written.get(key)
      if (before !== undefined) return await before
      const writing = audit.record(by, line.action, line.subject, line.detail)
      // Beyond the bound the same reading may be written twice; that is better than not at all.
      if (written.size < LIMITS.maxReadingKeys) written.set(key, writing)
      try {
        await writing
      } catch (error) {
        written.delete(key)
        throw error
      }
    },
  }
}

function lineOf(reading: Reading): Line {
  switch (reading.kind) {
    case 'text':
      return { action: 'mention.read', subject: `mention ${reading.mentionId}`, detail: '' }
    case 'search':
      return { action: 'mentions.searched', subject: 'mentions', detail: filterText(reading.filter) }
    case 'export':
      return {
        action: 'mentions.exported',
        subject: `mentions as ${reading.format}`,
        detail: filterText(reading.filter),
      }
  }
}

/** The parts in alphabetical order, so that the same question reads the same. */
function filterText(filter: MentionFilter): string {
  const parts = Object.entries(filter).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return parts.map(([name, value]) => `${name}=${String(value)}`).join(' ')
}

function keyOf(by: string, { action, subject, detail }: Omit<Line, 'action'> & { action: string }): string {
  return JSON.stringify([by, action, subject, detail])
}

function isReading(action: string): action is ReadingAction {
  return (READING_ACTIONS as readonly string[]).includes(action)
}

function hourOf(ms: number): number {
  return Math.floor(ms / HOUR_MS)
}

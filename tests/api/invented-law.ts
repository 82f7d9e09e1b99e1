// The law of the invented city: vn-2026 in which C4 may stand still while the coordinator has not answered, so
// that pauses can be tested; the built-in profiles name none.

import { fileURLToPath } from 'node:url'
import type { Clock } from '#/kernel/clock.ts'
import { createLaw, type Law } from '#/regulation/law.ts'
import { CLOCK_DEEDS, type ClockDeed } from '#/regulation/clock-deeds.ts'
import { loadLawProfile } from '#/regulation/load-profile.ts'
import type { LawProfile } from '#/regulation/profile-schema.ts'
import { put, type Records } from '#/store/records.ts'

const own = fileURLToPath(new URL('../regulation/city-law.yaml', import.meta.url))

export function inventedProfile(): LawProfile {
  const { profile, problems } = loadLawProfile(own)
  if (profile === undefined) throw new Error(JSON.stringify(problems))
  return profile
}

const profile = inventedProfile()

/** C4 of `i-open` is paused, and a contact point has changed. */
export async function inventedLaw(records: Records, clock: Clock): Promise<Law> {
  const deed = { at: clock.now(), recordedAt: clock.now(), by: 'lead', reason: 'Chờ trả lời' }
  const empty = { article: null, documentId: null, about: null }
  const deeds: ClockDeed[] = [
    {
      ...deed,
      ...empty,
      id: 'i-open.1',
      incidentId: 'i-open',
      occurrence: null,
      clock: 'C4',
      kind: 'paused',
    },
    { ...deed, ...empty, id: 'register.1', incidentId: null, occurrence: null, clock: 'C8', kind: 'started' },
  ]
  await records.commit(deeds.map(each => put(CLOCK_DEEDS, each.id, each, 0)))
  return createLaw({ profile, records, clock, sinceMs: clock.now() - 30 * 86_400_000 })
}

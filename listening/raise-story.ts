// A person raises a story to an incident: the story is told in it, with its link, and the system that it names most.

import { randomUUID } from 'node:crypto'
import type { Raised } from '#/crawler/desk.ts'
import { newIncident } from '#/incidents/open-by-hand.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { Incident } from '#/kernel/incident.ts'
import type { RegisteredSystem } from '#/kernel/monitored-system.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { TALK_FIELDS } from '#/kernel/online-talk.ts'
import type { MentionFilter, MentionStore } from '#/store/mention-store.ts'
import type { StateStore } from '#/store/state-store.ts'

export interface RaiseStoryOptions {
  readonly mentions: Pick<MentionStore, 'story' | 'find'>
  readonly state: Pick<StateStore, 'createIncident'>
  readonly system: (id: string) => RegisteredSystem | undefined
  readonly clock: Clock
  readonly incidentChanged: (incident: Incident) => void
}

/** Mentions that are looked through for the system they name. */
const LOOK = 200

export function createRaiseStory({ mentions, state, system, clock, incidentChanged }: RaiseStoryOptions) {
  return async (storyId: string, reason: string, by: string): Promise<Raised | undefined> => {
    const story = await mentions.story(storyId)
    if (story === undefined) return undefined
    const systemId = await systemOf({ storyId }, mentions, system)
    const now = clock.now()
    const description = [
      reason,
      '',
      story.title,
      story.url,
      `${story.mentions} tin, ${story.copies} bản sao, ${story.comments} bình luận`,
    ].join('\n')
    const incident = state.createIncident(code =>
      newIncident(
        {
          title: `Dư luận: ${story.title}`.slice(0, LIMITS.maxMentionTitle),
          description,
          severity: 'medium',
          systemId,
          unitId: systemId === null ? null : (system(systemId)?.unitId ?? null),
          entity: { field: TALK_FIELDS.story, value: story.id },
          detectedAt: now,
          mau05: null,
          affects: [],
          origin: 'person',
        },
        randomUUID().replaceAll('-', ''),
        code,
        by,
        now,
      ),
    )
    incidentChanged(incident)
    return { incidentId: incident.id, code: incident.code }
  }
}

/** The registered system that the newest mentions name most often; null when they name none. */
export async function systemOf(
  filter: MentionFilter,
  mentions: Pick<MentionStore, 'find'>,
  system: (id: string) => RegisteredSystem | undefined,
): Promise<string | null> {
  const [most] = await systemsOf(filter, mentions, system)
  return most ?? null
}

/** All that they name, the most often named first. */
export async function systemsOf(
  filter: MentionFilter,
  mentions: Pick<MentionStore, 'find'>,
  system: (id: string) => RegisteredSystem | undefined,
): Promise<readonly string[]> {
  const page = await mentions.find(filter, LOOK)
  const times = new Map<string, number>()
  for (const { systemIds } of page.mentions)
    for (const id of systemIds) if (system(id) !== undefined) times.set(id, (times.get(id) ?? 0) + 1)
  return [...times].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)).map(([id]) => id)
}

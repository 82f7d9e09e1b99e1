// Incidents about what is said online: a spike, or a story that a person raised. By themselves they are no cyber
// incident (Circular 20/2017 art. 2: information or a system attacked or harmed); they become one when a person
// says so.

import type { Incident } from './incident.ts'

/** The entities that such incidents are about. */
export const TALK_FIELDS = {
  /** A topic, in the city or in one place. */
  series: 'thapcanh.media.series',
  /** The id of a story. */
  story: 'thapcanh.media.story',
} as const

/** Nobody has said yet what kind of incident it is, what it harms, how grave it is, or a fact that brings duties. */
export function isOnlyTalk({ entity, mau05, affects, gravity, facts }: Incident): boolean {
  return (
    (Object.values(TALK_FIELDS) as readonly string[]).includes(entity.field) &&
    mau05 === null &&
    affects.length === 0 &&
    gravity === null &&
    Object.keys(facts).length === 0
  )
}

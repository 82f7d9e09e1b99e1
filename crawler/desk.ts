// What the API may ask of online media and do with it. The parts are made in listening/, which knows incidents and
// people; here is only what they promise.

import type { Mention, Tone } from '#/kernel/mention.ts'
import type { Indicators } from '#/store/indicators.ts'
import type { MentionStore, Story } from '#/store/mention-store.ts'
import type { Department } from './meaning/departments.ts'
import type { Schedule } from './sources/schedule.ts'
import type { Sources } from './sources/sources.ts'
import type { ModelDesk } from './model-desk.ts'
import type { ReadingTrail } from './reading-trail.ts'
import type { SpikeDesk } from './spike-desk.ts'

export interface MediaDesk {
  readonly mentions: Pick<
    MentionStore,
    'find' | 'get' | 'stories' | 'story' | 'totals' | 'counts' | 'leastSure'
  >
  readonly sources: Sources
  readonly schedule: Pick<Schedule, 'wake' | 'health' | 'healths'>
  readonly spikes: SpikeDesk
  readonly models: ModelDesk
  readonly indicators: Pick<Indicators, 'list' | 'switch'>
  readonly departments: readonly Department[]
  /** Who read what: to be written before it is shown. */
  readonly trail: ReadingTrail
  /** Undefined when there is no such mention. Null takes a correction back. */
  correctTone(id: string, label: Tone | null, by: string): Promise<Mention | undefined>
  /** Opens an incident about a story; undefined when there is no such story. */
  raiseStory(id: string, reason: string, by: string): Promise<Raised | undefined>
  /** What the story has become already, the oldest first. */
  incidentsOf(story: Story): Promise<readonly StoryIncident[]>
  /** The greatest level of the time, by the stated rule, with its reasons. */
  crisis(fromMs: number, toMs: number): Promise<Crisis>
}

export interface Raised {
  readonly incidentId: string
  readonly code: string
}

export interface StoryIncident {
  readonly id: string
  readonly code: string
  readonly title: string
  /** The spike that raised it; null: a person did. */
  readonly spikeId: string | null
}

export interface Crisis {
  readonly level: 1 | 2 | 3 | 4
  /** In Vietnamese. */
  readonly reasons: readonly string[]
}

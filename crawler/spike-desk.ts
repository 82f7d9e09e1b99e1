// Spikes as people work on them: what they are, why they came, what was answered.

import type { Stored } from '#/store/records.ts'
import type { Spike } from './spikes/spike.ts'
import type { SpikeChange, SpikeRecord } from './spikes/spike-records.ts'

/** An incident about the same system or place around the time of a spike. */
export interface LinkedIncident {
  readonly id: string
  readonly code: string
  readonly title: string
  /** In Vietnamese. */
  readonly why: string
}

export interface SpikeDesk {
  /** Open ones first, then the newest. */
  list(filter: {
    readonly state?: Spike['state']
    readonly limit: number
  }): Promise<readonly Stored<SpikeRecord>[]>
  get(id: string): Promise<Stored<SpikeRecord> | undefined>
  /** `seen`: the version that the person saw. */
  change(
    id: string,
    seen: number,
    change: SpikeChange,
    by: string,
  ): Promise<Stored<SpikeRecord> | 'conflict' | 'unknown'>
  linked(record: SpikeRecord): Promise<readonly LinkedIncident[]>
  /** How many false alarms are to be expected, for a person, in Vietnamese. */
  readonly rate: string
}

// Spikes as people work on them: what they are, why they came, what was answered.

import type { Spike } from './spikes/spike.ts'

export const SPIKE_WORK = ['new', 'seen', 'answering', 'answered', 'dismissed'] as const
export type SpikeWork = (typeof SPIKE_WORK)[number]

export interface WorkedSpike {
  readonly version: number
  readonly spike: Spike
  readonly placeName: string | null
  readonly crisis: { readonly level: 1 | 2 | 3 | 4; readonly reasons: readonly string[] }
  readonly work: SpikeWork
  /** In the words of a person; empty until then. */
  readonly cause: string
  readonly answer: string
  readonly changedBy: string | null
  readonly changedAt: number | null
  readonly incidentId: string | null
  readonly systemIds: readonly string[]
}

export interface SpikeChange {
  readonly work?: SpikeWork
  readonly cause?: string
  readonly answer?: string
}

export interface SpikeDesk {
  /** Open ones first, then the newest. */
  list(filter: {
    readonly state?: 'open' | 'closed'
    readonly limit: number
  }): Promise<readonly WorkedSpike[]>
  get(id: string): Promise<WorkedSpike | undefined>
  change(
    id: string,
    seen: number,
    change: SpikeChange,
    by: string,
  ): Promise<WorkedSpike | 'conflict' | 'not-found'>
  /** Incidents about the same system or place around that time. */
  linked(
    spike: WorkedSpike,
  ): readonly { readonly id: string; readonly code: string; readonly title: string; readonly why: string }[]
  /** How many false alarms are to be expected, for a person. */
  readonly rate: string
}

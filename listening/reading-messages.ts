// What the main thread and the reading thread say to each other. Calls carry a number and get one answer.

import type { NamedSystem } from '#/crawler/meaning/systems.ts'
import type { ModelCard } from '#/crawler/sentiment/model-card.ts'
import type { FromThread } from '#/kernel/called-thread.ts'
import type { ToneScore, Voice } from '#/kernel/mention.ts'
import type { PageReading, ReadPage } from './draft-mentions.ts'

/** Where the model of each voice lies. */
export type ModelPaths = Readonly<Record<Voice, string>>

/** What is looked for in texts; changes while the platform runs. */
export interface MeaningSettings {
  readonly province: string | null
  /** A list of departments of the city's own; null: the one that comes with the platform. */
  readonly departmentsFile: string | null
  readonly systems: readonly NamedSystem[]
  readonly cityDomains: readonly string[]
  /** Hosts of the sources: a newspaper's own domain imitates nobody. */
  readonly knownDomains: readonly string[]
}

/** Given to the thread at its start. */
export interface ReadingSettings {
  readonly authorKeyFile: string
  readonly models: ModelPaths
  readonly meaning: MeaningSettings
}

/** Main → reading. */
export type ToReading =
  | { readonly kind: 'read'; readonly call: number; readonly page: ReadPage }
  | {
      readonly kind: 'score'
      readonly call: number
      readonly voice: Voice
      readonly texts: readonly string[]
    }
  /** What models are in use. */
  | { readonly kind: 'cards'; readonly call: number }
  | { readonly kind: 'models'; readonly call: number; readonly models: ModelPaths }
  | { readonly kind: 'meaning'; readonly call: number; readonly meaning: MeaningSettings }

export interface ScoredTone {
  readonly tone: ToneScore
  readonly model: string
}

/** A model that scores, and what it says of itself; null: one that was plugged in. */
export interface ModelInUse {
  readonly id: string
  readonly card: ModelCard | null
}
export type ModelsInUse = Readonly<Record<Voice, ModelInUse>>

export type ReadingResult = PageReading | readonly ScoredTone[] | ModelsInUse | null

/** Reading → main. */
export type FromReading = FromThread<ReadingResult>

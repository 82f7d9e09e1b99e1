// What the main thread and the pipeline's thread say to each other. Calls carry a number and get one answer.

import type { Alert } from '#/kernel/alert.ts'
import type { CarriedError } from '#/kernel/carry-error.ts'
import type { Event } from '#/kernel/event.ts'
import type { HiddenAlerts } from '#/kernel/detection-exception.ts'
import type { Indicator } from '#/kernel/indicator.ts'
import type { MonitoredSystem } from '#/kernel/monitored-system.ts'
import type { Problem } from '#/kernel/problem.ts'
import type { DayManifest, EventDay, EventProof } from '#/store/event-days.ts'
import type {
  EventSummary,
  ScanRequest,
  SearchHit,
  SearchRequest,
  SearchResult,
  SummaryRequest,
} from '#/store/event-store.ts'
import type { ExceptionInForce } from '#/store/exceptions.ts'
import type { ClusterPlace } from './cluster-place.ts'
import type { DetectionAnswer, DetectionQuestion } from './detection-questions.ts'
import type { ListenerReading } from './read-batch.ts'
import type { LoadedRuleView } from './rule-view.ts'

/** Given to the thread at its start. */
export interface PipelineSettings {
  readonly rawDirectory: string
  readonly eventsDirectory: string
  readonly ruleFolders: readonly string[]
  /** Ids of rules that people switched off. */
  readonly rulesOff: readonly string[]
  readonly systems: readonly MonitoredSystem[]
  readonly indicators: readonly Indicator[]
  readonly exceptions: readonly ExceptionInForce[]
  readonly readings: readonly (readonly [string, ListenerReading])[]
  /** File of the snapshot of correlations. */
  readonly correlationFile: string
  /** How long after it happened an event may come and still be correlated with those of other sources. */
  readonly latenessMs: number
  readonly storeMemoryMb: number
  /** How often the folders of rules are looked at for changes. */
  readonly ruleWatchMs: number
  /** Of a process of a cluster; absent: the platform runs alone. */
  readonly cluster?: ClusterPlace
}

export interface RulesLoaded {
  /** At work. */
  readonly rules: readonly LoadedRuleView[]
  /** Loaded and not asked; `because`: id of the rule switched off that it builds on, null for that rule itself. */
  readonly off: readonly { readonly view: LoadedRuleView; readonly because: string | null }[]
  readonly failed: number
}

/** Main → pipeline. */
export type ToPipeline =
  /** Records up to this sequence are on stable storage and may be read. */
  | { readonly kind: 'durable'; readonly sequence: number }
  | { readonly kind: 'search'; readonly call: number; readonly request: SearchRequest }
  | { readonly kind: 'summarise'; readonly call: number; readonly request: SummaryRequest }
  | { readonly kind: 'get'; readonly call: number; readonly id: string }
  | { readonly kind: 'scan'; readonly call: number; readonly request: ScanRequest }
  | { readonly kind: 'stats'; readonly call: number }
  | {
      readonly kind: 'kinds'
      readonly call: number
      readonly fields: readonly string[]
      readonly sinceMs: number
    }
  | { readonly kind: 'keep'; readonly call: number; readonly question: KeepQuestion }
  /** Stop caring about the answer of a search, and end it. */
  | { readonly kind: 'abort'; readonly call: number }
  | { readonly kind: 'answer'; readonly call: number; readonly error: string | null }
  /** The domains known to be bad, from now on. */
  | { readonly kind: 'indicators'; readonly indicators: readonly Indicator[] }
  /** An exception is in force from the next batch on, as it is now or, with null, no longer. */
  | {
      readonly kind: 'exception'
      readonly id: string
      readonly definition: ExceptionInForce['definition'] | null
    }
  | { readonly kind: 'ask'; readonly call: number; readonly question: DetectionQuestion }
  /** The register has changed: what comes from now on is assigned by it. */
  | { readonly kind: 'systems'; readonly systems: readonly MonitoredSystem[] }
  /** Load the rules anew from their folders; `off`: without these from now on, as of `PipelineSettings.rulesOff`. */
  | { readonly kind: 'rules'; readonly call: number; readonly off?: readonly string[] }
  | { readonly kind: 'stop' }

/** Pipeline → main. */
export type FromPipeline =
  | { readonly kind: 'ready'; readonly position: number; readonly loaded: RulesLoaded }
  /** Other rules are in force from now on. */
  | { readonly kind: 'rules'; readonly loaded: RulesLoaded }
  /** Asks for the alerts to be kept; the batch is stored only after the answer. */
  | { readonly kind: 'alerts'; readonly call: number; readonly alerts: readonly Alert[] }
  /** `needed`: records after this one are read again after a crash, and must stay. */
  | {
      readonly kind: 'stored'
      readonly sequence: number
      readonly events: number
      readonly needed: number
    }
  | { readonly kind: 'problems'; readonly problems: readonly (readonly [Problem, number])[] }
  /** What exceptions kept from being raised. */
  | { readonly kind: 'hidden'; readonly hidden: readonly HiddenAlerts[] }
  /** Why storing is stuck; null when it goes on again. */
  | { readonly kind: 'stuck'; readonly reason: string | null }
  | { readonly kind: 'result'; readonly call: number; readonly result: PipelineResult }
  | { readonly kind: 'failed'; readonly call: number; readonly error: CarriedError }
  | { readonly kind: 'stopped' }

/** About the days of stored events; see store/event-days.ts. */
export type KeepQuestion =
  | { readonly ask: 'days' }
  | { readonly ask: 'manifests' }
  | { readonly ask: 'seal'; readonly endedBeforeMs: number }
  | { readonly ask: 'prove'; readonly file: string; readonly ids: readonly string[] }
  | { readonly ask: 'remove'; readonly file: string }
  | { readonly ask: 'copy'; readonly to: string }

export type PipelineResult =
  | readonly EventDay[]
  | readonly DayManifest[]
  | readonly EventProof[]
  | boolean
  | SearchResult
  | EventSummary
  | SearchHit
  | StoreStats
  | RulesLoaded
  | DetectionAnswer
  | readonly Event[]
  | readonly SearchHit[]
  | null
export interface StoreStats {
  readonly events: number
  readonly bytes: number
  readonly days: number
}

// What the reports of online media are filled from: the mention store, and what only the crawler knows. Read-only;
// a test answers with invented data.

import type { Topic } from '#/kernel/mention.ts'
import type { MentionStore } from '#/store/mention-store.ts'

export interface MediaFigures {
  readonly mentions: Pick<MentionStore, 'totals' | 'counts' | 'stories' | 'find'>
  sourceName(id: string): string
  /** Readers in a day as the operator estimates; null: not stated. */
  reachOf(sourceId: string): number | null
  departmentName(id: string): string
  /** That were open at some moment of the time. */
  spikes(fromMs: number, toMs: number): Promise<readonly SpikeFigure[]>
  /** The greatest level of the time. */
  crisis(fromMs: number, toMs: number): Promise<CrisisFigure>
  sources(): Promise<readonly SourceFigure[]>
  models(): Promise<readonly ModelFigure[]>
}

export interface SpikeFigure {
  readonly id: string
  readonly topic: Topic
  readonly placeName: string | null
  readonly negative: boolean
  readonly fromMs: number
  readonly observed: number
  readonly expected: number
  readonly cause: string
  readonly answer: string
  readonly state: 'open' | 'closed'
  readonly work: 'new' | 'seen' | 'answering' | 'answered' | 'dismissed'
  readonly changedBy: string | null
  readonly changedAt: number | null
}

export interface CrisisFigure {
  readonly level: 1 | 2 | 3 | 4
  readonly reasons: readonly string[]
}

export interface SourceFigure {
  readonly id: string
  readonly name: string
  readonly enabled: boolean
  readonly state: 'off' | 'never' | 'well' | 'failing' | 'refused' | 'silent'
  readonly lastSuccessAt: number | null
  /** The commonest failure of its last run; empty when there was none. */
  readonly failure: string
}

export interface ModelFigure {
  readonly voice: 'news' | 'comment'
  readonly name: string
  /** 0 … 1; null: not measured. */
  readonly accuracy: number | null
  readonly surestAccuracy: number | null
  /** How it was measured, for a person. */
  readonly measured: string
}

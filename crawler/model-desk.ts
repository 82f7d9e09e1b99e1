// The models of tone as people see them: what each learnt from, how good it was measured to be, and training it anew
// with what people corrected.

import type { Voice } from '#/kernel/mention.ts'

export interface ModelSummary {
  readonly voice: Voice
  /** As it stands beside every score. */
  readonly name: string
  readonly kind: 'shipped' | 'city' | 'onnx'
  /** ms UTC; null: with the platform's release. */
  readonly trainedAt: number | null
  readonly shippedLabels: number
  readonly cityLabels: number
  /** 0 … 1, by five-fold on what it learnt from; null: not measured (a model that was plugged in). */
  readonly accuracy: number | null
  readonly macroF1: number | null
  readonly surestAccuracy: number | null
  readonly strippedAccuracy: number | null
  /** Share that is not "chưa chắc". */
  readonly sureShare: number | null
  readonly perLabel: readonly {
    readonly label: string
    readonly precision: number
    readonly recall: number
    readonly f1: number
    readonly count: number
  }[]
  /** How the figures were made, for a person. */
  readonly measured: string
  /** A training that waits, runs or failed; null: none. */
  readonly training: {
    readonly state: 'waiting' | 'running' | 'failed'
    readonly since: number
    readonly error: string | null
  } | null
}

export interface ModelDesk {
  summaries(): Promise<readonly ModelSummary[]>
  /** Trains in the background, then scores the last months again. 'plugged-in': a model given by path is not ours to train. */
  train(voice: Voice, by: string): Promise<'begun' | 'plugged-in'>
}

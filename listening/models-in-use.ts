// Which model of tone a voice has: one that was plugged in, the city's own, or the one that ships; where it lies, and
// how its figures were made.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { MediaConfig } from '#/crawler/media-config.ts'
import type { ModelSummary } from '#/crawler/model-desk.ts'
import type { ModelCard } from '#/crawler/sentiment/model-card.ts'
import { openModel } from '#/crawler/sentiment/model-file.ts'
import { ensureShippedModel, shippedModelPath } from '#/crawler/sentiment/shipped-models.ts'
import { Permanent } from '#/kernel/errors.ts'
import { VOICES, type Voice } from '#/kernel/mention.ts'
import type { ReportProblem } from '#/kernel/problem.ts'

/** `folder`: where the city's own models are kept. */
export function cityModelPath(folder: string, voice: Voice): string {
  return join(folder, `${voice}.model`)
}

/**
 * The voices that have a model of the city's own. A damaged file must not keep the platform from starting: the model
 * that ships scores as well, and people are told.
 */
export function cityVoices(folder: string, report: ReportProblem): Set<Voice> {
  return new Set(VOICES.filter(voice => isUsable(cityModelPath(folder, voice), report)))
}

function isUsable(path: string, report: ReportProblem): boolean {
  if (!existsSync(path)) return false
  try {
    openModel(path)
    return true
  } catch (error) {
    if (!(error instanceof Permanent)) throw error
    report({ code: 'model.left-out', where: path, detail: error.message })
    return false
  }
}

export function modelKind(
  voice: Voice,
  config: MediaConfig['models'],
  ofCity: ReadonlySet<Voice>,
): ModelSummary['kind'] {
  if (config[voice] !== undefined) return 'onnx'
  return ofCity.has(voice) ? 'city' : 'shipped'
}

export function modelPath(
  voice: Voice,
  folder: string,
  config: MediaConfig['models'],
  ofCity: ReadonlySet<Voice>,
): string {
  switch (modelKind(voice, config, ofCity)) {
    case 'onnx':
      return config[voice]!
    case 'city':
      return cityModelPath(folder, voice)
    case 'shipped':
      // Set-up has trained it; to make sure that it did is seconds of work, which a start need not wait for.
      if (!existsSync(shippedModelPath(voice))) ensureShippedModel(voice)
      return shippedModelPath(voice)
  }
}

/** How good it was measured to be, and how, for a person; null: no card, a model that was plugged in. */
export function measuredOf(
  card: ModelCard | null,
): Pick<ModelSummary, 'accuracy' | 'surestAccuracy' | 'measured'> {
  return {
    accuracy: card?.accuracy ?? null,
    surestAccuracy: card?.surestAccuracy ?? null,
    measured:
      card === null
        ? 'mô hình ngoài, chưa đo ở đây'
        : `kiểm tra chéo ${card.folds} phần trên ${card.texts.toLocaleString('vi-VN')} câu có nhãn, ngày ${card.trainedOn}`,
  }
}

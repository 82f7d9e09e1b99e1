// The two models of tone, opened from where they lie: a file is one of ours, a folder one that was plugged in.

import { statSync } from 'node:fs'
import type { ModelCard } from '#/crawler/sentiment/model-card.ts'
import { openModel } from '#/crawler/sentiment/model-file.ts'
import { openOnnxModel } from '#/crawler/sentiment/onnx-model.ts'
import { toneModelOf } from '#/crawler/sentiment/tone-model.ts'
import type { ToneScore, Voice } from '#/kernel/mention.ts'
import type { ModelPaths } from './reading-messages.ts'

export interface OpenedToneModel {
  /** Name and version, as a mention keeps it. */
  readonly id: string
  readonly card: ModelCard | null
  score(text: string): Promise<ToneScore> | ToneScore
}

export type ToneModels = Readonly<Record<Voice, OpenedToneModel>>

/** Throws Permanent, naming the path, when a model is missing, damaged or not one of tone. */
export async function openToneModels(paths: ModelPaths): Promise<ToneModels> {
  return { news: await open(paths.news), comment: await open(paths.comment) }
}

async function open(path: string): Promise<OpenedToneModel> {
  return isFolder(path) ? { ...(await openOnnxModel(path)), card: null } : toneModelOf(openModel(path))
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

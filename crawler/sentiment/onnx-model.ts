// A model of tone that a city brings along: an ONNX network, run by the package `onnxruntime-node`, which is not
// installed with the platform. It is a folder:
//
//   model.onnx   inputs input_ids and attention_mask (int64, [1, n]), with token_type_ids when it asks for them;
//                one output of [1, labels]: scores before softmax
//   vocab.txt    one piece a line, its line number from 0 is its id; [CLS] [SEP] [UNK] among them (WordPiece)
//   model.json   {"name", "version", "labels": ["neg","neu","pos"] in the order of the output,
//                 "lowercase": bool, "maxTokens": n, "sureFrom": 0 … 1}
//
// What is missing or does not fit is said with its path, before the first text.

import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Permanent } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { ToneScore } from '#/kernel/mention.ts'
import { TONES } from '#/kernel/mention.ts'
import { normaliseText } from '../text/normalise-text.ts'
import { toneScoreOf } from './tone-model.ts'
import { pieceIds, readVocabulary } from './word-pieces.ts'
import type { Vocabulary } from './word-pieces.ts'

export const ONNX_PACKAGE = 'onnxruntime-node'

/** What is used of `onnxruntime-node`. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    readonly create: (path: string) => Promise<OnnxSession>
  }
  readonly Tensor: new (type: 'int64', data: BigInt64Array, dims: readonly number[]) => unknown
}

export interface OnnxSession {
  readonly inputNames: readonly string[]
  readonly outputNames: readonly string[]
  readonly run: (feeds: Readonly<Record<string, unknown>>) => Promise<Readonly<Record<string, OnnxOutput>>>
  readonly release?: () => Promise<void>
}

interface OnnxOutput {
  readonly data: ArrayLike<number>
}

/** Like a ToneModel, but its answer takes a moment. */
export interface OnnxToneModel extends AsyncDisposable {
  readonly id: string
  readonly score: (text: string) => Promise<ToneScore>
}

interface Description {
  readonly name: string
  readonly version: string
  readonly labels: readonly string[]
  readonly lowercase: boolean
  readonly maxTokens: number
  readonly sureFrom: number
}

export type LoadRuntime = () => Promise<OnnxRuntime>

const installedRuntime: LoadRuntime = async () => (await import(ONNX_PACKAGE)) as OnnxRuntime

/** Throws Permanent: `model.no-runtime`, `model.unreadable`, `model.damaged`. */
export async function openOnnxModel(
  folder: string,
  loadRuntime: LoadRuntime = installedRuntime,
): Promise<OnnxToneModel> {
  const description = readDescription(join(folder, 'model.json'))
  const vocabulary = readVocabulary(readText(join(folder, 'vocab.txt')), join(folder, 'vocab.txt'))
  const path = join(folder, 'model.onnx')
  const runtime = await loadRuntime().catch((error: unknown) => {
    throw new Permanent(
      'model.no-runtime',
      `The model ${path} needs the package ${ONNX_PACKAGE}, which is not installed: npm install ${ONNX_PACKAGE} in the platform's folder. (${(error as Error).message})`,
      { cause: error },
    )
  })
  const session = await runtime.InferenceSession.create(path).catch((error: unknown) => {
    throw new Permanent('model.damaged', `${path} cannot be loaded: ${(error as Error).message}`, {
      cause: error,
    })
  })
  const output = session.outputNames[0]
  if (!session.inputNames.includes('input_ids') || output === undefined)
    throw new Permanent(
      'model.damaged',
      `${path} has the inputs ${session.inputNames.join(', ')}; input_ids is needed.`,
    )
  return {
    id: `${description.name} ${description.version}`,
    score: async text => {
      const ids = idsOf(text, description, vocabulary)
      const answer = await session.run(feedsOf(ids, session.inputNames, runtime))
      const scores = Array.from(answer[output]!.data, Number)
      if (scores.length !== description.labels.length)
        throw new Permanent(
          'model.damaged',
          `${path} answers ${scores.length} numbers for ${description.labels.length} labels in model.json.`,
        )
      return toneOf(scores, description)
    },
    [Symbol.asyncDispose]: async () => await session.release?.(),
  }
}

function idsOf(
  text: string,
  { lowercase, maxTokens }: Description,
  vocabulary: Vocabulary,
): readonly number[] {
  const normal = normaliseText(text.slice(0, LIMITS.maxScoredText))
  const pieces = pieceIds(lowercase ? normal.toLowerCase() : normal, vocabulary)
  return [vocabulary.begin, ...pieces.slice(0, maxTokens - 2), vocabulary.end]
}

function feedsOf(
  ids: readonly number[],
  inputNames: readonly string[],
  { Tensor }: OnnxRuntime,
): Record<string, unknown> {
  const tensor = (number: (id: number) => number): unknown =>
    new Tensor(
      'int64',
      BigInt64Array.from(ids, id => BigInt(number(id))),
      [1, ids.length],
    )
  const feeds: Record<string, unknown> = {}
  for (const name of inputNames) {
    if (name === 'input_ids') feeds[name] = tensor(id => id)
    else if (name === 'attention_mask') feeds[name] = tensor(() => 1)
    else if (name === 'token_type_ids') feeds[name] = tensor(() => 0)
  }
  return feeds
}

function toneOf(scores: readonly number[], { labels, sureFrom }: Description): ToneScore {
  const highest = Math.max(...scores)
  const powers = scores.map(score => Math.exp(score - highest))
  const sum = powers.reduce((total, one) => total + one, 0)
  const probabilities = Object.fromEntries(labels.map((label, at) => [label, powers[at]! / sum]))
  const label = labels[scores.indexOf(highest)]!
  const confidence = probabilities[label]!
  return toneScoreOf({ label, probabilities, confidence, sure: confidence >= sureFrom })
}

function readDescription(path: string): Description {
  const refuse = (why: string): never => {
    throw new Permanent('model.damaged', `${path}: ${why}`)
  }
  let value: unknown
  try {
    value = JSON.parse(readText(path))
  } catch (error) {
    if (error instanceof Permanent) throw error
    return refuse(`not JSON: ${(error as Error).message}`)
  }
  const found = (typeof value === 'object' && value !== null ? value : {}) as Partial<
    Record<keyof Description, unknown>
  >
  const { labels, maxTokens, sureFrom } = found
  if (
    !Array.isArray(labels) ||
    labels.length < 2 ||
    labels.some(label => !(TONES as readonly unknown[]).includes(label))
  )
    return refuse(
      `"labels" must list two or three of ${TONES.join(', ')} in the order of the network's output`,
    )
  if (typeof maxTokens !== 'number' || !Number.isInteger(maxTokens) || maxTokens < 3)
    return refuse('"maxTokens" must be a whole number, 3 or more')
  if (typeof sureFrom !== 'number' || !(sureFrom >= 0 && sureFrom <= 1))
    return refuse('"sureFrom" must be a probability, 0 … 1')
  return {
    name: typeof found.name === 'string' ? found.name : basename(join(path, '..')),
    version: typeof found.version === 'string' ? found.version : 'onnx',
    labels: labels as string[],
    lowercase: found.lowercase === true,
    maxTokens,
    sureFrom,
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new Permanent('model.unreadable', `${path} cannot be read: ${(error as Error).message}`, {
      cause: error,
    })
  }
}

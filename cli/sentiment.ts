// `thapcanh sentiment`: the tone of texts, and models for it. Lines in and out are JSON; with labels other than
// tones, `score` is the probability of the label given.

import { readFileSync, statSync } from 'node:fs'
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { crossEvaluate, evaluateClassifier } from '#/crawler/sentiment/evaluate-classifier.ts'
import { predictorOf } from '#/crawler/sentiment/classifier.ts'
import type { LabelledText } from '#/crawler/sentiment/labelled-lines.ts'
import { parseLabelledLines } from '#/crawler/sentiment/labelled-lines.ts'
import { readAfinn, readCityLexicon } from '#/crawler/sentiment/lexicon-files.ts'
import { openModel, saveModel } from '#/crawler/sentiment/model-file.ts'
import { openOnnxModel } from '#/crawler/sentiment/onnx-model.ts'
import { ensureShippedModel } from '#/crawler/sentiment/shipped-models.ts'
import { toneScoreOf } from '#/crawler/sentiment/tone-model.ts'
import { trainClassifier } from '#/crawler/sentiment/train-classifier.ts'
import type { TrainingInput } from '#/crawler/sentiment/train-classifier.ts'
import { systemClock } from '#/kernel/clock.ts'
import { Permanent } from '#/kernel/errors.ts'
import { TONES, VOICES } from '#/kernel/mention.ts'
import type { Voice } from '#/kernel/mention.ts'
import type { Io } from './io.ts'
import { numberedLines } from './event-lines.ts'

/** Bad lines shown one by one; the rest is counted. */
const MAX_SHOWN_LINES = 20

/** Exit 0 when all was done, 2 for bad input: each bad line is named with its reason. */
export async function sentiment(args: string[], io: Io): Promise<number> {
  const [command, ...rest] = args
  if (command === 'train') return train(rest, io)
  if (command === 'evaluate') return evaluate(rest, io)
  return score(args, io)
}

/** What one text gets, as it is printed. */
interface Line {
  readonly label: string
  readonly score: number
  readonly sure: boolean
}

async function score(args: string[], io: Io): Promise<number> {
  const { values } = parseArgs({ args, options: { model: { type: 'string', default: 'news' } } })
  await using model = await openScorer(values.model)
  let bad = 0
  for await (const { number, text } of numberedLines('-', io.stdin)) {
    if (text.trim() === '') continue
    const read = readTextLine(text)
    if (typeof read === 'string') {
      bad += 1
      io.stderr.write(`stdin:${number}: ${read}\n`)
      continue
    }
    const line = JSON.stringify({ id: read.id, ...(await model.score(read.text)) })
    if (!io.stdout.write(`${line}\n`)) await once(io.stdout, 'drain')
  }
  return bad > 0 ? 2 : 0
}

interface Scorer extends AsyncDisposable {
  readonly score: (text: string) => Line | Promise<Line>
}

async function openScorer(name: string): Promise<Scorer> {
  if (!isVoice(name) && statSync(name, { throwIfNoEntry: false })?.isDirectory() === true)
    return openOnnxModel(name)
  const classifier = isVoice(name) ? ensureShippedModel(name) : openModel(name)
  const predict = predictorOf(classifier)
  const tones = classifier.labels.every(label => (TONES as readonly string[]).includes(label))
  return {
    score: text => {
      const prediction = predict(text)
      if (tones) return toneScoreOf(prediction)
      const { label, confidence, sure } = prediction
      return { label, score: Math.round(confidence * 1000) / 1000, sure }
    },
    [Symbol.asyncDispose]: async () => {},
  }
}

function isVoice(name: string): name is Voice {
  return (VOICES as readonly string[]).includes(name)
}

function readTextLine(line: string): { readonly id: string | number; readonly text: string } | string {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    return `not JSON: ${(error as Error).message}`
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'not a JSON object'
  const { id, text } = value as { id?: unknown; text?: unknown }
  if (typeof id !== 'string' && typeof id !== 'number') return '"id" is missing, or neither text nor number'
  if (typeof text !== 'string') return '"text" is missing or no text'
  return { id, text }
}

async function train(args: string[], io: Io): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: 'string', multiple: true },
      out: { type: 'string' },
      name: { type: 'string', default: 'own' },
      lexicon: { type: 'string', default: 'both' },
    },
  })
  if (values.data === undefined || values.out === undefined)
    throw new Permanent('sentiment.usage', 'sentiment train: say --data FILE and --out MODEL')
  const lines = readData(values.data, io)
  if (lines === undefined) return 2
  io.stderr.write(`sentiment train: ${lines.length} texts …\n`)
  const classifier = trainClassifier(inputOf(values.name, lines, values.lexicon))
  saveModel(values.out, classifier)
  io.stdout.write(`${JSON.stringify(classifier.card)}\n`)
  return 0
}

async function evaluate(args: string[], io: Io): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: 'string', multiple: true },
      model: { type: 'string' },
      folds: { type: 'string' },
      lexicon: { type: 'string', default: 'both' },
    },
  })
  if (values.data === undefined || (values.model === undefined) === (values.folds === undefined))
    throw new Permanent(
      'sentiment.usage',
      'sentiment evaluate: say --data FILE, and --model MODEL for a model or --folds 5 to train and try as many',
    )
  const folds = foldsOf(values.folds)
  const lines = readData(values.data, io)
  if (lines === undefined) return 2
  if (values.model !== undefined) {
    const classifier = isVoice(values.model) ? ensureShippedModel(values.model) : openModel(values.model)
    io.stdout.write(`${JSON.stringify(evaluateClassifier(classifier, lines))}\n`)
    return 0
  }
  io.stderr.write(`sentiment evaluate: ${lines.length} texts in ${folds} parts …\n`)
  io.stdout.write(`${JSON.stringify(crossEvaluate(inputOf('own', lines, values.lexicon), folds))}\n`)
  return 0
}

function foldsOf(text = '5'): number {
  const folds = Number(text)
  if (!Number.isInteger(folds) || folds < 2 || folds > 20)
    throw new Permanent('sentiment.usage', `sentiment evaluate: --folds ${text} is no number from 2 to 20`)
  return folds
}

function inputOf(name: string, lines: readonly LabelledText[], lexicon: string): TrainingInput {
  if (lexicon !== 'both' && !isVoice(lexicon))
    throw new Permanent('sentiment.usage', `sentiment: --lexicon is news, comment or both, not ${lexicon}`)
  return {
    name,
    lines,
    lexicons: { city: readCityLexicon(lexicon), afinn: readAfinn() },
    trainedOn: new Date(systemClock.now()).toISOString().slice(0, 10),
  }
}

/** Undefined when a line was bad: a model must not be judged, or made, by half of what somebody meant. */
function readData(files: readonly string[], io: Io): LabelledText[] | undefined {
  let whole = true
  const all: LabelledText[] = []
  for (const file of files) {
    let text: string
    try {
      text = readFileSync(file, 'utf8')
    } catch (error) {
      throw new Permanent(
        'sentiment.unreadable',
        `sentiment: ${file} cannot be read: ${(error as Error).message}`,
        {
          cause: error,
        },
      )
    }
    const { lines, bad } = parseLabelledLines(text)
    for (const { line, reason } of bad.slice(0, MAX_SHOWN_LINES))
      io.stderr.write(`${file}:${line}: ${reason}\n`)
    if (bad.length > MAX_SHOWN_LINES)
      io.stderr.write(`${file}: ${bad.length - MAX_SHOWN_LINES} more bad lines\n`)
    if (bad.length > 0) whole = false
    all.push(...lines)
  }
  return whole ? all : undefined
}

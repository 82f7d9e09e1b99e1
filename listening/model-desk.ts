// The models of tone in use, and training them anew with what people corrected. A training is a durable job; when it
// has ended, the mentions of the last months are scored again, so that one report is not of two minds.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MediaConfig } from '#/crawler/media-config.ts'
import type { ModelDesk, ModelSummary } from '#/crawler/model-desk.ts'
import { readSentences } from '#/crawler/sentiment/shipped-models.ts'
import type { JobQueue } from '#/jobs/job-queue.ts'
import { isoTime, type Clock } from '#/kernel/clock.ts'
import { VOICES, type Voice } from '#/kernel/mention.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { MentionStore } from '#/store/mention-store.ts'
import { cityModelPath, cityVoices, measuredOf, modelKind, modelPath } from './models-in-use.ts'
import type { ModelInUse, ModelPaths } from './reading-messages.ts'
import type { ReadingRoom } from './reading-room.ts'
import { toneText } from './tone-text.ts'
import { trainModel } from './train-model.ts'

export interface ModelDeskOptions {
  /** Where the city's own models are kept. */
  readonly folder: string
  readonly config: MediaConfig['models']
  readonly mentions: Pick<MentionStore, 'corrected' | 'get' | 'find' | 'rescore'>
  readonly jobs: JobQueue
  readonly clock: Clock
  readonly report: ReportProblem
  /** In a thread of its own, from the sentences that ship and the corrections, unless a test trains from few. */
  readonly trainer?: typeof trainModel
}

export interface OpenedModelDesk extends ModelDesk {
  /** Where the model of each voice lies now. */
  paths(): ModelPaths
  /** Where the city's own model of a voice lies; undefined when it has none, or another is plugged in. */
  ofCity(voice: Voice): string | undefined
  /** Begins to take trainings; disposing ends it. */
  work(room: ReadingRoom): AsyncDisposable
}

/** What is known of a city's own model beside its card. */
interface Trained {
  readonly trainedAt: number
  readonly cityLabels: number
}

export const TRAINING_QUEUE = 'media.training'
const DAY_MS = 24 * 3_600_000
const RESCORE_DAYS = 90
const PAGE = 200

export function createModelDesk(options: ModelDeskOptions): OpenedModelDesk {
  const { folder, config, mentions, jobs, clock, report, trainer = trainModel } = options
  const trainedPath = (voice: Voice): string => join(folder, `${voice}.json`)
  let room: ReadingRoom | undefined
  const trainedVoices = cityVoices(folder, report)
  const kindOf = (voice: Voice): ModelSummary['kind'] => modelKind(voice, config, trainedVoices)
  const pathOf = (voice: Voice): string => modelPath(voice, folder, config, trainedVoices)
  const paths = (): ModelPaths => ({ news: pathOf('news'), comment: pathOf('comment') })

  async function train(voice: Voice, signal: AbortSignal): Promise<void> {
    const corrected = []
    for (const { id, label } of await mentions.corrected(voice)) {
      const mention = await mentions.get(id)
      if (mention !== undefined && mention.text !== '')
        corrected.push({ text: toneText(voice, mention.title, mention.text), label })
    }
    const now = clock.now()
    const path = cityModelPath(folder, voice)
    // Seconds of work are not begun for a folder that is not there.
    mkdirSync(folder, { recursive: true })
    await trainer({ voice, corrected, trainedOn: isoTime(now).slice(0, 10), path }, signal)
    trainedVoices.add(voice)
    const trained: Trained = { trainedAt: now, cityLabels: corrected.length }
    writeFileSync(trainedPath(voice), `${JSON.stringify(trained)}\n`)
    await room!.useModels(paths())
    await scoreAgain(voice, signal)
  }

  async function scoreAgain(voice: Voice, signal: AbortSignal): Promise<void> {
    const filter = { voice, fromMs: clock.now() - RESCORE_DAYS * DAY_MS }
    for (let after: string | undefined; ;) {
      signal.throwIfAborted()
      const page = await mentions.find(filter, PAGE, after)
      // A text that was forgotten by age keeps the score it had.
      const known = page.mentions.filter(({ text }) => text !== '')
      const scores = await room!.score(
        voice,
        known.map(({ title, text }) => toneText(voice, title, text)),
      )
      await mentions.rescore(known.map(({ id }, at) => ({ id, ...scores[at]! })))
      if (page.next === null) return
      after = page.next
    }
  }

  async function summaryOf(voice: Voice, { id, card }: ModelInUse): Promise<ModelSummary> {
    const kind = kindOf(voice)
    const trained = kind === 'city' ? readTrained(trainedPath(voice)) : undefined
    const job = await jobs.job(TRAINING_QUEUE, voice)
    const state = job?.state
    const isShown = state === 'waiting' || state === 'running' || state === 'failed'
    return {
      voice,
      name: id,
      kind,
      trainedAt: trained?.trainedAt ?? null,
      shippedLabels: kind === 'onnx' ? 0 : readSentences(voice).length,
      cityLabels: trained?.cityLabels ?? 0,
      ...measuredOf(card),
      macroF1: card?.macroF1 ?? null,
      strippedAccuracy: card?.bareAccuracy ?? null,
      sureShare: card?.sureShare ?? null,
      perLabel: Object.entries(card?.labels ?? {}).map(([label, quality]) => ({
        label,
        precision: quality.precision,
        recall: quality.recall,
        f1: quality.f1,
        count: quality.texts,
      })),
      training:
        job !== undefined && isShown
          ? { state, since: job.startedAt ?? job.createdAt, error: job.lastError }
          : null,
    }
  }

  return {
    paths,
    ofCity: voice => (kindOf(voice) === 'city' ? cityModelPath(folder, voice) : undefined),
    work(reading) {
      room = reading
      return jobs.work(TRAINING_QUEUE, async (job, signal) => await train(job.key as Voice, signal))
    },
    async summaries() {
      const inUse = await room!.models()
      return await Promise.all(VOICES.map(voice => summaryOf(voice, inUse[voice])))
    },
    async train(voice, by) {
      if (kindOf(voice) === 'onnx') return 'plugged-in'
      await jobs.add({
        queue: TRAINING_QUEUE,
        key: voice,
        data: { by },
        retry: { attempts: 1, firstMs: 0, maxMs: 0 },
      })
      return 'begun'
    },
  }
}

/** Absent or damaged: the model still works, only its date is not known. */
function readTrained(path: string): Trained | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Trained
  } catch {
    return undefined
  }
}

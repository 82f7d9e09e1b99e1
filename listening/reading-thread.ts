// The reading thread: takes pages apart, scores their tone and reads what they are about. Reading a large page takes
// up to some hundred milliseconds, for which the main thread has no time. One page after the other.

import { parentPort, workerData } from 'node:worker_threads'
import { openAuthorHash } from '#/crawler/author-hash.ts'
import { loadDepartments } from '#/crawler/meaning/departments.ts'
import { createMeaningContext, type MeaningContext } from '#/crawler/meaning/read-meaning.ts'
import { packError } from '#/kernel/carry-error.ts'
import type { Voice } from '#/kernel/mention.ts'
import { draftMentions, type Readings } from './draft-mentions.ts'
import { openLabelScorers, type LabelScorers } from './label-scorers.ts'
import type {
  FromReading,
  MeaningSettings,
  ModelInUse,
  ReadingResult,
  ReadingSettings,
  ScoredTone,
  ToReading,
} from './reading-messages.ts'
import { openToneModels, type OpenedToneModel, type ToneModels } from './tone-models.ts'

const port = parentPort
if (port === null) throw new Error('listening/reading-thread.ts runs as a worker thread only')
const settings = workerData as ReadingSettings
const tell = (message: FromReading): void => port.postMessage(message)

function meaningOf({ departmentsFile, ...asked }: MeaningSettings, scorers: LabelScorers): MeaningContext {
  const departments = departmentsFile === null ? {} : { departments: loadDepartments(departmentsFile) }
  return createMeaningContext({ ...asked, ...departments, ...scorers })
}

async function start(): Promise<void> {
  const hashAuthor = openAuthorHash(settings.authorKeyFile)
  const scorers = openLabelScorers()
  let models = await openToneModels(settings.models)
  let meaning = meaningOf(settings.meaning, scorers)

  const readings = (): Readings => ({
    meaning,
    tone: (voice, text) => scored(models, voice, text),
    hashAuthor,
  })

  async function answer(message: ToReading): Promise<ReadingResult> {
    switch (message.kind) {
      case 'read':
        return await draftMentions(message.page, readings())
      case 'score':
        return await scoreAll(models, message.voice, message.texts)
      case 'cards':
        return { news: inUse(models.news), comment: inUse(models.comment) }
      case 'models':
        models = await openToneModels(message.models)
        return null
      case 'meaning':
        meaning = meaningOf(message.meaning, scorers)
        return null
    }
  }

  let turn: Promise<void> = Promise.resolve()
  port!.on('message', (message: ToReading) => {
    const { call } = message
    turn = turn.then(async () => {
      try {
        tell({ kind: 'result', call, result: await answer(message) })
      } catch (error) {
        tell({ kind: 'failed', call, error: packError(error) })
      }
    })
  })
}

const inUse = ({ id, card }: OpenedToneModel): ModelInUse => ({ id, card })

async function scored(models: ToneModels, voice: Voice, text: string): Promise<ScoredTone> {
  const model = models[voice]
  return { tone: await model.score(text), model: model.id }
}

async function scoreAll(models: ToneModels, voice: Voice, texts: readonly string[]): Promise<ScoredTone[]> {
  const tones: ScoredTone[] = []
  for (const text of texts) tones.push(await scored(models, voice, text))
  return tones
}

try {
  await start()
  tell({ kind: 'ready' })
} catch (error) {
  tell({ kind: 'unusable', error: packError(error) })
  port.close()
}

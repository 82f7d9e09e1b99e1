// A city teaches its model: corrections change it, what was corrected stays, failures are shown, a model that was
// plugged in is not ours to train.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { saveModel } from '#/crawler/sentiment/model-file.ts'
import { shippedInput } from '#/crawler/sentiment/shipped-models.ts'
import { trainClassifier } from '#/crawler/sentiment/train-classifier.ts'
import { openEmbeddedJobQueue } from '#/jobs/embedded/job-queue.ts'
import type { JobQueue } from '#/jobs/job-queue.ts'
import type { Voice } from '#/kernel/mention.ts'
import type { Problem } from '#/kernel/problem.ts'
import { createModelDesk, type OpenedModelDesk } from '#/listening/model-desk.ts'
import type { ModelsInUse, ScoredTone } from '#/listening/reading-messages.ts'
import type { ReadingRoom } from '#/listening/reading-room.ts'
import type { TrainingOrder } from '#/listening/training-thread.ts'
import { openToneModels, type ToneModels } from '#/listening/tone-models.ts'
import { openEmbeddedMentionStore } from '#/store/embedded/mention-store.ts'
import type { MentionStore } from '#/store/mention-store.ts'
import { hexId, inventedMention } from '../store/invented-mentions.ts'

const NOW = Date.UTC(2026, 10, 22)
const clock = { now: () => NOW }
/** Words that no sentence that ships has. */
const WORD = 'xuyzoqua'

let folder: string
let problems: Problem[]
let mentions: MentionStore
let jobs: JobQueue
beforeEach(async () => {
  problems = []
  folder = mkdtempSync(join(tmpdir(), 'thapcanh-desk-'))
  mentions = await openEmbeddedMentionStore({
    path: ':memory:',
    onFailed(error) {
      throw error
    },
  })
  jobs = openEmbeddedJobQueue({ path: ':memory:', clock, report: () => {}, longestSleepMs: 3 })
})
afterEach(async () => {
  await jobs[Symbol.asyncDispose]()
  await mentions[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

/** A room in this thread: with the models alone, which are real. */
async function roomOf(desk: OpenedModelDesk): Promise<ReadingRoom> {
  let models: ToneModels = await openToneModels(desk.paths())
  return {
    read: () => Promise.reject(new Error('nobody reads here')),
    score: async (voice, texts) =>
      await Promise.all(
        texts.map(async (text): Promise<ScoredTone> => ({
          tone: await models[voice].score(text),
          model: models[voice].id,
        })),
      ),
    models: () => {
      const of = (voice: Voice) => ({ id: models[voice].id, card: models[voice].card })
      return Promise.resolve({ news: of('news'), comment: of('comment') } satisfies ModelsInUse)
    },
    async useModels(paths) {
      models = await openToneModels(paths)
    },
    useMeaning: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}
/** As training-thread.ts does it, from every twentieth sentence that ships: all of them take long. */
async function trainFromFew({ voice, corrected, trainedOn, path }: TrainingOrder): Promise<void> {
  const shipped = shippedInput(voice)
  const lines = [...shipped.lines.filter((_, nth) => nth % 20 === 0), ...corrected]
  saveModel(path, trainClassifier({ ...shipped, name: `${voice}-city`, lines, trainedOn }))
  await Promise.resolve()
}
const deskWith = (config: { news?: string } = {}): OpenedModelDesk =>
  createModelDesk({
    folder,
    config,
    mentions,
    jobs,
    clock,
    report: problem => void problems.push(problem),
    trainer: trainFromFew,
  })
const summaryOf = async (desk: OpenedModelDesk, voice: Voice) =>
  (await desk.summaries()).find(each => each.voice === voice)!
const ended = async (desk: OpenedModelDesk, voice: Voice): Promise<unknown> =>
  await vi.waitUntil(
    async () => {
      const { training } = await summaryOf(desk, voice)
      return training === null || training.state === 'failed'
    },
    { timeout: 50_000, interval: 50 },
  )

test(
  'what people corrected changes the model; mentions are scored again, their word stays',
  { timeout: 60_000 },
  async () => {
    const bad = (number: number) =>
      inventedMention(number, {
        title: '',
        text: `${WORD} ${WORD} số ${number}`,
        kind: 'comment',
        voice: 'comment',
        publishedAt: NOW - number,
        tone: { label: 'neu', score: 0, sure: false },
        toneModel: 'old',
      })
    await mentions.put(Array.from({ length: 41 }, (_, n) => ({ mention: bad(n + 1), sketch: null })))
    for (let n = 1; n <= 40; n++) await mentions.correct(hexId(n), { label: 'neg', by: 'lan', at: NOW + n })
    const desk = deskWith()
    const room = await roomOf(desk)
    const working = desk.work(room)
    const before = await summaryOf(desk, 'comment')
    const [strange] = await room.score('comment', [`${WORD} ${WORD} số 41`])
    expect(before).toMatchObject({ kind: 'shipped', cityLabels: 0, trainedAt: null })

    expect(await desk.train('comment', 'lan')).toBe('begun')
    expect((await summaryOf(desk, 'comment')).training).toMatchObject({ error: null })
    await ended(desk, 'comment')
    const after = await summaryOf(desk, 'comment')
    expect(after).toMatchObject({ kind: 'city', cityLabels: 40, trainedAt: NOW, training: null })
    expect(after.name).not.toBe(before.name)
    expect(after.accuracy).not.toBe(null)
    expect(await summaryOf(desk, 'news')).toMatchObject({ kind: 'shipped' })

    const learnt = (await mentions.get(hexId(41)))!
    expect(learnt.toneModel).toBe(after.name)
    expect(learnt.tone.label).toBe('neg')
    expect(learnt.tone.score).toBeLessThan(strange!.tone.score)
    const corrected = (await mentions.get(hexId(1)))!
    expect(corrected).toMatchObject({ toneModel: after.name, correction: { label: 'neg', by: 'lan' } })

    // What was trained is in use after a restart.
    await working[Symbol.asyncDispose]()
    const again = deskWith()
    await using _again = again.work(await roomOf(again))
    expect(await summaryOf(again, 'comment')).toMatchObject({
      kind: 'city',
      name: after.name,
      cityLabels: 40,
    })
  },
)

test(
  'a training that fails is shown with its reason, and the old model goes on',
  { timeout: 60_000 },
  async () => {
    rmSync(folder, { recursive: true })
    writeFileSync(folder, 'no folder at all')
    const desk = deskWith()
    await using _working = desk.work(await roomOf(desk))
    await mentions.put([{ mention: inventedMention(1, { publishedAt: NOW }), sketch: null }])
    await desk.train('news', 'lan')
    await ended(desk, 'news')
    expect(await summaryOf(desk, 'news')).toMatchObject({
      kind: 'shipped',
      training: { state: 'failed', error: expect.stringContaining(folder) as string },
    })
    expect((await mentions.get(hexId(1)))!.toneModel).toBe('news 1')
  },
)

test("a city's model that is damaged is left out, and said", async () => {
  writeFileSync(join(folder, 'comment.model'), 'half a mod')
  const desk = deskWith()
  await using _working = desk.work(await roomOf(desk))
  expect(await summaryOf(desk, 'comment')).toMatchObject({ kind: 'shipped', cityLabels: 0 })
  expect(problems).toEqual([
    {
      code: 'model.left-out',
      where: join(folder, 'comment.model'),
      detail: expect.stringMatching(/\w/) as string,
    },
  ])
})

test('a model by path is not ours to train', async () => {
  const desk = deskWith({ news: join(folder, 'onnx') })
  expect(await desk.train('news', 'lan')).toBe('plugged-in')
  expect(await desk.train('comment', 'lan')).toBe('begun')
  expect(desk.paths().news).toBe(join(folder, 'onnx'))
})

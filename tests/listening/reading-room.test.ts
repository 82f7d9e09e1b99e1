// The reading thread with the models that ship: it reads what comes, survives pages made to break it, and leaves
// nobody waiting when it is gone.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureShippedModel, shippedModelPath } from '#/crawler/sentiment/shipped-models.ts'
import type { MeaningSettings } from '#/listening/reading-messages.ts'
import { openReadingRoom, startReadingRoom, type ReadingRoom } from '#/listening/reading-room.ts'
import { articlePage, inventedSource, readOf } from './invented-source.ts'

const MEANING: MeaningSettings = {
  province: null,
  departmentsFile: null,
  systems: [],
  cityDomains: [],
  knownDomains: [],
}
const MODELS = { news: shippedModelPath('news'), comment: shippedModelPath('comment') }
const folder = mkdtempSync(join(tmpdir(), 'thapcanh-room-'))
const failures: Error[] = []
let room: ReadingRoom

beforeAll(async () => {
  for (const voice of ['news', 'comment'] as const) ensureShippedModel(voice)
  room = await openReadingRoom(
    { authorKeyFile: join(folder, 'author.key'), models: MODELS, meaning: MEANING },
    error => void failures.push(error),
  )
}, 180_000)
afterAll(async () => {
  await room[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

test('whoever closes it does not wait until its models are loaded, and that is no failure', async () => {
  const authorKeyFile = join(folder, 'author.key')
  const settings = { authorKeyFile, models: MODELS, meaning: MEANING, isNeededNow: true }
  const opening = startReadingRoom(settings, error => void failures.push(error))
  const asked = opening.models()
  await Promise.all([
    expect(asked).rejects.toThrow('the reading thread ended'),
    opening[Symbol.asyncDispose](),
  ])
  expect(failures).toEqual([])
})

test('pages are read one after the other, with tone and its model', async () => {
  const { drafts, failure } = await room.read(readOf(articlePage({ author: 'Trần Thị Mẫu' })))
  expect(failure).toBe(null)
  expect(drafts[0]!.mention.toneModel).toBe((await room.models()).news.id)
  expect(drafts[0]!.mention.author).toMatch(/^[0-9a-f]{32}$/)
  expect(drafts[0]!.sketch).toBeInstanceOf(Uint8Array)
  expect(existsSync(join(folder, 'author.key'))).toBe(true)
})

test.each([
  ['nothing', ''],
  ['bytes', '\u0000\u0001\ufffd'.repeat(1000)],
  ['elements within elements', '<div>'.repeat(50_000)],
  ['open tags', '<a href="'.repeat(50_000)],
  ['a line without end', 'a'.repeat(3_000_000)],
  ['broken JSON-LD', `<script type="application/ld+json">${'{"a":['.repeat(20_000)}</script>`],
  ['a million entities', '&amp'.repeat(500_000)],
])('a page of %s is an answer or an error, and the next is read', async (_, body) => {
  const reading = await room.read(readOf(body)).catch((error: unknown) => error)
  expect(reading).toBeTypeOf('object')
  expect((await room.read(readOf(articlePage({})))).drafts).toHaveLength(1)
  expect(failures).toEqual([])
})

test('what is looked for changes while it reads', async () => {
  const page = readOf(
    articlePage({
      text: `Cổng Sao Mai ngừng hoạt động từ sáng nay, ${'người dân phải chờ đợi. '.repeat(9)}`,
    }),
  )
  expect((await room.read(page)).drafts[0]!.mention.systemIds).toEqual([])
  await room.useMeaning({ ...MEANING, systems: [{ id: 'sao-mai', names: ['Cổng Sao Mai'], domains: [] }] })
  expect((await room.read(page)).drafts[0]!.mention.systemIds).toEqual(['sao-mai'])
})

test('models that cannot be opened are refused, and the old ones go on', async () => {
  const before = await room.models()
  const missing = join(folder, 'no.model')
  await expect(room.useModels({ ...MODELS, news: missing })).rejects.toMatchObject({
    name: 'Permanent',
    code: 'model.unreadable',
    message: expect.stringContaining(missing) as string,
  })
  expect(await room.models()).toEqual(before)
  expect(await room.score('news', ['Ngập nặng, dân khốn khổ', 'Khen ngợi cán bộ tận tình'])).toHaveLength(2)
  expect(await room.score('news', [])).toEqual([])
})

test('a room that is closed answers nobody, and its end is no failure', async () => {
  const closing = await openReadingRoom(
    { authorKeyFile: join(folder, 'author.key'), models: MODELS, meaning: MEANING },
    error => void failures.push(error),
  )
  const waiting = closing.read(readOf(articlePage({}), { source: inventedSource() }))
  await Promise.all([
    expect(waiting).rejects.toThrow('the reading thread ended'),
    closing[Symbol.asyncDispose](),
  ])
  await expect(closing.models()).rejects.toThrow('the reading thread ended')
  expect(failures).toEqual([])
})

test('a room whose settings are wrong does not open, and says what is wrong', async () => {
  const wrong = {
    authorKeyFile: join(folder, 'author.key'),
    models: MODELS,
    meaning: { ...MEANING, province: '00' },
  }
  await expect(openReadingRoom(wrong, error => void failures.push(error))).rejects.toThrow('province 00')
  expect(failures).toEqual([])
})

test('a room that nobody needs yet makes the key only, and reads with what it heard before it was opened', async () => {
  const authorKeyFile = join(folder, 'later.key')
  const settings = { authorKeyFile, models: MODELS, meaning: MEANING, isNeededNow: false }
  await using later = startReadingRoom(settings, error => void failures.push(error))
  expect(existsSync(authorKeyFile)).toBe(true)
  await later.useMeaning({ ...MEANING, systems: [{ id: 'sao-mai', names: ['Cổng Sao Mai'], domains: [] }] })
  const text = `Cổng Sao Mai ngừng hoạt động từ sáng nay, ${'người dân phải chờ đợi. '.repeat(9)}`
  const { drafts } = await later.read(readOf(articlePage({ text })))
  expect(drafts[0]!.mention.systemIds).toEqual(['sao-mai'])
  expect(failures).toEqual([])
})

test('what a room cannot read with is told when it is needed: at once, or with the first that is asked', async () => {
  const wrong = {
    authorKeyFile: join(folder, 'author.key'),
    models: { ...MODELS, news: join(folder, 'no.model') },
    meaning: MEANING,
  }
  const heard: Error[] = []
  const refused = { code: 'model.unreadable' }
  {
    await using later = startReadingRoom({ ...wrong, isNeededNow: false }, error => void heard.push(error))
    await later.useMeaning(MEANING)
    expect(heard).toEqual([])
    await expect(later.models()).rejects.toMatchObject(refused)
    expect(heard).toMatchObject([refused])
  }
  {
    await using _now = startReadingRoom({ ...wrong, isNeededNow: true }, error => void heard.push(error))
    await expect.poll(() => heard.length).toBe(2)
  }
  expect(heard[1]).toMatchObject(refused)
})

test('a key that is none is refused before anything is read', () => {
  const authorKeyFile = join(folder, 'wrong.key')
  writeFileSync(authorKeyFile, 'half a key')
  const settings = { authorKeyFile, models: MODELS, meaning: MEANING, isNeededNow: false }
  expect(() => startReadingRoom(settings, error => void failures.push(error))).toThrow(
    expect.objectContaining({ code: 'data.unusable' }),
  )
  expect(failures).toEqual([])
})

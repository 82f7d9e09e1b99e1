// A worker's reading room reads with what the leader reads with, and follows its changes.

import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { parseConfig } from '#/config.ts'
import { createAuthorHash } from '#/crawler/author-hash.ts'
import { ensureShippedModel, shippedModelPath } from '#/crawler/sentiment/shipped-models.ts'
import type { Problem } from '#/kernel/problem.ts'
import { openFollowingRoom } from '#/listening/follow-reading.ts'
import type { MeaningSettings } from '#/listening/reading-messages.ts'
import type { ReadingRoom } from '#/listening/reading-room.ts'
import { createSharedReading, digestOf, type SharedReading } from '#/listening/shared-reading.ts'
import { articlePage, inventedSource, readOf } from './invented-source.ts'

const MEANING: MeaningSettings = {
  province: null,
  departmentsFile: null,
  systems: [],
  cityDomains: [],
  knownDomains: [],
}
const AUTHOR_KEY = '0123456789abcdef'.repeat(4)
const { config } = parseConfig('{}', 'test.yaml')
const folder = mkdtempSync(join(tmpdir(), 'thapcanh-follow-'))
const files = { authorKey: join(folder, 'author.key'), models: join(folder, 'models') }
const cityModel = join(files.models, 'comment.model')
const problems: Problem[] = []
const failures: Error[] = []
let meaning = MEANING
let model: Uint8Array | undefined
let room: ReadingRoom

/** As if the leader's files were these. */
const shared: SharedReading = {
  async settings(known) {
    const { departmentsFile: _own, ...told } = meaning
    const models = { news: null, comment: model === undefined ? null : digestOf(model) }
    const version = JSON.stringify([told, models])
    return version === known ? undefined : { version, authorKey: AUTHOR_KEY, meaning: told, models }
  },
  model: async () => model,
}
const soon = (check: () => boolean | Promise<boolean>) =>
  vi.waitUntil(check, { timeout: 90_000, interval: 20 })

beforeAll(async () => {
  for (const voice of ['news', 'comment'] as const) ensureShippedModel(voice)
  room = await openFollowingRoom({
    shared,
    folder: files,
    config: config!.media,
    report: problem => void problems.push(problem),
    onFailed: error => void failures.push(error),
    lookMs: 20,
  })
}, 180_000)
afterAll(async () => {
  await room[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

test('authors are hashed with the leader’s key, which stands in a file of the owner’s', async () => {
  const { drafts } = await room.read(readOf(articlePage({ author: 'Trần Thị Mẫu' })))
  const hash = createAuthorHash(Buffer.from(AUTHOR_KEY, 'hex'))
  expect(drafts[0]!.mention.author).toBe(hash('Trần Thị Mẫu', inventedSource().id))
  expect(statSync(files.authorKey).mode & 0o777).toBe(0o600)
})

test('a system that the leader knows now is found', async () => {
  const text = `Cổng Sao Mai ngừng hoạt động từ sáng nay, ${'người dân phải chờ đợi. '.repeat(9)}`
  const read = async () => (await room.read(readOf(articlePage({ text })))).drafts[0]!.mention.systemIds
  expect(await read()).toEqual([])
  meaning = { ...MEANING, systems: [{ id: 'sao-mai', names: ['Cổng Sao Mai'], domains: [] }] }
  await soon(async () => (await read()).includes('sao-mai'))
})

test('a model that cannot be opened is told, and the one before goes on', { timeout: 120_000 }, async () => {
  const before = (await room.models()).comment.id
  model = Buffer.from('no model')
  await soon(() => problems.length > 0)
  expect(problems[0]).toMatchObject({ code: 'reading.not-followed', where: 'leader' })
  expect((await room.models()).comment.id).toBe(before)
  model = undefined
})

test('the city’s own model comes from the leader, whole', { timeout: 120_000 }, async () => {
  const bytes = readFileSync(shippedModelPath('comment'))
  model = bytes
  await soon(() => {
    try {
      return readFileSync(cityModel).equals(bytes)
    } catch {
      return false
    }
  })
  expect((await room.score('comment', ['Rất tốt']))[0]?.tone.label).toBeTypeOf('string')
})

test('what the leader tells has a version that changes with it, and nothing is told twice', async () => {
  let now = MEANING
  let file: string | undefined
  const reading = createSharedReading({
    authorKeyFile: files.authorKey,
    ready: async () => {},
    meaning: async () => now,
    modelFile: voice => (voice === 'news' ? file : undefined),
  })
  const first = (await reading.settings(null))!
  expect(first).toMatchObject({ authorKey: AUTHOR_KEY, models: { news: null, comment: null } })
  expect(await reading.settings(first.version)).toBeUndefined()
  now = { ...MEANING, cityDomains: ['example.com'] }
  const second = (await reading.settings(first.version))!
  expect(second.meaning.cityDomains).toEqual(['example.com'])
  file = shippedModelPath('news')
  const third = (await reading.settings(second.version))!
  expect(third.models.news).toBe(digestOf(readFileSync(file)))
  expect(await reading.model('news')).toEqual(readFileSync(file))
  expect(await reading.model('comment')).toBeUndefined()
  expect(failures).toEqual([])
})

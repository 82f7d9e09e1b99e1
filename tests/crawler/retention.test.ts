// Texts are forgotten and mentions deleted in time, for good: their words are in no file of the store.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { applyRetention, RETENTION_DEFAULTS, startRetention, type Retained } from '#/crawler/retention.ts'
import { openEmbeddedJobQueue } from '#/jobs/embedded/job-queue.ts'
import { openEmbeddedMentionStore } from '#/store/embedded/mention-store.ts'
import { hexId, inventedMention, SUNDAY } from '../store/invented-mentions.ts'

const DAY = 86_400_000
const ages = [0, 179, 181, 729, 731]

/** One mention of each age, whose text has a word that stands nowhere else. */
const mentions = ages.map((days, i) => ({
  mention: inventedMention(i + 1, {
    text: `Bí mật chữ tuyệtmật${i} `.repeat(40),
    publishedAt: SUNDAY - days * DAY,
  }),
  sketch: new Uint8Array(64).fill(0x41 + i),
}))

test('texts go after half a year, mentions after two, each day again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'thapcanh-retention-'))
  try {
    const path = join(folder, 'media.sqlite')
    await using store = await openEmbeddedMentionStore({ path, onFailed: () => {} })
    await store.put(mentions)
    expect(await applyRetention(store, SUNDAY, RETENTION_DEFAULTS)).toEqual({ forgotten: 2, deleted: 1 })
    expect(await applyRetention(store, SUNDAY, RETENTION_DEFAULTS)).toEqual({ forgotten: 0, deleted: 0 })

    expect(await store.get(hexId(5))).toBeUndefined()
    const { text, author, title, url, tone } = (await store.get(hexId(3)))!
    expect({ text, author }).toEqual({ text: '', author: null })
    expect({ title, url, tone }).toEqual({
      title: mentions[2]!.mention.title,
      url: mentions[2]!.mention.url,
      tone: mentions[2]!.mention.tone,
    })
    expect((await store.find({ text: 'bí mật' }, 10)).total).toBe(2)
    expect((await store.find({ text: 'sao mai' }, 10)).total).toBe(4)
    expect(await store.sketchesSince(0)).toHaveLength(2)

    const bytes = readdirSync(folder).map(file => readFileSync(join(folder, file)))
    const isThere = (word: string): boolean => bytes.some(each => each.includes(word))
    expect(ages.map((_, i) => isThere(`tuyệtmật${i}`))).toEqual([true, true, false, false, false])
    expect(ages.map((_, i) => isThere(`tuyetmat${i}`))).toEqual([true, true, false, false, false])
    expect(ages.map((_, i) => isThere(String.fromCharCode(0x41 + i).repeat(64)))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('the daily job does it at its start', async () => {
  const clock = { now: () => SUNDAY }
  await using store = await openEmbeddedMentionStore({ path: ':memory:', onFailed: () => {} })
  await store.put(mentions)
  await using jobs = openEmbeddedJobQueue({ path: ':memory:', clock, report: () => {} })
  const { promise, resolve } = Promise.withResolvers<Retained>()
  await using _ = await startRetention(jobs, store, clock, RETENTION_DEFAULTS, resolve)
  expect(await promise).toEqual({ forgotten: 2, deleted: 1 })
})

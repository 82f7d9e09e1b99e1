// Sources as records: checked, versioned, and never made local by who edits them.

import { describe, expect, test } from 'vitest'
import { createSources, type Sources } from '#/crawler/sources/sources.ts'
import type { WrittenSource } from '#/crawler/sources/source-schema.ts'
import { systemClock } from '#/kernel/clock.ts'
import type { MediaSource } from '#/kernel/media-source.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'

const source: WrittenSource = {
  id: 'bao-vi-du',
  name: 'Báo Ví Dụ',
  kind: 'feed',
  urls: ['https://news.example.com/rss'],
  enabled: false,
  everyMinutes: 60,
  pauseMs: 2000,
  needsBrowser: false,
  withComments: false,
  include: [],
  exclude: [],
  topics: [],
  reach: null,
  language: 'vi',
  selectors: {},
  note: '',
}

function open(isLocal?: (source: WrittenSource) => boolean): Sources {
  const { records } = openEmbeddedStateStore({ path: ':memory:', clock: systemClock })
  return createSources({ records, ...(isLocal === undefined ? {} : { isLocal }) })
}

test('two people who edit the same version do not overwrite each other', async () => {
  const sources = open()
  expect(await sources.create(source)).toMatchObject({ kind: 'saved', saved: { version: 1 } })
  expect(await sources.create(source)).toEqual({ kind: 'exists' })
  expect(await sources.save({ ...source, name: 'Một' }, 1)).toMatchObject({
    kind: 'saved',
    saved: { version: 2 },
  })
  expect(await sources.save({ ...source, name: 'Hai' }, 1)).toEqual({ kind: 'conflict' })
  expect((await sources.get(source.id))?.source.name).toBe('Một')
  expect(await sources.save({ ...source, id: 'khong-co' }, 1)).toEqual({ kind: 'not-found' })
  expect(await sources.remove(source.id, 1)).toBe('conflict')
  expect(await sources.remove(source.id, 2)).toBe('removed')
  expect(await sources.remove(source.id, 2)).toBe('not-found')
})

test('switching on and off stands beside edits', async () => {
  const sources = open()
  await sources.create(source)
  expect(await sources.switch(source.id, true)).toMatchObject({ kind: 'saved', saved: { version: 2 } })
  expect(await sources.switch(source.id, true)).toMatchObject({ kind: 'saved', saved: { version: 2 } })
  expect((await sources.get(source.id))?.source.enabled).toBe(true)
  expect(await sources.switch('khong-co', true)).toEqual({ kind: 'not-found' })
})

test('what is wrong is told field by field, in both languages', async () => {
  const outcome = await open().create({
    ...source,
    urls: ['http://[::ffff:10.0.0.1]/', 'https://news.example.com/'],
    pauseMs: 1,
    selectors: { text: '..' },
    exclude: ['*'],
  })
  expect(outcome.kind === 'invalid' && outcome.problems.map(({ field }) => field)).toEqual([
    'urls',
    'exclude',
    'pauseMs',
    'selectors',
  ])
  if (outcome.kind !== 'invalid') return
  for (const { text, textEnglish } of outcome.problems) expect(text).not.toBe(textEnglish)
})

test('a shape that no contract has checked is refused, too', async () => {
  const outcome = await open().create({ ...source, name: ' ', everyMinutes: 0, kind: 'blog' as 'feed' })
  expect(outcome.kind === 'invalid' && new Set(outcome.problems.map(({ field }) => field))).toEqual(
    new Set(['name', 'everyMinutes', 'kind']),
  )
})

describe('a local source', () => {
  test('is not made by whoever writes `local`', async () => {
    const sources = open()
    await sources.create({ ...source, local: true } as MediaSource)
    expect((await sources.get(source.id))?.source).toEqual(source)
    const inside = await sources.create({
      ...source,
      id: 'b',
      urls: ['http://127.0.0.1:9/'],
      local: true,
    } as MediaSource)
    expect(inside.kind).toBe('invalid')
  })

  test('is what the one who opened the sources says it is', async () => {
    const sources = open(({ id }) => id.startsWith('demo-'))
    expect((await sources.create({ ...source, id: 'demo-a', urls: ['http://127.0.0.1:9/'] })).kind).toBe(
      'saved',
    )
    expect((await sources.get('demo-a'))?.source.local).toBe(true)
    expect((await sources.create({ ...source, urls: ['http://127.0.0.1:9/'] })).kind).toBe('invalid')
  })
})

test('listeners hear of a change after it is there', async () => {
  const sources = open()
  const heard: number[] = []
  sources.onChanged(async () => void heard.push((await sources.list()).length))
  await sources.create(source)
  await sources.switch(source.id, true)
  await sources.remove(source.id, 2)
  expect(heard).toEqual([1, 1, 0])
})

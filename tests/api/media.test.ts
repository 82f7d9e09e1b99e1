// Online media over the API: nobody's name goes out, what is read is kept, changes name the version they saw.

import { describe, expect, test } from 'vitest'
import { COMMENT, SOURCE, STORY } from './invented-media.ts'
import { openCity } from './invented-platform.ts'

test('no answer names an author, not even as a hash, and quotes name no person', async () => {
  await using city = await openCity()
  for (const url of [
    '/api/media/mentions',
    `/api/media/mentions/${STORY}`,
    '/api/media/stories',
    '/api/media/labelling?voice=comment',
  ]) {
    const answer = await city.as('admin', { url })
    expect(answer.statusCode).toBe(200)
    expect(answer.body).not.toContain('"author"')
    expect(answer.body).not.toContain('4d'.padStart(32, '0'))
  }
  const { mentions } = (await city.as('viewer', { url: '/api/media/mentions?kind=comment' })).json()
  expect(mentions[0].quote).toBe('Nhà ông […] ngập, gọi [số điện thoại]')
})

test('who searched and who opened a text is kept, with the question, its times by days', async () => {
  await using city = await openCity()
  await city.as('viewer', { url: `/api/media/mentions?text=ngap&topic=flood&from=5&to=90000000` })
  await city.as('analyst', { url: `/api/media/mentions/${COMMENT}` })
  await city.as('analyst', { url: '/api/media/labelling?voice=comment' })
  expect(city.mediaRead).toEqual([
    'viewer search {"fromMs":0,"toMs":86400000,"topic":"flood","text":"ngap"}',
    `analyst text ${COMMENT}`,
    `analyst text ${COMMENT}`,
  ])
})

test('the overview has both times, tone and reach', async () => {
  await using city = await openCity()
  const overview = (await city.as('viewer', { url: '/api/media' })).json()
  expect(overview).toMatchObject({
    now: { mentions: 3, originals: 2, tones: { neg: 2, unsure: 1 }, netTone: { value: -1 }, reach: 12_000 },
    before: { mentions: 0, netTone: null, reach: null },
    crisis: { level: 2 },
    openSpikes: 1,
    sources: { enabled: 1 },
  })
})

test('counts name their sources, places and departments', async () => {
  await using city = await openCity()
  const groups = (await city.as('viewer', { url: '/api/media/counts?by=source' })).json()
  expect(groups).toMatchObject([
    { key: 'bao-song-xanh', name: 'Báo Sông Xanh' },
    { key: 'tin-nhanh', name: 'tin-nhanh' },
  ])
})

describe('a filter that cannot be is refused with its place', () => {
  test.each([
    ['from=5&to=5', 'query/to'],
    ['topic=unknown', 'query/topic'],
    ['story=xyz', 'query/story'],
    ['originals=yes', 'query/originals'],
  ])('%s', async (query, place) => {
    await using city = await openCity()
    const answer = await city.as('viewer', { url: `/api/media/mentions?${query}` })
    expect(answer.statusCode).toBe(400)
    expect(answer.json().message).toContain(place)
  })
})

test('a corrected tone is shown with who said so, and taken back again; both are in the audit trail', async () => {
  await using city = await openCity()
  const say = (label: string | null) =>
    city.as('analyst', { method: 'POST', url: `/api/media/mentions/${COMMENT}/tone`, payload: { label } })
  expect((await say('pos')).json().correction).toMatchObject({ label: 'pos', by: 'analyst' })
  expect((await say(null)).json().correction).toBeNull()
  const trail = (await city.as('lead', { url: '/api/audit' })).json().entries
  expect(trail.slice(0, 2)).toMatchObject([
    { action: 'mention.tone', detail: 'taken back' },
    { action: 'mention.tone', detail: 'pos' },
  ])
})

test('a spike that someone else changed meanwhile is not overwritten', async () => {
  await using city = await openCity()
  const change = (payload: object) =>
    city.as('analyst', { method: 'PATCH', url: '/api/media/spikes/spike-1', payload })
  expect((await change({ version: 1, work: 'answering' })).json()).toMatchObject({ version: 2 })
  const late = await change({ version: 1, cause: 'x' })
  expect(late.statusCode).toBe(409)
  expect(late.json().error).toBe('conflict')
})

test('a model that was plugged in is not trained', async () => {
  await using city = await openCity()
  const answer = await city.as('analyst', { method: 'POST', url: '/api/media/models/comment/training' })
  expect(answer.json().error).toBe('model.plugged-in')
})

describe('sources', () => {
  test('a source with a mistake is refused, naming the field', async () => {
    await using city = await openCity()
    const source = { ...SOURCE, id: 'noi-bo', urls: ['http://127.0.0.1/rss'] }
    const answer = await city.as('lead', {
      method: 'POST',
      url: '/api/media/sources',
      payload: { source, version: 0 },
    })
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({
      error: 'source.invalid',
      message: expect.stringContaining('urls'),
      problems: [{ field: 'urls', text: expect.stringContaining('không truy cập được địa chỉ') }],
    })
  })

  test('`local` cannot be said from outside', async () => {
    await using city = await openCity()
    const source = { ...SOURCE, id: 'noi-bo', local: true }
    const answer = await city.as('lead', {
      method: 'POST',
      url: '/api/media/sources',
      payload: { source, version: 0 },
    })
    expect(answer.statusCode).toBe(400)
  })

  test('what is exported is imported as unchanged; mistakes name their line', async () => {
    await using city = await openCity()
    const yaml = (await city.as('viewer', { url: '/api/media/sources/export' })).body
    const send = (text: string) =>
      city.as('lead', {
        method: 'POST',
        url: '/api/media/sources/import',
        payload: { yaml: text, apply: true },
      })
    expect((await send(yaml)).json()).toMatchObject({ unchanged: [SOURCE.id], problems: [] })
    const wrong = (await send(yaml.replace('kind: feed', 'kind: fax'))).json()
    expect(wrong).toMatchObject({ applied: false, problems: [{ line: expect.any(Number) }] })
  })
})

test('people of a unit see nothing of online media: it is the whole city’s', async () => {
  await using city = await openCity()
  city.state.putUser({ ...city.state.user('analyst')!, units: ['so-y-te'] })
  const answer = await city.as('analyst', { url: '/api/media/stories' })
  expect(answer.statusCode).toBe(403)
})

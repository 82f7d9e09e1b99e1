// Lists of sources as YAML: what is wrong is named by line, what is right is planned first and taken whole.

import { describe, expect, test } from 'vitest'
import { applyImport, exportSources, planImport, starterList } from '#/crawler/sources/source-list.ts'
import { createSources, type Sources } from '#/crawler/sources/sources.ts'
import { systemClock } from '#/kernel/clock.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'

function open(isLocal?: () => boolean): Sources {
  const { records } = openEmbeddedStateStore({ path: ':memory:', clock: systemClock })
  return createSources({ records, ...(isLocal === undefined ? {} : { isLocal }) })
}

const GOOD = `
sources:
  - id: bao-vi-du
    name: Báo Ví Dụ
    kind: feed
    urls: [https://news.example.com/rss]
  - id: dien-dan
    name: Diễn đàn Ví Dụ
    kind: forum
    urls: [https://forum.example.com/moi]
    withComments: true
    include: ["forum.example.com/chu-de/*"]
    topics: [traffic, flood]
    reach: 12000
    selectors: { comment: ".post", commentText: ".post > .text" }
`

describe('a list that is right', () => {
  test('is planned, taken, and then known as it is', async () => {
    const sources = open()
    const plan = await planImport(GOOD, sources)
    expect(plan).toMatchObject({ changed: [], unchanged: [], problems: [] })
    expect(plan.added.map(({ id, enabled, everyMinutes }) => ({ id, enabled, everyMinutes }))).toEqual([
      { id: 'bao-vi-du', enabled: false, everyMinutes: 60 },
      { id: 'dien-dan', enabled: false, everyMinutes: 60 },
    ])
    expect(await sources.list()).toEqual([])
    expect(await applyImport(plan, sources)).toBe('done')
    expect(await planImport(GOOD, sources)).toMatchObject({
      added: [],
      changed: [],
      unchanged: ['bao-vi-du', 'dien-dan'],
    })
  })

  test('that changes a source names what differs, and is not taken over somebody else’s edit', async () => {
    const sources = open()
    await applyImport(await planImport(GOOD, sources), sources)
    const plan = await planImport(
      GOOD.replace('Báo Ví Dụ', 'Báo Ví Dụ mới').replace('12000', '13000'),
      sources,
    )
    expect(plan.changed.map(({ source, fields }) => [source.id, fields])).toEqual([
      ['bao-vi-du', ['name']],
      ['dien-dan', ['reach']],
    ])
    await sources.switch('dien-dan', true)
    expect(await applyImport(plan, sources)).toBe('conflict')
    expect((await sources.get('bao-vi-du'))?.source.name).toBe('Báo Ví Dụ')
  })

  test('comes back from its own export unchanged', async () => {
    const sources = open()
    await applyImport(await planImport(GOOD, sources), sources)
    const text = exportSources((await sources.list()).map(({ source }) => source))
    expect(await planImport(text, sources)).toMatchObject({ added: [], changed: [], problems: [] })
    const elsewhere = open()
    await applyImport(await planImport(text, elsewhere), elsewhere)
    expect(await elsewhere.list()).toEqual(await sources.list())
  })

  test('may be a bare list', async () => {
    const bare = '- { id: a, name: A, kind: page, urls: [https://example.com/thong-bao] }'
    expect((await planImport(bare, open())).added.map(({ id }) => id)).toEqual(['a'])
  })
})

describe('a mistake is named with line and key', () => {
  const one = (rest: string): string => `sources:\n  - id: a\n    name: A\n    kind: feed\n${rest}`
  const urls = '    urls: [https://news.example.com/rss]\n'
  const rows: [string, string, RegExp][] = [
    ['YAML that is none', 'sources:\n  - {id: a\n', /^l\.yaml:\d+ /],
    ['no list at all', 'nguon: []\n', /^l\.yaml:1 must be a list/],
    ['a key that is missing', one(''), /^l\.yaml:2.* must have required properties urls/],
    ['an unknown key', one(`${urls}    url: x\n`), /^l\.yaml:6:url unknown key/],
    ['a key written twice', one(`${urls}    kind: feed\n`), /^l\.yaml:6 .*unique/],
    ['local', one(`${urls}    local: true\n`), /^l\.yaml:6:local cannot be set by a list/],
    ['a kind that does not exist', one(urls).replace('kind: feed', 'kind: blog'), /^l\.yaml:4:kind /],
    ['a topic that does not exist', one(`${urls}    topics: [traffic, sport]\n`), /^l\.yaml:6:topics\.1 /],
    ['too short a pause', one(`${urls}    pauseMs: 100\n`), /^l\.yaml:6:pauseMs .*500 ms/],
    ['an id that is none', one(urls).replace('id: a', 'id: Báo A'), /^l\.yaml:2:id /],
    [
      'a selector that is none',
      one(`${urls}    selectors: { title: "h1[" }\n`),
      /^l\.yaml:6:selectors .*title/,
    ],
    ['a pattern with spaces', one(`${urls}    include: ["a b"]\n`), /^l\.yaml:6:include /],
    ['an id twice', `${one(urls)}  - id: a\n    name: B\n    kind: feed\n${urls}`, /^l\.yaml:6:id .*twice/],
    ['a private address', one('    urls: [http://192.168.1.1/]\n'), /^l\.yaml:5:urls .*not a public address/],
    [
      'a loopback name',
      one('    urls: [http://localhost/rss]\n'),
      /^l\.yaml:5:urls .*no name of the internet/,
    ],
    ['a decimal address', one('    urls: ["http://2130706433/"]\n'), /^l\.yaml:5:urls .*127\.0\.0\.1/],
    ['another port', one('    urls: ["https://example.com:8443/"]\n'), /^l\.yaml:5:urls .*8443/],
    ['a password', one('    urls: ["https://u:p@example.com/"]\n'), /^l\.yaml:5:urls .*password/],
    ['another scheme', one('    urls: ["file:///etc/passwd"]\n'), /^l\.yaml:5:urls .*file:/],
  ]
  test.each(rows)('%s', async (_name, text, expected) => {
    const sources = open()
    const plan = await planImport(text, sources, { name: 'l.yaml' })
    const told = plan.problems.map(({ where, detail }) => `${where} ${detail}`)
    expect(told).toContainEqual(expect.stringMatching(expected))
    expect(plan.problems.every(({ code }) => code === 'source.invalid')).toBe(true)
    // The same in Vietnamese; only the reader of YAML and of addresses says its part in English.
    for (const { detail, text } of plan.problems) expect(text).not.toBe(detail)
    const vietnamese = plan.problems.map(({ text }) => text).join('; ')
    expect(vietnamese.replace(/^YAML viết sai: .*|\(.*?\)/g, '')).not.toMatch(
      /\b(must|the|is|cannot|unknown)\b/,
    )
    expect(await applyImport(plan, sources)).toBe('invalid')
  })

  test('all of them at once', async () => {
    const text = `${one('    urls: [http://10.0.0.1/]\n    topics: [x]\n')}  - { id: b }\n`
    expect((await planImport(text, open())).problems.length).toBeGreaterThanOrEqual(2)
  })

  test('aliases that grow without end are a mistake, not a full memory', async () => {
    const layers = Array.from(
      { length: 12 },
      (_, n) => `k${n + 1}: &k${n + 1} [${Array(10).fill(`*k${n}`).join(', ')}]`,
    )
    const { problems } = await planImport(`k0: &k0 [x]\n${layers.join('\n')}\nsources: *k12\n`, open())
    expect(problems).toHaveLength(1)
  })
})

describe('the starter list', () => {
  test('is right, is off, and says that nobody has looked', async () => {
    const plan = await planImport(starterList(), open(), { name: 'starter.yaml' })
    expect(plan.problems).toEqual([])
    expect(plan.added.length).toBeGreaterThan(20)
    expect(plan.added.filter(({ enabled, note }) => enabled || note !== 'chưa kiểm tra trực tiếp')).toEqual(
      [],
    )
  })

  test('does not switch off what somebody switched on', async () => {
    const sources = open()
    await applyImport(await planImport(starterList(), sources, { onlyNew: true }), sources)
    await sources.switch('tuoi-tre', true)
    const again = await planImport(starterList(), sources, { onlyNew: true })
    expect(again).toMatchObject({ added: [], changed: [] })
    expect(await applyImport(again, sources)).toBe('done')
    expect((await sources.get('tuoi-tre'))?.source.enabled).toBe(true)
  })
})

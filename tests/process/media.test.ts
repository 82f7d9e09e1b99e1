// What is said of the city, end to end: a real platform, killed again and again, crawls the local web with the real
// crawler. Every rule and pace of the sites is kept, nothing is lost or there twice, the flood is noticed, an
// attack goes with what is said of it, an imitating domain is found; and the weekly report holds the figures that one
// counts by hand.

import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DocumentDetail } from '#/api/contract/documents.ts'
import type { SourceView } from '#/api/contract/media-sources.ts'
import type { IndicatorView, SpikeDetail, SpikeView } from '#/api/contract/media-work.ts'
import type { StoryView } from '#/api/contract/media.ts'
import type { IncidentDetail, IncidentPageView } from '#/api/contract/schemas.ts'
import { openMediaWeb, type MediaWeb } from '#/demo/media/media-web.ts'
import type { LoggedRequest } from '#/demo/media/request-log.ts'
import { HAZARDS } from '#/demo/media/sites/truc-trac.ts'
import { mediaWebSources } from '#/demo/media/sources.ts'
import type { InventedText } from '#/demo/media/invented-text.ts'
import type { Mention } from '#/kernel/mention.ts'
import { MEDIA } from '#/reports/forms/media.ts'
import { openDocx } from '../reports/opened-docx.ts'
import { openXlsx } from '../reports/opened-xlsx.ts'
import { hasPdfTools, pdfText } from '../reports/pdf-tools.ts'
import { forbiddenAsked, hurried } from './media-manners.ts'
import { startMediaPlatform, type MediaPlatform } from './media-platform.ts'
import { compare, storedMentions, topicsRight, wardsOf, wrongCopies, type Compared } from './media-truth.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** A Sunday morning in Việt Nam; the flood comes at noon. */
const START_AT = Date.UTC(2026, 10, 21, 23)
/** Monday morning, when the report of the week is due. The web shows what was published until then. */
const NOW = START_AT + 25 * HOUR_MS + 0.4 * HOUR_MS
const WEEK = { fromMs: Date.UTC(2026, 10, 15, 17), toMs: Date.UTC(2026, 10, 22, 17) }
const PAUSE_MS = 30
const TOKEN = 'token-of-the-test'
const CHROMIUM = '/usr/bin/chromium'
const OUR_AGENT = /^Thapcanh\/\d+\.\d+\.\d+ \(\+https:\/\/example\.com\/thapcanh; thapcanh@example\.com\)$/
const LOOK_ALIKE = 'dichvuc0ng.example.net'
const PATIENCE_MS = 180_000

const CONFIG = `
console: { port: 0 }
listeners:
  - { kind: http, id: http, host: 127.0.0.1, port: 0, tokens: [{ name: t, token: ${TOKEN} }] }
systems:
  - { id: dvc, name: Cổng dịch vụ công trực tuyến, level: 3, owner: UBND thành phố Sông Mây, hosts: ["dvc-*"] }
media:
  province: "92"
  contactUrl: https://example.com/thapcanh
  contactEmail: thapcanh@example.com
  cityDomains: [dichvucong.example.com]
  browserPath: ${CHROMIUM}
`
const at = (ms: number): string => new Date(ms).toISOString()
const INTRUSION = [
  `<86>1 ${at(NOW - 20 * HOUR_MS)} dvc-web-01 sshd 812 - - error: maximum authentication attempts exceeded for root from 203.0.113.66 port 4122 ssh2 [preauth]`,
  `<86>1 ${at(NOW - 20 * HOUR_MS + 5000)} dvc-web-01 sshd 813 - - Accepted password for root from 203.0.113.66 port 4123 ssh2`,
]
const LURED = JSON.stringify({
  '@timestamp': at(NOW),
  source: { ip: '192.0.2.7' },
  dns: { question: { name: `www.${LOOK_ALIKE}` } },
})

let web: MediaWeb
let platform: MediaPlatform
/** What the crawler asked; questions of this test come after it. */
let asked: readonly LoggedRequest[]
let visible: readonly InventedText[]
let kept: readonly Mention[]
let compared: Compared
let documents: { readonly week: DocumentDetail; readonly quiet: DocumentDetail }
let files: { readonly docx: Buffer; readonly pdf: Buffer; readonly xlsx: Buffer }
let spikes: readonly SpikeView[]
let incidents: IncidentPageView['incidents']
let cyber: SpikeDetail
let intrusion: IncidentDetail
let indicators: readonly IndicatorView[]
let verified: { readonly whole: boolean }
let sources: readonly SourceView[]
let copiedStory: StoryView
const dataDirectory = mkdtempSync(join(tmpdir(), 'thapcanh-media-'))

beforeAll(async () => {
  web = await openMediaWeb({ clock: { now: () => NOW }, startAt: START_AT })
  const settings = {
    dataDirectory,
    config: CONFIG,
    clockOffsetMs: NOW - Date.now(),
    watchedSince: START_AT - 28 * DAY_MS,
    sources: mediaWebSources(web)
      .filter(source => !source.needsBrowser || existsSync(CHROMIUM))
      .map(source => ({
        ...source,
        pauseMs: PAUSE_MS,
        everyMinutes: 24 * 60,
        ...(source.id === 'tram-tin-truc-trac' && {
          urls: [
            ...source.urls,
            web.url('truc-trac', HAZARDS.redirectPrivate),
            web.url('truc-trac', HAZARDS.redirectMetadata),
          ],
        }),
      })),
  }
  const restart = async (): Promise<void> => {
    await platform.kill()
    platform = await startMediaPlatform(settings)
  }
  platform = await startMediaPlatform(settings)
  for (const requests of [60, 150]) {
    await until(`${requests} requests`, () => web.log.length >= requests)
    await restart()
  }
  await until('every source is read', async () => (await unread()).length === 0)
  sources = await platform.ask('/api/media/sources')

  // The attack is there before what is said of it is noticed; who follows the lure comes after a restart.
  await platform.send(INTRUSION, TOKEN)
  await until('the attack is an incident', async () => (await queue()).some(isAttack))
  const sites = new Set(settings.sources.map(({ urls }) => new URL(urls[0]!).host))
  visible = web.texts.filter(text => text.publishedAt <= NOW && sites.has(new URL(web.addressOf(text)).host))
  await until('every text is kept', async () => (await readOnce()) >= visible.length)
  await until('spikes have their incidents', async () => {
    const now = await spikesNow()
    return now.some(({ topic }) => topic === 'cyber') && now.every(({ incidentId }) => incidentId !== null)
  })
  await restart()
  await platform.send([LURED], TOKEN)
  await until('the lure is an incident', async () => (await queue()).some(isLured))
  spikes = await spikesNow()
  incidents = await queue()

  cyber = await platform.ask(`/api/media/spikes/${spikes.find(({ topic }) => topic === 'cyber')!.id}`)
  intrusion = await platform.ask(`/api/incidents/${incidents.find(isAttack)!.id}`)
  indicators = await platform.ask('/api/media/indicators')

  documents = { week: await signedReport(), quiet: await signedReport('2026-W30') }
  const { id } = documents.week.document
  const [docx, pdf, xlsx] = await Promise.all(
    ['docx', 'pdf', 'xlsx'].map(format => platform.file(`/api/documents/${id}/file.${format}`)),
  )
  files = { docx: docx!, pdf: pdf!, xlsx: xlsx! }
  verified = await platform.ask(`/api/documents/${id}/verify`)
  const stories = await platform.ask<{ readonly stories: readonly StoryView[] }>(
    `/api/media/stories?order=size&limit=10&from=${WEEK.fromMs}&to=${WEEK.toMs}`,
  )
  // The largest of all has answers and no copies.
  copiedStory = stories.stories.toSorted((a, b) => b.copies - a.copies)[0]!

  asked = [...web.log]
  await platform.kill()
  kept = await storedMentions(join(dataDirectory, 'media.sqlite'))
  compared = compare(visible, kept, web)
}, 600_000)

afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  await web[Symbol.asyncDispose]()
  rmSync(dataDirectory, { recursive: true, force: true })
})

/** Waits for a state, not for a time; a loaded machine takes its own. */
async function until(state: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const since = performance.now()
  while (!(await holds())) {
    if (performance.now() - since > PATIENCE_MS) throw new Error(`waited in vain: ${state}`)
    await sleep(100)
  }
}

/** Sources that have not been read to their end yet. */
async function unread(): Promise<readonly string[]> {
  const all = await platform.ask<readonly SourceView[]>('/api/media/sources')
  return all.filter(({ health }) => health.lastRunAt === null).map(({ source }) => source.id)
}
/**
 * Has every source read once more, and answers how many texts are kept. A page that failed is visited by the next
 * crawl of its source, which may be one that a crawl in hand was in the way of.
 */
async function readOnce(): Promise<number> {
  platform.read()
  await sleep(1000)
  return (await platform.ask<{ readonly total: number }>('/api/media/mentions')).total
}
const isAttack = ({ systemId, family }: IncidentPageView['incidents'][number]): boolean =>
  systemId === 'dvc' && family !== 'media-spike'
const isLured = ({ family }: IncidentPageView['incidents'][number]): boolean => family === 'indicator'
const queue = async () => (await platform.ask<IncidentPageView>('/api/incidents')).incidents
const spikesNow = async () => await platform.ask<readonly SpikeView[]>('/api/media/spikes')

/** Drafted, its spikes explained, signed and sent; the week that is due when none is named. */
async function signedReport(period?: string): Promise<DocumentDetail> {
  const form = 'diem-tin-tuan'
  let report = await platform.ask<DocumentDetail>('/api/documents', { form, ...(period && { period }) })
  const path = `/api/documents/${report.document.id}`
  const { version } = report.document
  const text = 'Mức 2: chú ý. Trưởng ca đã đọc lại.'
  const value = { kind: 'text', text }
  report = await platform.ask(`${path}/fields`, {
    version,
    key: MEDIA.crisis,
    change: { kind: 'set', value },
  })
  for (const { key } of report.openFields.filter(({ required, leftOpen }) => required && leftOpen === null))
    report = await platform.ask(`${path}/fields`, {
      version: report.document.version,
      key,
      change: { kind: 'leave-open', reason: 'Chưa có dữ liệu' },
    })
  report = await platform.ask(`${path}/sign`, { version: report.document.version }, 'lead')
  return await platform.ask(`${path}/sent`, {
    version: report.document.version,
    to: 'Văn phòng UBND thành phố Sông Mây',
    channel: 'Thư điện tử',
    number: '',
    at: NOW,
  })
}

test('robots.txt and pace of every site were kept over all lives, under one honest name', async () => {
  expect(asked.filter(({ userAgent }) => !OUR_AGENT.test(userAgent))).toEqual([])
  expect(hurried(web, asked, PAUSE_MS)).toEqual([])
  expect(await forbiddenAsked(web, asked)).toEqual([])
  expect(asked.filter(({ site, path }) => site === 'dong-cua' && path !== '/robots.txt')).toEqual([])
})

test('a redirect to a private address is refused, and said', () => {
  const { health } = sources.find(({ source }) => source.id === 'tram-tin-truc-trac')!
  expect(health.failures.find(({ reason }) => reason === 'address')).toMatchObject({ count: 2 })
})

test('every text of the web is kept, as it was written, once', () => {
  expect(compared.missing).toEqual([])
  expect(compared.strange).toEqual([])
  expect(new Set(kept.map(({ id }) => id)).size).toBe(kept.length)
  const articles = compared.pairs.filter(({ text }) => text.parentId === null)
  expect(articles.filter(({ text, mention }) => mention.title !== text.title)).toEqual([])
})

test('who wrote is a hash and nothing else', () => {
  const names = new Set(visible.map(({ by }) => by))
  expect(kept.filter(({ author }) => author === null || !/^[0-9a-f]{32}$/.test(author))).toEqual([])
  expect(new Set(kept.map(({ author }) => author)).size).toBeGreaterThanOrEqual(names.size)
})

test('copies are known as copies of what they repeat, and nothing else is', () => {
  expect(wrongCopies(compared.pairs)).toEqual([])
  expect(compared.pairs.filter(({ text }) => text.copyOf !== null).length).toBeGreaterThan(30)
})

test('answers stand in the story of what they answer, copies in that of what they repeat', () => {
  const byText = new Map(compared.pairs.map(({ text, mention }) => [text.id, mention]))
  const apart = compared.pairs.filter(({ text, mention }) => {
    const other = byText.get(text.parentId ?? text.copyOf ?? text.id)!
    return other.storyId !== mention.storyId
  })
  expect(apart.map(({ text }) => text.id)).toEqual([])
})

test('wards and topics are those that a reader would name', () => {
  const wards = wardsOf(compared.pairs, web)
  expect(wards.precision).toBeGreaterThanOrEqual(0.95)
  expect(wards.recall).toBeGreaterThanOrEqual(0.9)
  expect(topicsRight(compared.pairs)).toBeGreaterThanOrEqual(0.6)
})

test('the flood has spiked, in its ward too, and each spike has one incident', () => {
  const flood = spikes.filter(({ topic }) => topic === 'flood')
  expect(new Set(flood.map(({ place }) => place?.code ?? null))).toEqual(new Set([web.wards.w5.code, null]))
  expect(new Set(spikes.map(({ incidentId }) => incidentId)).size).toBe(spikes.length)
  const ofSpikes = incidents.filter(({ family }) => family === 'media-spike')
  expect(new Set(ofSpikes.map(({ id }) => id))).toEqual(new Set(spikes.map(({ incidentId }) => incidentId)))
  expect(ofSpikes).toHaveLength(spikes.length)
  expect(ofSpikes.map(({ title }) => title)).toContain(
    `Dư luận tăng đột biến: Ngập úng, thoát nước, Phường ${web.wards.w5.name}`,
  )
})

test('the attack and what is said of it are on one timeline, each names the other once', () => {
  const { code, id } = intrusion.incident
  expect(cyber.linked).toEqual([
    expect.objectContaining({ id, why: 'cùng hệ thống Cổng dịch vụ công trực tuyến' }),
  ])
  const lines = intrusion.timeline.filter(({ kind }) => kind === 'media')
  const raised = incidents.find(each => each.id === cyber.spike.incidentId)!
  expect(lines.filter(({ text }) => text.includes(raised.code))).toHaveLength(1)
  expect(lines.filter(({ text }) => text.includes('Ngập úng'))).toEqual([])
  expect(code).not.toBe(raised.code)
})

test('the imitating domain is an indicator, and who goes there raises an alert', () => {
  expect(indicators.map(({ domain }) => domain)).toEqual([LOOK_ALIKE])
  const alarms = incidents.filter(isLured)
  expect(alarms).toHaveLength(1)
  expect(alarms[0]!.entity).toEqual({ field: 'source.ip', value: '192.0.2.7' })
})

describe('the weekly report', () => {
  const inWeek = (): readonly InventedText[] =>
    visible.filter(({ publishedAt }) => publishedAt >= WEEK.fromMs && publishedAt < WEEK.toMs)
  /** Cells of the row that begins with a text. */
  const row = (begin: string, cells: number): readonly string[] => {
    const { paragraphs } = openDocx(files.docx)
    const first = paragraphs.findIndex(text => text === begin || text.startsWith(`${begin}\n`))
    if (first === -1) throw new Error(`no row begins with “${begin}”`)
    return paragraphs.slice(first + 1, first + 1 + cells)
  }

  test('is of the week that is due', () => {
    expect(documents.week.document.period).toMatchObject(WEEK)
  })

  test('counts what one counts by hand', () => {
    const texts = inWeek()
    expect(texts.length).toBeGreaterThan(100)
    expect(row('Số tin, bài, bình luận', 1)).toEqual([String(texts.length)])
    expect(row('Trong đó văn bản gốc (không phải bản sao)', 1)).toEqual([
      String(texts.filter(({ copyOf }) => copyOf === null).length),
    ])
    for (let day = WEEK.fromMs; day < WEEK.toMs; day += DAY_MS) {
      const [, month, date] = new Date(day + 7 * HOUR_MS).toISOString().slice(0, 10).split('-')
      const ofDay = texts.filter(({ publishedAt }) => publishedAt >= day && publishedAt < day + DAY_MS)
      expect(row(`${Number(date)}/${Number(month)}`, 1)).toEqual([String(ofDay.length)])
    }
  })

  test('tells a large story with its copies', () => {
    const story = compared.pairs.filter(
      ({ text, mention }) =>
        mention.storyId === copiedStory.id && text.publishedAt >= WEEK.fromMs && text.publishedAt < WEEK.toMs,
    )
    const copies = story.filter(({ text }) => text.copyOf !== null).length
    expect(copies).toBeGreaterThan(0)
    expect(new Set(story.map(({ text }) => text.topic)).size).toBe(1)
    // Address, first source and its time stand before.
    expect(row(copiedStory.title, 4)[3]).toBe(`${story.length} (${copies})`)
  })

  test('counts wards by department', () => {
    const { code, name } = web.wards.w5
    const ofWard = kept.filter(
      ({ places, publishedAt }) =>
        places.some(place => place.code === code) && publishedAt >= WEEK.fromMs && publishedAt < WEEK.toMs,
    )
    const byDepartment = Map.groupBy(
      ofWard.flatMap(({ departments }) => (departments.length === 0 ? [''] : departments)),
      department => department,
    )
    const most = Math.max(...[...byDepartment.values()].map(({ length }) => length))
    expect(row(`Phường ${name}`, 2)[1]).toBe(String(most))
  })

  test('holds what people wrote, is signed, frozen and whole', () => {
    const { edits, hashes, document } = documents.week
    expect(edits.map(({ key, by }) => [key, by])).toContainEqual([MEDIA.crisis, 'analyst'])
    expect(openDocx(files.docx).paragraphs.join('\n')).toContain('Trưởng ca đã đọc lại.')
    expect(document).toMatchObject({ state: 'sent', signedBy: 'lead' })
    expect(createHash('sha256').update(files.docx).digest('hex')).toBe(hashes!.docx)
    expect(verified.whole).toBe(true)
  })

  test.skipIf(!hasPdfTools)('opens as PDF, with the same figures (skipped without pdftotext)', () => {
    expect(pdfText(files.pdf)).toContain(`Số tin, bài, bình luận ${inWeek().length}`)
  })

  test('opens as XLSX, with its numbers as numbers', () => {
    const { sheets, text } = openXlsx(files.xlsx)
    expect(sheets.length).toBeGreaterThan(5)
    expect(text).toContain('Ngập úng, thoát nước')
    expect(sheets.map(({ xml }) => xml).join('')).toContain(`<v>${inWeek().length}</v>`)
  })

  test('of a week without a mention is sent as well', () => {
    const { document, blocks } = documents.quiet
    expect(document.state).toBe('sent')
    expect(JSON.stringify(blocks)).toContain('Không có tin nào về thành phố trong kỳ.')
  })
})

// One visit: an address is fetched politely, read, handed on or followed, and written down as done in the same
// commit as what came of it. Until that commit it waits; a process that dies before visits it again, and whoever
// takes pages must stand being given one twice.

import { createHash } from 'node:crypto'
import type { Page } from 'playwright-core'
import type { Clock } from '#/kernel/clock.ts'
import { Retryable } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { MediaSource } from '#/kernel/media-source.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { Change, Records, Stored } from '#/store/records.ts'
import type { FoundLink } from '../extract/extracted.ts'
import { countWaiting, knownAddress, newAddress, putAddress, type Address } from './addresses.ts'
import { drawPage, type DrawCache } from './draw-page.ts'
import type { FetchedPage } from './fetched-page.ts'
import { planLinks } from './found-links.ts'
import type { LinkRules } from './link-rules.ts'
import type { FetchedBytes, PoliteClient, PoliteRequest } from './polite-client.ts'
import type { ListReaders, ListReading } from './readers.ts'
import { readRobotsMarks } from './robots-marks.ts'
import type { RunBook } from './run-book.ts'
import { unpackFile } from './unpack-body.ts'
import { decodePage, type DecodedPage } from '../text/decode-page.ts'
import { tidyAddress } from '../web-address.ts'

/** What came of a page that was handed on. */
export interface PageOutcome {
  readonly newMentions: number
  /** Why it was of no use, in few words: `nothing to read`; null: it was. */
  readonly failure: string | null
}

/** Takes a page; it may be given the same one again. `found`: what the list told of it. */
export type OnPage = (
  source: MediaSource,
  page: FetchedPage,
  found: FoundLink,
  signal: AbortSignal,
) => Promise<PageOutcome>

export interface VisitSurroundings {
  readonly source: MediaSource
  readonly records: Records
  readonly clock: Clock
  readonly client: PoliteClient
  readonly readers: ListReaders
  readonly rules: LinkRules
  readonly book: RunBook
  readonly cache: DrawCache
  readonly onPage: OnPage
  readonly report: ReportProblem
  /** No more visits in this crawl. */
  readonly stop: () => void
  readonly signal: AbortSignal
}

const HTML_TYPES = ['text/html', 'application/xhtml+xml', 'text/plain']
const XML_TYPES = [
  'application/rss+xml',
  'application/atom+xml',
  'application/rdf+xml',
  'application/xml',
  'text/xml',
  // Files and servers that do not know better.
  'application/gzip',
  'application/x-gzip',
  'application/octet-stream',
  ...HTML_TYPES,
]

export async function visitAddress(
  address: Stored<Address>,
  page: Page | undefined,
  around: VisitSurroundings,
): Promise<void> {
  const { source, client, book, rules, signal } = around
  signal.throwIfAborted()
  const { url, role, depth } = address.record
  const isStart = startsAt(source).includes(url)
  // The source's patterns may have changed since it was found; further pages of a thread are not theirs.
  if (role === 'page' && depth === 0 && !isStart && !rules.wantsPage(url))
    return await writeEnd(address.record, { state: 'failed' }, around)
  const isXml = role === 'list' && (source.kind === 'feed' || source.kind === 'sitemap')
  const draws = source.needsBrowser && !isXml && page !== undefined
  const request: PoliteRequest = {
    url,
    pauseMs: source.pauseMs,
    local: source.local === true,
    types: isXml ? XML_TYPES : HTML_TYPES,
    // The document of a page that scripts draw says nothing of whether it changed.
    validators: draws ? null : address.record.validators,
    onRequest: () => book.count('requests'),
    signal,
  }
  const answer = await client.fetch(request)
  switch (answer.kind) {
    case 'not-modified':
      return await unchanged(address, around)
    case 'resting':
      book.change({ restUntil: Math.max(book.run().restUntil ?? 0, answer.untilMs) })
      book.fail(answer.reason, url)
      if (role === 'list') book.count('listsFailed')
      around.stop()
      return await book.commit()
    case 'refused':
      return await failed(address, answer.reason, false, around)
    case 'failed':
      return await failed(address, answer.reason, answer.again, around)
    case 'fetched':
  }
  const mayBeHere = role === 'list' || isStart || answer.url === url || rules.wantsPage(answer.url)
  if (!mayBeHere) return await failed(address, 'elsewhere', false, around)
  const drawn = draws ? await drawPage(page, answer, client, request, around.cache) : undefined
  if (drawn !== undefined && 'failure' in drawn) return await failed(address, drawn.failure, true, around)
  const decoded = drawn === undefined ? await textOf(answer, isXml) : { text: drawn.html, charset: 'utf-8' }
  if (decoded === undefined) return await failed(address, 'broken body', false, around)
  const bodyHash = createHash('sha256').update(decoded.text).digest('hex').slice(0, 32)
  const validators = draws ? null : answer.validators
  if (bodyHash === address.record.bodyHash) return await unchanged(address, around, validators)
  const mark = { bodyHash, validators }
  if (role === 'list') return await readList(address, mark, answer, decoded.text, around)
  await handOn(address, mark, answer, decoded, around)
}

/** Start addresses of a source, as they are kept. */
export function startsAt(source: Pick<MediaSource, 'urls'>): readonly string[] {
  return source.urls.map(url => tidyAddress(url)).filter(url => url !== null)
}

async function textOf(answer: FetchedBytes, isXml: boolean): Promise<DecodedPage | undefined> {
  const file = isXml ? await unpackFile(answer.bytes, LIMITS.maxPageBytes) : answer
  return 'bytes' in file ? decodePage(file.bytes, answer.headers['content-type'] ?? null) : undefined
}

/** By what the next visit knows that nothing changed; kept only when the page was read or taken. */
type Mark = Pick<Address, 'bodyHash' | 'validators'>

async function readList(
  address: Stored<Address>,
  mark: Mark,
  answer: FetchedBytes,
  text: string,
  around: VisitSurroundings,
): Promise<void> {
  const { source, book, records, clock, rules, report } = around
  const { record } = address
  let reading: ListReading
  try {
    const reader = source.kind === 'feed' || source.kind === 'sitemap' ? source.kind : 'section'
    reading = around.readers[reader](text, answer.url, source.selectors)
  } catch {
    return await failed(address, 'no list', true, around)
  }
  const isHtml = source.kind === 'section' || source.kind === 'forum'
  const marks = isHtml ? readRobotsMarks(text, answer.headers['x-robots-tag']) : undefined
  if (marks?.nofollow === true) return await failed(address, 'nofollow', false, around)
  const isWanted = (url: string): boolean => url !== record.url && rules.wantsPage(url)
  // An empty feed may be true; a list page without one link has changed its make, or its selectors are wrong.
  if (isHtml && record.depth === 0 && !reading.links.some(({ url }) => isWanted(tidyAddress(url) ?? '')))
    return await failed(address, 'no links', true, around)
  await book.commit(async () => {
    const now = clock.now()
    const plan = { source, now, startedAt: book.run().startedAt }
    const room = Math.max(0, LIMITS.maxWaitingAddresses - (await countWaiting(records, source.id)))
    const pages = await planLinks(reading.links, { ...plan, role: 'page', depth: 0, room }, isWanted, records)
    // Where nothing on a page is new, the older pages behind it have nothing new either; a sitemap's parts might.
    const goesOn = record.depth + 1 < LIMITS.maxListPages && (pages.found > 0 || source.kind === 'sitemap')
    const lists = await planLinks(
      goesOn ? reading.lists : [],
      { ...plan, role: 'list', depth: record.depth + 1, room: LIMITS.maxListLinks },
      url => url !== record.url && rules.wantsList(url, answer.url),
      records,
    )
    book.count('listsRead')
    book.count('found', pages.found)
    if (pages.noRoom > 0)
      report({ code: 'crawl.too-many', where: source.id, detail: `${pages.noRoom} links of ${record.url}` })
    // A list of which something was left out must be read again, changed or not.
    const kept = pages.noRoom === 0 ? mark : { validators: null, bodyHash: null }
    return [await endOf(record, { state: 'done', ...kept }, around), ...pages.changes, ...lists.changes]
  })
}

async function handOn(
  address: Stored<Address>,
  mark: Mark,
  answer: FetchedBytes,
  { text, charset }: DecodedPage,
  around: VisitSurroundings,
): Promise<void> {
  const { source, book, clock, signal, report } = around
  const { url, depth, link } = address.record
  const marks = readRobotsMarks(text, answer.headers['x-robots-tag'])
  if (marks.noindex) return await failed(address, 'noindex', false, around)
  const page: FetchedPage = {
    url: answer.url,
    requestedUrl: url,
    status: answer.status,
    contentType: answer.contentType === '' ? 'text/html' : answer.contentType,
    body: text,
    charset,
    fetchedAt: clock.now(),
  }
  let outcome: PageOutcome
  let next: string | null = null
  try {
    outcome = await around.onPage(source, page, link, signal)
    if (source.kind === 'forum' && !marks.nofollow && depth + 1 < LIMITS.maxThreadPages)
      next = tidyAddress(around.readers.nextOfThread(text, answer.url, source.selectors) ?? '')
  } catch (error) {
    signal.throwIfAborted()
    // A full disk is no fault of the page's.
    if (error instanceof Retryable) throw error
    const detail = `${url}: ${error instanceof Error ? error.message : String(error)}`
    report({ code: 'crawl.page-failed', where: source.id, detail })
    return await failed(address, 'not taken', true, around)
  }
  book.count('newMentions', outcome.newMentions)
  book.count(outcome.failure === null ? 'pages' : 'pagesFailed')
  if (outcome.failure !== null) book.fail(outcome.failure, url)
  const follows = next !== null && next !== url && around.rules.wantsList(next, answer.url) ? next : null
  const done = { ...address.record, ...mark, link: { ...link, summary: null }, next: follows }
  await book.commit(async () => {
    const end = await endOf(done, { state: 'done' }, around)
    return follows === null ? [end] : [end, ...(await nextPage(follows, done, around))]
  })
}

async function nextPage(url: string, record: Address, { records, clock, source }: VisitSurroundings) {
  const known = await knownAddress(records, source.id, url)
  if (known !== undefined) return []
  return [
    putAddress(newAddress(source.id, { ...record.link, url }, 'page', record.depth + 1, clock.now()), 0),
  ]
}

async function unchanged(
  address: Stored<Address>,
  around: VisitSurroundings,
  validators = address.record.validators,
): Promise<void> {
  around.book.count('notModified')
  if (address.record.role === 'list') around.book.count('listsRead')
  await writeEnd({ ...address.record, validators }, { state: 'done' }, around)
}

/** `again`: the next crawl tries once more. */
export async function failed(
  address: Stored<Address>,
  reason: string,
  again: boolean,
  around: EndSurroundings & Pick<VisitSurroundings, 'source'>,
): Promise<void> {
  const { record } = address
  around.book.fail(reason, record.url)
  around.book.count(record.role === 'list' ? 'listsFailed' : 'pagesFailed')
  const attempts = record.attempts + 1
  // Start addresses are tried by every crawl, whatever became of them.
  const isStart = startsAt(around.source).includes(record.url)
  const waits = again && !isStart && attempts < LIMITS.maxAddressAttempts
  await writeEnd(record, { state: waits ? 'waiting' : isStart ? 'done' : 'failed', attempts }, around)
}

type EndSurroundings = Pick<VisitSurroundings, 'book' | 'clock' | 'records'>
type End = Partial<Address> & Pick<Address, 'state'>

async function writeEnd(record: Address, end: End, around: EndSurroundings): Promise<void> {
  await around.book.commit(async () => [await endOf(record, end, around)])
}

/** The write that ends a visit; a list may have named the address meanwhile. */
async function endOf(record: Address, end: End, { records, book, clock }: EndSurroundings): Promise<Change> {
  const present = await knownAddress(records, record.sourceId, record.url)
  const visitedAt = Math.max(clock.now(), book.run().startedAt)
  const seenAt = Math.max(record.seenAt, present?.record.seenAt ?? 0)
  return putAddress({ ...record, attempts: 0, ...end, visitedAt, seenAt }, present?.version ?? 0)
}

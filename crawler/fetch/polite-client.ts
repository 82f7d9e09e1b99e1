// The one way by which the crawler asks anything of a site, used by both crawlers: says who we are, keeps to
// robots.txt, the host's pace and its rest, asks only for what changed, and follows redirects itself so that
// each hop is judged like a link.
//
// It never throws for what the network or a site does; it rejects when the signal fires or the store fails.

import type { Clock } from '#/kernel/clock.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { callHttp, ranOutOfTime, type HttpAnswer, type HttpOutcome } from '#/outbound/http-request.ts'
import type { Records } from '#/store/records.ts'
import { createHostPace, monotonicTime, type HostPace, type PaceTime } from './host-pace.ts'
import { createHostRests } from './host-rest.ts'
import { userAgentOf, type CrawlIdentity } from './identity.ts'
import { createRobotsBook, type RobotsAnswer } from './robots-book.ts'
import { ACCEPTED_CODINGS, unpackBody } from './unpack-body.ts'
import { checkAddress, paceHostOf, policyFor } from '../web-address.ts'

export interface PoliteRequest {
  readonly url: string
  /** Shortest pause between two requests to one host; Crawl-delay counts when longer. */
  readonly pauseMs: number
  /** This machine itself and any port are allowed. */
  readonly local: boolean
  /** Media types that are of use; another's body is not read. Null: any. */
  readonly types: readonly string[] | null
  /** Of the last visit; sent to the address that gave them. */
  readonly validators: Validators | null
  /** Hears of each request that is sent. */
  readonly onRequest: () => void
  readonly signal: AbortSignal
}

export interface Validators {
  readonly url: string
  readonly etag: string | null
  readonly lastModified: string | null
}

export type PoliteAnswer =
  | FetchedBytes
  | { readonly kind: 'not-modified' }
  /** Robots.txt or the site does not want us, or the address may not be asked for: `robots`, `status 403`, `address`. */
  | { readonly kind: 'refused'; readonly reason: string }
  | Resting
  | { readonly kind: 'failed'; readonly reason: string; readonly again: boolean }

/** The host is left alone until then, ms UTC. */
export interface Resting {
  readonly kind: 'resting'
  readonly reason: string
  readonly untilMs: number
}

export interface FetchedBytes {
  readonly kind: 'fetched'
  /** After redirects. */
  readonly url: string
  readonly status: number
  /** Without parameters, lower case; empty when none was sent. */
  readonly contentType: string
  readonly headers: HttpAnswer['headers']
  readonly bytes: Buffer
  readonly validators: Validators | null
}

export interface PoliteClient {
  readonly userAgent: string
  fetch(request: PoliteRequest): Promise<PoliteAnswer>
  /** Forgets what is known of hosts that were not asked for long. */
  forgetOld(): Promise<void>
}

export interface PoliteClientOptions {
  readonly records: Records
  readonly clock: Clock
  readonly identity: CrawlIdentity
  readonly time?: PaceTime
  /** Shared with other processes that crawl; of this process alone when absent. */
  readonly pace?: HostPace
  /** For connecting and the whole answer; LIMITS.maxFetchMs when absent. */
  readonly timeoutMs?: number
}

const REDIRECTS = [301, 302, 303, 307, 308]
const UNWANTED = [401, 402, 403, 407, 451]
const RESTS = [429, 503]
const ACCEPT = 'text/html,application/xhtml+xml,application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.5'

export function createPoliteClient(options: PoliteClientOptions): PoliteClient {
  const { records, clock } = options
  const timeoutMs = options.timeoutMs ?? LIMITS.maxFetchMs
  const userAgent = userAgentOf(options.identity)
  const time = options.time ?? monotonicTime
  const pace = options.pace ?? createHostPace(time)
  const rests = createHostRests(records, clock, { remembers: options.pace === undefined })
  const robots = createRobotsBook(records, clock)

  /** Waits for the host's turn and asks once; tells the host's book how it went. */
  async function ask(
    url: URL,
    request: PoliteRequest,
    pauseMs: number,
    maxBytes: number,
  ): Promise<HttpOutcome | Resting> {
    const host = paceHostOf(url)
    const pause = Math.max(request.pauseMs, pauseMs) * (await rests.pauseFactor(host))
    using _turn = await pace.enter(host, Math.min(pause, LIMITS.maxPauseMs), request.signal)
    const untilMs = await rests.restUntil(host)
    if (untilMs !== null && untilMs - clock.now() > LIMITS.maxRestInCrawlMs)
      return { kind: 'resting', reason: 'resting', untilMs }
    if (untilMs !== null) await time.sleep(Math.max(0, untilMs - clock.now()), request.signal)
    request.onRequest()
    const outcome = await callHttp({
      method: 'GET',
      url: url.href,
      headers: headersFor(url, request),
      timeoutMs,
      maxAnswerBytes: maxBytes,
      wantsBody: (status, headers) => status === 200 && isWanted(contentTypeOf(headers), request.types),
      addresses: policyFor(request.local),
      signal: request.signal,
    })
    request.signal.throwIfAborted()
    if (outcome.kind === 'not-sent' && ['refused-address', 'invalid'].includes(outcome.cause)) return outcome
    if (outcome.kind !== 'answered') await rests.failed(host)
    else if (RESTS.includes(outcome.status)) {
      const until = await rests.refused(host, outcome.headers['retry-after'])
      return { kind: 'resting', reason: `status ${outcome.status}`, untilMs: until }
    } else if (outcome.status >= 500 || ranOutOfTime(outcome)) await rests.failed(host)
    else await rests.answered(host)
    return outcome
  }

  /** A host that wants a moment's peace is asked once more after it. */
  async function askPatiently(
    url: URL,
    request: PoliteRequest,
    pauseMs: number,
  ): Promise<HttpOutcome | Resting> {
    const first = await ask(url, request, pauseMs, LIMITS.maxPageBytes)
    if (first.kind !== 'resting' || first.untilMs - clock.now() > LIMITS.maxRestInCrawlMs) return first
    return await ask(url, request, pauseMs, LIMITS.maxPageBytes)
  }

  function headersFor(url: URL, { validators }: PoliteRequest): Record<string, string> {
    const own = validators !== null && validators.url === url.href ? validators : null
    return {
      'user-agent': userAgent,
      accept: ACCEPT,
      'accept-language': 'vi,en;q=0.5',
      'accept-encoding': ACCEPTED_CODINGS,
      ...headerOf('if-none-match', own?.etag),
      ...headerOf('if-modified-since', own?.lastModified),
    }
  }

  async function askForRobots(first: string, request: PoliteRequest): Promise<RobotsAnswer> {
    let url = first
    for (let hop = 0; hop <= LIMITS.maxRedirects; hop++) {
      const checked = checkAddress(url, request.local)
      if (typeof checked === 'string') return { kind: 'none' }
      const plain = { ...request, types: null, validators: null }
      const answer = await ask(checked, plain, 0, LIMITS.maxRobotsBytes + 1)
      if (answer.kind === 'resting') return { kind: 'unreachable', reason: answer.reason }
      if (answer.kind !== 'answered') return { kind: 'unreachable', reason: reasonOf(answer) }
      const target = redirectOf(answer, checked)
      if (target !== undefined) {
        url = target
        continue
      }
      if (answer.status >= 500) return { kind: 'unreachable', reason: `status ${answer.status}` }
      if (answer.status !== 200) return { kind: 'none' }
      if (ranOutOfTime(answer)) return { kind: 'unreachable', reason: 'timeout' }
      const coding = answer.headers['content-encoding'] ?? ''
      const unpacked = await unpackBody(answer.body, coding, 4 * LIMITS.maxRobotsBytes)
      return unpacked.kind === 'bytes'
        ? { kind: 'file', bytes: unpacked.bytes.subarray(0, LIMITS.maxRobotsBytes + 1) }
        : { kind: 'unreachable', reason: 'broken body' }
    }
    // RFC 9309, 2.3.1.2: after five redirects it may be taken for absent.
    return { kind: 'none' }
  }

  async function fetch(request: PoliteRequest): Promise<PoliteAnswer> {
    let url = request.url
    for (let hop = 0; hop <= LIMITS.maxRedirects; hop++) {
      const checked = checkAddress(url, request.local)
      if (typeof checked === 'string') return { kind: 'refused', reason: 'address' }
      const robotsOf = await robots.rulesOf(checked.origin, file => askForRobots(file, request))
      if (robotsOf.kind === 'unreachable') {
        if (robotsOf.reason === 'address') return { kind: 'refused', reason: 'address' }
        const untilMs = await rests.restUntil(paceHostOf(checked))
        if (untilMs !== null) return { kind: 'resting', reason: robotsOf.reason, untilMs }
        return { kind: 'failed', reason: `robots.txt: ${robotsOf.reason}`, again: true }
      }
      const { rules } = robotsOf
      if (!rules.allows(checked.href)) return { kind: 'refused', reason: 'robots' }
      if (rules.crawlDelayMs > LIMITS.maxCrawlDelayMs) return { kind: 'refused', reason: 'crawl-delay' }
      const answer = await askPatiently(checked, request, rules.crawlDelayMs)
      if (answer.kind === 'resting') return answer
      if (answer.kind !== 'answered') return failureOf(answer)
      const target = redirectOf(answer, checked)
      if (target === undefined) return await readAnswer(answer, checked, request)
      url = target
    }
    return { kind: 'failed', reason: 'redirects', again: false }
  }

  async function forgetOld(): Promise<void> {
    await rests.forgetOld()
    await robots.forgetOld()
  }

  return { userAgent, fetch, forgetOld }
}

function headerOf(name: string, value: string | null | undefined): Record<string, string> {
  return value === null || value === undefined ? {} : { [name]: value }
}

function redirectOf(answer: HttpAnswer, from: URL): string | undefined {
  const location = answer.headers['location']
  if (!REDIRECTS.includes(answer.status) || location === undefined) return undefined
  return URL.parse(location, from)?.href ?? location
}

async function readAnswer(answer: HttpAnswer, url: URL, request: PoliteRequest): Promise<PoliteAnswer> {
  const { status, headers } = answer
  if (status === 304) return { kind: 'not-modified' }
  if (UNWANTED.includes(status)) return { kind: 'refused', reason: `status ${status}` }
  if (status !== 200)
    return { kind: 'failed', reason: `status ${status}`, again: status >= 500 || status === 408 }
  const contentType = contentTypeOf(headers)
  if (!isWanted(contentType, request.types))
    return { kind: 'failed', reason: `content type ${contentType.slice(0, 60)}`, again: false }
  if (answer.cut !== null)
    return answer.body.byteLength >= LIMITS.maxPageBytes
      ? { kind: 'failed', reason: 'too large', again: false }
      : { kind: 'failed', reason: ranOutOfTime(answer) ? 'timeout' : 'broken body', again: true }
  const unpacked = await unpackBody(answer.body, headers['content-encoding'] ?? '', LIMITS.maxPageBytes)
  if (unpacked.kind === 'too-large') return { kind: 'failed', reason: 'too large', again: false }
  if (unpacked.kind !== 'bytes') return { kind: 'failed', reason: 'broken body', again: false }
  const etag = headers['etag'] ?? null
  const lastModified = headers['last-modified'] ?? null
  return {
    kind: 'fetched',
    url: url.href,
    status,
    contentType,
    headers,
    bytes: unpacked.bytes,
    validators: etag === null && lastModified === null ? null : { url: url.href, etag, lastModified },
  }
}

function contentTypeOf(headers: HttpAnswer['headers']): string {
  return (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()
}

/** A body without a type is read: what it is shows then. */
function isWanted(contentType: string, types: readonly string[] | null): boolean {
  return types === null || contentType === '' || types.includes(contentType)
}

function failureOf(outcome: Exclude<HttpOutcome, HttpAnswer>): PoliteAnswer {
  const reason = reasonOf(outcome)
  return reason === 'address' ? { kind: 'refused', reason } : { kind: 'failed', reason, again: true }
}

/** Few words, so that failures can be counted by them. */
function reasonOf(outcome: Exclude<HttpOutcome, HttpAnswer>): string {
  if (outcome.kind === 'unknown') return ranOutOfTime(outcome) ? 'timeout' : 'connection'
  switch (outcome.cause) {
    case 'refused-address':
    case 'invalid':
      return 'address'
    case 'dns':
    case 'tls':
    case 'timeout':
      return outcome.cause
    case 'connect':
    case 'cancelled':
      return 'connection'
  }
}

// The local web: invented newspapers, a forum, feeds and a page of copies, in Vietnamese, served on loopback
// and nowhere else. Everything in it is invented: the city, its events, its people, its newspapers; only the
// wards have names of real ones (wards.ts). Tests and `npm start -- --demo` let the real crawler read it.
//
// Each site has an origin of its own (127.0.0.2, 127.0.0.3, …; ports of 127.0.0.1 where the system has no
// other loopback address), so that robots.txt and pace are per host as on the real net. Texts appear when
// their time has come. Nothing here reaches beyond loopback.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { performance } from 'node:perf_hooks'
import type { Clock } from '#/kernel/clock.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { InventedText, SiteId } from './invented-text.ts'
import { listenOnLoopback } from './listen-on-loopback.ts'
import { readContent } from './read-content.ts'
import type { LoggedRequest } from './request-log.ts'
import { sendReply } from './send-reply.ts'
import type { MediaSite } from './site.ts'
import { SITES } from './sites.ts'
import { DEFAULT_WARDS, type DemoWards } from './wards.ts'

export interface MediaWebSettings {
  readonly clock: Clock
  /** Start of the demo day, ms UTC: four weeks lie before it, the day's events after it. */
  readonly startAt: number
  /**
   * How many times faster than the clock the demo day goes, from `startAt` when the web opens until it has
   * caught up with the clock. Without it the web's time is the clock's.
   */
  readonly speed?: number
  /** The same port for every site (where all share one address: this and the next ones); 0 or none: any free one. */
  readonly port?: number
  readonly wards?: DemoWards
}

export interface MediaWeb extends AsyncDisposable {
  /** Absolute address on a site; `path` begins with `/`. */
  url(site: SiteId, path: string): string
  readonly sites: readonly { readonly id: SiteId; readonly name: string; readonly origin: string }[]
  /** Oldest first, of the last `LIMITS.maxMediaWebLog` requests. */
  readonly log: readonly LoggedRequest[]
  /** Every text with its truth, those included whose time has not come, oldest first. */
  readonly texts: readonly InventedText[]
  readonly wards: DemoWards
  /** Absolute address of a text; of a comment or a later post, that of its article or thread. */
  addressOf(text: InventedText): string
  /** The web's time, ms UTC. */
  now(): number
}

/** Opens the web; throws what listening throws (a port that is taken). */
export async function openMediaWeb(settings: MediaWebSettings): Promise<MediaWeb> {
  const { clock, startAt, speed, port = 0, wards = DEFAULT_WARDS } = settings
  const opened = clock.now()
  const openedAt = performance.now()
  const now = (): number =>
    speed === undefined ? clock.now() : Math.min(startAt + (clock.now() - opened) * speed, clock.now())
  const texts = readContent(startAt, wards)
  const log: LoggedRequest[] = []
  const asked = new Map<string, number>()
  const closing = new AbortController()
  const origins = new Map<SiteId, string>()
  const originOf = (site: SiteId): string => origins.get(site)!

  const serve = async (
    site: MediaSite,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const target = new URL(request.url ?? '/', originOf(site.id))
    const entry = {
      atMs: performance.now() - openedAt,
      site: site.id,
      host: request.headers.host ?? '',
      method: request.method ?? '',
      path: target.pathname + target.search,
      userAgent: request.headers['user-agent'] ?? '',
      ifNoneMatch: request.headers['if-none-match'] ?? null,
      ifModifiedSince: request.headers['if-modified-since'] ?? null,
      status: 0,
    }
    log.push(entry)
    if (log.length > LIMITS.maxMediaWebLog) log.shift()
    const key = `${site.id} ${target.pathname}`
    const before = asked.get(key) ?? 0
    // Pages that answer differently at first are few; others need not be counted for ever.
    if (asked.size < LIMITS.maxMediaWebLog) asked.set(key, before + 1)
    const time = now()
    const visible = texts.filter(text => text.publishedAt <= time)
    const reply = site.answer({
      path: decodedPath(target.pathname),
      query: target.searchParams,
      now: time,
      texts: visible.filter(text => text.site === site.id && text.parentId === null).toReversed(),
      under: id => visible.filter(text => text.parentId === id),
      origin: originOf(site.id),
      originOf,
      asked: before,
    })
    await sendReply(reply, site, entry, response, closing.signal)
  }

  await using servers = new AsyncDisposableStack()
  for (const [nth, site] of SITES.entries()) {
    const server = createServer((request, response) => {
      // A reader that leaves in the middle of an answer is no failure of ours.
      serve(site, request, response).catch(() => response.destroy())
    })
    const address = `127.0.0.${2 + nth}`
    origins.set(site.id, await listenOnLoopback(server, address, port, port === 0 ? 0 : port + nth))
    servers.defer(() => close(server))
  }
  servers.defer(() => closing.abort())
  const open = servers.move()
  return {
    url: (site, path) => originOf(site) + path,
    sites: SITES.map(({ id, name }) => ({ id, name, origin: originOf(id) })),
    log,
    texts,
    wards,
    addressOf: text => {
      const page = texts.find(each => each.id === (text.parentId ?? text.id))!
      return originOf(page.site) + SITES.find(site => site.id === page.site)!.pathOf(page)
    },
    now,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

/** The path as written when it is no right percent-encoding. */
function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>(resolve => {
    server.close(() => resolve())
  })
  server.closeAllConnections()
  await closed
}

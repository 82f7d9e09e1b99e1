// How the crawler behaved, from the local web's own log: names of rules that were broken, over all its lives.

import { parseRobots } from '#/crawler/fetch/robots-rules.ts'
import type { SiteId } from '#/demo/media/invented-text.ts'
import type { MediaWeb } from '#/demo/media/media-web.ts'
import type { LoggedRequest } from '#/demo/media/request-log.ts'

/** As the sites' robots.txt ask for it, ms. */
const CRAWL_DELAYS: Partial<Record<SiteId, number>> = { 'nhat-bao': 150, 'dien-dan': 100, 'truc-trac': 100 }
/** Of two clocks' grains. */
const GRAIN_MS = 1

/** Paths that robots.txt closes and that were asked for all the same. */
export async function forbiddenAsked(
  web: MediaWeb,
  log: readonly LoggedRequest[],
): Promise<readonly string[]> {
  const forbidden: string[] = []
  for (const { id } of web.sites) {
    const address = web.url(id, '/robots.txt')
    const response = await fetch(address)
    const text = response.ok ? await response.bytes() : Buffer.from('User-agent: *\nDisallow: /')
    const rules = parseRobots(address, text)
    for (const { path } of log.filter(entry => entry.site === id && entry.path !== '/robots.txt'))
      if (!rules.allows(web.url(id, path))) forbidden.push(`${id} ${path}`)
  }
  return forbidden
}

/** Requests of a site that came sooner after the one before than it may be: `nhat-bao /rss: 12 ms`. */
export function hurried(web: MediaWeb, log: readonly LoggedRequest[], pauseMs: number): readonly string[] {
  return web.sites.flatMap(({ id }) => {
    const asked = log.filter(entry => entry.site === id)
    const least = Math.max(pauseMs, CRAWL_DELAYS[id] ?? 0) - GRAIN_MS
    return asked.slice(1).flatMap((entry, nth) => {
      const gap = entry.atMs - asked[nth]!.atMs
      return gap < least ? [`${id} ${entry.path}: ${gap.toFixed(1)} ms`] : []
    })
  })
}

// Which found links belong to a source: those its patterns choose, or those of its own sites.

import { getDomain } from 'tldts'
import type { MediaSource } from '#/kernel/media-source.ts'
import { compileUrlPattern } from '../url-pattern.ts'

export interface LinkRules {
  /** An article, thread or page: patterns decide; without `include`, one on the source's own sites. */
  wantsPage(url: string): boolean
  /** A further page of a list: on the source's own sites, or where the list itself was. */
  wantsList(url: string, from: string): boolean
}

/** Rules of a source; patterns were checked when it was saved. */
export function compileLinkRules(source: Pick<MediaSource, 'urls' | 'include' | 'exclude'>): LinkRules {
  const sites = new Set(source.urls.map(siteOf))
  const include = source.include.map(compileUrlPattern)
  const exclude = source.exclude.map(compileUrlPattern)
  return {
    wantsPage(url) {
      if (exclude.some(pattern => pattern.test(url))) return false
      return include.length > 0 ? include.some(pattern => pattern.test(url)) : sites.has(siteOf(url))
    },
    wantsList: (url, from) => sites.has(siteOf(url)) || siteOf(url) === siteOf(from),
  }
}

/** Registrable domain; the host with its port where there is none (an IP address, localhost). */
function siteOf(text: string): string {
  const url = URL.parse(text)
  if (url === null) return ''
  return getDomain(url.hostname, { allowPrivateDomains: true }) ?? url.host
}

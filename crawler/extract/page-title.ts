// The headline of a page without the site's name behind it.

import type { PageHead } from './page-head.ts'
import { oneLine } from './plain-text.ts'

/** Between a headline and the name of the site or section. */
const SEPARATOR = /\s+(?:[-–—|»·•]|::|\/)\s+/u
/** What a site's name begins with. */
const SITE_NAME = /^(?:báo|tạp chí|đài|cổng|trang|tin tức|tin|chuyên trang|diễn đàn|website)\s/iu
const MAX_TITLE = 500

/** Headline out of what the page says of itself and of its `<h1>`s; empty when there is none. */
export function titleOf(head: PageHead, headline: string | null, document: Document, host: string): string {
  const headings = [...document.querySelectorAll('h1')]
    .map(h1 => oneLine(h1.textContent ?? ''))
    .filter(text => text !== '')
  const claims = [head.metas.get('og:title'), headline, head.metas.get('twitter:title'), head.title]
    .map(claim => oneLine(claim ?? ''))
    .filter(claim => claim !== '')
  // A heading that a claim begins with, or that is the claim, is the headline as readers see it.
  const shown = headings.find(text => text.length >= 8 && claims.some(claim => startsAlike(claim, text)))
  if (shown !== undefined) return shown.slice(0, MAX_TITLE)
  // `<title>` alone is the site's name on many old systems; one heading of some words says more.
  const onlyTitle = claims.length === 1 && claims[0] === oneLine(head.title)
  if (headings.length === 1 && (onlyTitle || claims.length === 0) && headings[0]!.split(' ').length >= 4)
    return headings[0]!.slice(0, MAX_TITLE)
  const claim = claims[0]
  if (claim !== undefined)
    return withoutSite(claim, head.metas.get('og:site_name') ?? '', host).slice(0, MAX_TITLE)
  return (headings.length === 1 ? headings[0]! : '').slice(0, MAX_TITLE)
}

function startsAlike(claim: string, heading: string): boolean {
  return claim.toLowerCase().startsWith(heading.toLowerCase())
}

/** The last part goes when it names the site: by its own word, its address, or as names of sites begin. */
export function withoutSite(title: string, siteName: string, host: string): string {
  const parts = title.split(SEPARATOR)
  if (parts.length < 2) return title
  const last = parts.at(-1)!
  const label = bare(host.replace(/^www\./u, '').split('.')[0] ?? '')
  const names = [bare(siteName), label, bare(host.replace(/^www\./u, ''))].filter(name => name.length >= 3)
  const named = names.some(name => bare(last) === name || bare(last).includes(name))
  if (!named && !SITE_NAME.test(last) && !title.includes(` | ${last}`)) return title
  const rest = title.slice(0, title.lastIndexOf(last)).replace(/\s*(?:[-–—|»·•]|::|\/)\s*$/u, '')
  // "Tin tức - Báo Ví Dụ": then the name of the section is all there is.
  return rest === '' ? title : withoutSiteAgain(rest, siteName, host)
}

/** "Headline | Section | Site" loses both. */
function withoutSiteAgain(title: string, siteName: string, host: string): string {
  const parts = title.split(' | ')
  return parts.length > 1 && parts[0]!.split(' ').length >= 4 ? parts[0]! : withoutName(title, siteName, host)
}

function withoutName(title: string, siteName: string, host: string): string {
  return title.split(SEPARATOR).length > 1 && title.split(' ').length > 12
    ? withoutSite(title, siteName, host)
    : title
}

function bare(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]|[^\p{L}\d]/gu, '')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'd')
    .toLowerCase()
}

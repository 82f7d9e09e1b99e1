// The headline of a page without the site's name behind it.

import { getDomainWithoutSuffix } from 'tldts'
import type { PageHead } from './page-head.ts'
import { oneLine } from './plain-text.ts'

/** A headline, the sign between, and what may be the name of the site or section. */
const LAST_PART = /^(.*\S)\s+([-–—|»«·•/]|::)\s+(\S.*)$/u
/** What a site's name begins with; "Báo Ví Dụ", and not "Báo động cấp ba". */
const SITE_NAME =
  /^(?:(?:Báo|BÁO|Tạp chí|TẠP CHÍ) \p{Lu}|[Đđ]ài (?:phát thanh|truyền hình|PT)|[Cc]ổng (?:thông tin|TT)|[Tt]rang (?:tin|thông tin|chủ)|[Tt]in tức|[Cc]huyên trang|[Dd]iễn đàn|[Ww]ebsite)/u
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

/**
 * Parts at the end go while they name the site: by its own name, by its address, or as names of sites begin. After
 * `|`, which hardly stands inside headlines, any part goes that follows some words.
 */
export function withoutSite(title: string, siteName: string, host: string): string {
  const names = [siteName, getDomainWithoutSuffix(host) ?? '', host.replace(/^www\./u, '')]
    .map(bare)
    .filter(name => name.length >= 3)
  let rest = title
  for (;;) {
    const found = LAST_PART.exec(rest)
    if (found === null) return rest
    const [, before, sign, last] = found
    const goes = isSiteName(last!, names) || (sign === '|' && before!.split(' ').length >= 4)
    if (!goes) return rest
    rest = before!
  }
}

function isSiteName(part: string, names: readonly string[]): boolean {
  const letters = bare(part)
  // A short name may stand inside any word.
  return (
    SITE_NAME.test(part) ||
    names.some(name => letters === name || (name.length >= 6 && letters.includes(name)))
  )
}

function bare(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]|[^\p{L}\d]/gu, '')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'd')
    .toLowerCase()
}

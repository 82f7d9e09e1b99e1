// "Trạm Tin Trục Trặc": everything that can be wrong with a site, each at an address of its own. What is
// refused at first and answered later counts requests, not time, so that it is the same on any machine.

import { gzipSync } from 'node:zlib'
import type { InventedText } from '../invented-text.ts'
import { escapeMarkup, paragraphsOf } from '../markup.ts'
import { htmlReply, type MediaSite, plainReply, type SiteReply, type SiteRequest } from '../site.ts'

const NAME = 'Trạm Tin Trục Trặc'

/** Addresses of this site, by what is wrong with them. */
export const HAZARDS = {
  /** 429 with Retry-After: 1 twice, then an article. */
  busy: '/qua-tai.html',
  /** 500 once, then an article. */
  flickering: '/chap-chon.html',
  /** An article in UTF-8 whose header says ISO 8859-1. */
  wrongCharset: '/sai-bang-ma.html',
  /** 500 always. */
  broken: '/hong.html',
  /** To an article of this site. */
  redirectHere: '/chuyen/cung-nha',
  /** To the front page of "Thời báo Bến Mây". */
  redirectElsewhere: '/chuyen/nha-khac',
  /** To itself by way of another. */
  redirectLoop: '/chuyen/vong-1',
  /** To 10.0.0.7, where nobody must go. */
  redirectPrivate: '/chuyen/noi-bo',
  /** To the address where clouds tell secrets to their machines. */
  redirectMetadata: '/chuyen/sieu-du-lieu',
  /** Begins to answer and sends a byte a second for ever. */
  slow: '/cham.html',
  /** HTML without end, as fast as it is read. */
  endless: '/vo-tan.html',
  /** 100 KB that unpack to 100 MB. */
  gzipBomb: '/bom.html',
  /** To be neither kept nor followed. */
  noindex: '/dung-luu.html',
  /** Each page links to two more. */
  trap: '/me-cung/1',
  /** A picture under the name of a page. */
  notText: '/anh.html',
  empty: '/rong.html',
} as const

const ROBOTS = `# không ai vào mê cung
User-agent: *
Disallow: /me-cung/
Disallow: /kin/
Crawl-delay: 0.1
`

const PAGE_TEXTS: Readonly<Record<string, string>> = {
  [HAZARDS.busy]: 'tt01',
  [HAZARDS.flickering]: 'tt02',
  [HAZARDS.wrongCharset]: 'tt03',
}

const REDIRECTS: Readonly<Record<string, (request: SiteRequest) => string>> = {
  [HAZARDS.redirectHere]: () => HAZARDS.wrongCharset,
  [HAZARDS.redirectElsewhere]: request => `${request.originOf('thoi-bao')}/`,
  [HAZARDS.redirectLoop]: () => '/chuyen/vong-2',
  '/chuyen/vong-2': () => HAZARDS.redirectLoop,
  [HAZARDS.redirectPrivate]: () => 'http://10.0.0.7/noi-bo',
  [HAZARDS.redirectMetadata]: () => 'http://169.254.169.254/latest/meta-data/',
}

/** One gzip member that unpacks to a mebibyte; a body may consist of any number of them (RFC 1952 §2.2). */
const MEBIBYTE = gzipSync(Buffer.alloc(1024 * 1024, ' '))

export const trucTrac: MediaSite = {
  id: 'truc-trac',
  name: NAME,
  validators: 'both',
  pathOf,
  answer(request) {
    const { path, asked } = request
    if (path === '/robots.txt') return plainReply(ROBOTS)
    if (path === '/') return front()
    const redirect = REDIRECTS[path]
    if (redirect !== undefined) return { kind: 'redirect', status: 302, to: redirect(request) }
    if (path === HAZARDS.busy && asked < 2) return refusal(429, { 'retry-after': '1' })
    if ((path === HAZARDS.flickering && asked < 1) || path === HAZARDS.broken) return refusal(500, {})
    const text = request.texts.find(text => text.id === PAGE_TEXTS[path])
    if (text !== undefined) return article(text, path === HAZARDS.wrongCharset)
    return oddity(path)
  },
}

function pathOf(text: InventedText): string {
  return Object.keys(PAGE_TEXTS).find(path => PAGE_TEXTS[path] === text.id) ?? '/'
}

function oddity(path: string): SiteReply | undefined {
  const contentType = 'text/html; charset=utf-8'
  if (path === HAZARDS.slow) return { kind: 'drip', contentType, piece: ' ', pieces: Infinity, pauseMs: 1000 }
  if (path === HAZARDS.endless)
    return {
      kind: 'drip',
      contentType,
      piece: '<p>và cứ thế mãi không dứt</p>\n'.repeat(500),
      pieces: Infinity,
      pauseMs: 0,
    }
  if (path === HAZARDS.gzipBomb)
    return {
      kind: 'drip',
      contentType,
      headers: { 'content-encoding': 'gzip' },
      piece: MEBIBYTE,
      pieces: 100,
      pauseMs: 0,
    }
  if (path === HAZARDS.notText)
    return {
      kind: 'document',
      contentType: 'image/png',
      body: Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
      modifiedAt: null,
    }
  if (path === HAZARDS.empty) return htmlReply('', null)
  if (path === HAZARDS.noindex)
    return htmlReply(
      page(
        'Đừng lưu',
        '<p>Trang này không muốn bị máy lưu lại.</p><a href="/kin/1">vào trong</a>',
        '<meta name="robots" content="noindex, nofollow">',
      ),
      null,
    )
  const [, step] = /^\/me-cung\/(\d{1,9})$/.exec(path) ?? []
  if (step === undefined) return undefined
  const links = [2, 3].map(factor => `<a href="/me-cung/${Number(step) * factor}">lối ${factor}</a>`)
  return htmlReply(page('Mê cung', links.join(' ')), null)
}

function front(): SiteReply {
  const links = Object.keys(PAGE_TEXTS).map(path => `<a href="${path}">${path}</a>`)
  const unwanted = `<a href="/kin/1" rel="nofollow">kín</a> <a href="${HAZARDS.trap}">mê cung</a>`
  return htmlReply(page(NAME, links.join('<br>') + unwanted), null)
}

function article(text: InventedText, wrongCharset: boolean): SiteReply {
  const body = page(
    text.title,
    `<article><h1>${escapeMarkup(text.title)}</h1>${paragraphsOf(text)}</article>`,
    `<meta property="article:published_time" content="${new Date(text.publishedAt).toISOString()}">
<meta name="author" content="${escapeMarkup(text.by)}">`,
  )
  const contentType = `text/html; charset=${wrongCharset ? 'iso-8859-1' : 'utf-8'}`
  return { kind: 'document', contentType, body, modifiedAt: text.publishedAt }
}

function refusal(status: number, headers: Readonly<Record<string, string>>): SiteReply {
  return {
    kind: 'document',
    status,
    contentType: 'text/html; charset=utf-8',
    body: page('Lỗi', '<p>Máy chủ đang bận, xin quay lại sau.</p>'),
    modifiedAt: null,
    headers,
  }
}

function page(title: string, body: string, head = ''): string {
  return `<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>${escapeMarkup(title)}</title>${head}</head><body>${body}</body></html>`
}

// The sites of the local web as sources that the platform can read: what `--demo` puts into the store.

import type { MediaSource } from '#/kernel/media-source.ts'
import type { MediaWeb } from './media-web.ts'
import { HAZARDS } from './sites/truc-trac.ts'

/**
 * One source for each site, all on, all marked as local. "Báo Đóng Cửa" refuses every reader and "Trạm Tin
 * Trục Trặc" fails in some of its addresses, so that the console has such health to show; what would take a
 * reader long (slow, endless and swollen bodies) is not among them: HAZARDS of sites/truc-trac.ts has those.
 */
export function mediaWebSources(web: Pick<MediaWeb, 'url'>): readonly MediaSource[] {
  return [
    source({
      id: 'nhat-bao-song-may',
      name: 'Nhật báo Sông Mây',
      kind: 'feed',
      urls: [web.url('nhat-bao', '/rss/tin-moi.rss')],
      reach: 42_000,
    }),
    source({
      id: 'thoi-bao-ben-may',
      name: 'Thời báo Bến Mây',
      kind: 'sitemap',
      urls: [web.url('thoi-bao', '/sitemap.xml')],
      include: ['*/tin/*'],
      selectors: { remove: '#chan-trang' },
      reach: 18_000,
    }),
    source({
      id: 'tin-chieu-song-may',
      name: 'Tin Chiều Sông Mây',
      kind: 'section',
      urls: [web.url('tin-chieu', '/muc.asp')],
      include: ['*/doc.asp?id=*'],
      selectors: {
        title: 'td.tieude',
        text: 'td.noidung',
        published: 'td.ngay',
        author: 'td.tacgia',
        links: 'a.tua',
        next: 'a.sau',
      },
      reach: 6_000,
    }),
    source({
      id: 'dien-dan-xom-may',
      name: 'Diễn đàn Xóm Mây',
      kind: 'forum',
      urls: [web.url('dien-dan', '/box/chuyen-pho-phuong.3/')],
      withComments: true,
      include: ['*/chu-de/*'],
      selectors: {
        title: 'h1.p-title-value',
        links: '.structItem-title a',
        next: 'a.pageNav-jump--next',
        comment: 'article.message',
        commentText: '.bbWrapper',
        commentAuthor: '.message-name',
        commentTime: 'time',
      },
      reach: 9_000,
    }),
    source({
      id: 'may-so',
      name: 'Mây Số',
      kind: 'section',
      urls: [web.url('may-so', '/')],
      needsBrowser: true,
      include: ['*/bai/*'],
      selectors: { links: 'a.bai', author: '.tac-gia' },
      reach: 7_000,
    }),
    source({
      id: 'bao-dan-hoi',
      name: 'Báo Dân Hỏi',
      kind: 'feed',
      urls: ['/atom.xml', '/rss/ban-doc.rss', '/rss/cat-ngang.rss'].map(path => web.url('dan-hoi', path)),
      withComments: true,
      selectors: {
        text: '.than-bai',
        author: '.but-danh',
        published: '.gio',
        comment: 'li.binh-luan',
        commentText: '.loi',
        commentAuthor: '.ten',
        commentTime: '.luc',
      },
      reach: 21_000,
    }),
    source({
      id: 'chuyen-pho-may',
      name: 'Chuyện Phố Mây',
      kind: 'section',
      urls: [web.url('cong-dong', '/')],
      selectors: { links: '.entry-title a', next: 'a.next', remove: '.sharedaddy' },
      reach: 12_000,
    }),
    source({
      id: 'bao-dong-cua',
      name: 'Báo Đóng Cửa',
      kind: 'section',
      urls: [web.url('dong-cua', '/')],
    }),
    source({
      id: 'tram-tin-truc-trac',
      name: 'Trạm Tin Trục Trặc',
      kind: 'page',
      urls: [
        HAZARDS.busy,
        HAZARDS.flickering,
        HAZARDS.wrongCharset,
        HAZARDS.broken,
        HAZARDS.redirectLoop,
        HAZARDS.noindex,
      ].map(path => web.url('truc-trac', path)),
    }),
  ]
}

function source(
  given: Pick<MediaSource, 'id' | 'name' | 'kind' | 'urls'> & Partial<MediaSource>,
): MediaSource {
  return {
    enabled: true,
    everyMinutes: 5,
    pauseMs: 100,
    needsBrowser: false,
    withComments: false,
    include: [],
    exclude: [],
    topics: [],
    reach: null,
    language: 'vi',
    selectors: {},
    local: true,
    note: 'Trang hư cấu của bản dùng thử',
    ...given,
  }
}

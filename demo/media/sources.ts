// The sites of the local web as sources that the platform can read: what `--demo` puts into the store.

import type { MediaSource } from '#/kernel/media-source.ts'
import type { MediaWeb } from './media-web.ts'

/** One definition for each way of finding texts on the local web; all on, all marked as local. */
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
      reach: 18_000,
    }),
  ]
}

function source(
  given: Pick<MediaSource, 'id' | 'name' | 'kind' | 'urls'> & Partial<MediaSource>,
): MediaSource {
  return {
    enabled: true,
    everyMinutes: 10,
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

// "Báo Đóng Cửa": its robots.txt answers 503, so that nobody may read anything there (RFC 9309 §2.3.1.4),
// though its pages would be served.

import { htmlReply, type MediaSite, type SiteReply } from '../site.ts'

const UNAVAILABLE: SiteReply = {
  kind: 'document',
  status: 503,
  contentType: 'text/plain',
  body: 'Service Unavailable',
  modifiedAt: null,
  headers: { 'retry-after': '3600' },
}

export const dongCua: MediaSite = {
  id: 'dong-cua',
  name: 'Báo Đóng Cửa',
  validators: 'none',
  pathOf: text => `/${text.id}`,
  answer({ path }) {
    if (path === '/robots.txt') return UNAVAILABLE
    if (path !== '/') return undefined
    return htmlReply(
      '<!DOCTYPE html><html lang="vi"><title>Báo Đóng Cửa</title><a href="/bai-1">Bài không ai được đọc</a></html>',
      null,
    )
  },
}

// "Mây Số": a single-page application. Its pages are an empty shell; list and texts come by fetch from JSON
// and stand in the document only after its script has run, so that only a browser reads it.

import { vietnamIsoTime } from '#/kernel/vietnam-time.ts'
import type { InventedText } from '../invented-text.ts'
import { newspaperTime, slugOf } from '../markup.ts'
import { htmlReply, type MediaSite, plainReply, type SiteReply } from '../site.ts'

const NAME = 'Mây Số'
const LISTED = 30

const SHELL = `<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>${NAME}</title></head>
<body><div id="app">Đang tải…</div>
<noscript>Trang này cần JavaScript.</noscript>
<script>
const app = document.getElementById('app')
const node = (name, props, ...children) => {
  const made = Object.assign(document.createElement(name), props)
  made.append(...children)
  return made
}
const load = async address => (await fetch(address)).json()
const showList = async () => {
  const items = await load('/api/bai.json')
  const links = items.map(item => node('li', {}, node('a', { href: item.path, className: 'bai' }, item.title)))
  app.replaceChildren(node('h1', {}, '${NAME}'), node('ul', {}, ...links))
}
const showText = async id => {
  const text = await load('/api/bai/' + id + '.json')
  document.title = text.title + ' - ${NAME}'
  const time = node('time', { dateTime: text.published }, text.shown)
  app.replaceChildren(
    node('article', {}, node('h1', {}, text.title), node('p', { className: 'meta' }, node('span', { className: 'tac-gia' }, text.author), ' ', time),
      ...text.paragraphs.map(each => node('p', {}, each))))
}
const wanted = /^\\/bai\\/([a-z]+\\d+)/.exec(location.pathname)
;(wanted ? showText(wanted[1]) : showList()).catch(() => app.replaceChildren('Không tải được trang'))
</script></body></html>`

export const maySo: MediaSite = {
  id: 'may-so',
  name: NAME,
  validators: 'none',
  pathOf,
  answer({ path, texts }) {
    if (path === '/robots.txt') return plainReply('User-agent: *\nAllow: /\nDisallow: /api/noi-bo/\n')
    if (path === '/' || /^\/bai\/[a-z]+\d+\//.test(path)) return htmlReply(SHELL, null)
    if (path === '/api/bai.json')
      return json(texts.slice(0, LISTED).map(text => ({ title: text.title, path: pathOf(text) })))
    const text = texts.find(text => path === `/api/bai/${text.id}.json`)
    return (
      text &&
      json({
        title: text.title,
        author: text.by,
        published: vietnamIsoTime(text.publishedAt),
        shown: newspaperTime(text.publishedAt),
        paragraphs: text.paragraphs,
      })
    )
  },
}

function pathOf(text: InventedText): string {
  return `/bai/${text.id}/${slugOf(text.title)}`
}

function json(data: unknown): SiteReply {
  return {
    kind: 'document',
    contentType: 'application/json; charset=utf-8',
    body: JSON.stringify(data),
    modifiedAt: null,
  }
}

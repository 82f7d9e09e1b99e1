// Lists as the crawler's readers give them: what can be read is taken and the rest counted; nothing at all is an error.

import { beforeEach, expect, test } from 'vitest'
import type { ListReaders } from '#/crawler/fetch/readers.ts'
import type { Problem } from '#/kernel/problem.ts'
import { createListReaders } from '#/listening/list-readers.ts'

const URL_OF_LIST = 'https://bao.example.com/danh-sach'
let problems: Problem[]
let readers: ListReaders
beforeEach(() => {
  problems = []
  readers = createListReaders({ now: () => Date.UTC(2026, 10, 22) }, problem => void problems.push(problem))
})
const item = (path: string): string =>
  `<item><title>Bài ${path}</title><link>https://bao.example.com/${path}</link></item>`

test('a feed gives its links', () => {
  const { links, lists } = readers.feed(`<rss><channel>${item('a')}${item('b')}</channel></rss>`, URL_OF_LIST)
  expect(links.map(({ url }) => url)).toEqual(['https://bao.example.com/a', 'https://bao.example.com/b'])
  expect(lists).toEqual([])
  expect(problems).toEqual([])
})

test('a feed that breaks off gives what is there, and the break is counted', () => {
  const { links } = readers.feed(`<rss><channel>${item('a')}<item><title>Nử`, URL_OF_LIST)
  expect(links.map(({ url }) => url)).toContain('https://bao.example.com/a')
  expect(problems.length).toBeGreaterThan(0)
})

test('what is no feed at all is an error that says so', () => {
  expect(() => readers.feed('<html><body>Bảo trì</body></html>', URL_OF_LIST)).toThrow(/\w/)
  expect(() => readers.sitemap('Bảo trì', URL_OF_LIST)).toThrow(/\w/)
})

test('a sitemap of sitemaps leads on', () => {
  const index = '<sitemapindex><sitemap><loc>https://bao.example.com/tuan.xml</loc></sitemap></sitemapindex>'
  const { links, lists } = readers.sitemap(index, URL_OF_LIST)
  expect([links.length, lists.map(({ url }) => url)]).toEqual([0, ['https://bao.example.com/tuan.xml']])
})

test('a list page gives its articles and its next page', () => {
  const page = `<html><body><a class="bai" href="/bai-mot-rat-dai-1.html">Một bài báo dài về ngập nước ở phường Hoa Lư</a>
<a class="sau" href="?trang=2">Trang sau</a></body></html>`
  const { links, lists } = readers.section(page, URL_OF_LIST, { links: 'a.bai', next: 'a.sau' })
  expect(links.map(({ url }) => url)).toEqual(['https://bao.example.com/bai-mot-rat-dai-1.html'])
  expect(lists.map(({ url }) => url)).toEqual(['https://bao.example.com/danh-sach?trang=2'])
})

test('a list page without links is an error that says why', () => {
  expect(() => readers.section('<html><body>Trống</body></html>', URL_OF_LIST, { links: 'a.bai' })).toThrow(
    /\w/,
  )
})

test('a thread leads to its next page, and its last nowhere', () => {
  const page = (next: string): string =>
    `<html><body><article class="message"><div class="loi">Xin chào</div></article>${next}</body></html>`
  const selectors = { comment: 'article', next: 'a.sau' }
  expect(
    readers.nextOfThread(
      page('<a class="sau" href="page-2">Sau</a>'),
      'https://dd.example.com/t/1/',
      selectors,
    ),
  ).toBe('https://dd.example.com/t/1/page-2')
  expect(readers.nextOfThread(page(''), 'https://dd.example.com/t/1/', selectors)).toBe(null)
})

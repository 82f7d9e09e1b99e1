// Sections of newspapers and indexes of forums, invented: which links are articles, and where the next page is.

import { describe, expect, test } from 'vitest'
import { readListPage } from '#/crawler/extract/read-list-page.ts'

const NOW = Date.parse('2026-06-22T10:00:00+07:00')
const SECTION = 'https://tin.example.com/thoi-su'
const read = (html: string, selectors = {}, url = SECTION) => readListPage(html, url, selectors, NOW)
const urls = (html: string, selectors = {}): readonly string[] =>
  read(html, selectors).links.map(link => link.url)

const AROUND = `
<header><nav class="menu"><a href="/">Trang chủ</a><a href="/thoi-su">Thời sự</a><a href="/phap-luat-an-ninh-trat-tu">Pháp luật an ninh trật tự</a></nav></header>`
const BELOW = `
<footer><a href="/gioi-thieu-ve-toa-soan-bao-vi-du.html">Giới thiệu về tòa soạn báo Ví Dụ</a>
<a href="https://example.net/bai-viet-cua-trang-khac-1234567.html">Một bài viết dài của trang khác hẳn</a></footer>`

const NEWSPAPER = `${AROUND}<main>
<article class="item-news"><a href="/nuoc-dang-tren-duong-vi-du-4800001.html"><img src="a.jpg"></a>
 <h3 class="title-news"><a href="/nuoc-dang-tren-duong-vi-du-4800001.html" title="x">Nước dâng trên đường Ví Dụ, nhiều xe chết máy</a></h3>
 <p class="description"><a href="/nuoc-dang-tren-duong-vi-du-4800001.html#binh-luan">12</a></p><span class="time">22/6/2026 08:15</span></article>
<article class="item-news"><h3 class="title-news"><a href="https://www.example.com/cho-mau-don-rac-4800002.html">Chợ Mẫu dọn rác trong đêm</a></h3>
 <span class="time">3 giờ trước</span></article>
</main><aside class="tags"><a href="/tag/ngap-nuoc-o-thanh-pho-123456.html">Ngập nước ở thành phố ta đây</a></aside>
<div class="pagination"><a class="active" href="/thoi-su">1</a><a href="/thoi-su-p2">2</a><a href="/thoi-su-p3">3</a></div>${BELOW}`

const PORTAL = `${AROUND}<table><tr><td><ul class="dstin">
<li><a href="Default.aspx?id=901">Trả hồ sơ đất đai trễ hẹn, phường xin lỗi dân</a> (22/6/2026)
<li><a href="Default.aspx?id=902">Ra quân dọn vệ sinh dọc tuyến kênh Mẫu</a> (20/6/2026)
<li><a href="Default.aspx?id=903">Lịch tiếp công dân của phường trong tháng bảy</a> (19/6/2026)
</ul><a href="Default.aspx?page=2">Trang sau »</a></td></tr></table>${BELOW}`

const FORUM = `${AROUND}<div class="structItemContainer">
<div class="structItem--thread"><div class="structItem-title"><a href="/threads/ngap-duong-vi-du.8801/">Ngập đường Ví Dụ</a></div><time datetime="2026-06-22T08:00:00+07:00">x</time></div>
<div class="structItem--thread"><div class="structItem-title"><a href="/threads/rac-cho-mau-may-ngay-roi.8802/">Rác chợ Mẫu mấy ngày rồi</a></div></div>
<div class="structItem--thread"><div class="structItem-title"><a href="/threads/xin-loi-ve-ho-so-dat-dai.8803/">Xin lỗi về hồ sơ đất đai</a></div></div>
</div><a rel="next" href="/forums/pho.1/page-2">Tiếp</a>`

test('a section of a newspaper: headlines with their times, the next page by its number', () => {
  expect(read(NEWSPAPER)).toEqual({
    links: [
      {
        url: 'https://tin.example.com/nuoc-dang-tren-duong-vi-du-4800001.html',
        title: 'Nước dâng trên đường Ví Dụ, nhiều xe chết máy',
        published: Date.parse('2026-06-22T08:15:00+07:00'),
        author: null,
        summary: null,
      },
      {
        url: 'https://www.example.com/cho-mau-don-rac-4800002.html',
        title: 'Chợ Mẫu dọn rác trong đêm',
        published: NOW - 3 * 3_600_000,
        author: null,
        summary: null,
      },
    ],
    nextUrl: 'https://tin.example.com/thoi-su-p2',
    remarks: [],
  })
})

test('a list without slugs is known by its rows being of one make', () => {
  expect(urls(PORTAL)).toEqual([901, 902, 903].map(id => `https://tin.example.com/Default.aspx?id=${id}`))
  expect(read(PORTAL).nextUrl).toBe('https://tin.example.com/Default.aspx?page=2')
})

test('threads of a forum', () => {
  expect(urls(FORUM).map(url => url.slice(-5, -1))).toEqual(['8801', '8802', '8803'])
  expect(read(FORUM).links[0]!.published).toBe(Date.parse('2026-06-22T08:00:00+07:00'))
  expect(read(FORUM).nextUrl).toBe('https://tin.example.com/forums/pho.1/page-2')
})

describe('selectors', () => {
  const page =
    '<div class="o"><a href="1">Một</a></div><div class="o"><b><a href="2">Hai</a></b></div><a href="3">Ba</a><i class="n"><a href="?p=2">…</a></i>'
  test('name links or what is around them, and the next page', () => {
    const found = read(page, { links: '.o', next: '.n' })
    expect(found.links.map(link => link.url)).toEqual([
      'https://tin.example.com/1',
      'https://tin.example.com/2',
    ])
    expect(found.nextUrl).toBe('https://tin.example.com/thoi-su?p=2')
  })

  test('that find nothing are remarked', () => {
    expect(read(page, { links: '.x' }).remarks).toEqual([
      'links: the selector finds nothing',
      'no links to articles are found on the page',
    ])
  })
})

describe('the next page', () => {
  test.each([
    ['a link with a word', '<a href="?trang=2">Trang tiếp</a>', '?trang=2'],
    ['a sign', '<a href="?trang=2">›</a>', '?trang=2'],
    ['metadata', '<link rel="next" href="/thoi-su?trang=2">', '?trang=2'],
    ['of another site', '<a rel="next" href="https://example.net/2">Next</a>', null],
    ['the page itself', '<a rel="next" href="#cuoi">Next</a>', null],
    ['none', '<a href="/x">Tiếp tục đọc bài này</a>', null],
  ])('%s', (_name, html, search) => {
    expect(read(html).nextUrl).toBe(search === null ? null : SECTION + search)
  })
})

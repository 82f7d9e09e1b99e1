// Threads as forums' systems write them, invented.

import { describe, expect, test } from 'vitest'
import { readThread } from '#/crawler/extract/read-thread.ts'

const NOW = Date.parse('2026-06-22T10:00:00+07:00')
const URL_OF_THREAD = 'https://pho.example.com/threads/ngap.88/'
const read = (html: string, selectors = {}) => readThread(html, URL_OF_THREAD, selectors, NOW)

const POSTS = [
  { author: 'Tý', text: 'Sáng nay đường Ví Dụ ngập tới yên xe.', published: NOW - 2 * 3_600_000 },
  { author: 'Sửu', text: 'Chỗ mình cũng vậy.', published: NOW - 3_600_000 },
]

const XENFORO = `<title>Ngập đường Ví Dụ | Diễn đàn Phố</title><h1 class="p-title-value">Ngập đường Ví Dụ</h1>
<article class="message message--post js-post" data-content="post-1"><div class="message-user"><h4 class="message-name"><a class="username">Tý</a></h4><h5>Thành viên</h5></div>
<header><time datetime="2026-06-22T08:00:00+0700">Sáng nay</time></header><div class="message-body"><div class="bbWrapper">Sáng nay đường Ví Dụ ngập tới yên xe.</div></div><aside class="message-signature signature">Sống chậm lại</aside></article>
<article class="message message--post js-post" data-content="post-2"><div class="message-user"><h4 class="message-name"><a class="username">Sửu</a></h4></div>
<header><time datetime="2026-06-22T09:00:00+0700">vừa rồi</time></header><div class="message-body"><div class="bbWrapper"><blockquote class="bbCodeBlock--quote">Tý viết: Sáng nay…</blockquote>Chỗ mình cũng vậy.</div></div></article>
<a class="pageNav-jump--next" rel="next" href="page-2">Tiếp</a>`

const MICRODATA = `<h1>Ngập đường Ví Dụ</h1>${[
  'Tý|2|Sáng nay đường Ví Dụ ngập tới yên xe.',
  'Sửu|1|Chỗ mình cũng vậy.',
]
  .map(row => row.split('|'))
  .map(
    ([author, hours, text], at) =>
      `<div itemprop="comment" itemscope id="post-${at + 1}"><span itemprop="author"><meta itemprop="name" content="x">${author}</span>
       <span itemprop="dateCreated">${hours} giờ trước</span><div itemprop="text">${text}</div></div>`,
  )
  .join('')}`

const PLAIN = `<h1>Ngập đường Ví Dụ</h1><div class="post" id="post-1"><b>Tý</b> <span class="date">22/06/2026 08:00</span><p>Sáng nay đường Ví Dụ ngập tới yên xe.</p></div>
<div class="post" id="post-2"><b>Sửu</b> <span class="date">22/06/2026 09:00</span><p>Chỗ mình cũng vậy.</p></div>`

describe('each make of forum', () => {
  test.each([
    ['XenForo', XENFORO, 'https://pho.example.com/threads/ngap.88/page-2'],
    ['microdata', MICRODATA, null],
    ['plain names', PLAIN, null],
  ])('%s', (_name, html, nextUrl) => {
    expect(read(html)).toEqual({
      title: 'Ngập đường Ví Dụ',
      posts: POSTS.map((post, at) => ({ id: `post-${at + 1}`, ...post })),
      nextUrl,
      remarks: [],
    })
  })
})

test('selectors name the parts', () => {
  const html = '<h2>Ngập</h2><x-p><u>Tý</u><q>Ngập rồi</q></x-p><x-p><u>Sửu</u><q></q></x-p>'
  const selectors = { title: 'h2', comment: 'x-p', commentText: 'q', commentAuthor: 'u' }
  expect(read(html, selectors)).toMatchObject({
    title: 'Ngập',
    posts: [{ id: null, author: 'Tý', text: 'Ngập rồi', published: null }],
  })
})

test('a page without posts says so', () => {
  expect(read('<h1>Ngập</h1>').remarks).toEqual(['no posts are found on the page'])
})

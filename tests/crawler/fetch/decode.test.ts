// What is handed on is text, in whatever encoding the page came (crawler/text decodes; its tests have the table).

import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { localSource, openBench } from './crawl-bench.ts'
import { startServer } from './logged-server.ts'

const TEXT =
  'Nước ngập sâu ở nhiều tuyến đường của phường Ví Dụ sau trận mưa lớn chiều qua, người dân phải dắt xe về nhà.'
const PAGE = `<html><head></head><body><p>${TEXT}</p></body></html>`
const TONE = /[\u0300\u0301\u0303\u0309\u0323]/
/** windows-1258 writes tone marks apart. */
const apart = (text: string): string =>
  text.replace(/\p{L}/gu, letter => {
    const parts = Array.from(letter.normalize('NFD'))
    const base = parts
      .filter(part => !TONE.test(part))
      .join('')
      .normalize('NFC')
    return base + parts.filter(part => TONE.test(part)).join('')
  })

test('pages in old encodings are handed on as text', async () => {
  await using server = await startServer({
    '/a': { headers: { 'content-type': 'text/html' }, body: iconv.encode(PAGE, 'tcvn') },
    '/b': {
      headers: { 'content-type': 'text/html; charset="windows-1258"' },
      body: iconv.encode(apart(PAGE), 'windows-1258'),
    },
  })
  await using bench = openBench()
  await bench.run(localSource([`${server.origin}/a`, `${server.origin}/b`], { kind: 'page' }))
  expect(bench.pages.map(({ charset, body }) => `${charset} ${body.includes(TEXT)}`).sort()).toEqual([
    'tcvn3 true',
    'windows-1258 true',
  ])
})

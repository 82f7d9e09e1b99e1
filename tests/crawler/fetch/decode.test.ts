// Bytes of a page become text, whatever the page says of itself.

import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { decodeBody } from '#/crawler/fetch/decode-body.ts'
import { localSource, openBench } from './crawl-bench.ts'
import { startServer } from './logged-server.ts'

const TEXT =
  'Nước ngập sâu ở nhiều tuyến đường của phường Ví Dụ sau trận mưa lớn chiều qua, người dân phải dắt xe về nhà.'
const html = (head: string, body = TEXT): string =>
  `<html><head>${head}</head><body><p>${body}</p></body></html>`
/** windows-1258 writes some tone marks apart. */
const TONE = /[\u0300\u0301\u0303\u0309\u0323]/
const apart = (text: string): string =>
  text.replace(/\p{L}/gu, letter => {
    const parts = Array.from(letter.normalize('NFD'))
    const base = parts
      .filter(part => !TONE.test(part))
      .join('')
      .normalize('NFC')
    return base + parts.filter(part => TONE.test(part)).join('')
  })
const meta = (charset: string): string => `<meta charset="${charset}">`
const encode = (text: string, encoding: string): Buffer => iconv.encode(text, encoding)

describe('a page', () => {
  const rows: [string, Buffer, string | null, string][] = [
    ['in UTF-8 that says so', Buffer.from(html(meta('utf-8'))), 'utf-8', 'utf-8'],
    ['in UTF-8 that says nothing', Buffer.from(html('')), null, 'utf-8'],
    ['in UTF-8 that says Latin-1', Buffer.from(html(meta('iso-8859-1'))), 'iso-8859-1', 'utf-8'],
    ['in UTF-8 with a mark', Buffer.from(`\uFEFF${html(meta('windows-1258'))}`), 'iso-8859-1', 'utf-8'],
    [
      'in UTF-16 with a mark',
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(html(''), 'utf16le')]),
      null,
      'utf-16le',
    ],
    [
      'in windows-1258 by its header',
      encode(apart(html('')), 'windows-1258'),
      'windows-1258',
      'windows-1258',
    ],
    [
      'in windows-1258 by its meta',
      encode(apart(html(meta('windows-1258'))), 'windows-1258'),
      null,
      'windows-1258',
    ],
    [
      'in windows-1258 that says UTF-8',
      encode(apart(html(meta('utf-8'))), 'windows-1258'),
      'utf-8',
      'windows-1258',
    ],
    ['in TCVN3 by its bytes', encode(html(''), 'tcvn'), null, 'tcvn3'],
    ['in TCVN3 that says x-user-defined', encode(html(meta('x-user-defined')), 'tcvn'), null, 'tcvn3'],
    ['in TCVN3 that says Latin-1', encode(html(meta('iso-8859-1')), 'tcvn'), null, 'tcvn3'],
    ['in VISCII by its name', encode(html(meta('viscii')), 'viscii'), null, 'viscii'],
    ['in VISCII by its bytes', encode(html(''), 'viscii'), null, 'viscii'],
    [
      'in TCVN3 that became UTF-8',
      Buffer.from(encode(html(''), 'tcvn').toString('latin1')),
      'utf-8',
      'tcvn3',
    ],
  ]
  test.each(rows)('%s', (_name, bytes, header, charset) => {
    const decoded = decodeBody(bytes, header)
    expect(decoded.charset).toBe(charset)
    expect(decoded.text.normalize('NFC')).toContain(TEXT)
  })

  test.each([
    ['a charset that nobody knows', Buffer.from(html(meta('x-klingon'))), 'nonsense', 'utf-8'],
    ['one that is no charset', Buffer.from(html(meta('base64'))), 'hex', 'utf-8'],
    ['UTF-16 in ASCII tags', Buffer.from(html(meta('utf-16'))), null, 'utf-8'],
    ['plain ASCII', Buffer.from('<p>plain</p>'), null, 'utf-8'],
    ['nothing', Buffer.alloc(0), null, 'utf-8'],
  ])('with %s is read all the same', (_name, bytes, header, charset) => {
    expect(decodeBody(bytes, header).charset).toBe(charset)
  })

  test('in French Latin-1 stays French', () => {
    const bytes = Buffer.from('<p>Déjà vu, élève à côté: tête-à-tête très mûre</p>', 'latin1')
    expect(decodeBody(bytes, null)).toEqual({ text: bytes.toString('latin1'), charset: 'windows-1252' })
  })

  test('of XML says it in its declaration', () => {
    const bytes = encode(apart(`<?xml version="1.0" encoding="windows-1258"?><t>${TEXT}</t>`), 'windows-1258')
    expect(decodeBody(bytes, null).text).toContain(TEXT)
  })
})

test('pages in old encodings are handed on as text', async () => {
  await using server = await startServer({
    '/a': { headers: { 'content-type': 'text/html' }, body: encode(html(''), 'tcvn') },
    '/b': {
      headers: { 'content-type': 'text/html; charset="windows-1258"' },
      body: encode(apart(html('')), 'windows-1258'),
    },
  })
  await using bench = openBench()
  await bench.run(localSource([`${server.origin}/a`, `${server.origin}/b`], { kind: 'page' }))
  expect(bench.pages.map(({ charset, body }) => `${charset} ${body.includes(TEXT)}`).sort()).toEqual([
    'tcvn3 true',
    'windows-1258 true',
  ])
})

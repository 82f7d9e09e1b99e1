// Bytes in the encodings that Vietnamese pages have, declared rightly, wrongly and not at all.

import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { decodePage } from '#/crawler/text/decode-page.ts'

const WORDS =
  'Sáng nay nước dâng trên đường Ví Dụ, nhiều người phải dắt xe qua đoạn ngập. Ủy ban nhân dân phường đã cử cán bộ đến từng hộ để ghi nhận thiệt hại và hỗ trợ.'
const page = (head = ''): string =>
  `<html><head>${head}<title>Tin</title></head><body><p>${WORDS}</p></body></html>`
const utf8 = (text: string): Buffer => Buffer.from(text)
/** windows-1258 writes tones as marks of their own, after letters that carry their hats. */
const apart = (text: string): string =>
  Array.from(text)
    .map(letter => {
      const [base, ...marks] = letter.normalize('NFD')
      const tone = marks.find(mark => /[\u0300\u0301\u0303\u0309\u0323]/u.test(mark))
      return tone === undefined
        ? letter
        : (base! + marks.filter(mark => mark !== tone).join('')).normalize('NFC') + tone
    })
    .join('')

describe('a page is decoded', () => {
  test.each([
    ['UTF-8, declared by nobody', utf8(page()), null, 'utf-8'],
    ['UTF-8 that the header calls Latin-1', utf8(page()), 'text/html; charset=ISO-8859-1', 'utf-8'],
    ['UTF-8 with a mark', utf8(`\ufeff${page()}`), null, 'utf-8'],
    [
      'UTF-8 that the document calls windows-1258',
      utf8(page('<meta charset="windows-1258">')),
      null,
      'utf-8',
    ],
    ['UTF-16 with a mark', iconv.encode(page(), 'utf-16le', { addBOM: true }), null, 'utf-16le'],
    ['big-endian UTF-16 with a mark', iconv.encode(page(), 'utf-16be', { addBOM: true }), null, 'utf-16be'],
    ['UTF-16 by header', iconv.encode(page(), 'utf-16le'), 'text/html; charset=utf-16le', 'utf-16le'],
    [
      'windows-1258 by header',
      iconv.encode(apart(page()), 'windows-1258'),
      'text/html; charset=windows-1258',
      'windows-1258',
    ],
    [
      'windows-1258 by meta',
      iconv.encode(
        apart(page('<meta http-equiv="Content-Type" content="text/html; charset=windows-1258">')),
        'windows-1258',
      ),
      null,
      'windows-1258',
    ],
    ['windows-1258 that nobody declares', iconv.encode(apart(page()), 'windows-1258'), null, 'windows-1258'],
    [
      'windows-1258 that calls itself UTF-8',
      iconv.encode(apart(page('<meta charset=utf-8>')), 'windows-1258'),
      null,
      'windows-1258',
    ],
    ['VISCII', iconv.encode(page(), 'viscii'), null, 'viscii'],
  ])('%s', (_name, bytes, header, charset) => {
    const decoded = decodePage(bytes, header)
    expect(decoded.charset).toBe(charset)
    expect(decoded.text).toContain(WORDS)
  })

  test('other languages by what they declare', () => {
    const japanese = '<meta charset="Shift_JIS"><p>市役所の対応が遅い</p>'
    expect(decodePage(iconv.encode(japanese, 'shift_jis'), null)).toEqual({
      text: japanese,
      charset: 'shift_jis',
    })
  })

  test('a page that was cut inside a letter is UTF-8 all the same', () => {
    const bytes = utf8(page())
    const cut = bytes.subarray(0, bytes.indexOf(utf8('ệt hại')) + 1)
    expect(decodePage(cut, null)).toMatchObject({
      charset: 'utf-8',
      text: expect.stringContaining('thi\ufffd') as string,
    })
  })

  test('TCVN3 letters that were saved as UTF-8 become Vietnamese', () => {
    const tcvn3 = iconv.decode(iconv.encode(page(), 'tcvn'), 'latin1')
    expect(decodePage(utf8(tcvn3), null)).toMatchObject({ charset: 'tcvn3' })
    expect(decodePage(utf8(tcvn3), null).text).toContain('nước dâng trên đường')
  })

  test('what nothing explains is windows-1252, and nothing throws', () => {
    expect(decodePage(Uint8Array.of(0x63, 0x61, 0x66, 0xe9), null)).toEqual({
      text: 'café',
      charset: 'windows-1252',
    })
    expect(decodePage(Uint8Array.of(), 'charset=no-such')).toEqual({ text: '', charset: 'utf-8' })
  })
})

// Encodings from before Unicode. The bytes of TCVN3, VISCII and windows-1258 are written by iconv-lite or by hand,
// those of VNI by hand from its key table.

import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { detectEncoding, detectLegacyText } from '#/crawler/text/detect-encoding.ts'
import { decodeLegacyBytes, decodeLegacyText, LEGACY_ENCODINGS } from '#/crawler/text/legacy-encoding.ts'
import type { LegacyEncoding } from '#/crawler/text/legacy-encoding.ts'
import { VNI_LETTERS, vniToUnicode } from '#/crawler/text/vni-letters.ts'

const TEXT = 'Người dân phường Ví Dụ phấn khởi vì đường mới, rác thải được xử lý; ngõ nhỏ hết ngập.'
const VOWELS = 'aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ'

/** windows-1258 writes the hat with the letter and the tone after it. */
function windows1258(text: string): Buffer {
  const apart = text
    .normalize('NFD')
    .replace(/([aeouAEOU])([\u0300\u0301\u0303\u0309\u0323]?)([\u0302\u0306\u031b])/g, '$1$3$2')
  return iconv.encode(
    apart.replace(/[aeouAEOU][\u0302\u0306\u031b]/g, letter => letter.normalize('NFC')),
    'windows-1258',
  )
}

/** By the table backwards: two characters before one. */
function vni(text: string): Buffer {
  const back = new Map([...VNI_LETTERS].map(([written, letter]) => [letter, written]))
  return Buffer.from(Array.from(text, letter => back.get(letter) ?? letter).join(''), 'latin1')
}

const WRITERS: Readonly<Record<LegacyEncoding, (text: string) => Buffer>> = {
  tcvn3: text => iconv.encode(text, 'tcvn'),
  viscii: text => iconv.encode(text, 'viscii'),
  'windows-1258': windows1258,
  vni,
}

describe.each(LEGACY_ENCODINGS)('%s', encoding => {
  const bytes = WRITERS[encoding](TEXT)

  test('is read', () => {
    expect(decodeLegacyBytes(bytes, encoding)).toBe(TEXT)
  })

  test('has every small letter', () => {
    expect(decodeLegacyBytes(WRITERS[encoding](VOWELS), encoding)).toBe(VOWELS)
  })

  test('is recognised in bytes and in text that was taken for windows-1252', () => {
    expect(detectEncoding(bytes)).toBe(encoding)
    const mistaken = iconv.decode(bytes, 'windows-1252')
    expect(detectLegacyText(mistaken)).toBe(encoding)
    expect(decodeLegacyText(mistaken, encoding)).toBe(TEXT)
  })

  test('is recognised inside a page', () => {
    const page = Buffer.concat([
      Buffer.from('<html><body class="x"><p>'),
      bytes,
      Buffer.from('</p></body></html>'),
    ])
    expect(detectEncoding(page)).toBe(encoding)
  })
})

test('capitals of TCVN3, drawn by a font over small letters', () => {
  expect(decodeLegacyText('THµNH PHè Hµ Néi', 'tcvn3')).toBe('THÀNH PHỐ Hà Nội')
})

test('VNI as it was typed', () => {
  expect(
    vniToUnicode('Thaønh phoá Hoà Chí Minh, ñöôøng Traàn Höng Ñaïo, MÖA LÔÙN, kyõ thuaät, chuû tòch'),
  ).toBe('Thành phố Hồ Chí Minh, đường Trần Hưng Đạo, MƯA LỚN, kỹ thuật, chủ tịch')
})

test.each([
  ['UTF-8', Buffer.from(TEXT), 'utf-8'],
  ['ASCII', Buffer.from('plain words'), 'utf-8'],
  [
    'French in Latin-1',
    Buffer.from("Le café est très bon, là-bas, à côté de la forêt où l'été dure", 'latin1'),
    null,
  ],
  ['German in Latin-1', Buffer.from('Größe und Straße für schöne Möglichkeiten über Köln', 'latin1'), null],
  ['too little to tell', Buffer.from('caf\u00e9', 'latin1'), null],
])('%s is %s', (_name, bytes, encoding) => {
  expect(detectEncoding(bytes)).toBe(encoding)
})

test('text that is right is left alone', () => {
  expect(detectLegacyText(TEXT)).toBeNull()
})

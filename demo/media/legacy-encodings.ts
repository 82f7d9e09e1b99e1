// Vietnamese text as bytes of the encodings from before Unicode, as old sites still serve them. What an
// encoding cannot write is an error: the texts are ours and must come out whole.

import iconv from 'iconv-lite'

export const LEGACY_ENCODINGS = ['windows-1258', 'tcvn3', 'viscii', 'vni'] as const
export type LegacyEncoding = (typeof LEGACY_ENCODINGS)[number]

/** Throws on a character that the encoding has no bytes for. */
export function encodeLegacy(text: string, encoding: LegacyEncoding): Uint8Array {
  const letters = prepared(text, encoding)
  const codec = { 'windows-1258': 'windows-1258', tcvn3: 'tcvn', viscii: 'viscii', vni: 'latin1' }[encoding]
  const bytes = iconv.encode(letters, codec)
  if (iconv.decode(bytes, codec) !== letters)
    throw new Error(`${encoding} cannot write all of "${text.slice(0, 60)}"`)
  // TCVN has capitals with tones at control codes; TCVN3, as the ABC fonts have it, lacks them.
  if (
    bytes.some(
      byte => (byte < 0x20 && byte !== 0x0a) || (encoding === 'tcvn3' && byte >= 0x80 && byte < 0xa0),
    )
  )
    throw new Error(`${encoding} needs control codes for "${text.slice(0, 60)}"`)
  return bytes
}

/** In the letters of the code page; windows-1258 has tones after their letter, but ă â ê ô ơ ư as letters. */
function prepared(text: string, encoding: LegacyEncoding): string {
  const composed = text.normalize('NFC')
  if (encoding === 'vni') return Array.from(composed, vniLetter).join('')
  if (encoding !== 'windows-1258') return composed
  return composed
    .normalize('NFD')
    .replaceAll(
      /([aAeEoOuU])([\u0300\u0301\u0303\u0309\u0323])?([\u0302\u0306\u031b])/g,
      (_, base, tone = '', shape) => `${`${base}${shape}`.normalize('NFC')}${tone}`,
    )
}

const TONES = '\u0301\u0300\u0309\u0303\u0323'
/** Second bytes of VNI by what stands on the letter: no shape, circumflex, breve. */
const VNI_MARKS = { '': 'ùøûõï', '\u0302': 'áàåãä', '\u0306': 'éèúüë' } as const
const VNI_SHAPES = { '': '', '\u0302': 'â', '\u0306': 'ê' } as const
const VNI_WHOLE: Readonly<Record<string, string>> = {
  đ: 'ñ',
  Đ: 'Ñ',
  í: 'í',
  ì: 'ì',
  ỉ: 'æ',
  ĩ: 'ó',
  ị: 'ò',
  Í: 'Í',
  Ì: 'Ì',
  Ỉ: 'Æ',
  Ĩ: 'Ó',
  Ị: 'Ò',
  ỵ: 'î',
  Ỵ: 'Î',
}

/** VNI for Windows: most letters are a base letter and a second byte for all that stands on it. */
function vniLetter(letter: string): string {
  const whole = VNI_WHOLE[letter]
  if (whole !== undefined) return whole
  const [first, ...marks] = letter.normalize('NFD')
  if (marks.length === 0) return letter
  const horn = marks.includes('\u031b')
  const base = horn ? ({ o: 'ô', O: 'Ô', u: 'ö', U: 'Ö' } as Record<string, string>)[first!]! : first!
  const shape = marks.find(mark => mark === '\u0302' || mark === '\u0306') ?? ''
  const tone = marks.findIndex(mark => TONES.includes(mark))
  const second = tone === -1 ? VNI_SHAPES[shape] : VNI_MARKS[shape][TONES.indexOf(marks[tone]!)]!
  return base + (base === base.toLowerCase() ? second : second.toUpperCase())
}

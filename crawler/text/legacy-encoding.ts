// The encodings that Vietnamese was written in before Unicode, still met on old pages and in forwarded texts:
// TCVN3 (ABC), VISCII, windows-1258, VNI. Bytes or, as often, text in which such bytes were taken for Latin-1,
// become Unicode. Tables of the one-byte encodings come from iconv-lite; VNI has its own.

import iconv from 'iconv-lite'
import { vniToUnicode } from './vni-letters.ts'

export const LEGACY_ENCODINGS = ['tcvn3', 'viscii', 'windows-1258', 'vni'] as const
export type LegacyEncoding = (typeof LEGACY_ENCODINGS)[number]

/** What each byte stands for. TCVN3 has its capitals with tones in other fonts, not in control characters. */
function tableOf(encoding: string): readonly string[] {
  return Array.from({ length: 256 }, (_, byte) =>
    byte < 0x20 && encoding === 'tcvn'
      ? String.fromCharCode(byte)
      : iconv.decode(Buffer.from([byte]), encoding),
  )
}

const TABLES = {
  tcvn3: tableOf('tcvn'),
  viscii: tableOf('viscii'),
  'windows-1258': tableOf('windows-1258'),
} as const satisfies Record<Exclude<LegacyEncoding, 'vni'>, readonly string[]>

/** Characters that windows-1252 has for the bytes 80–9F. */
const WINDOWS_BYTES: ReadonlyMap<string, number> = new Map(
  Array.from(
    { length: 32 },
    (_, at) => [iconv.decode(Buffer.from([0x80 + at]), 'windows-1252'), 0x80 + at] as const,
  ),
)

/** Bytes of a legacy encoding as NFC text. Every byte means something in each of them, so it never fails. */
export function decodeLegacyBytes(bytes: Uint8Array, encoding: LegacyEncoding): string {
  return decodeLegacyText(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'),
    encoding,
  )
}

/** Text whose legacy bytes were taken for Latin-1 or windows-1252; other characters in it stay. NFC. */
export function decodeLegacyText(text: string, encoding: LegacyEncoding): string {
  if (encoding === 'vni') return vniToUnicode(asLatin1(text)).normalize('NFC')
  const table = TABLES[encoding]
  let decoded = ''
  for (const character of asLatin1(text)) decoded += table[character.codePointAt(0)!] ?? character
  const whole = decoded.normalize('NFC')
  return encoding === 'tcvn3' ? capitalsOfTcvn3(whole) : whole
}

function asLatin1(text: string): string {
  // Spaces, quotes and dashes of a page that was decoded as windows-1252 go back to their bytes.
  return text.replace(/[\u0100-\u{10ffff}]/gu, character => {
    const byte = WINDOWS_BYTES.get(character)
    return byte === undefined ? character : String.fromCharCode(byte)
  })
}

/** TCVN3 draws capitals with tones by a capital font over small letters: THàNH is meant as THÀNH. */
function capitalsOfTcvn3(text: string): string {
  return text.replace(/\p{L}+/gu, word => {
    const plain = word.replace(/[^A-Za-z]/g, '')
    return plain.length >= 2 && plain === plain.toUpperCase() ? word.toUpperCase() : word
  })
}

// Bytes of a page become text: by its BOM, the header, what the document says of itself, and the bytes – which
// are believed against the others where the others are known to lie: a page that says UTF-8 and is not, one
// that says Latin-1 and is UTF-8, TCVN3 or VISCII, which browsers of their time drew with a font of their own.

import { decodeLegacyBytes, decodeLegacyText, type LegacyEncoding } from '../text/legacy-encoding.ts'
import { detectEncoding, detectLegacyText } from '../text/detect-encoding.ts'

export interface DecodedBody {
  readonly text: string
  /** `utf-8`, `windows-1258`, `tcvn3`, …: what it was read as. */
  readonly charset: string
}

/** Labels of Vietnamese encodings that the Encoding Standard does not know, or decodes to loose tone marks. */
const VIETNAMESE_LABELS: Readonly<Record<string, LegacyEncoding>> = {
  'windows-1258': 'windows-1258',
  cp1258: 'windows-1258',
  'x-cp1258': 'windows-1258',
  tcvn: 'tcvn3',
  tcvn3: 'tcvn3',
  'tcvn-5712': 'tcvn3',
  'tcvn5712-1': 'tcvn3',
  'x-viet-tcvn': 'tcvn3',
  'x-viet-tcvn5712': 'tcvn3',
  viscii: 'viscii',
  'x-viet-viscii': 'viscii',
  vni: 'vni',
  'x-viet-vni': 'vni',
}

/** What a document may say of itself stands in its first bytes. */
const LOOKED_BYTES = 4096

export function decodeBody(bytes: Buffer, headerCharset: string | null): DecodedBody {
  const byMark = encodingOfBom(bytes)
  if (byMark !== undefined) return plain(bytes, byMark)
  const inside = knownLabel(statedInside(bytes))
  // What could be read as ASCII up to here is not UTF-16, whatever it says.
  const stated = knownLabel(headerCharset) ?? (inside?.startsWith('utf-16') === true ? undefined : inside)
  if (stated === undefined || stated === 'utf-8' || stated === 'windows-1252') return byBytes(bytes, stated)
  const legacy = VIETNAMESE_LABELS[stated]
  return legacy === undefined
    ? plain(bytes, stated)
    : { text: decodeLegacyBytes(bytes, legacy), charset: legacy }
}

function byBytes(bytes: Buffer, stated: 'utf-8' | 'windows-1252' | undefined): DecodedBody {
  const seen = detectEncoding(bytes)
  if (seen === null) return plain(bytes, stated ?? 'windows-1252')
  if (seen !== 'utf-8') return { text: decodeLegacyBytes(bytes, seen), charset: seen }
  const decoded = plain(bytes, 'utf-8')
  // Old bytes that somebody took for Latin-1 and wrote as UTF-8 since.
  const legacy = looksLikeMistakenLatin(decoded.text) ? detectLegacyText(decoded.text) : null
  return legacy === null ? decoded : { text: decodeLegacyText(decoded.text, legacy), charset: legacy }
}

/** No letter that only Vietnamese has, and many of Western Europe: a quick look before the thorough one. */
function looksLikeMistakenLatin(text: string): boolean {
  return !/[ăđơưĂĐƠƯ\u1ea0-\u1ef9]/.test(text) && (text.match(/[\u00a1-\u00ff]/g)?.length ?? 0) >= 20
}

function plain(bytes: Buffer, encoding: string): DecodedBody {
  return { text: new TextDecoder(encoding).decode(bytes), charset: encoding }
}

function encodingOfBom(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return undefined
}

/** Of an XML declaration or a meta element. */
function statedInside(bytes: Buffer): string | null {
  const head = bytes.toString('latin1', 0, LOOKED_BYTES)
  const xml = /^\s*<\?xml[^>]*?\bencoding\s*=\s*["']([^"']+)["']/i.exec(head)
  const meta = /<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([^"'\s/>;]+)/i.exec(head)
  return xml?.[1] ?? meta?.[1] ?? null
}

/** The encoding's own name; undefined for one that nobody knows. */
function knownLabel(label: string | null): string | undefined {
  const name = label?.trim().toLowerCase() ?? ''
  if (name === '') return undefined
  if (Object.hasOwn(VIETNAMESE_LABELS, name)) return name
  try {
    const { encoding } = new TextDecoder(name)
    // Pages in fonts of their own; their bytes tell.
    return encoding === 'x-user-defined' ? 'windows-1252' : encoding
  } catch {
    return undefined
  }
}

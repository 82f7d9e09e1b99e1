// Bytes of a page or feed → text. Trusted in this order: a byte-order mark; bytes that are UTF-8 (no other
// encoding looks like it by chance, whatever header and document claim); what the header names; what the document
// names; how the words are spelt (crawler/text). Last comes windows-1252, under which any byte means something.

import iconv from 'iconv-lite'
import { detectEncoding, detectLegacyText } from './detect-encoding.ts'
import { decodeLegacyBytes, decodeLegacyText } from './legacy-encoding.ts'

export interface DecodedPage {
  readonly text: string
  /** Lower case, as detected: `utf-8`, `utf-16le`, `windows-1252`, `tcvn3`, `vni`, … */
  readonly charset: string
}

/** Encodings whose bytes are also what pages in TCVN3 or VNI fonts say they are. */
const LATIN = new Set([
  'iso-8859-1',
  'latin1',
  'windows-1252',
  'cp1252',
  'us-ascii',
  'ascii',
  'x-user-defined',
])
/** iconv has them, and no page is written in them; UTF-7 hides markup from whoever reads bytes. */
const NO_CHARSETS = new Set(['hex', 'base64', 'utf-7', 'utf7', 'utf-7-imap', 'utf7imap'])
/** Where a document names its encoding; HTML asks for the first 1024 bytes, and not everyone keeps to it. */
const HEAD_BYTES = 4096
/** Broken characters for one whole one beyond ASCII that text in UTF-8 may have: cut or mixed in by mistake. */
const MAX_BROKEN = 0.02
/** Words beyond ASCII that tell a text in old fonts; below the few it may be names. */
const FEW_WORDS = 20
const ENOUGH_WORDS = 300

/** `contentType`: the header's value, if there was one. Never throws. */
export function decodePage(bytes: Uint8Array, contentType: string | null): DecodedPage {
  const marked = byMark(bytes)
  if (marked !== null) return marked
  const asUtf8 = utf8(bytes)
  if (asUtf8 !== null) return repaired({ text: asUtf8, charset: 'utf-8' })
  const named = [labelIn(contentType ?? ''), declaredIn(bytes)]
  for (const label of named) {
    if (label === null || label === 'utf-8' || label === 'utf8' || LATIN.has(label)) continue
    if (label === 'tcvn' || label === 'viscii' || NO_CHARSETS.has(label)) continue
    // A document that can be read byte by byte as far as its own declaration is not in UTF-16.
    if (label.startsWith('utf-16') && !looksLikeUtf16(bytes)) continue
    if (iconv.encodingExists(label))
      return { text: iconv.decode(Buffer.from(bytes), label).normalize('NFC'), charset: label }
  }
  const spelt = detectEncoding(bytes)
  if (spelt !== null && spelt !== 'utf-8') return { text: decodeLegacyBytes(bytes, spelt), charset: spelt }
  const label = named.find(name => name !== null && iconv.encodingExists(name)) ?? null
  if (label === 'utf-8' || label === 'utf8')
    return { text: new TextDecoder().decode(bytes), charset: 'utf-8' }
  return { text: iconv.decode(Buffer.from(bytes), 'windows-1252'), charset: 'windows-1252' }
}

function byMark(bytes: Uint8Array): DecodedPage | null {
  const [a, b, c] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf)
    return { text: new TextDecoder().decode(bytes), charset: 'utf-8' }
  if (a === 0xff && b === 0xfe)
    return { text: new TextDecoder('utf-16le').decode(bytes), charset: 'utf-16le' }
  if (a === 0xfe && b === 0xff)
    return { text: iconv.decode(Buffer.from(bytes), 'utf-16be'), charset: 'utf-16be' }
  return null
}

/** Null when too much of it is not UTF-8. */
function utf8(bytes: Uint8Array): string | null {
  const text = new TextDecoder().decode(bytes)
  const broken = countOf(text, /\ufffd/gu)
  if (broken === 0) return text
  const whole = countOf(text, /[\u0080-\ufffc\u{10000}-\u{10ffff}]/gu)
  // One broken character is a text that was cut in the middle of it.
  return broken <= Math.max(whole * MAX_BROKEN, whole > 0 ? 1 : 0) ? text : null
}

/** Text in TCVN3 or VNI letters that some program has turned into UTF-8: fonts were to show it as Vietnamese. */
function repaired(page: DecodedPage): DecodedPage {
  if (/[ăđơưạ-ỹ]/iu.test(page.text)) return page
  const words: string[] = []
  for (const [word] of page.text.matchAll(/[A-Za-z\u0080-\u02ff]*[\u00a1-\u00ff][A-Za-z\u0080-\u02ff]*/gu))
    if (words.push(word) === ENOUGH_WORDS) break
  const legacy = words.length < FEW_WORDS ? null : detectLegacyText(words.join(' '))
  return legacy === null ? page : { text: decodeLegacyText(page.text, legacy), charset: legacy }
}

function looksLikeUtf16(bytes: Uint8Array): boolean {
  const zeros = bytes.subarray(0, 200).filter(byte => byte === 0).length
  return zeros > 40
}

function countOf(text: string, pattern: RegExp): number {
  let count = 0
  for (const _ of text.matchAll(pattern)) count++
  return count
}

function labelIn(text: string): string | null {
  return /charset\s*=\s*["']?\s*([\w:.-]{2,40})/iu.exec(text)?.[1]?.toLowerCase() ?? null
}

function declaredIn(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1')
  const inXml = /^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w:.-]{2,40})/iu.exec(head)?.[1]
  return inXml?.toLowerCase() ?? labelIn(/<meta\s[^>]{0,400}?charset\s*=[^>]{1,100}/iu.exec(head)?.[0] ?? '')
}

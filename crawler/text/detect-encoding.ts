// Tells in which encoding Vietnamese bytes, or text that was decoded wrongly, are written: each candidate is
// tried, and the one under which the words are spelt as Vietnamese syllables wins. It says so only when it is
// clear; a page that is not Vietnamese, or plain ASCII, is none of its business.

import { decodeLegacyText, LEGACY_ENCODINGS } from './legacy-encoding.ts'
import type { LegacyEncoding } from './legacy-encoding.ts'
import { isVietnameseSyllable } from './vietnamese-syllable.ts'

/** Words with letters beyond ASCII that are needed to tell, and looked at, at most. */
const MIN_WORDS = 3
const MAX_WORDS = 2000
/** Share of them that must be spelt as Vietnamese, and lead over the next best. */
const MIN_SHARE = 0.75
const MIN_LEAD = 0.1
const MAX_CHARACTERS = 256 * 1024

/** `utf-8` when the bytes are that (plain ASCII too), a legacy encoding when it is clear, else null. */
export function detectEncoding(bytes: Uint8Array): 'utf-8' | LegacyEncoding | null {
  if (isUtf8(bytes)) return 'utf-8'
  const looked = bytes.subarray(0, MAX_CHARACTERS)
  return detectLegacyText(Buffer.from(looked.buffer, looked.byteOffset, looked.byteLength).toString('latin1'))
}

/** The legacy encoding whose bytes were taken for Latin-1 or windows-1252 in `text`; null: it is fine, or unclear. */
export function detectLegacyText(text: string): LegacyEncoding | null {
  const looked = text.slice(0, MAX_CHARACTERS)
  const asItIs = vietnameseShare(looked)
  const ranked = LEGACY_ENCODINGS.map(encoding => ({
    encoding,
    share: vietnameseShare(decodeLegacyText(looked, encoding)),
  })).sort((a, b) => b.share - a.share)
  const [best, second] = ranked
  if (best === undefined || best.share < MIN_SHARE) return null
  const rival = Math.max(asItIs, second?.share ?? 0)
  return best.share - rival >= MIN_LEAD ? best.encoding : null
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** Share of the words beyond ASCII that are Vietnamese; 0 when there are too few to tell. */
function vietnameseShare(text: string): number {
  let words = 0
  let vietnamese = 0
  // Whatever is not a space or ASCII punctuation, so that a letter decoded to a sign counts against.
  for (const [word] of text.matchAll(/[A-Za-z\u0080-\uffff]*[\u00a1-\uffff][A-Za-z\u0080-\uffff]*/g)) {
    words++
    if (isVietnameseSyllable(word)) vietnamese++
    if (words >= MAX_WORDS) break
  }
  return words < MIN_WORDS ? 0 : vietnamese / words
}

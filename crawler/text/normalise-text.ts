// One spelling of a text: NFC, tone marks in one place, one code point for letters that look alike, no invisible
// characters, plain spaces. Everything that compares, counts or learns from texts goes through here first
// (unnormalised NFD alone costs a tone model nine points). Words, case, punctuation and paragraphs stay.

import { placeTones } from './tone-placement.ts'
import { TONE_MARKS } from './vietnamese-syllable.ts'

/** Invisible: soft hyphen, joiners, direction marks, byte-order mark, tags. Variation selector 16 belongs to emoji. */
const INVISIBLE =
  // oxlint-disable-next-line no-misleading-character-class -- each stands for itself here
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0e\ufeff\uffa0\u{e0000}-\u{e0fff}]/gu
/** The joiner between the parts of one emoji stays. */
const STRAY_JOINER =
  /(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d|\u200d(?!\p{Extended_Pictographic})/gu
const STRAY_SELECTOR = /(?<![\p{Emoji}\u20e3])\ufe0f/gu
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f]/g
const LINE_END = /\r\n?|[\u0085\u2028\u2029]/g
const SPACES = /[\t\p{Zs}]+/gu
/** Full-width forms, mathematical letters, ligatures: letters in disguise. */
const DISGUISED = /[\uff01-\uff5e\ufb00-\ufb06\u{1d400}-\u{1d7ff}]+/gu
const ETH = /[\u00d0\u0189\u00f0\u0256]/g
const HYPHEN = /[\u2010\u2011\u2043]/g
/** Marks in a row, among them perhaps a tone typed before the hat, breve or horn of its letter, which NFC leaves apart. */
const MARKS_IN_ROW = new RegExp(`[${TONE_MARKS}\u0302\u0306\u031b]{2,}`, 'g')
const SHAPE_APART = /[\u0302\u0306\u031b]/
const SHAPES = /[\u0302\u0306\u031b]/g
const NOT_SHAPES = /[^\u0302\u0306\u031b]/g

const CYRILLIC_AND_GREEK = /[\p{Script=Cyrillic}\p{Script=Greek}]/u
const MIXED_WORD = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{M}]+/gu
const LATIN = /\p{Script=Latin}/u
/** Cyrillic and Greek letters that are drawn as a Latin one. */
const TWINS: ReadonlyMap<string, string> = new Map(
  [
    ...'аaеeоoрpсcуyхxіiјjѕsԁdһhАAВBЕEКKМMНHОOРPСCТTУYХXІIЈJЅSοoαaνvιiΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧX'.matchAll(
      /(.)(.)/gu,
    ),
  ].map(([, twin, latin]) => [twin!, latin!] as const),
)

/** Only printable ASCII with single spaces inside: nothing to do. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/

/** The one spelling of `text`; the same again when it is applied again. Paragraphs stay apart by one empty line. */
export function normaliseText(text: string): string {
  if (PLAIN.test(text)) return text
  let clean = text.toWellFormed().replace(LINE_END, '\n').replace(CONTROL, '').replace(INVISIBLE, '')
  clean = clean.replace(STRAY_SELECTOR, '').replace(STRAY_JOINER, '')
  clean = clean.replace(DISGUISED, letters => letters.normalize('NFKC'))
  clean = clean.replace(ETH, eth => (eth === '\u00d0' || eth === '\u0189' ? 'Đ' : 'đ')).replace(HYPHEN, '-')
  clean = untwin(clean).normalize('NFC')
  if (SHAPE_APART.test(clean))
    clean = clean.normalize('NFD').replace(MARKS_IN_ROW, shapesFirst).normalize('NFC')
  clean = placeTones(clean)
  return clean
    .replace(SPACES, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

/** Latin letters for their twins, in words that mix scripts; a Russian or Greek word is left as it is. */
function untwin(text: string): string {
  if (!CYRILLIC_AND_GREEK.test(text)) return text
  return text.replace(MIXED_WORD, word =>
    LATIN.test(word) && CYRILLIC_AND_GREEK.test(word)
      ? Array.from(word.normalize('NFD'), letter => TWINS.get(letter) ?? letter).join('')
      : word,
  )
}

function shapesFirst(marks: string): string {
  return marks.replace(NOT_SHAPES, '') + marks.replace(SHAPES, '')
}

// Spellings that hide a word from a filter, undone: points and spaces between letters (`đ.m`, `n g u`), stars and
// digits for letters (`đ*o`, `v~l`, `ngu1`), letters drawn out (`nguuuu`), phonetic spellings of the Vietnamese net
// (`cặk`, `dek`, `nqu`). Only for looking for insults: the text that is kept is never changed.

/** What is meant, and how it is respelt. Spellings that are also honest words without accents (deo, buoi) are left out. */
const RESPELLINGS: Readonly<Record<string, string>> = {
  lồn: 'loz lozz l0n lìn l0z lolz lôn',
  cặc: 'cặk kặc cak cẹc kẹc cặt',
  đéo: 'dek đek đếch đíu déo đếu đ3o',
  địt: 'djt đjt địtt đyt',
  đụ: 'đụu đuj',
  đm: 'dm đmm dmm dmmm dkm đkm dcm đcm dkmm',
  vcl: 'vkl vcc vloz vlon',
  cmm: 'cmnr ccmm',
  ngu: 'nqu ngoo ngu1',
  chó: 'choá chóa',
  'óc chó': 'ócchó occho',
  'mất dạy': 'matday mấtdạy',
}
const RESPELT: ReadonlyMap<string, string> = new Map(
  Object.entries(RESPELLINGS).flatMap(([meant, spellings]) =>
    spellings.split(' ').map(spelling => [spelling, meant] as const),
  ),
)

/** Single letters with points, dashes, stars or spaces between them: `n.g.u`, `đ - m`. */
const LETTERS_APART = /(?<![\p{L}\p{N}])\p{L}(?:[.\-_*~+ ]{1,2}\p{L}(?![\p{L}\p{N}])){1,7}/gu
/** Marks inside a word in place of a letter or between two. */
const MARKS_INSIDE = /(?<=\p{L})[*~^_+]{1,3}(?=\p{L})/gu
const DRAWN_OUT = /(\p{L})\1{2,}/gu
const MASKED: readonly (readonly [RegExp, string])[] = [
  [/(?<!\p{L})đ[*]+o(?!\p{L})/giu, 'đéo'],
  [/(?<!\p{L})l[*]+n(?!\p{L})/giu, 'lồn'],
  [/(?<!\p{L})c[*]+c(?!\p{L})/giu, 'cặc'],
  [/(?<!\p{L})[đd][*]+t(?!\p{L})/giu, 'địt'],
  [/(?<!\p{L})ch[*]+(?!\p{L})/giu, 'chó'],
  [/(?<!\p{L})ng[*]+(?!\p{L})/giu, 'ngu'],
]

/** A normalised text, in lower case, as it would be written without hiding. */
export function spellOut(normalText: string): string {
  let plain = normalText.toLowerCase()
  for (const [masked, word] of MASKED) plain = plain.replace(masked, word)
  plain = plain
    .replace(LETTERS_APART, letters => letters.replace(/[^\p{L}]/gu, ''))
    .replace(MARKS_INSIDE, '')
    .replace(DRAWN_OUT, '$1')
  return plain.replace(/[\p{L}\p{N}]+/gu, word => RESPELT.get(word) ?? word)
}

// What a Vietnamese syllable is made of: an onset, a nucleus of one to three vowels, a coda, and one tone.
// Serves two readers: the one that puts the tone mark where it belongs, and the one that tells by its words in
// which legacy encoding a text was written. Spelling only; whether a syllable means anything is not asked.

/** Combining marks of the five tones: huyền, sắc, ngã, hỏi, nặng. */
export const TONE_MARKS = '\u0300\u0301\u0303\u0309\u0323'

const TONE = new RegExp(`[${TONE_MARKS}]`)
const TONES = new RegExp(`[${TONE_MARKS}]`, 'g')

const NUCLEI = new Set(
  (
    'a ă â e ê i o ô ơ u ư y ' +
    'ai ao au ay âu ây eo êu ia iê iu oa oă oe oi oo ôi ơi ua uâ uê ui uô uơ uy ưa ươ ưi ưu yê ' +
    'iêu yêu oai oao oay oeo uây uôi uya uyê uyu ươi ươu'
  ).split(' '),
)

const PARTS =
  /^(ngh|ng|nh|gh|ch|kh|ph|th|tr|qu|gi(?=[aăâeêioôơuưy])|[bcdđghklmnprstvx])?([aăâeêioôơuưy]{1,3})(ch|ng|nh|[cmnpt])?$/
const STOPS = new Set(['c', 'ch', 'p', 't'])

export interface Syllable {
  /** Lower case, `qu` and `gi` included; empty when it begins with its vowel. */
  readonly onset: string
  /** Lower case, without the tone, with ă â ê ô ơ ư. */
  readonly nucleus: string
  readonly coda: string
  /** Combining mark of the tone; empty for the level tone. */
  readonly tone: string
}

/** The parts of one word, wherever its tone mark stands; undefined when it is not spelt as a syllable. */
export function parseSyllable(word: string): Syllable | undefined {
  if (word.length > 14) return undefined
  const apart = word.toLowerCase().normalize('NFD')
  const tones = apart.match(TONES)
  if (tones !== null && tones.length > 1) return undefined
  const found = PARTS.exec(apart.replace(TONE, '').normalize('NFC'))
  if (found === null) return undefined
  const [, onset = '', nucleus = '', coda = ''] = found
  return NUCLEI.has(nucleus) ? { onset, nucleus, coda, tone: tones?.[0] ?? '' } : undefined
}

/** True for a word spelt as a syllable whose coda allows its tone: c, ch, p, t only with sắc or nặng. */
export function isVietnameseSyllable(word: string): boolean {
  const syllable = parseSyllable(word)
  if (syllable === undefined) return false
  return !STOPS.has(syllable.coda) || syllable.tone === '\u0301' || syllable.tone === '\u0323'
}

/**
 * Which vowel of the nucleus bears the tone (counted from 0), in the older and commoner way: hòa, khỏe, thủy, and
 * with a coda hoàn, khoét, huỳnh. A vowel with a mark of its own comes first: thuế, người, chuyến.
 */
export function toneBearer({ nucleus, coda }: Pick<Syllable, 'nucleus' | 'coda'>): number {
  for (let at = nucleus.length - 1; at >= 0; at--) if ('ăâêôơư'.includes(nucleus[at]!)) return at
  if (nucleus.length === 1) return 0
  return nucleus.length === 3 || coda !== '' ? 1 : 0
}

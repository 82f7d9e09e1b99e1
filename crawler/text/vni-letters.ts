// VNI (fonts "VNI-Times" …): a vowel is written as its plain letter followed by a byte that draws its marks, with
// a few letters of their own. The bytes as they look when read as Latin-1; capitals are the same 32 below.

const TONES = ['\u0301', '\u0300', '\u0309', '\u0303', '\u0323'] as const
/** What follows a, e, o, u, y and the letters ô (ơ), ö (ư): sắc, huyền, hỏi, ngã, nặng. */
const TONE_BYTES = 'ùøûõï'
/** The hat alone and with the five tones, after a, e, o; the breve likewise, after a. */
const HAT_BYTES = 'âáàåãä'
const BREVE_BYTES = 'êéèúüë'
const ALONE: readonly (readonly [string, string])[] = [
  ['ô', 'ơ'],
  ['ö', 'ư'],
  ['ñ', 'đ'],
  ['í', 'í'],
  ['ì', 'ì'],
  ['æ', 'ỉ'],
  ['ó', 'ĩ'],
  ['ò', 'ị'],
  ['î', 'ỵ'],
]

const letters = new Map<string, string>()
const bothCases = (vni: string, letter: string): void => {
  letters.set(vni, letter.normalize('NFC'))
  letters.set(vni.toUpperCase(), letter.toUpperCase().normalize('NFC'))
  // A capital letter with the byte of the small mark is met as well.
  if (vni.length === 2) letters.set(vni[0]!.toUpperCase() + vni[1]!, letter.toUpperCase().normalize('NFC'))
}
for (const [vni, letter] of ALONE) bothCases(vni, letter)
for (const [vni, letter] of Array.from('aeouy', plain => [plain, plain] as const).concat(ALONE.slice(0, 2)))
  TONES.forEach((tone, at) => bothCases(vni + TONE_BYTES[at]!, letter + tone))
for (const [bytes, shape, vowels] of [
  [HAT_BYTES, '\u0302', 'aeo'],
  [BREVE_BYTES, '\u0306', 'a'],
] as const)
  for (const vowel of vowels)
    ['', ...TONES].forEach((tone, at) => bothCases(vowel + bytes[at]!, vowel + shape + tone))

/** One or two characters of VNI read as Latin-1 → the Vietnamese letter. */
export const VNI_LETTERS: ReadonlyMap<string, string> = letters

const LONGEST_FIRST = [...letters.keys()].sort((a, b) => b.length - a.length)
const ANY = new RegExp(LONGEST_FIRST.join('|'), 'g')

/** Text of VNI bytes read as Latin-1 → Unicode, NFC. */
export function vniToUnicode(latin: string): string {
  return latin.replace(ANY, found => VNI_LETTERS.get(found)!)
}

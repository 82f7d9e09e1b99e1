// When two texts of different words tell of one event. Cautious: a false merge hides a story, a miss only shows two.
// All must hold:
// - published within 36 hours of each other, and within 72 of the story's first;
// - their titles share content words (Dice index ≥ 0.35, and three words at least);
// - their texts share two names that few other stories have (places, roads, organisations) and a number with its
//   word (`3 người`), or four such names; with titles nearly alike (Dice ≥ 0.7), one name is enough;
// - when both titles name a place or a thing, they do not name different ones only.

import { normaliseText } from '#/crawler/text/normalise-text.ts'
import { tokensOf } from '#/crawler/text/words.ts'
import { keyFactsOf } from './key-facts.ts'
import { sharedCount } from './sketch.ts'

const HOUR_MS = 3_600_000
/** Between two reports of one event. */
export const EVENT_WINDOW_MS = 36 * HOUR_MS
/** From the first report of a story to the last that joins it by its content. */
export const STORY_WINDOW_MS = 72 * HOUR_MS

const TITLE_DICE = 0.35
const ALIKE_DICE = 0.7
const SHARED_TITLE_WORDS = 3

export interface EventTitle {
  readonly words: ReadonlySet<string>
  readonly names: Uint32Array
}

/** Syllables that carry no content in a headline. */
const EMPTY_WORDS = new Set(
  (
    'và của là có bị được cho các những một này đó ở tại trong ngoài trên dưới với từ đến vào ra khi sau trước đã đang ' +
    'sẽ không chưa vì do bởi để nên mà thì cũng như theo về lại còn nhiều ít rất hơn gì sao ai nào thêm vẫn chỉ mới ' +
    'qua lên xuống hai ba bốn năm người ngày giờ việc vụ tp hcm tphcm thành phố phường xã quận huyện tỉnh đường khu'
  ).split(' '),
)

export function eventTitleOf(title: string): EventTitle {
  const normal = normaliseText(title)
  const words = tokensOf(normal.toLowerCase())
    .filter(token => token.kind === 'word' && !EMPTY_WORDS.has(token.text))
    .map(token => token.text)
  return { words: new Set(words), names: keyFactsOf(normal).names }
}

/** `rareNames` and `numbers`: how many the two texts share. */
export function isSameEvent(
  one: EventTitle,
  other: EventTitle,
  shared: { readonly rareNames: number; readonly numbers: number },
): boolean {
  let words = 0
  for (const word of one.words) if (other.words.has(word)) words++
  if (words < SHARED_TITLE_WORDS || contradict(one, other)) return false
  const dice = (2 * words) / (one.words.size + other.words.size)
  if (dice >= ALIKE_DICE) return shared.rareNames >= 1
  if (dice < TITLE_DICE) return false
  return (shared.rareNames >= 2 && shared.numbers >= 1) || shared.rareNames >= 4
}

function contradict(one: EventTitle, other: EventTitle): boolean {
  return one.names.length > 0 && other.names.length > 0 && sharedCount(one.names, other.names) === 0
}

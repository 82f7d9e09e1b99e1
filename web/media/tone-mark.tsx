// The tone by shape and word at once, so that it reads the same in greyscale: down, level, up, and a ring for what
// the model is not sure of. And the bar of a number of mentions.

import { numberText } from '../parts/time-text.ts'
import { COUNTED_TONES, type CountedTone, type ToneCounts } from './media-api.ts'
import { w } from './media-words.ts'

const SHAPES = {
  neg: 'M.5 2h11L6 11Z',
  neu: 'M1 4h10v4H1Z',
  pos: 'M6 1 11.500 10H.5Z',
  unsure:
    'M6 1.200a4.800 4.800 0 1 1 0 9.600 4.800 4.800 0 0 1 0-9.600Zm0 1.800a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z',
} satisfies Record<CountedTone, string>

/** The shape alone; always beside its word. */
export function ToneShape({ tone }: { readonly tone: CountedTone }) {
  return (
    <svg class={`tone-shape said-${tone}`} viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      <path d={SHAPES[tone]} fill="currentColor" fill-rule="evenodd" />
    </svg>
  )
}

/** Shape and word. */
export function ToneMark({ tone }: { readonly tone: CountedTone }) {
  return (
    <span class="tone-mark">
      <ToneShape tone={tone} />
      {w(`tone.${tone}`)}
    </span>
  )
}

/** How many of each tone: a bar, and the same in words; tones that nobody used are left out. */
export function ToneBar({ tones }: { readonly tones: ToneCounts }) {
  const used = COUNTED_TONES.filter(tone => tones[tone] > 0)
  const all = used.reduce((sum, tone) => sum + tones[tone], 0)
  let from = 0
  return (
    <span class="tone-bar">
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        {used.map(tone => {
          const x = from
          const width = (100 * tones[tone]) / all
          from += width
          return <rect key={tone} class={`said-${tone}`} x={x} y="0" width={width} height="8" />
        })}
      </svg>
      <span class="tone-counts">
        {used.map(tone => (
          <span class="tone-mark" key={tone}>
            <ToneShape tone={tone} />
            {w('toneCount', { n: numberText(tones[tone]), tone: w(`tone.${tone}`) })}
          </span>
        ))}
      </span>
    </span>
  )
}

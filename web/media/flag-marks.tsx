// Flags in words, each with a colour of its own weight: what may harm people stands out.

import type { Flag } from './media-api.ts'
import { w } from './media-words.ts'

const WEIGHTY: readonly Flag[] = ['rumour', 'phishing', 'amplified']

/** All flags of a story or mention. */
export function FlagMarks({ flags }: { readonly flags: readonly Flag[] }) {
  if (flags.length === 0) return null
  return (
    <span class="tags">
      {flags.map(flag => (
        <span key={flag} class={WEIGHTY.includes(flag) ? 'badge' : 'tag'}>
          {w(`flag.${flag}`)}
        </span>
      ))}
    </span>
  )
}

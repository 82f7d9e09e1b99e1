// The crisis level by word, shape and colour: one to four bars that fill up.

import type { MediaOverview } from '#/api/contract/media.ts'
import { w } from './media-words.ts'

type Level = 1 | 2 | 3 | 4
const BARS = [1, 2, 3, 4] as const
const SEVERITY = { 1: 'low', 2: 'medium', 3: 'high', 4: 'critical' } satisfies Record<Level, string>

/** The mark with its words. */
export function CrisisMark({ level }: { readonly level: number }) {
  const known = BARS.find(bar => bar === level) ?? 1
  return (
    <span class={`severity severity-${SEVERITY[known]}`}>
      <svg class="severity-shape" viewBox="0 0 16 12" width="16" height="12" aria-hidden="true">
        {BARS.map(bar => (
          <rect
            key={bar}
            class={bar <= known ? 'crisis-bar crisis-full' : 'crisis-bar'}
            x={bar * 4 - 3.5}
            y={11.5 - bar * 2.75}
            width="3"
            height={bar * 2.75}
          />
        ))}
      </svg>
      <span>{w(`crisis.${known}`)}</span>
    </span>
  )
}

/** Why the level is what it is; the rule speaks Vietnamese. */
export function CrisisReasons({ crisis }: { readonly crisis: MediaOverview['crisis'] }) {
  if (crisis.reasons.length === 0) return null
  return (
    <ul class="crisis-reasons" lang="vi">
      {crisis.reasons.map(reason => (
        <li key={reason}>{reason}</li>
      ))}
    </ul>
  )
}

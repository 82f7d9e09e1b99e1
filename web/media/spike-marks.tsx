// A spike in words and marks: what it is about, whether it goes on, what people made of it.

import type { SpikeView } from '#/api/contract/media-work.ts'
import { w as word } from './media-words.ts'
import { w } from './spike-words.ts'

/** `Ngập úng, thoát nước, Phường Ví Dụ`. */
export function spikeName({ topic, place }: Pick<SpikeView, 'topic' | 'place'>): string {
  return w('aboutPlace', { topic: word(`topic.${topic}`), place: place?.name ?? word('wholeCity') })
}

/** A peak for what goes on, a flat line for what is over. */
export function SpikeState({ state }: { readonly state: SpikeView['state'] }) {
  return (
    <span class={state === 'open' ? 'spike-state tone-warn' : 'spike-state'}>
      <svg viewBox="0 0 16 12" width="16" height="12" aria-hidden="true">
        <path
          d={state === 'open' ? 'M1 10h3L8 1.500l4 8.500h3' : 'M1 10h14'}
          fill="none"
          stroke="currentColor"
          stroke-width="1.8"
          stroke-linejoin="round"
        />
      </svg>
      {w(`state.${state}`)}
    </span>
  )
}

/** State of work; new ones stand out. */
export function SpikeWork({ work }: { readonly work: SpikeView['work'] }) {
  return <span class={work === 'new' ? 'status status-new' : 'status'}>{w(`work.${work}`)}</span>
}

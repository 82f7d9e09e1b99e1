// The state of a document as word and shape, and how sure it is that its form is the official one.

import type { FormView, State } from './documents-api.ts'
import { w } from './documents-words.ts'

const LOOKS = {
  draft: { tone: 'quiet', shape: 'M2 10.200 2.600 7.500 8.600 1.500l1.900 1.900-6 6Z' },
  signed: { tone: 'calm', shape: 'M2.500 5.500h7v5h-7zM4 5.500V3.800a2 2 0 0 1 4 0v1.700' },
  sent: { tone: 'fine', shape: 'M1.200 5.800 10.800 1.200 7.800 10.800 5.600 6.800Z' },
} satisfies Record<State, { readonly tone: string; readonly shape: string }>

/** Shape and word. */
export function DocumentMark({ state }: { readonly state: State }) {
  const { tone, shape } = LOOKS[state]
  return (
    <span class={`document-mark mark-${tone}`} data-state={state}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        <path d={shape} fill="none" stroke="currentColor" stroke-width="1.300" stroke-linejoin="round" />
      </svg>
      {w(`state.${state}`)}
    </span>
  )
}

/** Whether the form is official, in words. */
export function Standing({ form }: { readonly form: FormView }) {
  return (
    <p class={form.standing === 'draft-layout' ? 'standing standing-draft' : 'standing'}>
      {w(`standing.${form.standing}`)}. <span class="hint">{w('cites', { article: form.cites })}</span>
    </p>
  )
}

// States of clocks and of things due: a word and a shape, so that they read the same without their colour. And
// articles with how sure it is that they say so, in words.

import { w } from './law-words.ts'
import { say, type Cite, type CalendarItem, type ClockState, type Recipient } from './law-api.ts'

export type DueState = ClockState | CalendarItem['state']

const CLOCK = 'M6 1.200a4.800 4.800 0 1 1 0 9.600 4.800 4.800 0 0 1 0-9.600ZM6 3.500V6l1.800 1.300'
const TICK = 'M1.500 6.300 4.800 9.500 10.500 2.800'
const LOOKS = {
  running: { tone: 'calm', shape: CLOCK },
  due: { tone: 'calm', shape: CLOCK },
  overdue: { tone: 'bad', shape: 'M6 1.200 11.200 10.500H.8ZM6 4.600v2.600M6 8.800v.01' },
  paused: { tone: 'warn', shape: 'M4 2v8M8 2v8' },
  met: { tone: 'fine', shape: TICK },
  done: { tone: 'fine', shape: TICK },
  'met-late': { tone: 'warn', shape: 'M1 6.500 3.500 9 7.500 3.500M10.200 3v3.500M10.200 9v.01' },
  'done-late': { tone: 'warn', shape: 'M1 6.500 3.500 9 7.500 3.500M10.200 3v3.500M10.200 9v.01' },
  'not-started': { tone: 'quiet', shape: 'M6 1.700a4.300 4.300 0 1 1 0 8.600 4.300 4.300 0 0 1 0-8.600Z' },
  'not-applicable': { tone: 'quiet', shape: 'M2 6h8' },
} satisfies Record<DueState, { readonly tone: string; readonly shape: string }>

/** The shape alone; always beside its word. */
export function DueShape({ state }: { readonly state: DueState }) {
  return (
    <svg class="due-shape" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      <path
        d={LOOKS[state].shape}
        fill="none"
        stroke="currentColor"
        stroke-width="1.5"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  )
}

/** The tone of a state, as part of a class name. */
export function dueTone(state: DueState): string {
  return LOOKS[state].tone
}

/** Shape and word. */
export function DueMark({ state }: { readonly state: DueState }) {
  return (
    <span class={`due-mark due-${dueTone(state)}`} data-state={state}>
      <DueShape state={state} />
      {w(`state.${state}`)}
    </span>
  )
}

/** Articles, each with its mark in words. */
export function Cites({ cites }: { readonly cites: readonly Cite[] }) {
  return (
    <ul class="law-cites">
      {cites.map(({ article, mark, source }) => (
        <li key={article}>
          {article}{' '}
          <span class={`cite-mark cite-${mark}`}>
            {w(`mark.${mark}`)}
            {source !== undefined && `; ${w('mark.of', { source })}`}
          </span>
        </li>
      ))}
    </ul>
  )
}

/** Recipients: the office in the law, and who holds it now. */
export function Recipients({ recipients }: { readonly recipients: readonly Recipient[] }) {
  return (
    <ul class="law-recipients">
      {recipients.map(({ id, title, holder }) => (
        <li key={id}>
          {say(title)} <span class="hint">{say(holder)}</span>
        </li>
      ))}
    </ul>
  )
}

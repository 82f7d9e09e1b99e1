// The state of a run, a step or a command by shape, colour and word at once.

import type { CommandProgressView, RunView, StepProgressView } from '#/api/contract/playbook-views.ts'
import { w } from './playbook-words.ts'

type State = RunView['state'] | StepProgressView['state'] | CommandProgressView['state']
type Tone = 'fine' | 'bad' | 'warn' | 'busy' | 'calm'

const LOOKS = {
  running: ['busy', 'M3.500 2v8L10 6Z'],
  waiting: ['warn', 'M4 2.500v7M8 2.500v7'],
  succeeded: ['fine', 'M2 6.500 5 9.500 10.200 3'],
  failed: ['bad', 'M2.500 2.500l7 7M9.500 2.500l-7 7'],
  cancelled: ['calm', 'M2.500 2.500h7v7h-7Z'],
  stopped: ['calm', 'M2.500 2.500h7v7h-7Z'],
  delayed: ['calm', 'M6 1.500a4.500 4.500 0 1 1 0 9 4.500 4.500 0 0 1 0-9ZM6 3.500V6l1.800 1.200'],
  approval: ['warn', 'M4 2.500v7M8 2.500v7'],
  sent: ['busy', 'M2.500 9.500l7-7M4 2.500h5.500V8'],
  retry: ['warn', 'M10 6a4 4 0 1 1-1.300-3M10 .800v2.700H7.300'],
  unknown: ['bad', 'M3.800 4a2.200 2.200 0 1 1 3.400 1.800C6.400 6.300 6 6.700 6 7.700M6 10v.010'],
} satisfies Record<State, readonly [Tone, string]>

/** Shape and word. */
export function StateMark({ state }: { readonly state: State }) {
  const [tone, drawing] = LOOKS[state]
  return (
    <span class={`run-state run-state-${tone}`} data-state={state}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        <path
          d={drawing}
          fill={state === 'running' ? 'currentColor' : 'none'}
          stroke="currentColor"
          stroke-width="1.8"
          stroke-linecap="round"
          stroke-linejoin="round"
        />
      </svg>
      <span>{w(`state.${state}`)}</span>
    </span>
  )
}

// A figure with its name and what it means for the day; a list of them is a `<dl class="figures">`.

import type { ComponentChildren } from 'preact'
import type { Tone } from '../health/judgement.ts'

interface FigureProps {
  readonly name: string
  readonly value: string
  readonly tone?: Tone
  readonly children?: ComponentChildren
}

/** Coloured only when somebody should do something about it. */
export function Figure({ name, value, tone = 'calm', children }: FigureProps) {
  return (
    <div class={`figure tone-${tone}`}>
      <dt>{name}</dt>
      <dd>
        <span class="figure-value">{value}</span>
        <span class="hint">{children}</span>
      </dd>
    </div>
  )
}

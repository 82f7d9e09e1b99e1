// The frame of one part of an incident's page: a heading, a hint beside it, what can be done with it.

import type { ComponentChildren } from 'preact'

export const PARTS = [
  'clocks',
  'why',
  'playbooks',
  'tasks',
  'timeline',
  'evidence',
  'documents',
  'files',
  'judgement',
  'risk',
  'similar',
] as const
export type PartName = (typeof PARTS)[number]

interface PartProps {
  /** Names its place in the page, for links that lead to it. */
  readonly name: string
  readonly title: string
  readonly hint?: string | undefined
  readonly acts?: ComponentChildren
  readonly children: ComponentChildren
}

/** A section with its heading; `acts` stand at its right end. */
export function Part({ name, title, hint, acts, children }: PartProps) {
  return (
    <section
      id={`part-${name}`}
      class={`part part-${name}`}
      aria-labelledby={`part-${name}-title`}
      tabIndex={-1}
    >
      <div class="part-head">
        <h2 id={`part-${name}-title`}>{title}</h2>
        {hint !== undefined && <span class="hint">{hint}</span>}
        {acts !== undefined && <span class="part-acts">{acts}</span>}
      </div>
      {children}
    </section>
  )
}

/** Brings a part into sight and gives it the focus; false when the page does not have it. */
export function goToPart(name: string): boolean {
  const part = document.getElementById(`part-${name}`)
  part?.scrollIntoView({ block: 'start' })
  part?.focus({ preventScroll: true })
  return part !== null
}

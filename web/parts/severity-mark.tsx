// Severity by colour, shape and word at once, so that it reads the same in greyscale and to a person who
// does not see the colours.

import type { Severity } from '../state/queue-view.ts'
import { t } from '../i18n/text.ts'

const SHAPES = {
  critical: 'M6 .4 11.600 6 6 11.600 .4 6Z',
  high: 'M6 1 11.500 10.800H.5Z',
  medium: 'M1.400 1.400h9.200v9.200H1.400Z',
  low: 'M6 1.200a4.800 4.800 0 1 1 0 9.600 4.800 4.800 0 0 1 0-9.600Z',
  informational:
    'M6 1.200a4.800 4.800 0 1 1 0 9.600 4.800 4.800 0 0 1 0-9.600Zm0 1.800a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z',
} satisfies Record<Severity, string>

/** The shape alone; always beside its word. */
export function SeverityShape({ severity }: { readonly severity: Severity }) {
  return (
    <svg class="severity-shape" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      <path d={SHAPES[severity]} fill="currentColor" />
    </svg>
  )
}

/** Shape and word in the severity's colour. */
export function SeverityMark({ severity }: { readonly severity: Severity }) {
  return (
    <span class={`severity severity-${severity}`}>
      <SeverityShape severity={severity} />
      <span>{t(`severity.${severity}`)}</span>
    </span>
  )
}

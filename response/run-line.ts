// What of a playbook's run stands in the incident's history: that it began, and how it ended. Its steps are in
// the run's own log.

import type { TimelineEntry } from '#/kernel/incident.ts'
import type { RunSummary, Transition } from '#/playbooks/desk.ts'

const ENDS = {
  succeeded: 'Quy trình đã xong',
  failed: 'Quy trình thất bại',
  cancelled: 'Quy trình bị hủy',
} as const

/** Undefined: nothing that belongs there. */
export function runLine(
  run: Pick<RunSummary, 'id' | 'playbook'>,
  transition: Transition,
): TimelineEntry | undefined {
  const { name, nameEnglish = name } = run.playbook
  const parts = { run: run.id, playbook: name, playbookEnglish: nameEnglish }
  if (transition.kind === 'run-began') {
    const text = `Bắt đầu quy trình: ${name}`
    return {
      at: transition.at,
      by: transition.by,
      kind: 'playbook',
      text,
      parts: { ...parts, state: 'began' },
    }
  }
  if (transition.kind !== 'run-ended') return undefined
  const { state, reason, at } = transition
  const why = reason === '' ? '' : ` (${reason})`
  const text = `${ENDS[state]}: ${name}${why}`
  return { at, by: 'thapcanh', kind: 'playbook', text, parts: { ...parts, state, reason } }
}

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
  run: RunSummary,
  transitions: readonly Transition[],
  now: number,
): TimelineEntry | undefined {
  const began = transitions.some(({ kind }) => kind === 'run-began')
  const parts = { run: run.id, playbook: run.playbook.name, state: run.state }
  if (began) {
    const text = `Bắt đầu quy trình: ${run.playbook.name}`
    return { at: now, by: run.startedBy, kind: 'playbook', text, parts: { ...parts, state: 'began' } }
  }
  if (run.state !== 'succeeded' && run.state !== 'failed' && run.state !== 'cancelled') return undefined
  if (!transitions.some(({ kind }) => kind === 'run-ended')) return undefined
  const reason = run.reason === '' ? '' : ` (${run.reason})`
  return {
    at: now,
    by: 'thapcanh',
    kind: 'playbook',
    text: `${ENDS[run.state]}: ${run.playbook.name}${reason}`,
    parts,
  }
}

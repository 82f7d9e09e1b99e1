// The incident hears of its runs: that one began and how it ended stands in its history, and what people
// answered becomes facts and milestones. How far a run was heard is kept, so that a crash between a run's log
// and the incident loses nothing, and hearing again changes nothing.

import { changeIncident, type IncidentChange } from '#/incidents/change.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { Incident } from '#/kernel/incident.ts'
import type { Notices } from '#/notices/notices.ts'
import type { PlaybookDesk, RunSummary } from '#/playbooks/desk.ts'
import { put, type Collection, type Records } from '#/store/records.ts'
import type { StateStore } from '#/store/state-store.ts'
import { establishedBy } from './answers.ts'
import type { History } from './history.ts'
import { runLine } from './run-line.ts'

export interface HearRunsOptions {
  readonly records: Records
  readonly state: Pick<StateStore, 'incident' | 'changeIncident'>
  readonly clock: Clock
  readonly history: History
  readonly log: PlaybookDesk['log']
  readonly publish: (incident: Incident) => void
  readonly notices: Pick<Notices, 'notify'>
}

/** Hears what is new of a run; several calls for one run follow one another. */
export type HearRun = (run: RunSummary) => Promise<void>

const HEARD: Collection<{ readonly number: number }> = { name: 'run-heard', keys: () => ({}) }
const PAGE = 500

export function createHearRun(options: HearRunsOptions): HearRun {
  const { records, state, clock, history, publish } = options
  const turns = new Map<string, Promise<void>>()

  function apply(incidentId: string, change: IncidentChange, by: string): void {
    for (;;) {
      const incident = state.incident(incidentId)
      if (incident === undefined) return
      const outcome = changeIncident(incident, change, by, clock.now())
      // What no longer fits (a closed incident, a moment before it began) is in the run's own log all the same.
      if (outcome.kind !== 'changed') return
      if (state.changeIncident(outcome.incident, incident.version, outcome.entry) === 'conflict') continue
      publish(outcome.incident)
      return
    }
  }

  async function tellOfFailure(run: RunSummary, reason: string, at: number): Promise<void> {
    const incident = run.incidentId === null ? undefined : state.incident(run.incidentId)
    const head = incident === undefined ? '' : `${incident.code} · `
    await options.notices.notify({
      id: `playbook.failed:${run.id}`,
      kind: 'playbook.failed',
      severity: incident?.severity ?? 'high',
      ...(incident === undefined ? {} : { incidentId: incident.id }),
      unitId: incident?.unitId ?? null,
      title: `${head}Quy trình thất bại: ${run.playbook.name}`,
      titleEnglish: `${head}Playbook failed: ${run.playbook.nameEnglish ?? run.playbook.name}`,
      text: reason,
      link: `/runs/${encodeURIComponent(run.id)}`,
      at,
      audience: { roles: ['lead'], users: run.startedBy === 'thapcanh' ? [] : [run.startedBy] },
    })
  }

  async function hear(run: RunSummary): Promise<void> {
    const { incidentId } = run
    const stored = await records.get(HEARD, run.id)
    let heard = stored?.record.number ?? 0
    for (;;) {
      const entries = await options.log(run.id, heard, PAGE)
      for (const { entry } of entries) {
        if (entry.kind === 'run-ended' && entry.state === 'failed')
          await tellOfFailure(run, entry.reason, entry.at)
        if (incidentId === null) continue
        const line = runLine(run, entry)
        if (line !== undefined) history.write(incidentId, line)
        const incident = state.incident(incidentId)
        if (entry.kind === 'task-answered' && entry.done && incident !== undefined)
          for (const change of establishedBy(entry, incident)) apply(incidentId, change, entry.by)
      }
      heard = entries.at(-1)?.number ?? heard
      if (entries.length < PAGE) break
    }
    if (heard !== (stored?.record.number ?? 0))
      await records.commit([put(HEARD, run.id, { number: heard }, stored?.version ?? 0)])
  }

  return async run => {
    const turn = (turns.get(run.id) ?? Promise.resolve()).then(() => hear(run))
    const quiet = turn.catch(() => {})
    turns.set(run.id, quiet)
    await turn
    if (turns.get(run.id) === quiet) turns.delete(run.id)
  }
}

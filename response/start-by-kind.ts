// An incident of a kind, or of a gravity, starts the playbook that is triggered by it: once for each playbook
// and incident. The wish is a job, so that a crash between incident and run loses nothing; whether there is a
// run already is asked of the runs themselves.

import type { JobQueue } from '#/jobs/job-queue.ts'
import type { Incident } from '#/kernel/incident.ts'
import { severityRank, type Severity } from '#/kernel/severity.ts'
import { THAPCANH_EXTENSION, type PlaybookExtension } from '#/playbooks/extension.ts'
import type { PlaybookDesk } from '#/playbooks/desk.ts'
import type { Playbook } from '#/playbooks/cacao/playbook.ts'
import type { StateStore } from '#/store/state-store.ts'

export interface StartByKindOptions {
  readonly enabled: boolean
  /** Incidents from this severity on; a serious one whatever its severity. */
  readonly severity: Severity
  readonly state: Pick<StateStore, 'incident'>
  readonly desk: Pick<PlaybookDesk, 'list' | 'runs' | 'start'>
  readonly jobs: JobQueue
  readonly variables: (incident: Incident) => Readonly<Record<string, string>>
}

export interface StartByKind {
  /** To be called with each new or changed incident; durable when it resolves. */
  consider(incident: Incident): Promise<void>
  work(): AsyncDisposable
}

const QUEUE = 'playbook-by-kind'
const MAX_RUNS = 500

export function createStartByKind(options: StartByKindOptions): StartByKind {
  const { desk, jobs, state } = options
  /** What was asked for already, so that an incident under a flood of alerts does not ask at every one. */
  const asked = new Map<string, string>()

  return {
    async consider(incident) {
      if (!options.enabled || !isWanted(incident, options.severity)) return
      const wish = wishOf(incident)
      if (asked.get(incident.id) === wish) return
      if (asked.size >= MAX_ASKED) asked.clear()
      asked.set(incident.id, wish)
      await jobs.add({ queue: QUEUE, key: `${incident.id} ${wish}`, data: { incidentId: incident.id } })
    },

    work: () =>
      jobs.work(QUEUE, async ({ data }) => {
        const incident = state.incident(String(data['incidentId']))
        if (incident === undefined || !isWanted(incident, options.severity)) return
        const wanted = (await desk.list()).filter(({ playbook }) => isTriggered(playbook, incident))
        const { runs } = await desk.runs({ incidentId: incident.id, limit: MAX_RUNS })
        for (const { playbook } of wanted) {
          if (runs.some(run => run.playbook.id === playbook.id)) continue
          await desk.start({
            playbookId: playbook.id,
            incidentId: incident.id,
            variables: declaredOf(playbook, options.variables(incident)),
            by: 'thapcanh',
          })
        }
      }),
  }
}

const MAX_ASKED = 50_000

function wishOf({ mau05, gravity }: Incident): string {
  return `${mau05 ?? '-'} ${gravity?.value ?? '-'}`
}

function isWanted(incident: Incident, severity: Severity): boolean {
  if (incident.status === 'closed' || incident.mergedInto !== null) return false
  return incident.gravity?.value === 'serious' || severityRank(incident.severity) >= severityRank(severity)
}

/** A kind and a gravity both named must both hold. */
export function isTriggered(playbook: Playbook, { mau05, gravity }: Incident): boolean {
  const extension = playbook.playbook_extensions?.[THAPCANH_EXTENSION] as PlaybookExtension | undefined
  const trigger = extension?.trigger
  if (trigger === undefined || playbook.revoked === true) return false
  const byKind = trigger.mau05 === undefined || (mau05 !== null && trigger.mau05.includes(mau05))
  const byGravity = trigger.gravity === undefined || trigger.gravity === gravity?.value
  return byKind && byGravity && (trigger.mau05 !== undefined || trigger.gravity !== undefined)
}

/** The values that the playbook asks for from outside. */
export function declaredOf(
  playbook: Playbook,
  values: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(playbook.playbook_variables ?? {})
      .filter(([, variable]) => variable.external === true)
      .map(([name]) => [name, values[name.replace(/^__|__$/g, '')]] as const)
      .filter((pair): pair is readonly [string, string] => pair[1] !== undefined && pair[1] !== ''),
  )
}

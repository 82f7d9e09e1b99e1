// Playbooks and their runs: reading, starting, and what people decide. A run of an incident is seen by those who
// see the incident; one without an incident by those who see everything.

import { validatePlaybook } from '#/playbooks/cacao/validate.ts'
import type { PendingQuestion, Person, Refusal, RunSummary, Settled } from '#/playbooks/desk.ts'
import { THAPCANH_EXTENSION, type PlaybookExtension } from '#/playbooks/extension.ts'
import type { Principal } from '../auth/principal.ts'
import type { playbooksOperations } from '../contract/playbooks.ts'
import type { RunView } from '../contract/playbook-views.ts'
import { ApiError } from '../errors.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'
import { showDryRun, showLogEntry, showPending, showPlaybook, showRun } from '../playbook-view.ts'
import { seesUnit, visibleIncident } from '../visible.ts'

export function playbookRoutes(platform: Platform): Handlers<keyof typeof playbooksOperations> {
  const { playbooks: desk, audit, units } = platform

  function sees(principal: Principal, incidentId: string | null): boolean {
    const incident = incidentId === null ? undefined : platform.state.incident(incidentId)
    return seesUnit(principal, incident?.unitId ?? null, units)
  }

  async function visibleRun(id: string, principal: Principal) {
    const found = await desk.run(id)
    if (found === undefined || !sees(principal, found.run.incidentId))
      throw new ApiError('run.not-found', 'There is no such run.')
    return found
  }

  /** Settled questions are told apart from unknown ones only to those who see the run. */
  async function visibleQuestion(id: string, principal: Principal): Promise<void> {
    const runId = id.slice(0, Math.max(0, id.lastIndexOf('.')))
    const found = await desk.run(runId)
    if (found === undefined || !sees(principal, found.run.incidentId))
      throw new ApiError('pending.not-found', 'There is no such question.')
  }

  async function settled(outcome: Settled, principal: Principal, action: string, detail: string) {
    const run = done(outcome)
    await audit.record(principal.name, action, `run ${run.id}`, detail)
    return showRun(run)
  }

  return {
    async listPlaybooks({ query }) {
      const all = await desk.list()
      return all
        .filter(({ playbook }) => {
          const extension: PlaybookExtension = playbook.playbook_extensions?.[THAPCANH_EXTENSION] ?? {}
          const kinds: readonly number[] = extension.trigger?.mau05 ?? []
          return query.mau05 === undefined || kinds.includes(query.mau05)
        })
        .map(each => showPlaybook(each, desk.verify(each.playbook)))
    },

    async getPlaybook({ params, query }) {
      const versions = await desk.versions(params.id)
      const found =
        query.version === undefined
          ? versions[0]
          : versions.find(({ playbook }) => playbook.modified === query.version)
      if (found === undefined) throw new ApiError('playbook.not-found', 'There is no such playbook.')
      return {
        playbook: showPlaybook(found, desk.verify(found.playbook)),
        versions: versions.map(({ playbook }) => playbook.modified),
        document: found.playbook,
      }
    },

    async importPlaybook({ body, principal }) {
      const { playbook, errors, warnings } = validatePlaybook(body.document, 'interop')
      if (playbook === undefined)
        throw new ApiError('playbook.invalid', `The document has ${errors.length} errors.`, {
          body: { problems: errors.map(showFinding) },
        })
      const outcome = await desk.import(playbook, principal.name)
      if (outcome === 'exists')
        throw new ApiError('playbook.exists', 'This version is there already, with other contents.')
      await audit.record(principal.name, 'playbook.imported', `playbook ${playbook.id}`, playbook.modified)
      const found = (await desk.get(playbook.id, playbook.modified))!
      return { playbook: showPlaybook(found, desk.verify(playbook)), warnings: warnings.map(showFinding) }
    },

    async dryRunPlaybook({ params, body, principal }) {
      if (body.incidentId !== null) visibleIncident(platform, principal, body.incidentId)
      const outcome = await desk.dryRun(requestOf(params.id, body))
      if ('kind' in outcome) throw refusal(outcome)
      return showDryRun(outcome)
    },

    async startRun({ params, body, principal }) {
      if (body.incidentId !== null) visibleIncident(platform, principal, body.incidentId)
      const outcome = await desk.start({ ...requestOf(params.id, body), by: principal.name })
      return await settled(outcome, principal, 'run.started', params.id)
    },

    async listRuns({ query, principal }) {
      if (query.incidentId !== undefined) visibleIncident(platform, principal, query.incidentId)
      const { limit = 100, ...filter } = query
      const { runs, next } = await desk.runs({ ...filter, limit })
      return { runs: runs.filter(run => sees(principal, run.incidentId)).map(showRun), next }
    },

    async getRun({ params, principal }) {
      const { run, steps, pending, variables } = await visibleRun(params.id, principal)
      return {
        run: showRun(run),
        steps: steps.map(({ cites, commands, ...step }) => ({
          ...step,
          cites: [...cites],
          commands: [...commands],
        })),
        pending: pending.map(question => showPending(question, personOf(principal))),
        variables: [...variables],
      }
    },

    async getRunLog({ params, query, principal }) {
      await visibleRun(params.id, principal)
      const entries = await desk.log(params.id, query.after ?? 0, query.limit ?? 200)
      return {
        entries: entries.map(({ number, entry }) => showLogEntry(number, entry)),
        total: await desk.logLength(params.id),
      }
    },

    async cancelRun({ params, body, principal }) {
      await visibleRun(params.id, principal)
      const outcome = await desk.cancel(params.id, principal.name, body.reason)
      return await settled(outcome, principal, 'run.cancelled', body.reason)
    },

    async listPending({ query, principal }) {
      if (query.incidentId !== undefined) visibleIncident(platform, principal, query.incidentId)
      const all = await desk.pending(query)
      return all
        .filter(question => sees(principal, question.incidentId))
        .map(question => showPending(question, personOf(principal)))
    },

    async openApprovalLink({ query, principal }) {
      const found = await desk.openLink(query.token, personOf(principal))
      if (isRefusal(found)) throw refusal(found)
      if (!sees(principal, found.incidentId))
        throw new ApiError('approval-link.unknown', 'There is no such link.')
      return showPending(found, personOf(principal))
    },

    async decideApproval({ params, body, principal }) {
      await visibleQuestion(params.id, principal)
      const outcome = await desk.decide(params.id, { ...body, by: personOf(principal) })
      const action = body.approve ? 'approval.given' : 'approval.refused'
      return await settled(outcome, principal, action, `${params.id} ${body.digest} ${body.reason}`.trim())
    },

    async answerManualTask({ params, body, principal }) {
      await visibleQuestion(params.id, principal)
      const outcome = await desk.answer(params.id, { ...body, by: personOf(principal) })
      return await settled(outcome, principal, 'manual-task.answered', params.id)
    },

    async resolveOutcome({ params, body, principal }): Promise<RunView> {
      await visibleQuestion(params.id, principal)
      const { resolution, answers = {}, note } = body
      const by = personOf(principal)
      const outcome = await desk.resolveUnknown(params.id, { resolution, answers, note, by })
      return await settled(outcome, principal, 'outcome.resolved', `${params.id} ${resolution}`)
    },
  }
}

/** The command line on the same machine reads, and settles nothing. */
function personOf(principal: Principal): Person {
  return principal.kind === 'person'
    ? { name: principal.name, role: principal.user.role }
    : { name: principal.name, role: 'viewer' }
}

function requestOf(
  playbookId: string,
  body: {
    readonly version?: string | undefined
    readonly incidentId: string | null
    readonly variables: Readonly<Record<string, string>>
  },
) {
  const { version, incidentId, variables } = body
  return { playbookId, incidentId, variables, ...(version === undefined ? {} : { version }) }
}

function done(outcome: Settled): RunSummary {
  if (outcome.kind === 'refused') throw refusal(outcome)
  return outcome.run
}

function isRefusal(found: PendingQuestion | Refusal): found is Refusal {
  return found.kind === 'refused'
}

function refusal({ code, reason }: Refusal): ApiError {
  return new ApiError(code, reason)
}

function showFinding({ code, pointer, message }: { code: string; pointer: string; message: string }) {
  return { code, where: pointer, detail: message }
}

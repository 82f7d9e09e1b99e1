// Escalation: an incident that nobody acknowledges in time is told to the next ones. One escalation an incident
// and route, begun by the first notice of that route; a step is taken and the next one planned in one commit.

import { Retryable } from '#/kernel/errors.ts'
import type { JobQueue } from '#/jobs/job-queue.ts'
import { put, type Change, type Records } from '#/store/records.ts'
import { ESCALATIONS, type Escalation } from './delivery.ts'
import type { NoticeConfig, Route } from './notice-config.ts'
import type { Notice } from './notice.ts'
import { placeNotice, type PlaceSurroundings } from './place.ts'
import { targetsOf, type SeesUnit } from './routing.ts'

export const ESCALATE_QUEUE = 'notices.escalate'

const MINUTE_MS = 60_000

const escalationId = (incidentId: string, route: string): string => `${incidentId}|${route}`

/** The escalations that a notice begins: those of its routes that its incident does not have yet. */
export async function beginEscalations(
  notice: Notice,
  routes: readonly Route[],
  records: Records,
  now: number,
): Promise<{ readonly changes: readonly Change[]; readonly begun: readonly Escalation[] }> {
  const { incidentId } = notice
  const begun: Escalation[] = []
  for (const route of routes) {
    const [first] = route.escalate
    if (incidentId === undefined || first === undefined) continue
    if ((await records.get(ESCALATIONS, escalationId(incidentId, route.name))) !== undefined) continue
    begun.push({
      incidentId,
      route: route.name,
      step: 0,
      dueAt: now + first.afterMinutes * MINUTE_MS,
      state: 'waiting',
      acknowledgedBy: null,
      notice,
    })
  }
  const changes = begun.map(each => put(ESCALATIONS, escalationId(each.incidentId, each.route), each, 0))
  return { changes, begun }
}

export async function addEscalationJob(escalation: Escalation, jobs: Pick<JobQueue, 'add'>): Promise<void> {
  const id = escalationId(escalation.incidentId, escalation.route)
  await jobs.add({
    queue: ESCALATE_QUEUE,
    key: `${id}@${escalation.step}`,
    data: { escalation: id },
    runAt: escalation.dueAt,
  })
}

export interface EscalateSurroundings extends PlaceSurroundings {
  readonly config: NoticeConfig
  readonly seesUnit: SeesUnit
  /** Whether somebody has taken the incident, whoever was told of it. */
  readonly isAcknowledged: (incidentId: string) => boolean
}

/** Takes the step that is due, if still nobody reacts. */
export async function escalate(id: string, surroundings: EscalateSurroundings): Promise<void> {
  const { records, config, now } = surroundings
  for (;;) {
    const stored = await records.get(ESCALATIONS, id)
    if (stored === undefined || stored.record.state !== 'waiting') return
    const escalation = stored.record
    // The clock went back since its job was begun.
    if (escalation.dueAt > now()) throw new Retryable('notice.not-sent', 'its time has not come')
    const route = config.routes.find(each => each.name === escalation.route)
    const step = route?.escalate[escalation.step]
    const state = surroundings.isAcknowledged(escalation.incidentId) ? 'acknowledged' : 'exhausted'
    if (route === undefined || step === undefined || state === 'acknowledged') {
      const over = put(ESCALATIONS, id, { ...escalation, state } satisfies Escalation, stored.version)
      if ((await records.commit([over])) === 'done') return
      continue
    }
    const following = route.escalate[escalation.step + 1]
    const next: Escalation = {
      ...escalation,
      step: escalation.step + 1,
      ...(following === undefined
        ? { state: 'exhausted' }
        : { dueAt: now() + following.afterMinutes * MINUTE_MS }),
    }
    const notice = unattended(escalation, now(), step.afterMinutes)
    const targets = targetsOf(config, notice, [{ route, to: step.to }], surroundings.seesUnit)
    const outcome = await placeNotice(notice, targets, surroundings, [
      put(ESCALATIONS, id, next, stored.version),
    ])
    if (outcome === 'conflict') continue
    if (outcome === 'placed' && next.state === 'waiting') await addEscalationJob(next, surroundings.jobs)
    return
  }
}

function unattended({ notice, route, step }: Escalation, now: number, minutes: number): Notice {
  return {
    ...notice,
    id: `${notice.id}#${route}#${step + 1}`,
    kind: 'incident.unattended',
    title: `Chưa ai tiếp nhận sau ${minutes} phút: ${notice.title}`,
    titleEnglish: `Nobody has taken it after ${minutes} minutes: ${notice.titleEnglish ?? notice.title}`,
    at: now,
  }
}

/** Ends all escalations of the incident. */
export async function acknowledgeEscalations(
  incidentId: string,
  by: string,
  { records, jobs }: { readonly records: Records; readonly jobs: Pick<JobQueue, 'cancel'> },
): Promise<void> {
  for (;;) {
    const where = { incidentId, state: 'waiting' }
    const { records: waiting } = await records.find(ESCALATIONS, { where, limit: 100 })
    if (waiting.length === 0) return
    const changes = waiting.map(({ id, version, record }) =>
      put(
        ESCALATIONS,
        id,
        { ...record, state: 'acknowledged', acknowledgedBy: by } satisfies Escalation,
        version,
      ),
    )
    if ((await records.commit(changes)) === 'conflict') continue
    for (const { id, record } of waiting) await jobs.cancel(ESCALATE_QUEUE, `${id}@${record.step}`)
  }
}

// Exceptions as the console shows them: what was reviewed, whether it is applied and if not why, what it hid.

import type { DetectionReader } from '#/api/detection-desk.ts'
import type {
  AppliedView,
  ExceptionProblemView,
  ExceptionShown,
  ExceptionView,
} from '#/api/contract/exceptions.ts'
import {
  exceptionState,
  type ExceptionDefinition,
  type HiddenAlerts,
  type KeptException,
} from '#/kernel/detection-exception.ts'
import type { ExceptionStatus } from '#/pipeline/exception-shelf.ts'
import type { Stored } from '#/store/records.ts'

export interface ShowingExceptions {
  readonly now: number
  readonly hiddenBy: (id: string) => HiddenAlerts | undefined
  readonly isSystem: (id: string) => boolean
}

/** One that people keep; `status` is what the pipeline made of it, undefined when it is not in force. */
export function showKept(
  { id, version, record }: Stored<KeptException>,
  status: ExceptionStatus | undefined,
  reader: DetectionReader,
  showing: ShowingExceptions,
): ExceptionView {
  const { inForce, proposal, ended, createdBy, createdAt, changedAt } = record
  const definition = inForce?.definition ?? ended?.definition ?? proposal!.definition
  return {
    id,
    version,
    state: exceptionState(record, showing.now),
    origin: 'console',
    file: null,
    body: showDefinition(definition),
    proposal:
      proposal === null
        ? null
        : { body: showDefinition(proposal.definition), by: proposal.by, at: proposal.at },
    approvedBy: inForce?.approvedBy ?? null,
    approvedAt: inForce?.approvedAt ?? null,
    createdBy,
    createdAt,
    changedAt,
    applied: appliedOf(record, status, showing),
    hidden: showHidden(showing.hiddenBy(id)),
    mayReview: reader.mayReview && proposal !== null && proposal.by !== reader.name,
  }
}

/** A filter document of a rule folder: in force as long as it stands there. */
export function showDocument(status: ExceptionStatus, showing: ShowingExceptions): ExceptionView {
  const { id, title, document } = status
  const { path, line, scope, owner, reason, expiresAt } = document!
  const isOver = expiresAt !== null && expiresAt <= showing.now
  return {
    id,
    version: 0,
    state: isOver ? 'expired' : 'active',
    origin: 'file',
    file: `${path}:${line}`,
    body: {
      title,
      filter: '',
      tags: [...scope.tags],
      systems: [...scope.systems],
      entity: scope.entity,
      reason,
      owner,
      expiresAt,
    },
    proposal: null,
    approvedBy: null,
    approvedAt: null,
    createdBy: '',
    createdAt: null,
    changedAt: null,
    applied: isOver ? notApplied('expired', 'It has expired.') : reached(status, scope.systems, showing),
    hidden: showHidden(showing.hiddenBy(id)),
    mayReview: false,
  }
}

export function showDefinition({ tags, systems, entity, ...rest }: ExceptionDefinition): ExceptionShown {
  const { title, filter, reason, owner, expiresAt } = rest
  return { title, filter, tags: [...tags], systems: [...systems], entity, reason, owner, expiresAt }
}

/** What is wrong with the filter, errors first. */
export function showNotes({ notes }: ExceptionStatus): ExceptionProblemView[] {
  return notes
    .map(({ kind, line, path, detail }): ExceptionProblemView => ({
      severity: kind === 'error' ? 'error' : 'remark',
      line,
      path,
      detail,
    }))
    .sort((a, b) => a.severity.localeCompare(b.severity))
}

/** Whether one in force would hide anything, by what the pipeline made of it. */
export function reached(
  status: ExceptionStatus,
  systems: readonly string[],
  { isSystem }: Pick<ShowingExceptions, 'isSystem'>,
): AppliedView {
  const error = status.notes.find(({ kind }) => kind === 'error')
  if (error !== undefined) return notApplied('invalid', `${error.path}: ${error.detail}`)
  const { count, fault } = status.reach
  if (systems.length > 0 && !systems.some(isSystem))
    return notApplied('unknown-system', `There is no monitored system ${systems.join(', ')}.`)
  return {
    applied: count > 0,
    reason: fault?.kind ?? null,
    detail: fault?.detail ?? '',
    rules: count,
  }
}

function appliedOf(
  record: KeptException,
  status: ExceptionStatus | undefined,
  showing: ShowingExceptions,
): AppliedView {
  const state = exceptionState(record, showing.now)
  switch (state) {
    case 'proposed':
      return notApplied('not-approved', 'Nobody has approved it yet.')
    case 'rejected':
    case 'withdrawn':
      return notApplied(state, record.ended?.reason ?? '')
    case 'expired':
      return notApplied('expired', 'It has expired.')
    case 'active':
      return status === undefined
        ? notApplied('not-approved', 'It is about to be taken up.')
        : reached(status, record.inForce!.definition.systems, showing)
  }
}

function notApplied(reason: NonNullable<AppliedView['reason']>, detail: string): AppliedView {
  return { applied: false, reason, detail, rules: 0 }
}

function showHidden(hidden: HiddenAlerts | undefined): ExceptionView['hidden'] {
  if (hidden === undefined) return { alerts: 0, lastAt: null, lastRule: null, lastEvent: null }
  const { alerts, lastAt, lastRule, lastEvent } = hidden
  return { alerts, lastAt, lastRule, lastEvent }
}

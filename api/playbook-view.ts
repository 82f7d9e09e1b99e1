// Playbooks, runs and questions → what the API shows of them, field by field.

import type { CataloguedPlaybook, DryRun, PendingQuestion, Person, RunSummary } from '#/playbooks/desk.ts'
import type { RenderedCommand } from '#/playbooks/action.ts'
import type { SignatureVerdict } from '#/playbooks/cacao/signature.ts'
import {
  THAPCANH_EXTENSION,
  type ApprovalRule,
  type FormField,
  type PlaybookExtension,
} from '#/playbooks/extension.ts'
import type { Transition } from '#/playbooks/desk.ts'
import type {
  DryRunView,
  FormFieldView,
  PendingView,
  PlaybookView,
  RenderedView,
  RunLogPage,
  RunView,
} from './contract/playbook-views.ts'

const RANK = { viewer: 0, analyst: 1, lead: 2, admin: 3 } as const

export function showPlaybook(
  { playbook, source }: CataloguedPlaybook,
  { state, signatures }: SignatureVerdict,
): PlaybookView {
  const extension: PlaybookExtension = playbook.playbook_extensions?.[THAPCANH_EXTENSION] ?? {}
  const { name_en, description_en, cites = [], trigger } = extension
  const inputs = Object.entries(playbook.playbook_variables ?? {}).filter(
    ([, { external }]) => external === true,
  )
  return {
    id: playbook.id,
    version: playbook.modified,
    name: playbook.name,
    ...(name_en === undefined ? {} : { nameEnglish: name_en }),
    description: playbook.description ?? '',
    ...(description_en === undefined ? {} : { descriptionEnglish: description_en }),
    types: [...(playbook.playbook_types ?? [])],
    labels: [...(playbook.labels ?? [])],
    cites: [...cites],
    source,
    trigger:
      trigger === undefined ? null : { mau05: [...(trigger.mau05 ?? [])], gravity: trigger.gravity ?? null },
    steps: Object.keys(playbook.workflow).length,
    revoked: playbook.revoked === true,
    signature: state,
    signatureReasons: signatures.map(({ reason }) => reason),
    inputs: inputs.map(([name, { type, description = '', value = null }]) => ({
      name,
      type,
      description,
      value,
    })),
  }
}

export function showRun({ id, playbook, ...run }: RunSummary): RunView {
  return {
    id,
    playbookId: playbook.id,
    playbookVersion: playbook.version,
    playbookName: playbook.name,
    ...(playbook.nameEnglish === undefined ? {} : { playbookNameEnglish: playbook.nameEnglish }),
    incidentId: run.incidentId,
    state: run.state,
    startedAt: run.startedAt,
    startedBy: run.startedBy,
    endedAt: run.endedAt,
    reason: run.reason === '' ? null : run.reason,
    pending: run.pending,
  }
}

/** `mine`: whoever asks may settle it. */
export function showPending(question: PendingQuestion, person: Pick<Person, 'name' | 'role'>): PendingView {
  const { approval, manual, rendered, cites, ...rest } = question
  const hasGiven = approval?.given.some(({ by }) => by === person.name) ?? false
  return {
    ...rest,
    cites: [...cites],
    mine: RANK[person.role] >= RANK[question.role] && !hasGiven,
    rendered: rendered.map(showRendered),
    approval:
      approval === null
        ? null
        : { rule: showRule(approval.rule), digest: approval.digest, given: [...approval.given] },
    manual: manual === null ? null : { ...manual, form: manual.form.map(showField) },
  }
}

export function showDryRun({ steps, changes, problems }: DryRun): DryRunView {
  return {
    steps: steps.map(({ cites, commands, approval, condition, ...step }) => ({
      ...step,
      cites: [...cites],
      condition: condition === null ? null : { ...condition },
      approval: approval === null ? null : showRule(approval),
      commands: commands.map(command => ({
        target: command.target,
        rendered: command.rendered === null ? null : showRendered(command.rendered),
        unknowns: [...command.unknowns],
        problems: [...command.problems],
      })),
    })),
    changes: [...changes],
    problems: [...problems],
  }
}

/** One line of a run's log: what happened, where, and by whom. */
export function showLogEntry(number: number, entry: Transition): RunLogPage['entries'][number] {
  return {
    number,
    at: entry.at,
    kind: entry.kind,
    path: 'path' in entry ? entry.path : null,
    by: 'by' in entry ? entry.by : null,
    text: textOf(entry),
  }
}

function textOf(entry: Transition): string {
  switch (entry.kind) {
    case 'run-began':
      return entry.playbook.name
    case 'step-begun':
      return entry.name
    case 'branches-opened':
      return entry.branches.map(({ label }) => label).join(', ')
    case 'playbook-entered':
      return entry.playbook.name
    case 'command-sent':
      return entry.rendered.summary
    case 'command-ended':
      return [entry.outcome, entry.reason, entry.log].filter(text => text !== '').join(': ')
    case 'approval-requested':
      return entry.rendered.map(({ summary }) => summary).join('; ')
    case 'approval-decided':
      return [entry.approve ? 'approved' : 'refused', entry.reason].filter(text => text !== '').join(': ')
    case 'task-opened':
      return entry.text
    case 'task-answered':
      return [entry.done ? 'done' : 'not done', entry.note].filter(text => text !== '').join(': ')
    case 'task-prepared':
      return entry.documentId ?? ''
    case 'outcome-resolved':
      return `${entry.resolution}: ${entry.note}`
    case 'step-ended':
      return entry.reason === '' ? entry.outcome : `${entry.outcome}: ${entry.reason}`
    case 'run-ended':
      return entry.reason === '' ? entry.state : `${entry.state}: ${entry.reason}`
    case 'exception-entered':
    case 'approval-void':
    case 'outcome-asked':
    case 'branch-failed':
    case 'cancel-requested':
      return entry.reason
    case 'retry-planned':
      return new Date(entry.retryAt).toISOString()
    case 'driver-began':
    case 'driver-parked':
    case 'approval-expired':
      return ''
  }
}

function showRendered({ cutsOff, changes, ...rendered }: RenderedCommand): RenderedView {
  return { ...rendered, changes: [...changes], cutsOff: [...cutsOff] }
}

function showRule({ role, quorum, reason, reason_en }: ApprovalRule) {
  return { role, quorum, reason, ...(reason_en === undefined ? {} : { reasonEnglish: reason_en }) }
}

function showField({ variable, label, label_en, kind, choices = [], required }: FormField): FormFieldView {
  return {
    variable,
    label,
    ...(label_en === undefined ? {} : { labelEnglish: label_en }),
    kind,
    choices: choices.map(choice => ({
      value: choice.value,
      label: choice.label,
      ...(choice.label_en === undefined ? {} : { labelEnglish: choice.label_en }),
    })),
    required,
  }
}

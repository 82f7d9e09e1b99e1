// Moves of an action step: its commands one after the other, each on its targets one after the other. Before an
// effect stands command-sent; a sent command whose outcome nobody knows is asked of a person, or, when it is
// declared idempotent, sent again after a pause.

import { retryPauseMs } from '#/jobs/retry-pause.ts'
import type { ActionStep, Command } from '../cacao/playbook.ts'
import { digestOf } from './digest.ts'
import { approvalFor } from './fold-command.ts'
import { endOf, finder, playbookOf, type MoveContext } from './move-context.ts'
import { renderFrom, type Rendering } from './render-command.ts'
import { whyNotWritable } from './run-scopes.ts'
import { commandAt, type CommandState, type RunState, type Step } from './run-state.ts'
import { extensionOf, retryRule, stepOf, targetsOf } from './step-definition.ts'
import type { CommandPlace, Move } from './transition.ts'

interface Asked {
  readonly context: MoveContext
  readonly state: RunState
  readonly step: Step
  readonly definition: ActionStep
  readonly command: Command
  readonly place: CommandPlace
}

export function commandMoves(context: MoveContext, state: RunState, step: Step): readonly Move[] {
  const playbook = playbookOf(context, step)
  const definition = stepOf(playbook, step.stepId) as ActionStep
  const unusable = (definition.out_args ?? []).map(name => whyNotWritable(state.scopes, step.scope, name, ''))
  const reasons = unusable.filter(why => why !== undefined)
  if (reasons.length > 0) return [endOf(context, step, 'failed', `out_args: ${reasons.join('; ')}`)]
  for (const [index, command] of definition.commands.entries())
    for (const target of targetsOf(playbook, definition, command).keys()) {
      const place = { path: step.path, index, target }
      const known = commandAt(state, place)
      if (known?.phase === 'succeeded') continue
      const asked = { context, state, step, definition, command, place }
      return known === undefined ? begin(asked) : goOn(asked, known)
    }
  return [endOf(context, step, 'succeeded')]
}

function goOn(asked: Asked, known: CommandState): readonly Move[] {
  const { context, state, step, place } = asked
  switch (known.phase) {
    case 'succeeded':
    case 'task':
    case 'asked':
      return []
    case 'approval':
      return whatOfApproval(asked)
    case 'approved':
      return begin(asked)
    case 'retry':
      return context.now < known.retryAt ? [] : begin(asked)
    case 'sent':
      if (context.isInFlight(place)) return []
      return [
        {
          kind: 'command-ended',
          ...place,
          attempt: known.attempts,
          outcome: 'unknown',
          reason: 'the platform stopped between sending it and hearing how it ended',
          log: '',
          retryable: true,
          values: {},
        },
      ]
    case 'unknown':
      return (
        retry(asked, known) ?? [
          { kind: 'outcome-asked', id: questionId(state, place), ...place, reason: known.detail },
        ]
      )
    case 'failed':
      return (
        (known.retryable ? retry(asked, known) : undefined) ?? [endOf(context, step, 'failed', known.detail)]
      )
  }
}

function begin(asked: Asked): readonly Move[] {
  const { context, state, step, definition, command, place } = asked
  const renderings = renderFrom(playbookOf(context, step), definition, command, place.target, {
    find: finder(state, step),
    findAction: context.findAction,
    guard: context.guard,
  })
  const problem = renderings.flatMap(({ problems }) => problems)[0]
  if (problem !== undefined) return [neverSent(asked, `${problem.where}: ${problem.detail}`)]
  const rendered = renderings.map(rendering => rendering.rendered!)
  const rule = extensionOf(definition).approval
  if (rule !== undefined) {
    const approval = approvalFor(state, place)
    if (approval === undefined)
      return [
        {
          kind: 'approval-requested',
          id: questionId(state, place),
          ...place,
          rendered,
          digest: digestOf(rendered),
          rule,
          expiresAt: context.now + rule.expires_ms,
        },
      ]
    const shown = approval.rendered.slice(place.target - approval.place.target)
    if (!isSame(shown, renderings))
      return [{ kind: 'approval-void', id: approval.id, reason: 'what would be sent has changed since' }]
  }
  if (command.type === 'manual') return [openTask(asked, rendered[0]!.details)]
  return [
    {
      kind: 'command-sent',
      ...place,
      key: effectKey(state.runId, place),
      attempt: (commandAt(state, place)?.attempts ?? 0) + 1,
      rendered: rendered[0]!,
    },
  ]
}

/** The same for every attempt: a server that knows the key does it once. */
export function effectKey(runId: string, { path, index, target }: CommandPlace): string {
  return digestOf([runId, path, index, target]).slice(0, 32)
}

/** Ids of questions begin with their run's. Branches side by side ask at once: the place tells them apart. */
export function questionId(state: Pick<RunState, 'runId' | 'questions'>, place: CommandPlace): string {
  const { path, index, target } = place
  return `${state.runId}.${state.questions.size + 1}-${digestOf([path, index, target]).slice(0, 8)}`
}

function isSame(shown: readonly unknown[], renderings: readonly Rendering[]): boolean {
  return digestOf(shown) === digestOf(renderings.map(({ rendered }) => rendered))
}

function openTask({ state, definition, place }: Asked, details: Readonly<Record<string, unknown>>): Move {
  const { form = [], role = 'analyst', document, description_en } = extensionOf(definition)
  const text = details['text']
  return {
    kind: 'task-opened',
    id: questionId(state, place),
    ...place,
    text: typeof text === 'string' ? text : '',
    ...(description_en === undefined ? {} : { textEnglish: description_en }),
    form: form.length > 0 ? form : usualForm(definition),
    role,
    document: document ?? null,
  }
}

/** Without a form of ours, a manual step asks for each of its out_args. */
function usualForm(definition: ActionStep) {
  return (definition.out_args ?? []).map(variable => ({
    variable,
    label: variable.replaceAll('__', ''),
    kind: 'text' as const,
    required: false,
  }))
}

function neverSent({ state, place }: Asked, reason: string): Move {
  const attempt = commandAt(state, place)?.attempts ?? 0
  const nothing = { log: '', retryable: false, values: {} }
  return { kind: 'command-ended', ...place, attempt, outcome: 'failed', reason, ...nothing }
}

function whatOfApproval({ context, state, step, place }: Asked): readonly Move[] {
  const approval = [...state.questions.values()].findLast(
    each => each.kind === 'approval' && each.place.path === place.path && each.place.index === place.index,
  )
  if (approval?.kind !== 'approval') throw new Error(`${place.path} waits for no approval`)
  if (approval.state === 'refused')
    return [endOf(context, step, 'failed', `refused by ${approval.refusal!.by}: ${approval.refusal!.reason}`)]
  if (approval.state === 'expired') return [endOf(context, step, 'failed', 'the approval has expired')]
  return approval.expiresAt <= context.now ? [{ kind: 'approval-expired', id: approval.id }] : []
}

function retry({ context, definition, place }: Asked, known: CommandState): readonly Move[] | undefined {
  const rule = retryRule(definition)
  if (rule === null || known.attempts === 0 || known.attempts >= rule.attempts) return undefined
  const pause = retryPauseMs(
    { attempts: rule.attempts, firstMs: rule.first_ms, maxMs: rule.max_ms },
    known.attempts,
    context.random,
  )
  return [{ kind: 'retry-planned', ...place, retryAt: context.now + pause }]
}

// The part of the fold that concerns commands and what is asked of people about them.

import { writeVariable } from './run-scopes.ts'
import { commandAt, commandKey, type CommandState, type Question, type RunState } from './run-state.ts'
import type { CommandPlace, Transition, Values } from './transition.ts'

/** Changes `state` in place; transitions of other kinds are a bug. */
export function foldCommand(state: RunState, transition: Transition): void {
  switch (transition.kind) {
    case 'approval-requested': {
      const { id, rule, rendered, digest, expiresAt, at } = transition
      const place = placeOf(transition)
      ask(state, {
        kind: 'approval',
        id,
        place,
        at,
        rule,
        rendered,
        digest,
        expiresAt,
        given: [],
        state: 'open',
        refusal: null,
      })
      commandOf(state, place).phase = 'approval'
      return
    }
    case 'approval-decided': {
      const approval = question(state, transition.id, 'approval')
      const decision = { by: transition.by, at: transition.at, reason: transition.reason }
      if (!transition.approve) {
        approval.state = 'refused'
        approval.refusal = decision
        return
      }
      approval.given.push(decision)
      if (approval.given.length < approval.rule.quorum) return
      approval.state = 'granted'
      commandOf(state, approval.place).phase = 'approved'
      return
    }
    case 'approval-expired':
      question(state, transition.id, 'approval').state = 'expired'
      return
    case 'approval-void': {
      const approval = question(state, transition.id, 'approval')
      approval.state = 'void'
      // Only what was not sent yet is asked again.
      if (['approval', 'approved'].includes(commandOf(state, approval.place).phase))
        state.steps.get(approval.place.path)!.commands.delete(commandKey(approval.place))
      return
    }
    case 'task-opened': {
      const { id, at, text, form, role, document } = transition
      const place = placeOf(transition)
      ask(state, {
        kind: 'manual',
        id,
        place,
        at,
        text,
        form,
        role,
        document,
        textEnglish: transition.textEnglish ?? null,
        documentId: document === null ? null : undefined,
        state: 'open',
      })
      commandOf(state, place).phase = 'task'
      return
    }
    case 'task-prepared':
      question(state, transition.id, 'manual').documentId = transition.documentId
      return
    case 'task-answered': {
      const task = question(state, transition.id, 'manual')
      task.state = 'answered'
      return endCommand(state, task.place, transition.done, transition.note, transition.values)
    }
    case 'command-sent': {
      const command = commandOf(state, placeOf(transition))
      command.phase = 'sent'
      command.key = transition.key
      command.attempts = transition.attempt
      command.sentAt = transition.at
      command.rendered = transition.rendered
      return
    }
    case 'command-ended': {
      const command = commandOf(state, placeOf(transition))
      // A fact that comes late settles what was not known, and nothing else.
      const isSettled = command.phase === 'succeeded' || command.phase === 'failed'
      if (command.attempts !== transition.attempt || (command.attempts > 0 && isSettled)) return
      withdraw(state, command.place)
      const { outcome, reason, log, retryable, values } = transition
      command.retryable = retryable
      if (outcome !== 'unknown')
        return endCommand(state, command.place, outcome === 'succeeded', reason === '' ? log : reason, values)
      command.phase = 'unknown'
      command.detail = reason
      return
    }
    case 'retry-planned': {
      const command = commandOf(state, placeOf(transition))
      command.phase = 'retry'
      command.retryAt = transition.retryAt
      return
    }
    case 'outcome-asked': {
      const { id, at, reason } = transition
      const place = placeOf(transition)
      ask(state, { kind: 'outcome', id, place, at, reason, state: 'open' })
      commandOf(state, place).phase = 'asked'
      return
    }
    case 'outcome-resolved': {
      const asked = question(state, transition.id, 'outcome')
      asked.state = 'resolved'
      if (transition.resolution !== 'did-not-happen') {
        commandOf(state, asked.place).retryable = false
        return endCommand(
          state,
          asked.place,
          transition.resolution === 'happened',
          transition.note,
          transition.values,
        )
      }
      const command = commandOf(state, asked.place)
      command.phase = 'retry'
      command.retryAt = transition.at
      return
    }
    default:
      throw new Error(`no transition of commands: ${transition.kind}`)
  }
}

/** The approval under which a command may be sent: the granted one that covers its target. */
export function approvalFor(state: RunState, place: CommandPlace) {
  for (const each of state.questions.values())
    if (
      each.kind === 'approval' &&
      each.state === 'granted' &&
      each.place.path === place.path &&
      each.place.index === place.index &&
      each.place.target <= place.target
    )
      return each
  return undefined
}

function placeOf({ path, index, target }: CommandPlace): CommandPlace {
  return { path, index, target }
}

function commandOf(state: RunState, place: CommandPlace): CommandState {
  const known = commandAt(state, place)
  if (known !== undefined) return known
  const command: CommandState = {
    place,
    phase: 'failed',
    key: '',
    attempts: 0,
    sentAt: 0,
    rendered: null,
    detail: '',
    retryable: false,
    retryAt: 0,
  }
  state.steps.get(place.path)!.commands.set(commandKey(place), command)
  return command
}

function endCommand(
  state: RunState,
  place: CommandPlace,
  well: boolean,
  detail: string,
  values: Values,
): void {
  const command = commandOf(state, place)
  command.phase = well ? 'succeeded' : 'failed'
  command.detail = detail
  const step = state.steps.get(place.path)!
  // What a stopped step brings is kept in the log, but no longer changes the run.
  if (step.state !== 'running') return
  for (const [name, value] of Object.entries(values)) writeVariable(state.scopes, step.scope, name, value)
}

function ask(state: RunState, asked: Question): void {
  state.questions.set(asked.id, asked)
}

function withdraw(state: RunState, { path, index, target }: CommandPlace): void {
  for (const each of state.questions.values()) {
    const { place } = each
    if (each.kind === 'outcome' && place.path === path && place.index === index && place.target === target)
      if (each.state === 'open') each.state = 'withdrawn'
  }
}

function question<K extends Question['kind']>(
  state: RunState,
  id: string,
  kind: K,
): Extract<Question, { readonly kind: K }> {
  const found = state.questions.get(id)
  if (found?.kind !== kind) throw new Error(`there is no ${kind} ${id}`)
  return found as Extract<Question, { readonly kind: K }>
}

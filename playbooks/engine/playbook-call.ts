// A playbook-action step: entering the playbook that it calls with its in_args, and coming back with its
// out_args. The called playbook sees nothing else of its caller.

import { LIMITS } from '#/kernel/limits.ts'
import type { PlaybookActionStep } from '../cacao/playbook.ts'
import { startScope } from '../cacao/variables.ts'
import { endOf, finder, type MoveContext } from './move-context.ts'
import { readVariable, whyNotWritable } from './run-scopes.ts'
import type { RunState, Step } from './run-state.ts'
import type { Move, PlaybookRef } from './transition.ts'
import type { Playbook } from '../cacao/playbook.ts'
import { THAPCANH_EXTENSION, type PlaybookExtension } from '../extension.ts'

/** The name under which a run pins a playbook that a step calls. */
export function pinName({ playbook_id, playbook_version }: PlaybookActionStep): string {
  return playbook_version === undefined ? playbook_id : `${playbook_id} ${playbook_version}`
}

export function refOf(playbook: Playbook, digest: string): PlaybookRef {
  const { name_en } = (playbook.playbook_extensions?.[THAPCANH_EXTENSION] ?? {}) as PlaybookExtension
  const { id, modified: version, name } = playbook
  return { id, version, digest, name, ...(name_en === undefined ? {} : { nameEnglish: name_en }) }
}

/** External variables that nobody gave a value, as a reason; undefined when there is none. */
export function missingInputs(
  playbook: Playbook,
  given: Readonly<Record<string, string>>,
): string | undefined {
  const missing = Object.entries(playbook.playbook_variables ?? {})
    .filter(([name, { external, value }]) => external === true && value === undefined && !(name in given))
    .map(([name]) => name)
  return missing.length === 0 ? undefined : `no value is given for ${missing.join(', ')}`
}

export function enterPlaybook(
  context: MoveContext,
  state: RunState,
  step: Step,
  definition: PlaybookActionStep,
): Move {
  const failed = (reason: string): Move =>
    endOf(context, step, 'failed', `${definition.playbook_id}: ${reason}`)
  if (step.branch.frame.depth + 1 > LIMITS.maxPlaybookDepth)
    return failed(`more than ${LIMITS.maxPlaybookDepth} playbooks would lie inside each other`)
  const digest = state.began.pinned[pinName(definition)]
  if (digest === undefined) return failed('was not known when the run began')
  const playbook = context.playbook(digest)
  const find = finder(state, step)
  const given: Record<string, string> = {}
  for (const name of definition.in_args ?? []) {
    const value = find(name)?.value
    if (value !== undefined) given[name] = value
  }
  const missing = missingInputs(playbook, given)
  if (missing !== undefined) return failed(missing)
  const { scope, problems } = startScope(playbook.playbook_variables ?? {}, given)
  if (problems.length > 0) return failed(problems.map(({ reason }) => reason).join('; '))
  return {
    kind: 'playbook-entered',
    path: step.path,
    playbook: refOf(playbook, digest),
    variables: scope.variables,
    first: playbook.workflow_start,
  }
}

/** What follows when the called playbook's line, or its exception line, has ended. */
export function calledPlaybookEnd(
  context: MoveContext,
  state: RunState,
  step: Step,
  definition: PlaybookActionStep,
): Move {
  const frame = state.frames.get(step.path)!
  const [main] = step.branches
  if (main!.state !== 'succeeded') {
    if (frame.exception !== null) return endOf(context, step, 'failed', frame.exception)
    const handler = context.playbook(frame.playbook.digest).workflow_exception
    if (handler === undefined) return endOf(context, step, 'failed', main!.reason)
    return { kind: 'exception-entered', frame: step.path, first: handler, reason: main!.reason }
  }
  const values: Record<string, string> = {}
  for (const name of definition.out_args ?? []) {
    const value = readVariable(state.scopes, frame.scope, name)?.value
    if (value === undefined) continue
    const why = whyNotWritable(state.scopes, step.scope, name, value)
    if (why !== undefined) return endOf(context, step, 'failed', `out_args: ${why}`)
    values[name] = value
  }
  return endOf(context, step, 'succeeded', '', values)
}

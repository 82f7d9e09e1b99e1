// Carries one rendered command out, within its time, and says how it ended. Whatever an action does (throws,
// does not heed its signal, prints a secret), the outcome is one that may be written into the log.

import { LIMITS } from '#/kernel/limits.ts'
import { Permanent } from '#/kernel/errors.ts'
import type { Action, ActionOutcome, RenderedCommand } from '../action.ts'
import { redactValues } from '../actions/secrets.ts'
import type { Values } from './transition.ts'

export interface PerformOptions {
  readonly action: Action
  readonly rendered: RenderedCommand
  readonly idempotencyKey: string
  readonly secret: (name: string) => string
  readonly runId: string
  readonly incidentId: string | null
  /** Ends it: the step's timeout, or the run's cancellation. */
  readonly signal: AbortSignal
}

/** Never rejects. */
export async function performCommand(options: PerformOptions): Promise<ActionOutcome> {
  const { action, rendered, idempotencyKey, runId, incidentId, signal } = options
  const used = new Map<string, string>()
  const secret = (name: string): string => {
    const value = options.secret(name)
    used.set(value, name)
    return value
  }
  const outcome = await Promise.race([
    attempt(() => action.perform(rendered, { idempotencyKey, secret, signal, runId, incidentId })),
    deafness(signal),
  ])
  return cleaned(outcome, text => redactValues(text, used))
}

async function attempt(work: () => Promise<ActionOutcome>): Promise<ActionOutcome> {
  try {
    return await work()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    // Permanent says that it was not even tried: a missing secret, a refused address.
    if (error instanceof Permanent) return { kind: 'failed', reason, retryable: false, log: '' }
    return { kind: 'unknown', reason, log: '' }
  }
}

/** The outcome of an action that goes on after its signal. */
async function deafness(signal: AbortSignal): Promise<ActionOutcome> {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (signal.aborted) resolve()
  else signal.addEventListener('abort', () => resolve(), { once: true })
  await promise
  await new Promise(later => setTimeout(later, LIMITS.commandSettleMs).unref())
  return { kind: 'unknown', reason: 'it was told to stop and did not answer', log: '' }
}

function cleaned(outcome: ActionOutcome, redact: (text: string) => string): ActionOutcome {
  const text = (raw: string) => cut(redact(raw))
  if (outcome.kind !== 'succeeded')
    return { ...outcome, reason: text(outcome.reason), log: text(outcome.log) }
  const outputs = Object.entries(outcome.outputs).map(([name, value]) => [name, redact(value)] as const)
  return { ...outcome, outputs: Object.fromEntries(outputs), log: text(outcome.log) }
}

function cut(text: string): string {
  const most = LIMITS.maxOutcomeText
  return text.length <= most ? text : `${text.slice(0, most)}… (${text.length - most} characters more)`
}

/** Outputs → variables: by name without the underscores, the rest in order of mention. */
export function valuesOfOutputs(
  outArgs: readonly string[],
  outputs: Readonly<Record<string, string>>,
): Values {
  const left = new Map(Object.entries(outputs))
  const values: Record<string, string> = {}
  const unnamed: string[] = []
  for (const name of outArgs) {
    const bare = name.replace(/^__|__$/g, '')
    const value = left.get(bare)
    if (value === undefined) unnamed.push(name)
    else values[name] = value
    left.delete(bare)
  }
  const rest = [...left.values()]
  for (const [at, name] of unnamed.entries()) if (rest[at] !== undefined) values[name] = rest[at]
  return values
}

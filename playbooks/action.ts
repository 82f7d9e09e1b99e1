// The contract of an action: how one type of command is rendered and carried out. The engine (engine/) decides
// when, asks for approval, keeps the record of what was sent, and never sends an effect twice by itself; an
// action only renders and performs.

import type { Problem } from '#/kernel/problem.ts'
import type { AgentTarget, AuthenticationInfo, Command } from './cacao/playbook.ts'

/** A command with its variables filled in: what an approver sees, what is hashed, what is sent. */
export interface RenderedCommand {
  readonly type: Command['type']
  /** One line for people: `POST https://fw.example.com/api/blocks`. */
  readonly summary: string
  /** Everything that will be sent. A secret stands here only as `{secret:NAME}`. */
  readonly details: Readonly<Record<string, unknown>>
  /** Where it acts: address, host or person. */
  readonly target: string
  /** What it would change in the world, one line each; empty for what only reads. */
  readonly changes: readonly string[]
  /** Addresses and names that it cuts off, for the list of protected assets. */
  readonly cutsOff: readonly string[]
}

export interface RenderContext {
  readonly command: Command
  readonly agent: AgentTarget | undefined
  /** The target this rendering is for; undefined when the step names none. */
  readonly target: AgentTarget | undefined
  /** Of the target when that has one, else of the agent. */
  readonly authentication: AuthenticationInfo | undefined
  /** Of the agent itself, whatever the target has: a machine is only ever given its own credentials. */
  readonly agentAuthentication?: AuthenticationInfo | undefined
  /** Replaces `__name__:value` and `__name__` references; unknown names are a Problem of the rendering. */
  readonly substitute: (text: string) => string
}

export interface PerformContext {
  /** Stored before the call; sent along where the protocol has a place for it (Idempotency-Key, OpenC2 command id). */
  readonly idempotencyKey: string
  /** Reads a secret by name; throws Permanent (`secret.missing`). Never write it anywhere. */
  readonly secret: (name: string) => string
  /** Ends with the step's timeout or the run's cancellation. */
  readonly signal: AbortSignal
  /** For the search and sigma actions: the incident and the run, for records of what was done. */
  readonly runId: string
  readonly incidentId: string | null
}

export type ActionOutcome =
  /** `outputs`: variable name without underscores → text, for out_args in order of mention or by name. */
  | { readonly kind: 'succeeded'; readonly outputs: Readonly<Record<string, string>>; readonly log: string }
  /** It did not happen, for certain. `retryable`: worth trying again when declared idempotent. */
  | { readonly kind: 'failed'; readonly reason: string; readonly retryable: boolean; readonly log: string }
  /** It may have happened: the connection ended between sending and answer. A person is asked. */
  | { readonly kind: 'unknown'; readonly reason: string; readonly log: string }

export interface Action {
  readonly type: Command['type']
  /** Pure: fills in, decides nothing. Problems name what is missing or wrong. */
  render(context: RenderContext): RenderedCommand | Problem
  perform(rendered: RenderedCommand, context: PerformContext): Promise<ActionOutcome>
}

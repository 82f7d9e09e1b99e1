// The eight workflow steps and the twelve commands (Security Playbooks 2.0, sections 4 and 5).

import { Type, type TProperties, type TSchema } from 'typebox'
import type { CommandType, StepType } from './playbook.ts'
import {
  Base64,
  closed,
  Dictionary,
  ExternalReference,
  identifierOf,
  Identifier,
  listOf,
  optional,
  Timestamp,
} from './schema-parts.ts'

/** Step ids are checked where they lead, with better words than a pattern has. */
const StepReference = Type.String()
const Arguments = listOf(Type.String())

const COMMON = {
  name: optional(Type.String()),
  description: optional(Type.String()),
  external_references: optional(listOf(ExternalReference)),
  delay: optional(Type.Integer({ minimum: 1 })),
  timeout: optional(Type.Integer({ minimum: 1 })),
  step_variables: optional(Dictionary),
  owner: optional(Identifier),
  on_completion: optional(StepReference),
  on_success: optional(StepReference),
  on_failure: optional(StepReference),
  step_extensions: optional(Dictionary),
} as const satisfies TProperties

function step(type: StepType, properties: TProperties = {}): TSchema {
  return closed({ type: Type.Literal(type), ...COMMON, ...properties })
}

export const STEP_SHAPES = {
  start: step('start'),
  end: step('end'),
  action: step('action', {
    commands: listOf(Dictionary),
    agent: optional(Identifier),
    targets: optional(listOf(Identifier)),
    in_args: optional(Arguments),
    out_args: optional(Arguments),
  }),
  'playbook-action': step('playbook-action', {
    playbook_id: identifierOf('playbook'),
    playbook_version: optional(Timestamp),
    in_args: optional(Arguments),
    out_args: optional(Arguments),
  }),
  parallel: step('parallel', { next_steps: listOf(StepReference, 2) }),
  'if-condition': step('if-condition', {
    condition: Type.String(),
    on_true: StepReference,
    on_false: optional(StepReference),
  }),
  'while-condition': step('while-condition', { condition: Type.String(), on_true: StepReference }),
  'switch-condition': step('switch-condition', {
    switch: Type.String(),
    cases: Type.Record(Type.String(), StepReference, { minProperties: 1 }),
  }),
} as const satisfies Record<StepType, TSchema>

function command(type: CommandType, properties: TProperties): TSchema {
  return closed({
    type: Type.Literal(type),
    description: optional(Type.String()),
    version: optional(Type.String()),
    playbook_activity: optional(Type.String()),
    external_references: optional(listOf(ExternalReference, 0)),
    ...properties,
  })
}

const TEXT = { command: optional(Type.String()), command_b64: optional(Base64) } as const
const CODED = { command_b64: Base64 } as const
const Headers = Type.Record(Type.String(), Type.Array(Type.String()))

export const COMMAND_SHAPES = {
  manual: command('manual', TEXT),
  bash: command('bash', TEXT),
  'caldera-cmd': command('caldera-cmd', TEXT),
  elastic: command('elastic', CODED),
  'http-api': command('http-api', {
    command: Type.String(),
    headers: optional(Headers),
    content: optional(Type.String()),
    content_b64: optional(Base64),
  }),
  jupyter: command('jupyter', CODED),
  kestrel: command('kestrel', CODED),
  'openc2-http': command('openc2-http', {
    command: Type.String(),
    headers: optional(Headers),
    content_b64: Base64,
  }),
  powershell: command('powershell', TEXT),
  sigma: command('sigma', CODED),
  ssh: command('ssh', TEXT),
  yara: command('yara', CODED),
} as const satisfies Record<CommandType, TSchema>

/** Commands of which `command` or `command_b64` must be there. */
export const NEEDS_TEXT: ReadonlySet<string> = new Set<CommandType>([
  'manual',
  'bash',
  'caldera-cmd',
  'powershell',
  'ssh',
])

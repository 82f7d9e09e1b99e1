// A CACAO 2.0 playbook as data: the wire type, as the OASIS standard writes it (Security Playbooks Version 2.0).
// What a document must fulfil beyond these shapes is checked in validate.ts; nothing here is checked.

/** `action--uuid`, `end--uuid`, … */
export type StepId = string
/** `__name__:value` on the wire is the key with the underscores; scope is where it is declared. */
export type VariableName = string

export const VARIABLE_TYPES = [
  'bool',
  'dictionary',
  'float',
  'hexstring',
  'integer',
  'ipv4-addr',
  'ipv6-addr',
  'long',
  'mac-addr',
  'hash',
  'md5-hash',
  'sha256-hash',
  'string',
  'uri',
  'uuid',
] as const
export type VariableType = (typeof VARIABLE_TYPES)[number]

export interface Variable {
  readonly type: VariableType
  readonly description?: string
  readonly value?: string
  readonly constant?: boolean
  readonly external?: boolean
}
export type Variables = Readonly<Record<VariableName, Variable>>

export const COMMAND_TYPES = [
  'manual',
  'bash',
  'caldera-cmd',
  'elastic',
  'http-api',
  'jupyter',
  'kestrel',
  'openc2-http',
  'powershell',
  'sigma',
  'ssh',
  'yara',
] as const
export type CommandType = (typeof COMMAND_TYPES)[number]

/** One command of an action step; the members beside `type` are those of its type. */
export interface Command {
  readonly type: CommandType
  readonly description?: string
  readonly version?: string
  readonly playbook_activity?: string
  readonly external_references?: readonly unknown[]
  readonly [member: string]: unknown
}

export const AGENT_TARGET_TYPES = [
  'individual',
  'group',
  'organization',
  'location',
  'sector',
  'http-api',
  'linux',
  'net-address',
  'security-category',
  'ssh',
] as const
export type AgentTargetType = (typeof AGENT_TARGET_TYPES)[number]

export interface AgentTarget {
  readonly type: AgentTargetType | (string & {})
  readonly name: string
  readonly description?: string
  /** net-address types: kind of address (url, ipv4, dname, …) → values; may hold variables. */
  readonly address?: Readonly<Record<string, readonly string[]>>
  readonly port?: string
  readonly authentication_info?: string
  readonly [member: string]: unknown
}

/** `kms: true` with `kms_key_identifier` names a secret of the platform; no secret stands in a playbook. */
export interface AuthenticationInfo {
  readonly type: 'http-basic' | 'oauth2' | 'user-auth' | (string & {})
  readonly name?: string
  readonly description?: string
  readonly kms?: boolean
  readonly kms_key_identifier?: string
  readonly [member: string]: unknown
}

interface StepCommon {
  readonly name?: string
  readonly description?: string
  readonly external_references?: readonly unknown[]
  /** ms before the step begins. */
  readonly delay?: number
  /** ms after which it has failed with ACTION_TIMEOUT. */
  readonly timeout?: number
  readonly step_variables?: Variables
  readonly owner?: string
  readonly on_completion?: StepId
  readonly on_success?: StepId
  readonly on_failure?: StepId
  readonly step_extensions?: Readonly<Record<string, unknown>>
}

export interface StartStep extends StepCommon {
  readonly type: 'start'
}
export interface EndStep extends StepCommon {
  readonly type: 'end'
}
export interface ActionStep extends StepCommon {
  readonly type: 'action'
  readonly commands: readonly Command[]
  readonly agent?: string
  readonly targets?: readonly string[]
  readonly in_args?: readonly VariableName[]
  readonly out_args?: readonly VariableName[]
}
export interface PlaybookActionStep extends StepCommon {
  readonly type: 'playbook-action'
  readonly playbook_id: string
  readonly playbook_version?: string
  readonly in_args?: readonly VariableName[]
  readonly out_args?: readonly VariableName[]
}
export interface ParallelStep extends StepCommon {
  readonly type: 'parallel'
  readonly next_steps: readonly StepId[]
}
export interface IfConditionStep extends StepCommon {
  readonly type: 'if-condition'
  readonly condition: string
  readonly on_true: StepId
  readonly on_false?: StepId
}
export interface WhileConditionStep extends StepCommon {
  readonly type: 'while-condition'
  readonly condition: string
  readonly on_true: StepId
}
export interface SwitchConditionStep extends StepCommon {
  readonly type: 'switch-condition'
  readonly switch: string
  readonly cases: Readonly<Record<string, StepId>>
}
export type WorkflowStep =
  | StartStep
  | EndStep
  | ActionStep
  | PlaybookActionStep
  | ParallelStep
  | IfConditionStep
  | WhileConditionStep
  | SwitchConditionStep
export type StepType = WorkflowStep['type']

export interface Signature {
  readonly type: 'jss'
  readonly id: string
  readonly created_by?: string
  readonly created: string
  readonly modified: string
  readonly revoked?: boolean
  readonly signee: string
  readonly valid_from?: string
  readonly valid_until?: string
  readonly related_to: string
  readonly related_version: string
  readonly hash_algorithm: string
  readonly algorithm: string
  readonly public_key?: string
  readonly public_cert_chain?: readonly string[]
  readonly cert_url?: string
  readonly thumbprint?: string
  readonly value: string
  readonly [member: string]: unknown
}

export interface Playbook {
  readonly type: 'playbook' | 'playbook-template'
  readonly spec_version: 'cacao-2.0'
  readonly id: string
  readonly name: string
  readonly description?: string
  readonly playbook_types?: readonly string[]
  readonly playbook_activities?: readonly string[]
  readonly created_by: string
  readonly created: string
  readonly modified: string
  readonly revoked?: boolean
  readonly valid_from?: string
  readonly valid_until?: string
  readonly derived_from?: readonly string[]
  readonly priority?: number
  readonly severity?: number
  readonly impact?: number
  readonly labels?: readonly string[]
  readonly external_references?: readonly unknown[]
  readonly markings?: readonly string[]
  readonly playbook_variables?: Variables
  readonly workflow_start: StepId
  readonly workflow_exception?: StepId
  readonly workflow: Readonly<Record<StepId, WorkflowStep>>
  readonly playbook_extensions?: Readonly<Record<string, unknown>>
  readonly authentication_info_definitions?: Readonly<Record<string, AuthenticationInfo>>
  readonly agent_definitions?: Readonly<Record<string, AgentTarget>>
  readonly target_definitions?: Readonly<Record<string, AgentTarget>>
  readonly extension_definitions?: Readonly<Record<string, unknown>>
  readonly data_marking_definitions?: Readonly<Record<string, unknown>>
  readonly signatures?: readonly Signature[]
}

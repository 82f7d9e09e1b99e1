// The members of a playbook itself (Security Playbooks 2.0, section 3.1). Its dictionaries of steps, variables and
// definitions are looked at member by member (validate.ts), so that a message names the member.

import { Type } from 'typebox'
import {
  closed,
  Dictionary,
  ExternalReference,
  Identifier,
  identifierOf,
  listOf,
  optional,
  Timestamp,
} from './schema-parts.ts'

const Hundred = Type.Integer({ minimum: 0, maximum: 100 })

const ProcessingSummary = closed({
  manual_playbook: optional(Type.Boolean()),
  external_playbooks: optional(Type.Boolean()),
  parallel_processing: optional(Type.Boolean()),
  if_logic: optional(Type.Boolean()),
  while_logic: optional(Type.Boolean()),
  switch_logic: optional(Type.Boolean()),
  temporal_logic: optional(Type.Boolean()),
  data_markings: optional(Type.Boolean()),
  digital_signatures: optional(Type.Boolean()),
  countersigned_signatures: optional(Type.Boolean()),
  extensions: optional(Type.Boolean()),
})

export const PlaybookShape = closed({
  type: Type.Literal('playbook'),
  spec_version: Type.Literal('cacao-2.0'),
  id: identifierOf('playbook'),
  name: Type.String({ minLength: 1 }),
  description: optional(Type.String()),
  playbook_types: optional(listOf(Type.String(), 0)),
  playbook_activities: optional(listOf(Type.String())),
  playbook_processing_summary: optional(ProcessingSummary),
  created_by: Identifier,
  created: Timestamp,
  modified: Timestamp,
  revoked: optional(Type.Boolean()),
  valid_from: optional(Timestamp),
  valid_until: optional(Timestamp),
  derived_from: optional(listOf(identifierOf('playbook'))),
  related_to: optional(listOf(Identifier)),
  priority: optional(Hundred),
  severity: optional(Hundred),
  impact: optional(Hundred),
  industry_sectors: optional(listOf(Type.String())),
  labels: optional(listOf(Type.String())),
  external_references: optional(listOf(ExternalReference)),
  markings: optional(listOf(Identifier)),
  playbook_variables: optional(Dictionary),
  workflow_start: Type.String(),
  workflow_exception: optional(Type.String()),
  workflow: Dictionary,
  playbook_extensions: optional(Dictionary),
  authentication_info_definitions: optional(Dictionary),
  agent_definitions: optional(Dictionary),
  target_definitions: optional(Dictionary),
  extension_definitions: optional(Dictionary),
  data_marking_definitions: optional(Dictionary),
  signatures: optional(listOf(Dictionary)),
})

export const ExtensionDefinitionShape = closed({
  type: Type.Literal('extension-definition'),
  name: Type.String(),
  description: optional(Type.String()),
  created_by: Identifier,
  schema: Type.String(),
  version: Type.String(),
  external_references: optional(listOf(ExternalReference, 0)),
})

const SIGNATURE = {
  type: Type.Literal('jss'),
  id: identifierOf('jss'),
  created_by: optional(Identifier),
  created: Timestamp,
  modified: Timestamp,
  revoked: optional(Type.Boolean()),
  signee: Type.String(),
  valid_from: optional(Timestamp),
  valid_until: optional(Timestamp),
  related_to: Identifier,
  related_version: Timestamp,
  hash_algorithm: Type.String(),
  algorithm: Type.String(),
  public_key: optional(Type.String()),
  public_cert_chain: optional(listOf(Type.String())),
  cert_url: optional(Type.String()),
  thumbprint: optional(Type.String()),
  value: Type.String(),
  // A countersignature; looked at with the same shape.
  signature: optional(Dictionary),
}
export const SignatureShape = closed(SIGNATURE)
/** Of these a signature has exactly one. */
export const SIGNATURE_KEYS = ['public_key', 'public_cert_chain', 'cert_url', 'thumbprint'] as const

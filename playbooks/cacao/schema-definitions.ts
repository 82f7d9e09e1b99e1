// Agents and targets, authentication information and data markings (Security Playbooks 2.0, sections 6, 7 and 8).

import { Type, type TProperties, type TSchema } from 'typebox'
import type { AgentTargetType, AuthenticationInfo } from './playbook.ts'
import {
  CivicLocation,
  closed,
  Contact,
  Dictionary,
  ExternalReference,
  Identifier,
  identifierOf,
  listOf,
  optional,
  Timestamp,
} from './schema-parts.ts'

function agent(type: AgentTargetType, properties: TProperties): TSchema {
  return closed({
    type: Type.Literal(type),
    name: Type.String({ minLength: 1 }),
    description: optional(Type.String()),
    location: optional(CivicLocation),
    agent_target_extensions: optional(Dictionary),
    ...properties,
  })
}

/** Values may be variables, so what they must look like is checked apart. */
const Values = listOf(Type.String(), 0)
const Address = closed({
  dname: optional(Values),
  ipv4: optional(Values),
  ipv6: optional(Values),
  l2mac: optional(Values),
  url: optional(Values),
  vlan: optional(listOf(Type.Union([Type.String(), Type.Integer({ minimum: 0, maximum: 4095 })]), 0)),
})
const REACHED = {
  address: Address,
  authentication_info: optional(Identifier),
  category: optional(listOf(Type.String())),
} as const
const PORT = {
  port: optional(Type.String({ pattern: '^\\d{1,5}$|__', says: 'must be a port number as text' })),
} as const
const PEOPLE = { contact: optional(Contact) } as const

export const AGENT_SHAPES = {
  individual: agent('individual', PEOPLE),
  group: agent('group', PEOPLE),
  organization: agent('organization', PEOPLE),
  location: agent('location', { logical: optional(listOf(Type.String())) }),
  sector: agent('sector', { sector: optional(Type.String()) }),
  'http-api': agent('http-api', { ...REACHED, ...PORT }),
  linux: agent('linux', { ...REACHED, ...PORT }),
  'net-address': agent('net-address', REACHED),
  'security-category': agent('security-category', { category: listOf(Type.String()) }),
  ssh: agent('ssh', { ...REACHED, ...PORT }),
} as const satisfies Record<AgentTargetType, TSchema>

function authentication(type: string, properties: TProperties): TSchema {
  return closed({
    type: Type.Literal(type),
    name: optional(Type.String()),
    description: optional(Type.String()),
    authentication_info_extensions: optional(Dictionary),
    kms: optional(Type.Boolean()),
    kms_key_identifier: optional(Type.String()),
    ...properties,
  })
}

export const AUTHENTICATION_SHAPES = {
  'http-basic': authentication('http-basic', {
    user_id: optional(Type.String()),
    password: optional(Type.String()),
  }),
  // The standard wants a header and a token; with a key store the token is there.
  oauth2: authentication('oauth2', {
    oauth_header: optional(Type.String()),
    token: optional(Type.String()),
  }),
  'user-auth': authentication('user-auth', {
    username: optional(Type.String()),
    password: optional(Type.String()),
  }),
} as const satisfies Record<AuthenticationInfo['type'] & ('http-basic' | 'oauth2' | 'user-auth'), TSchema>

function marking(type: string, properties: TProperties): TSchema {
  return closed({
    type: Type.Literal(type),
    id: identifierOf(type),
    name: optional(Type.String()),
    description: optional(Type.String()),
    created_by: Identifier,
    created: Timestamp,
    revoked: optional(Type.Boolean()),
    valid_from: optional(Timestamp),
    valid_until: optional(Timestamp),
    labels: optional(listOf(Type.String())),
    external_references: optional(listOf(ExternalReference)),
    marking_extensions: optional(Dictionary),
    ...properties,
  })
}

/** TLP 2.0 as FIRST defines it. */
export const TLP_LEVELS = ['TLP:RED', 'TLP:AMBER', 'TLP:AMBER+STRICT', 'TLP:GREEN', 'TLP:CLEAR'] as const

export const MARKING_SHAPES = {
  'marking-tlp': marking('marking-tlp', { tlpv2_level: Type.Enum([...TLP_LEVELS]) }),
  'marking-statement': marking('marking-statement', { statement: Type.String() }),
  'marking-iep': marking('marking-iep', {
    name: Type.String(),
    description: Type.String(),
    tlp: Type.String(),
    iep_version: Type.Integer(),
    start_date: Timestamp,
    end_date: Type.Union([Type.Null(), Timestamp]),
    encrypt_in_transit: Type.String(),
    permitted_actions: Type.String(),
    affected_party_notifications: Type.String(),
    attribution: Type.String(),
    unmodified_resale: Type.String(),
    external_references: listOf(Type.String(), 0),
  }),
} as const

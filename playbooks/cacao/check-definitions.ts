// Agents, targets, authentication information, markings and extension definitions: each against the shape of its
// type, and every reference to one against what is defined.

import type { TSchema } from 'typebox'
import { isIPv4, isIPv6 } from 'node:net'
import { checkShape } from './check-shape.ts'
import type { FindingCode, Findings } from './finding.ts'
import { isJsonObject, membersOf, pointerTo } from './finding.ts'
import type { AgentTargetType, CommandType } from './playbook.ts'
import { AGENT_SHAPES, AUTHENTICATION_SHAPES, MARKING_SHAPES } from './schema-definitions.ts'
import { identifierOf } from './schema-parts.ts'
import { ExtensionDefinitionShape, SIGNATURE_KEYS, SignatureShape } from './schema-playbook.ts'

type Json = Readonly<Record<string, unknown>>
type Shapes = Readonly<Record<string, TSchema>>

const DEFINITIONS: Readonly<Record<string, Shapes>> = {
  agent_definitions: AGENT_SHAPES,
  target_definitions: AGENT_SHAPES,
  authentication_info_definitions: AUTHENTICATION_SHAPES,
  data_marking_definitions: MARKING_SHAPES,
  extension_definitions: { 'extension-definition': ExtensionDefinitionShape },
}

export function checkDefinitions(document: Json, findings: Findings): void {
  for (const [kind, shapes] of Object.entries(DEFINITIONS)) {
    for (const [id, definition] of membersOf(document[kind])) {
      checkDefinition(id, definition, shapes, pointerTo('', kind, id), findings)
    }
  }
  checkReferences(document, findings)
  if (Array.isArray(document['signatures'])) {
    document['signatures'].forEach((signature: unknown, at) => {
      checkSignature(signature, pointerTo('/signatures', at), findings)
    })
  }
}

function checkDefinition(
  id: string,
  definition: unknown,
  shapes: Shapes,
  at: string,
  findings: Findings,
): void {
  if (!isJsonObject(definition)) {
    findings.add('property.type', at, `${id} must be an object`)
    return
  }
  const type = String(definition['type'])
  const shape = Object.hasOwn(shapes, type) ? shapes[type] : undefined
  if (shape === undefined) {
    const known = Object.keys(shapes).join(', ')
    findings.add('definition.type-unknown', pointerTo(at, 'type'), `"${type}" is none of ${known}`)
    return
  }
  checkShape(shape, definition, at, findings)
  checkShape(identifierOf(type), id, at, findings, 'definition.id')
  if ('id' in definition && definition['id'] !== id) {
    findings.add('definition.id', pointerTo(at, 'id'), `the id must be the key under which it stands, ${id}`)
  }
  for (const [kind, values] of membersOf(definition['address'])) {
    if (!Array.isArray(values)) continue
    values.forEach((value: unknown, index) => {
      const why = typeof value === 'string' ? whyNoAddress(kind, value) : undefined
      if (why !== undefined) findings.add('property.value', pointerTo(at, 'address', kind, index), why)
    })
  }
}

/** A value with a variable in it is looked at when it is filled in. */
function whyNoAddress(kind: string, value: string): string | undefined {
  if (/__[a-zA-Z_]/.test(value) || !Object.hasOwn(ADDRESSES, kind)) return undefined
  const { fits, says } = ADDRESSES[kind]!
  return fits(value) ? undefined : `"${value}" is not ${says}`
}

const ADDRESSES: Readonly<
  Record<string, { readonly fits: (value: string) => boolean; readonly says: string }>
> = {
  dname: {
    fits: value => /^[a-zA-Z0-9_*]([a-zA-Z0-9_.-]*[a-zA-Z0-9])?\.?$/.test(value),
    says: 'a domain name',
  },
  ipv4: { fits: isIPv4, says: 'an IPv4 address' },
  ipv6: { fits: isIPv6, says: 'an IPv6 address' },
  l2mac: { fits: value => /^[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}$/.test(value), says: 'a hardware address' },
  url: { fits: value => URL.canParse(value), says: 'a URL' },
  vlan: { fits: value => /^\d{1,4}$/.test(value) && Number(value) <= 4095, says: 'a VLAN from 0 to 4095' },
}

function checkReferences(document: Json, findings: Findings): void {
  const agents = new Map(membersOf(document['agent_definitions']))
  const targets = new Map(membersOf(document['target_definitions']))
  const expect = (
    id: unknown,
    among: { has(id: string): boolean },
    code: FindingCode,
    at: string,
    where: string,
  ): void => {
    if (typeof id === 'string' && !among.has(id)) findings.add(code, at, `${id} does not stand in ${where}`)
  }
  for (const [id, step] of membersOf(document['workflow'])) {
    if (!isJsonObject(step)) continue
    const at = pointerTo('/workflow', id)
    if (step['type'] === 'action' && step['agent'] === undefined) {
      findings.add('step.no-agent', at, '"agent" is missing: who carries the commands out')
    }
    expect(step['agent'], agents, 'agent.unknown', pointerTo(at, 'agent'), 'agent_definitions')
    const named: readonly unknown[] = Array.isArray(step['targets']) ? step['targets'] : []
    named.forEach((target, index) => {
      expect(target, targets, 'target.unknown', pointerTo(at, 'targets', index), 'target_definitions')
    })
    const actors = [agents.get(String(step['agent'])), ...named.map(target => targets.get(String(target)))]
    if (actors.every(isJsonObject)) checkCommandActors(step['commands'], actors, at, findings)
  }
  const secrets = new Map(membersOf(document['authentication_info_definitions']))
  for (const kind of ['agent_definitions', 'target_definitions']) {
    for (const [id, agent] of membersOf(document[kind])) {
      if (!isJsonObject(agent)) continue
      const at = pointerTo('', kind, id, 'authentication_info')
      expect(
        agent['authentication_info'],
        secrets,
        'authentication.unknown',
        at,
        'authentication_info_definitions',
      )
    }
  }
  const markings = new Map(membersOf(document['data_marking_definitions']))
  if (Array.isArray(document['markings'])) {
    document['markings'].forEach((id: unknown, index) => {
      expect(id, markings, 'marking.unknown', pointerTo('/markings', index), 'data_marking_definitions')
    })
  }
}

const PEOPLE: readonly AgentTargetType[] = ['individual', 'group', 'organization', 'location', 'sector']
const SHELLS: readonly AgentTargetType[] = ['ssh', 'linux', 'net-address']

/** Types of agent or target of which a command needs at least one; no entry: any will do. */
const CARRIED_OUT_BY: Readonly<Partial<Record<CommandType, readonly AgentTargetType[]>>> = {
  manual: [...PEOPLE, 'security-category'],
  ssh: SHELLS,
  bash: SHELLS,
  powershell: SHELLS,
  'http-api': ['http-api'],
  'openc2-http': ['http-api'],
}

function checkCommandActors(
  commands: unknown,
  actors: readonly Json[],
  at: string,
  findings: Findings,
): void {
  if (!Array.isArray(commands)) return
  const types = actors.map(actor => String(actor['type']))
  commands.forEach((command: unknown, index) => {
    if (!isJsonObject(command)) return
    const type = String(command['type'])
    const wanted = Object.hasOwn(CARRIED_OUT_BY, type) ? CARRIED_OUT_BY[type as CommandType] : undefined
    if (wanted === undefined || types.some(actor => wanted.some(one => one === actor))) return
    const message = `a command of type ${type} wants an agent or target of type ${wanted.join(', ')}; here: ${types.join(', ')}`
    findings.add('command.agent', pointerTo(at, 'commands', index), message)
  })
}

/** With its countersignatures; those of a hostile document are not followed for ever. */
function checkSignature(signature: unknown, at: string, findings: Findings, depth = 0): void {
  checkShape(SignatureShape, signature, at, findings)
  if (!isJsonObject(signature)) return
  const keys = SIGNATURE_KEYS.filter(key => Object.hasOwn(signature, key))
  if (keys.length !== 1) {
    const message = `a signature has exactly one of ${SIGNATURE_KEYS.join(', ')}; here: ${keys.join(', ') || 'none'}`
    findings.add('property.value', at, message)
  }
  if (signature['signature'] !== undefined && depth < 10) {
    checkSignature(signature['signature'], pointerTo(at, 'signature'), findings, depth + 1)
  }
}

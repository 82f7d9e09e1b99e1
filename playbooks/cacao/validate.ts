// Is a document a CACAO 2.0 playbook that can be run? Its members against their shapes, then what no schema sees:
// where the steps lead, variables, references, secrets, our extension. All of it is told at once, each finding with
// its place and its step. The two profiles are in finding.ts. Never throws, whatever the document.

import { LIMITS } from '#/kernel/limits.ts'
import { checkDefinitions } from './check-definitions.ts'
import { checkExtensions } from './check-extension.ts'
import { checkFlow } from './check-flow.ts'
import { checkSecrets } from './check-secrets.ts'
import { checkShape } from './check-shape.ts'
import { checkVariables } from './check-variables.ts'
import type { Finding, Findings, Profile } from './finding.ts'
import { createFindings, isJsonObject, membersOf, pointerTo } from './finding.ts'
import type { Playbook } from './playbook.ts'
import { COMMAND_TYPES } from './playbook.ts'
import { identifierOf } from './schema-parts.ts'
import { PlaybookShape } from './schema-playbook.ts'
import { COMMAND_SHAPES, STEP_SHAPES } from './schema-steps.ts'

export interface Validation {
  /** The document as a playbook; absent when there are errors. */
  readonly playbook?: Playbook
  readonly errors: readonly Finding[]
  readonly warnings: readonly Finding[]
}

type Json = Readonly<Record<string, unknown>>

export function validatePlaybook(document: unknown, profile: Profile): Validation {
  const workflow = isJsonObject(document) && isJsonObject(document['workflow']) ? document['workflow'] : {}
  const findings = createFindings(profile, id => {
    const step = Object.hasOwn(workflow, id) ? workflow[id] : undefined
    return isJsonObject(step) && typeof step['name'] === 'string' ? step['name'] : undefined
  })
  if (isCheckable(document, findings)) {
    checkShape(PlaybookShape, document, '', findings)
    checkTimes(document, '', findings)
    for (const [id, step] of membersOf(document['workflow'])) checkStep(id, step, findings)
    checkFlow(document, findings)
    checkVariables(document, findings)
    checkDefinitions(document, findings)
    checkExtensions(document, findings)
    checkSecrets(document, findings)
  }
  const { errors, warnings } = findings
  if (errors.length > 0) return { errors, warnings }
  return { playbook: document as Playbook, errors, warnings }
}

/** Is it a playbook of a size that can be looked at member by member? */
function isCheckable(document: unknown, findings: Findings): document is Json {
  if (!isJsonObject(document)) {
    findings.add('document.not-playbook', '', 'a playbook is a JSON object')
    return false
  }
  for (const [name, wanted] of [
    ['type', 'playbook'],
    ['spec_version', 'cacao-2.0'],
  ] as const) {
    const found = document[name]
    if (found === wanted) continue
    const shown = found === undefined ? 'absent' : JSON.stringify(found)?.slice(0, 80)
    findings.add(
      'document.not-playbook',
      pointerTo('', name),
      `not a CACAO 2.0 playbook: "${name}" must be "${wanted}", it is ${shown}`,
    )
    return false
  }
  const count = membersOf(document['workflow']).length
  if (count > LIMITS.maxPlaybookSteps) {
    const message = `${count} steps; a playbook has at most ${LIMITS.maxPlaybookSteps}`
    findings.add('document.too-large', '/workflow', message)
    return false
  }
  if (isDeeper(document, LIMITS.maxJsonDepth)) {
    findings.add('document.too-large', '', `the document goes deeper than ${LIMITS.maxJsonDepth} levels`)
    return false
  }
  return true
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((part: unknown) => isDeeper(part, levels - 1))
}

function checkTimes(document: Json, at: string, findings: Findings): void {
  for (const [first, second] of [
    ['created', 'modified'],
    ['valid_from', 'valid_until'],
  ] as const) {
    const [from, to] = [Date.parse(String(document[first])), Date.parse(String(document[second]))]
    if (from > to) findings.add('time.order', pointerTo(at, second), `${second} lies before ${first}`)
  }
}

function checkStep(id: string, step: unknown, findings: Findings): void {
  const at = pointerTo('/workflow', id)
  const type = isJsonObject(step) ? step['type'] : undefined
  if (!isJsonObject(step) || typeof type !== 'string' || !Object.hasOwn(STEP_SHAPES, type)) {
    const known = Object.keys(STEP_SHAPES).join(', ')
    const shown = type === undefined ? 'absent' : JSON.stringify(type)
    findings.add(
      'step.type-unknown',
      pointerTo(at, 'type'),
      `the type of a step is one of ${known}; it is ${shown}`,
    )
    return
  }
  checkShape(STEP_SHAPES[type as keyof typeof STEP_SHAPES], step, at, findings)
  checkShape(identifierOf(type), id, at, findings, 'step.id')
  if (
    type === 'switch-condition' &&
    isJsonObject(step['cases']) &&
    !Object.hasOwn(step['cases'], 'default')
  ) {
    findings.add(
      'switch.no-default',
      pointerTo(at, 'cases'),
      'there is no case "default"; another value passes the switch by',
    )
  }
  if (!Array.isArray(step['commands'])) return
  step['commands'].forEach((command: unknown, index) => {
    checkCommand(command, pointerTo(at, 'commands', index), findings)
  })
}

function checkCommand(command: unknown, at: string, findings: Findings): void {
  if (!isJsonObject(command)) return
  const { type } = command
  const known = COMMAND_TYPES.find(one => one === type)
  if (known === undefined) {
    const message = `a command has a type out of ${COMMAND_TYPES.join(', ')}; it is ${JSON.stringify(type) ?? 'absent'}`
    findings.add(
      type === undefined ? 'property.missing' : 'command.type-unknown',
      pointerTo(at, 'type'),
      message,
    )
    return
  }
  checkShape(COMMAND_SHAPES[known], command, at, findings)
}

// Variables of a document: their declarations, and every place that reads or writes one.

import { literalTextsOf, parseCondition, variableOf, variablesOf } from './condition.ts'
import { checkShape } from './check-shape.ts'
import type { Findings } from './finding.ts'
import { isJsonObject, membersOf, pointerTo } from './finding.ts'
import type { Variable, VariableType } from './playbook.ts'
import { VARIABLE_TYPES } from './playbook.ts'
import { VariableShape } from './schema-parts.ts'
import { NEEDS_TEXT } from './schema-steps.ts'
import type { FindVariable } from './variable-references.ts'
import { referencesIn } from './variable-references.ts'
import { whyNoValueOf } from './variable-types.ts'
import { VARIABLE_NAME } from './variables.ts'

type Json = Readonly<Record<string, unknown>>

export function checkVariables(document: Json, findings: Findings): void {
  const own = checkDeclarations(document['playbook_variables'], '/playbook_variables', findings)
  const findOwn: FindVariable = name => own.get(name)
  for (const kind of ['agent_definitions', 'target_definitions', 'authentication_info_definitions']) {
    for (const [id, definition] of membersOf(document[kind])) {
      checkTexts(definition, pointerTo('', kind, id), findOwn, findings)
    }
  }
  for (const [id, step] of membersOf(document['workflow'])) {
    if (!isJsonObject(step)) continue
    const at = pointerTo('/workflow', id)
    const inner = checkDeclarations(step['step_variables'], pointerTo(at, 'step_variables'), findings)
    checkStep(step, at, name => inner.get(name) ?? own.get(name), findings)
  }
}

function checkDeclarations(declared: unknown, at: string, findings: Findings): ReadonlyMap<string, Variable> {
  const known = new Map<string, Variable>()
  for (const [name, variable] of membersOf(declared)) {
    const pointer = pointerTo(at, name)
    if (!VARIABLE_NAME.test(name) || name === '__proto__') {
      findings.add('variable.name', pointer, `"${name}" is not a variable name such as __name__`)
      continue
    }
    const fits = checkShape(VariableShape, variable, pointer, findings)
    if (!isJsonObject(variable)) continue
    const type = VARIABLE_TYPES.find(one => one === variable['type'])
    if (type === undefined && typeof variable['type'] === 'string') {
      const types = VARIABLE_TYPES.join(', ')
      findings.add(
        'variable.type-unknown',
        pointerTo(pointer, 'type'),
        `"${variable['type']}" is none of ${types}`,
      )
    }
    const { value } = variable
    if (value === null)
      findings.add('property.value', pointerTo(pointer, 'value'), 'leave "value" out instead of null')
    else if (value !== undefined && typeof value !== 'string') {
      findings.add('property.type', pointerTo(pointer, 'value'), '"value" must be text, whatever the type')
    }
    const why = type === undefined || typeof value !== 'string' ? undefined : whyNoValueOf(type, value)
    if (why !== undefined) findings.add('variable.type', pointerTo(pointer, 'value'), `${name}: ${why}`)
    const constant = variable['constant'] === true
    if (constant && typeof value !== 'string' && variable['external'] !== true) {
      findings.add(
        'variable.constant',
        pointer,
        `${name} is constant, has no value and takes none from outside`,
      )
    }
    known.set(name, asVariable(variable, type ?? 'string', fits))
  }
  return known
}

function asVariable(variable: Json, type: VariableType, fits: boolean): Variable {
  return { type, constant: fits && variable['constant'] === true }
}

function checkStep(step: Json, at: string, find: FindVariable, findings: Findings): void {
  checkArguments(step, at, find, findings)
  if (Array.isArray(step['commands'])) {
    step['commands'].forEach((command: unknown, index) => {
      const pointer = pointerTo(at, 'commands', index)
      checkTexts(command, pointer, find, findings)
      if (isJsonObject(command)) checkCommandText(command, pointer, find, findings)
    })
  }
  if (typeof step['switch'] === 'string') checkText(step['switch'], pointerTo(at, 'switch'), find, findings)
  if (typeof step['condition'] === 'string') {
    checkCondition(step['condition'], pointerTo(at, 'condition'), find, findings)
  }
}

function checkArguments(step: Json, at: string, find: FindVariable, findings: Findings): void {
  for (const list of ['in_args', 'out_args']) {
    const names: unknown = step[list]
    if (!Array.isArray(names)) continue
    names.forEach((name: unknown, index) => {
      if (typeof name !== 'string') return
      const variable = find(name)
      const pointer = pointerTo(at, list, index)
      if (variable === undefined) {
        findings.add('variable.unknown', pointer, `${list} names ${name}, which is declared nowhere`)
      } else if (list === 'out_args' && variable.constant === true) {
        findings.add('variable.constant', pointer, `out_args writes to ${name}, which is constant`)
      }
    })
  }
}

function checkCommandText(command: Json, at: string, find: FindVariable, findings: Findings): void {
  const { type } = command
  const hasText = typeof command['command'] === 'string' && command['command'].trim() !== ''
  const coded = command['command_b64']
  if (typeof type === 'string' && NEEDS_TEXT.has(type) && !hasText && typeof coded !== 'string') {
    findings.add('command.no-text', at, `the ${type} command has neither command nor command_b64`)
  }
  for (const name of ['command_b64', 'content_b64']) {
    const text = command[name]
    if (typeof text === 'string') {
      checkText(Buffer.from(text, 'base64').toString('utf8'), pointerTo(at, name), find, findings)
    }
  }
}

/** References in every text of a value, at any depth; base64 is looked at decoded, elsewhere. */
function checkTexts(value: unknown, at: string, find: FindVariable, findings: Findings): void {
  if (typeof value === 'string') checkText(value, at, find, findings)
  else if (Array.isArray(value)) {
    value.forEach((part: unknown, index) => checkTexts(part, pointerTo(at, index), find, findings))
  } else {
    for (const [key, part] of membersOf(value)) {
      if (!key.endsWith('_b64') && key !== 'external_references')
        checkTexts(part, pointerTo(at, key), find, findings)
    }
  }
}

function checkText(text: string, at: string, find: FindVariable, findings: Findings): void {
  for (const { name, explicit } of referencesIn(text, find)) {
    if (find(name) !== undefined) continue
    findings.add(explicit ? 'variable.unknown' : 'variable.unknown-bare', at, `${name} is declared nowhere`)
  }
}

function checkCondition(text: string, at: string, find: FindVariable, findings: Findings): void {
  const parsed = parseCondition(text)
  if (parsed.kind === 'problem') {
    const { position, reason } = parsed.problem
    findings.add('condition.invalid', at, `the condition, character ${position + 1}: ${reason}`)
    return
  }
  for (const { path, right } of variablesOf(parsed.condition)) {
    if (variableOf(path, find) === undefined) {
      const message = `the condition, character ${path.at + 1}: ${path.object} is declared nowhere`
      findings.add('variable.unknown', at, message)
    }
    if (right) {
      const message = `the condition, character ${path.at + 1}: STIX has no variable there; write '${path.object}:value' in quotation marks`
      findings.add('condition.not-stix', at, message)
    }
  }
  for (const literal of literalTextsOf(parsed.condition)) checkText(literal, at, find, findings)
}

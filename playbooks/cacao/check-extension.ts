// The members of our own extension (playbooks/extension.ts): their shape, and what they mean beside the step that
// carries them.

import type { StepExtension } from '../extension.ts'
import { THAPCANH_EXTENSION } from '../extension.ts'
import { checkShape } from './check-shape.ts'
import type { Findings } from './finding.ts'
import { isJsonObject, membersOf, pointerTo } from './finding.ts'
import { PlaybookExtensionShape, StepExtensionShape } from './schema-extension.ts'

type Json = Readonly<Record<string, unknown>>

export function checkExtensions(document: Json, findings: Findings): void {
  const defined = new Set(membersOf(document['extension_definitions']).map(([id]) => id))
  const expectDefined = (extensions: unknown, at: string): void => {
    for (const [id] of membersOf(extensions)) {
      if (defined.has(id)) continue
      findings.add('extension.undefined', pointerTo(at, id), `${id} does not stand in extension_definitions`)
    }
  }
  expectDefined(document['playbook_extensions'], '/playbook_extensions')
  const own = memberOf(document['playbook_extensions'])
  if (own !== undefined) {
    const at = pointerTo('/playbook_extensions', THAPCANH_EXTENSION)
    checkShape(PlaybookExtensionShape, own, at, findings, 'extension.invalid')
  }
  for (const [id, step] of membersOf(document['workflow'])) {
    if (!isJsonObject(step)) continue
    const at = pointerTo('/workflow', id, 'step_extensions')
    expectDefined(step['step_extensions'], at)
    const extension = memberOf(step['step_extensions'])
    if (step['type'] === 'while-condition' && !(isJsonObject(extension) && 'max_rounds' in extension)) {
      const message = 'the loop has no max_rounds in our extension; without it the engine takes its own'
      findings.add('loop.no-cap', pointerTo('/workflow', id), message)
    }
    if (extension === undefined) continue
    const inside = pointerTo(at, THAPCANH_EXTENSION)
    if (!checkShape(StepExtensionShape, extension, inside, findings, 'extension.invalid')) continue
    checkMeaning(step, extension as StepExtension, inside, document, findings)
  }
}

function memberOf(extensions: unknown): unknown {
  return isJsonObject(extensions) && Object.hasOwn(extensions, THAPCANH_EXTENSION)
    ? extensions[THAPCANH_EXTENSION]
    : undefined
}

function checkMeaning(
  step: Json,
  extension: StepExtension,
  at: string,
  document: Json,
  findings: Findings,
): void {
  const commands: readonly unknown[] = Array.isArray(step['commands']) ? step['commands'] : []
  const types = commands.map(command => (isJsonObject(command) ? command['type'] : undefined))
  const manual = types.includes('manual')
  const misplaced = (member: keyof StepExtension, wants: string): void => {
    if (member in extension)
      findings.add('extension.misplaced', pointerTo(at, member), `${member} has a meaning only ${wants}`)
  }
  if (step['type'] !== 'while-condition') misplaced('max_rounds', 'at a while-condition')
  if (!manual) {
    misplaced('form', 'at a manual command')
    misplaced('document', 'at a manual command')
  }
  if (types.every(type => type === 'manual')) {
    misplaced('retry', 'where something is sent')
    misplaced('idempotent', 'where something is sent')
    misplaced('rollback', 'where something is sent')
  }
  if (extension.retry !== undefined) {
    const { first_ms: first, max_ms: max } = extension.retry
    if (extension.idempotent !== true) {
      findings.add(
        'retry.invalid',
        pointerTo(at, 'retry'),
        'only what is declared idempotent is sent again by itself',
      )
    }
    if (first > max) findings.add('retry.invalid', pointerTo(at, 'retry'), 'first_ms is above max_ms')
  }
  if (extension.approval !== undefined && extension.approval.reason.trim().length < 5) {
    const message = 'an approval says in a few words why a person must look'
    findings.add('approval.invalid', pointerTo(at, 'approval', 'reason'), message)
  }
  checkForm(step, extension, at, document, findings)
}

function checkForm(
  step: Json,
  { form = [] }: StepExtension,
  at: string,
  document: Json,
  findings: Findings,
): void {
  const outputs: readonly unknown[] = Array.isArray(step['out_args']) ? step['out_args'] : []
  const asked = new Set<string>()
  form.forEach((field, index) => {
    const place = pointerTo(at, 'form', index)
    const { variable, kind, choices } = field
    if (!outputs.includes(variable)) {
      const message = `the answer goes to ${variable}, which is not among the step's out_args`
      findings.add('form.variable', pointerTo(place, 'variable'), message)
    }
    if (asked.has(variable))
      findings.add('form.variable', pointerTo(place, 'variable'), `${variable} is asked twice`)
    asked.add(variable)
    const type = typeOf(variable, step, document)
    const fitting = TYPES_OF_ANSWERS[kind]
    if (type !== undefined && fitting !== undefined && !fitting.includes(type)) {
      const message = `an answer of kind ${kind} wants a variable of type ${fitting.join(' or ')}; ${variable} is ${type}`
      findings.add('form.variable', pointerTo(place, 'kind'), message)
    }
    if ((kind === 'choice') !== (choices !== undefined)) {
      findings.add('extension.invalid', place, 'choices belong to a field of kind choice, and to no other')
    }
    const values = (choices ?? []).map(({ value }) => value)
    if (new Set(values).size < values.length) {
      findings.add('extension.invalid', pointerTo(place, 'choices'), 'two choices have the same value')
    }
  })
}

const TYPES_OF_ANSWERS: Readonly<Record<string, readonly string[] | undefined>> = {
  'yes-no': ['bool', 'string'],
  number: ['integer', 'long', 'float', 'string'],
  'long-text': ['string'],
  time: ['string'],
}

function typeOf(name: string, step: Json, document: Json): string | undefined {
  for (const declared of [step['step_variables'], document['playbook_variables']]) {
    const variable = isJsonObject(declared) && Object.hasOwn(declared, name) ? declared[name] : undefined
    if (isJsonObject(variable)) return String(variable['type'])
  }
  return undefined
}

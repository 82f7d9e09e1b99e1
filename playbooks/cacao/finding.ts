// What the validator finds, and how much it weighs in each of the two profiles. *strict* is for what we write:
// all of the standard, and our extension. *interop* is for what we import: what would run wrongly is an error, what
// is merely not as the standard writes it a warning.

import type { StepId } from './playbook.ts'

export type Profile = 'strict' | 'interop'
type Weight = 'error' | 'warning'

/** Each code with its weight in strict and in interop. */
export const FINDING_WEIGHTS = {
  'document.not-playbook': ['error', 'error'],
  'document.too-large': ['error', 'error'],
  'property.missing': ['error', 'error'],
  'property.type': ['error', 'error'],
  'property.value': ['error', 'warning'],
  'property.unknown': ['error', 'warning'],
  'time.order': ['error', 'warning'],
  'step.id': ['error', 'warning'],
  'step.type-unknown': ['error', 'error'],
  'step.no-agent': ['error', 'warning'],
  'step.no-way-on': ['error', 'error'],
  'step.two-ways': ['error', 'error'],
  'step.way-not-allowed': ['error', 'warning'],
  'step.dangling': ['error', 'error'],
  'workflow.start': ['error', 'error'],
  'workflow.second-start': ['error', 'error'],
  'workflow.exception': ['error', 'error'],
  'workflow.cycle': ['error', 'error'],
  'workflow.unreachable': ['error', 'warning'],
  'branch.jumps-out': ['error', 'error'],
  'branch.shared-end': ['error', 'warning'],
  'loop.no-cap': ['error', 'warning'],
  'switch.no-default': ['warning', 'warning'],
  'variable.name': ['error', 'error'],
  'variable.type': ['error', 'error'],
  'variable.type-unknown': ['error', 'warning'],
  'variable.unknown': ['error', 'error'],
  'variable.unknown-bare': ['error', 'warning'],
  'variable.constant': ['error', 'error'],
  'condition.invalid': ['error', 'error'],
  'condition.not-stix': ['error', 'warning'],
  'agent.unknown': ['error', 'error'],
  'target.unknown': ['error', 'error'],
  'authentication.unknown': ['error', 'error'],
  'marking.unknown': ['error', 'warning'],
  'definition.type-unknown': ['error', 'warning'],
  'definition.id': ['error', 'warning'],
  'command.type-unknown': ['error', 'warning'],
  'command.no-text': ['error', 'error'],
  'command.agent': ['warning', 'warning'],
  'secret.inside': ['error', 'warning'],
  'extension.undefined': ['error', 'warning'],
  'extension.invalid': ['error', 'error'],
  'extension.misplaced': ['error', 'warning'],
  'form.variable': ['error', 'error'],
  'approval.invalid': ['error', 'error'],
  'retry.invalid': ['error', 'error'],
} as const satisfies Record<string, readonly [Weight, Weight]>
export type FindingCode = keyof typeof FINDING_WEIGHTS

export interface Finding {
  /** JSON pointer (RFC 6901) into the document; empty for the whole of it. */
  readonly pointer: string
  /** The step in which it was found. */
  readonly step?: StepId
  readonly code: FindingCode
  /** A sentence for a person; names the step by id and name. */
  readonly message: string
}

/** Takes findings as they are made. */
export interface Findings {
  add(code: FindingCode, pointer: string, message: string): void
}

export interface FindingList extends Findings {
  readonly errors: readonly Finding[]
  readonly warnings: readonly Finding[]
}

/** Sorts findings by weight; each (code, place) is told once. */
export function createFindings(
  profile: Profile,
  nameOfStep: (id: StepId) => string | undefined,
): FindingList {
  const errors: Finding[] = []
  const warnings: Finding[] = []
  const told = new Set<string>()
  return {
    errors,
    warnings,
    add(code, pointer, message) {
      const key = `${code} ${pointer} ${message}`
      if (told.has(key)) return
      told.add(key)
      const step = /^\/workflow\/([^/]+)/.exec(pointer)?.[1]
      const id = step === undefined ? undefined : unescapePointer(step)
      const [strict, interop] = FINDING_WEIGHTS[code]
      const list = (profile === 'strict' ? strict : interop) === 'error' ? errors : warnings
      list.push({
        pointer,
        ...(id === undefined ? {} : { step: id }),
        code,
        message: id === undefined ? message : `${stepWords(id, nameOfStep(id))}: ${message}`,
      })
    },
  }
}

function stepWords(id: StepId, name: string | undefined): string {
  return name === undefined || name === '' ? `step ${id}` : `step ${id} "${name}"`
}

/** A pointer one level deeper. */
export function pointerTo(parent: string, ...keys: readonly (string | number)[]): string {
  return parent + keys.map(key => `/${String(key).replace(/~/g, '~0').replace(/\//g, '~1')}`).join('')
}

function unescapePointer(part: string): string {
  return part.replace(/~1/g, '/').replace(/~0/g, '~')
}

/** The members of a JSON object; none for anything else. */
export function membersOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isJsonObject(value) ? Object.entries(value) : []
}

export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

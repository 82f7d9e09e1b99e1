// The public CACAO examples (OASIS), where they are at hand beside the checkout: the verdict that the standard asks
// for, and why. An example that is itself not as the standard has it is told so.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { validatePlaybook } from '#/playbooks/cacao/validate.ts'
import { samplePlaybook } from './sample-playbook.ts'

const folder = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'playbooks', 'cacao', 'oasis')
const absent = existsSync(folder) ? false : `no public examples at ${folder}`

interface Verdict {
  readonly why: string
  /** Codes of errors in strict and interop, each once; warnings in interop. */
  readonly strict: readonly string[]
  readonly interop: readonly string[]
  readonly warnings: readonly string[]
}

const NOT_A_PLAYBOOK = ['document.not-playbook']

const VERDICTS: Readonly<Record<string, Verdict>> = {
  'basic-example-1.json': {
    why: 'as section 3.1 and 4 want it; only that an ssh command is given to a person to carry out on a category of devices, which nobody can connect to',
    strict: [],
    interop: [],
    warnings: ['command.agent'],
  },
  'spec-3.1-example.json': {
    why: 'the example of section 3.1: all members in place, the variable in its command declared, both markings defined',
    strict: [],
    interop: [],
    warnings: [],
  },
  'playbook--aa1898b6-5251-49b4-aeb7-fd5e912583ff.json': {
    why: 'wrong in itself, being drawn to show a layout: its action steps lack the required commands and agent (5.3), its switch step lacks "switch" (5.7), and "playbook_extension" is no member of a playbook (3.1 has playbook_extensions)',
    strict: ['property.missing', 'property.unknown', 'step.no-agent'],
    interop: ['property.missing'],
    warnings: ['property.unknown', 'step.no-agent'],
  },
  'identity-object.json': {
    why: 'a STIX identity, to which playbooks refer with created_by; not a playbook',
    strict: NOT_A_PLAYBOOK,
    interop: NOT_A_PLAYBOOK,
    warnings: [],
  },
}

const codes = (findings: readonly { readonly code: string }[]): string[] =>
  [...new Set(findings.map(({ code }) => code))].sort()

const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8')) as unknown
const files = absent === false ? readdirSync(folder).sort() : []

describe.skipIf(absent !== false)(`public examples${absent === false ? '' : ` (skipped: ${absent})`}`, () => {
  test.for(Object.entries(VERDICTS))('%s gets the right verdict', ([file, verdict]) => {
    const strict = validatePlaybook(read(file), 'strict')
    const interop = validatePlaybook(read(file), 'interop')
    expect({
      strict: codes(strict.errors),
      interop: codes(interop.errors),
      warnings: codes(interop.warnings),
    }).toEqual({
      strict: verdict.strict,
      interop: verdict.interop,
      warnings: verdict.warnings,
    })
    expect(verdict.why).not.toBe('')
  })

  test.for(files.filter(file => file.startsWith('marking-tlp')))(
    '%s is no playbook but a marking that a playbook may define',
    file => {
      const marking = read(file) as Record<string, unknown>
      expect(codes(validatePlaybook(marking, 'interop').errors)).toEqual(NOT_A_PLAYBOOK)
      const playbook = {
        ...samplePlaybook(),
        markings: Object.keys(marking),
        data_marking_definitions: marking,
      }
      expect(validatePlaybook(playbook, 'strict').errors).toEqual([])
    },
  )

  test('have each been judged', () => {
    expect(files.filter(file => !file.startsWith('marking-tlp')).toSorted()).toEqual(
      Object.keys(VERDICTS).toSorted(),
    )
    expect(files.length).toBeGreaterThanOrEqual(9)
  })
})

// One field of the system's form: label, control, what it is needed for, what is wrong with it.

import type { ComponentChildren, VNode } from 'preact'
import type { GapView } from '#/api/contract/register.ts'
import { f, fieldLabel, wordOr } from './field-words.ts'
import { w } from './form-words.ts'
import type { FieldProblem } from './register-api.ts'
import { CONFIGURED } from './system-fields.ts'
import { citeText, ownText } from './words-of.ts'

/** What all fields of one form know. */
export interface FormScope {
  readonly problems: readonly FieldProblem[]
  readonly gaps: readonly GapView[]
  /** The configuration file settles some fields. */
  readonly configured: boolean
}

export interface ControlProps {
  readonly id: string
  readonly name: string
  readonly disabled: boolean
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': boolean | undefined
}

/** Forms and articles, for a person. */
export function formsText(neededBy: readonly string[]): string {
  return neededBy.map(id => citeText(wordOr('form', id))).join('; ')
}

const rootOf = (name: string): string => name.split('.')[0] ?? name

function problemsAt(scope: FormScope, name: string): readonly FieldProblem[] {
  return scope.problems.filter(
    ({ field }) => field === name || (field === rootOf(name) && name.endsWith('.state')),
  )
}

function gapsAt(scope: FormScope, name: string): readonly GapView[] {
  return scope.gaps.filter(
    ({ field }) => field === name || (field === rootOf(name) && name.endsWith('.state')),
  )
}

/** Under a field: what it is missing for and what is wrong with it. */
export function FieldNotes({ scope, name }: { readonly scope: FormScope; readonly name: string }) {
  const problems = problemsAt(scope, name)
  const gaps = gapsAt(scope, name)
  return (
    <div id={`notes-${name}`} class="field-notes">
      {problems.map((problem, at) => (
        <p key={at} class="field-wrong">
          {ownText(problem)}
        </p>
      ))}
      {gaps.map((gap, at) => (
        <p key={at} class={gap.mandatory ? 'hint tone-warn' : 'hint'}>
          {gap.mandatory
            ? w('neededMandatory', { forms: formsText(gap.neededBy) })
            : w('needed', { forms: formsText(gap.neededBy) })}
          {gaps.length > 1 && `: ${ownText(gap)}`}
        </p>
      ))}
    </div>
  )
}

interface FormFieldProps {
  readonly scope: FormScope
  readonly name: string
  readonly hint?: string | undefined
  /** Takes the whole width. */
  readonly wide?: boolean
  readonly children: (control: ControlProps) => VNode
}

/** A field with its label above. */
export function FormField({ scope, name, hint, wide, children }: FormFieldProps) {
  const isSettled = scope.configured && CONFIGURED.has(name)
  const isWrong = problemsAt(scope, name).length > 0
  const said = isSettled ? w('settled') : hint
  const described = [said !== undefined && `hint-${name}`, `notes-${name}`].filter(Boolean).join(' ')
  return (
    <div class={wide === true ? 'system-field system-field-wide' : 'system-field'}>
      <label for={`system-${name}`}>{fieldLabel(name)}</label>
      {children({
        id: `system-${name}`,
        name,
        disabled: isSettled,
        'aria-describedby': described,
        'aria-invalid': isWrong ? true : undefined,
      })}
      {said !== undefined && (
        <p class="hint" id={`hint-${name}`}>
          {said}
        </p>
      )}
      <FieldNotes scope={scope} name={name} />
    </div>
  )
}

interface FieldGroupProps {
  readonly scope: FormScope
  readonly name: 'zones' | 'links' | 'providers' | 'contacts' | 'services' | 'measures' | 'inspections'
  readonly children: ComponentChildren
}

/** Several controls that make one field. */
export function FieldGroup({ scope, name, children }: FieldGroupProps) {
  return (
    <fieldset class="system-field system-field-wide" aria-describedby={`notes-${name}`} id={`system-${name}`}>
      <legend>{f(name)}</legend>
      {children}
      <FieldNotes scope={scope} name={name} />
    </fieldset>
  )
}

// What a playbook is told at its start: the inputs that a person must think about, and, folded away, those that
// the incident answers.

import type { PlaybookView } from '#/api/contract/playbook-views.ts'
import { fieldText } from '../parts/field-text.ts'
import { w } from './playbook-words.ts'

type Input = PlaybookView['inputs'][number]

/** `__source_ip__` as people read it. */
export function inputName(name: string): string {
  return name.replace(/^__|__$/g, '')
}

function InputField({ input, value }: { readonly input: Input; readonly value: string }) {
  const id = `input-${input.name}`
  return (
    <div class="form-field">
      <label for={id}>
        {input.description === '' ? inputName(input.name) : input.description}
        <span class="hint">
          {' '}
          <code>{inputName(input.name)}</code> · {input.type}
          {input.value === null && ` · ${w('form.required')}`}
        </span>
      </label>
      <input id={id} name={input.name} defaultValue={value} required={input.value === null} />
    </div>
  )
}

interface PlaybookInputsProps {
  readonly playbook: PlaybookView
  /** Answers of the incident: variable → text. */
  readonly known: Readonly<Record<string, string>>
}

/** Fields named after their variables. */
export function PlaybookInputs({ playbook, known }: PlaybookInputsProps) {
  const answered = playbook.inputs.filter(({ name }) => Object.hasOwn(known, name))
  const asked = playbook.inputs.filter(({ name }) => !Object.hasOwn(known, name))
  return (
    <>
      {asked.map(input => (
        <InputField key={input.name} input={input} value={input.value ?? ''} />
      ))}
      {answered.length > 0 && (
        <details class="whole">
          <summary>{w('start.fromIncident', { n: answered.length })}</summary>
          <div class="form-grid">
            {answered.map(input => (
              <InputField key={input.name} input={input} value={known[input.name] ?? ''} />
            ))}
          </div>
        </details>
      )}
      {playbook.inputs.length === 0 && <p class="hint">{w('start.noInputs')}</p>}
    </>
  )
}

/** What stands in the fields; what a playbook would have anyway is left out. */
export function readInputs(
  form: HTMLFormElement | null,
  { inputs }: PlaybookView,
): Readonly<Record<string, string>> {
  if (form === null) return {}
  const fields = new FormData(form)
  return Object.fromEntries(
    inputs
      .map(({ name, value }) => [name, fieldText(fields, name).trim(), value ?? ''] as const)
      .filter(([, given, standing]) => given !== standing)
      .map(([name, given]) => [name, given]),
  )
}

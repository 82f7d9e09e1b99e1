// The fields of a manual task's form, each with the control of its kind.

import type { VNode } from 'preact'
import type { FormFieldView } from '#/api/contract/playbook-views.ts'
import { eitherText } from './own-names.ts'
import { w } from './playbook-words.ts'

interface FieldProps {
  readonly field: FormFieldView
  readonly id: string
}

const CONTROLS = {
  text: ({ field, id }) => <input id={id} name={field.variable} maxLength={4000} required={field.required} />,
  'long-text': ({ field, id }) => (
    <textarea id={id} name={field.variable} rows={4} maxLength={20_000} required={field.required} />
  ),
  number: ({ field, id }) => (
    <input id={id} name={field.variable} type="number" step="any" required={field.required} />
  ),
  time: ({ field, id }) => (
    <input id={id} name={field.variable} type="datetime-local" required={field.required} />
  ),
  'yes-no': ({ field, id }) => (
    <select id={id} name={field.variable} required={field.required}>
      <option value="">{w('form.choose')}</option>
      <option value="true">{w('form.yes')}</option>
      <option value="false">{w('form.no')}</option>
    </select>
  ),
  choice: ({ field, id }) => (
    <select id={id} name={field.variable} required={field.required}>
      <option value="">{w('form.choose')}</option>
      {field.choices.map(choice => (
        <option key={choice.value} value={choice.value}>
          {eitherText(choice.label, choice.labelEnglish)}
        </option>
      ))}
    </select>
  ),
} satisfies Record<FormFieldView['kind'], (props: FieldProps) => VNode>

/** Labels and controls, in the form's order; `prefix` makes their ids unique on the page. */
export function FormFields({
  form,
  prefix,
}: {
  readonly form: readonly FormFieldView[]
  readonly prefix: string
}) {
  return (
    <>
      {form.map(field => {
        const id = `${prefix}-${field.variable}`
        const Control = CONTROLS[field.kind]
        return (
          <div class="form-field" key={field.variable}>
            <label for={id}>
              {eitherText(field.label, field.labelEnglish)}
              {field.required && <span class="hint"> {w('form.required')}</span>}
            </label>
            <Control field={field} id={id} />
          </div>
        )
      })}
    </>
  )
}

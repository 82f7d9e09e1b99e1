// The input of a field by its kind; the buttons around it are in field-editor.tsx.

import type { Field, FieldOf, Value } from './documents-api.ts'
import { w } from './editor-words.ts'
import { TableEditor } from './table-editor.tsx'

const MAX_TEXT = 20_000

interface InputProps {
  readonly field: Field
  readonly name: string
  readonly value: Value
  readonly onInput: (value: Value) => void
}

function ChoicesInput({
  field,
  name,
  value,
  onInput,
}: {
  readonly field: FieldOf<'choices'>
  readonly name: string
  readonly value: Extract<Value, { kind: 'choices' }>
  readonly onInput: (value: Value) => void
}) {
  const { checked, words } = value
  const tick = (id: string, on: boolean): void => {
    const others = field.single === true ? [] : checked.filter(each => each !== id)
    const order = field.options.map(option => option.id)
    const next = (on ? [...others, id] : others).sort((a, b) => order.indexOf(a) - order.indexOf(b))
    onInput({ ...value, checked: next })
  }
  return (
    <fieldset class="boxes boxes-input">
      <legend class="off-screen">{name}</legend>
      {field.options.map(({ id, label, hasWords }, at) => (
        <div key={id}>
          <label>
            <input
              type={field.single === true ? 'radio' : 'checkbox'}
              name={`choice-${field.key}`}
              checked={checked.includes(id)}
              onChange={event => tick(id, event.currentTarget.checked)}
              {...(at === 0 ? { 'data-focus': true } : {})}
            />
            {label}
          </label>
          {hasWords === true && (
            <input
              aria-label={w('words', { option: label })}
              value={words[id] ?? ''}
              maxLength={MAX_TEXT}
              onInput={event => onInput({ ...value, words: { ...words, [id]: event.currentTarget.value } })}
            />
          )}
        </div>
      ))}
      {field.single === true && checked.length > 0 && (
        <button type="button" class="quiet small" onClick={() => onInput({ ...value, checked: [] })}>
          {w('noChoice')}
        </button>
      )}
    </fieldset>
  )
}

/** The fitting input. */
export function FieldInput({ field, name, value, onInput }: InputProps) {
  if (field.kind === 'choices' && value.kind === 'choices')
    return <ChoicesInput field={field} name={name} value={value} onInput={onInput} />
  if (field.kind === 'table' && value.kind === 'rows')
    return <TableEditor field={field} value={value} onInput={onInput} />
  if (value.kind === 'items')
    return (
      <>
        <textarea
          aria-label={name}
          rows={Math.min(12, Math.max(3, value.items.length + 1))}
          defaultValue={value.items.join('\n')}
          data-focus
          onInput={event => {
            const lines = event.currentTarget.value.split('\n').map(line => line.trim())
            onInput({ kind: 'items', items: lines.filter(line => line !== '') })
          }}
        />
        <p class="hint">{w('linesHint')}</p>
      </>
    )
  const text = value.kind === 'text' ? value.text : ''
  const long = (field.kind === 'text' && field.long === true) || text.includes('\n') || text.length > 80
  return long ? (
    <textarea
      aria-label={name}
      rows={Math.min(16, Math.max(4, text.split('\n').length + 1, Math.ceil(text.length / 70)))}
      value={text}
      maxLength={MAX_TEXT}
      data-focus
      onInput={event => onInput({ kind: 'text', text: event.currentTarget.value })}
    />
  ) : (
    <input
      aria-label={name}
      class="field-line"
      value={text}
      maxLength={MAX_TEXT}
      data-focus
      data-line
      onInput={event => onInput({ kind: 'text', text: event.currentTarget.value })}
    />
  )
}

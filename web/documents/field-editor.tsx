// Editing one field in its place: save, give up, back to the figure, clear, leave open with a reason. A save that is
// refused or meets somebody else's change keeps what was typed.

import { useEffect, useRef, useState } from 'preact/hooks'
import { errorText } from '../state/error-text.ts'
import type { Change, Field, Value } from './documents-api.ts'
import type { Desk } from './document-desk.ts'
import { w } from './editor-words.ts'
import { FieldInput } from './field-input.tsx'
import { sameValue, startValue } from './field-values.ts'
import { FieldValue } from './field-view.tsx'
import { dropTyped, keepTyped, setEditing, typedIn } from './typed.ts'

interface FieldEditorProps {
  readonly desk: Desk
  readonly field: Field
  readonly name: string
}

/** A line keeps a short text short: an `<input>` must not become a `<textarea>` under the hand. */
function useShape(field: Field, value: Value): Field {
  const [long] = useState(
    () =>
      field.kind === 'text' &&
      (field.long === true ||
        (value.kind === 'text' && (value.text.includes('\n') || value.text.length > 80))),
  )
  return field.kind === 'text' ? { ...field, long } : field
}

/** The open editor of a field. */
export function FieldEditor({ desk, field, name }: FieldEditorProps) {
  const { id } = desk.detail.document
  const { key } = field
  const [kept] = useState(() => typedIn(id, key))
  const [base, setBase] = useState<Value | null>(kept === undefined ? field.answer.value : kept.base)
  const [value, setValue] = useState<Value>(kept?.value ?? startValue(field))
  const [busy, setBusy] = useState(false)
  const [wrong, setWrong] = useState<string | null>(null)
  const [conflict, setConflict] = useState(false)
  const [reason, setReason] = useState<string | null>(null)
  const box = useRef<HTMLDivElement>(null)
  const shaped = useShape(field, value)
  useEffect(() => box.current?.querySelector<HTMLElement>('[data-focus]')?.focus(), [reason === null])

  function input(next: Value): void {
    setValue(next)
    keepTyped(id, key, { value: next, base })
  }
  function close(): void {
    dropTyped(id, key)
    setEditing(key, false)
    // The field takes the focus back, so that the keyboard goes on from here.
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`[data-edit="${CSS.escape(key)}"]`)?.focus(),
    )
  }
  async function apply(change: Change): Promise<void> {
    if (busy) return
    setBusy(true)
    const outcome = await desk.edit(key, change, base)
    setBusy(false)
    setWrong(null)
    setConflict(outcome.kind === 'conflict')
    if (outcome.kind === 'done') close()
    else if (outcome.kind === 'refused') setWrong(errorText(outcome.error))
    // Saving again now knowingly replaces what the other person wrote.
    else setBase(outcome.now)
  }
  const save = (): void => {
    if (reason !== null) {
      if (reason.trim() !== '') void apply({ kind: 'leave-open', reason: reason.trim() })
    } else if (sameValue(value, field.answer.value)) close()
    else void apply({ kind: 'set', value })
  }
  return (
    <div
      ref={box}
      class="field-editor"
      onKeyDown={event => {
        if (event.isComposing) return
        const inLine = event.target instanceof HTMLElement && event.target.hasAttribute('data-line')
        if (event.code === 'Enter' && (event.ctrlKey || event.metaKey || inLine)) {
          event.preventDefault()
          save()
        } else if (event.code === 'Escape') {
          event.stopPropagation()
          if (reason === null) close()
          else setReason(null)
        }
      }}
    >
      {field.hint !== undefined && <p class="hint">{field.hint}</p>}
      {kept !== undefined && !conflict && wrong === null && <p class="form-note">{w('kept')}</p>}
      {reason === null ? (
        <FieldInput field={shaped} name={name} value={value} onInput={input} />
      ) : (
        <textarea
          aria-label={`${w('leaveReason')}: ${name}`}
          placeholder={w('leaveReason')}
          rows={2}
          maxLength={1000}
          value={reason}
          data-focus
          onInput={event => setReason(event.currentTarget.value)}
        />
      )}
      {conflict && (
        <div class="form-note" role="alert">
          <p>{w('conflict')}</p>
          <FieldValue field={field} />
        </div>
      )}
      {wrong !== null && (
        <p class="form-error" role="alert">
          {wrong}
        </p>
      )}
      <div class="field-buttons">
        <button type="button" class="primary small" disabled={busy} onClick={save}>
          {busy ? w('saving') : conflict ? w('conflictAgain') : reason === null ? w('save') : w('leaveOpen')}
        </button>
        <button type="button" class="small" onClick={() => (reason === null ? close() : setReason(null))}>
          {w('cancel')}
        </button>
        {reason === null && (
          <>
            {field.answer.source?.kind === 'person' && (
              <button
                type="button"
                class="quiet small"
                disabled={busy}
                onClick={() => void apply({ kind: 'reset' })}
              >
                {w('reset')}
              </button>
            )}
            {field.answer.value !== null && (
              <button
                type="button"
                class="quiet small"
                disabled={busy}
                onClick={() => void apply({ kind: 'set', value: null })}
              >
                {w('clear')}
              </button>
            )}
            {field.answer.value === null && (
              <button type="button" class="quiet small" onClick={() => setReason('')}>
                {w('leaveOpen')}
              </button>
            )}
          </>
        )}
        <span class="hint field-keys">{w('saveKey')}</span>
      </div>
    </div>
  )
}

// Fields that many dialogs of the incident page have.

import { MAX_TEXT } from '../text-dialog.tsx'
import { w } from './work-words.ts'

interface ReasonFieldProps {
  readonly label?: string
  readonly hint?: string
  readonly required?: boolean
  readonly focus?: boolean
}

/** The reason that everybody will read, called `reason`. */
export function ReasonField({ label = w('reason'), hint, required = true, focus = false }: ReasonFieldProps) {
  return (
    <>
      <label for="reason">{label}</label>
      <textarea
        id="reason"
        name="reason"
        rows={3}
        maxLength={MAX_TEXT}
        required={required}
        {...(hint === undefined ? {} : { 'aria-describedby': 'reason-hint' })}
        {...(focus ? { 'data-focus': '' } : {})}
      />
      {hint !== undefined && (
        <p class="hint" id="reason-hint">
          {hint}
        </p>
      )}
    </>
  )
}

interface CheckProps {
  readonly name: string
  readonly value?: string
  readonly label: string
  readonly checked: boolean
}

/** One box with its words. */
export function Check({ name, value = 'yes', label, checked }: CheckProps) {
  return (
    <label class="check">
      <input type="checkbox" name={name} value={value} defaultChecked={checked} />
      <span>{label}</span>
    </label>
  )
}

// A moment that a person names in a dialog: a field with the present in it. Left as it was, it means now.

import { fieldText } from '../../parts/field-text.ts'
import { isoOfLocal, localInput } from '../../events/search-choice.ts'
import { serverNow } from '../../state/health.ts'

const inputOf = (ms: number): string => localInput(new Date(ms).toISOString())

interface MomentFieldProps {
  readonly label: string
  /** ms; what stands in it. */
  readonly initial: number
}

/** The field, called `at`. */
export function MomentField({ label, initial }: MomentFieldProps) {
  return (
    <>
      <label for="at">{label}</label>
      <input id="at" name="at" type="datetime-local" step={1} required defaultValue={inputOf(initial)} />
    </>
  )
}

/** The moment in ms: the exact `initial` when the field still says so, and never after the platform's now. */
export function readMoment(fields: FormData, initial: number): number {
  const text = fieldText(fields, 'at')
  const ms = inputOf(initial).startsWith(text) && text !== '' ? initial : Date.parse(isoOfLocal(text))
  return Math.floor(Math.min(Number.isNaN(ms) ? initial : ms, serverNow()))
}

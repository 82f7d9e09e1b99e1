// What the dialogs of this page have in common: the reason that is asked for, and telling how it ended.

import type { Answer } from '../api-client.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { w } from './retention-words.ts'

/** Must be filled in; 500 characters are what the API takes. */
export function ReasonField() {
  return (
    <label>
      {w('reason')}
      <textarea name="reason" required rows={3} maxLength={500} />
    </label>
  )
}

export function reasonOf(fields: FormData): string {
  const reason = fields.get('reason')
  return typeof reason === 'string' ? reason.trim() : ''
}

/** Says that it is done and calls `then`, or what was wrong; true when done. */
export function told(answer: Answer<unknown>, done: string, then: () => void): boolean {
  announce(answer.ok ? { text: done, tone: 'done' } : { text: errorText(answer.error), tone: 'wrong' })
  if (answer.ok) then()
  return answer.ok
}

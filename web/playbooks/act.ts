// What a person does to a question or a run: once at a time, told when it is done, and the refusal stays beside
// what was typed.

import { useState } from 'preact/hooks'
import type { Answer, ApiError } from '../api-client.ts'
import { language } from '../i18n/text.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { recountWaiting } from '../state/waiting-for-me.ts'

/** Codes whose English sentence says more than our words for them do. */
const TOLD_MORE = [
  'answer.invalid',
  'playbook.refused',
  'block-entry.invalid',
  'block-entry.protected',
] as const

/** The words of an error, with the server's own where they are needed. */
export function fullErrorText(error: ApiError): string {
  const words = errorText(error)
  const more = (TOLD_MORE as readonly string[]).includes(error.code) && error.message !== ''
  return more && error.why?.[language.value] === undefined ? `${words} (${error.message})` : words
}

export interface Acting {
  readonly busy: boolean
  /** Why the last attempt was refused; null when it was not. */
  readonly wrong: string | null
  readonly say: (wrong: string | null) => void
  /** Answers true when done. `after` runs either way: what was refused may have changed meanwhile. */
  readonly act: <T>(call: () => Promise<Answer<T>>, done: string | ((value: T) => string)) => Promise<boolean>
}

export function useActing(after: () => Promise<void> | void): Acting {
  const [busy, setBusy] = useState(false)
  const [wrong, say] = useState<string | null>(null)
  return {
    busy,
    wrong,
    say,
    async act(call, done) {
      if (busy) return false
      setBusy(true)
      const answer = await call()
      say(answer.ok ? null : fullErrorText(answer.error))
      // The question may be gone with the next refresh, and with it the words beside it.
      if (!answer.ok && answer.error.status === 409)
        announce({ text: fullErrorText(answer.error), tone: 'wrong' })
      if (answer.ok) announce({ text: typeof done === 'string' ? done : done(answer.value), tone: 'done' })
      recountWaiting()
      await after()
      setBusy(false)
      return answer.ok
    },
  }
}

// Asks a rule about an event that someone pastes.

import { useState } from 'preact/hooks'
import type { ExplanationView } from '#/api/contract/detection.ts'
import { Refused } from '../playbooks/question-parts.tsx'
import { fullErrorText } from '../playbooks/act.ts'
import { w } from './explain-words.ts'
import { Explanation } from './explanation.tsx'
import { rulesApi, type ExplainQuestion } from './rules-api.ts'

const KINDS = ['line', 'event', 'eventId'] as const
type Kind = (typeof KINDS)[number]

/** What is asked; a sentence when the text is no such thing. */
function bodyOf(kind: Kind, text: string): ExplainQuestion | string {
  if (kind === 'line') return { line: text }
  if (kind === 'eventId') return { eventId: text.trim() }
  try {
    const event: unknown = JSON.parse(text)
    if (typeof event === 'object' && event !== null && !Array.isArray(event))
      return { event: event as Record<string, unknown> }
    return w('notJson', { why: Array.isArray(event) ? '[…]' : typeof event })
  } catch (error) {
    return w('notJson', { why: error instanceof Error ? error.message : String(error) })
  }
}

/** The form with its answer below. */
export function ExplainEvent({ ruleId }: { readonly ruleId: string }) {
  const [kind, setKind] = useState<Kind>('line')
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const [wrong, setWrong] = useState<string | null>(null)
  const [found, setFound] = useState<ExplanationView | null>(null)
  const ask = async (): Promise<void> => {
    const body = bodyOf(kind, text)
    setFound(null)
    setWrong(null)
    if (typeof body === 'string') return setWrong(body)
    setBusy(true)
    const answer = await rulesApi.explainRule(ruleId, body)
    setBusy(false)
    if (answer.ok) setFound(answer.value)
    else setWrong(fullErrorText(answer.error))
  }
  return (
    <section class="rule-part" id="explain">
      <h2>{w('title')}</h2>
      <p class="hint">{w('hint')}</p>
      <form
        class="form"
        onSubmit={event => {
          event.preventDefault()
          if (!busy) void ask()
        }}
      >
        <div class="rule-row">
          <label for="explain-kind">{w('kind')}</label>
          <select
            id="explain-kind"
            value={kind}
            onChange={event => setKind(KINDS.find(own => own === event.currentTarget.value) ?? 'line')}
          >
            {KINDS.map(own => (
              <option key={own} value={own}>
                {w(`kind.${own}`)}
              </option>
            ))}
          </select>
        </div>
        <textarea
          class="raw-text"
          aria-label={w('pasted')}
          rows={4}
          maxLength={kind === 'eventId' ? 64 : 131_072}
          required
          spellcheck={false}
          autocapitalize="none"
          value={text}
          onInput={event => setText(event.currentTarget.value)}
        />
        <Refused why={wrong} />
        <div class="rule-row">
          <button type="submit" class="primary" disabled={busy}>
            {w(busy ? 'asking' : 'ask')}
          </button>
        </div>
      </form>
      {found !== null && <Explanation explanation={found} />}
    </section>
  )
}

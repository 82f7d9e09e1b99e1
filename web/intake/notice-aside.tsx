// Beside the notice: what is decided, what the reporter sees, the messages between both.

import { useState } from 'preact/hooks'
import type { IntakeNoticeView } from '#/api/contract/intake.ts'
import { language } from '../i18n/text.ts'
import { momentText } from '../parts/time-text.ts'
import { Moment } from '../parts/when.tsx'
import { personName } from '../state/people.ts'
import { IncidentName } from './incident-name.tsx'
import { intakeApi } from './intake-api.ts'
import { w } from './intake-words.ts'
import type { ChangeNotice } from './intake-api.ts'

interface AsideProps {
  readonly notice: IntakeNoticeView
  readonly change: ChangeNotice
}

interface DecisionProps extends AsideProps {
  readonly open: (dialog: 'accept' | 'reject') => void
}

/** Buttons while it waits; afterwards who decided what. */
export function NoticeDecision({ notice, change, open }: DecisionProps) {
  const { state, handledBy, decidedAt, number } = notice
  const isWaiting = state === 'received' || state === 'verifying'
  return (
    <section class="aside-part">
      <h2>{w('decide')}</h2>
      {state === 'verifying' && handledBy !== null && (
        <p class="hint">{w('handledBy', { name: personName(handledBy) })}</p>
      )}
      {isWaiting && (
        <p class="links">
          {state === 'received' && (
            <button
              type="button"
              onClick={() =>
                void change(
                  ({ id, version }) => intakeApi.verify(id, version),
                  w('done.verifying', { number }),
                )
              }
            >
              {w('verify')}
            </button>
          )}
          <button type="button" class="primary" onClick={() => open('accept')}>
            {w('accept')}
          </button>
          <button type="button" onClick={() => open('reject')}>
            {w('reject')}
          </button>
        </p>
      )}
      {decidedAt !== null && handledBy !== null && (
        <p>{w('decidedBy', { name: personName(handledBy), time: momentText(decidedAt) })}</p>
      )}
      {notice.incidentId !== null && (
        <p>
          {w('incident')}: <IncidentName id={notice.incidentId} />
        </p>
      )}
      {notice.reason !== '' && (
        <p>
          <span class="hint">{w('reasonKept')}: </span>
          <span class="as-written">{notice.reason}</span>
        </p>
      )}
    </section>
  )
}

/** The public page's words for how it stands. */
export function ShownToReporter({ notice }: { readonly notice: IntakeNoticeView }) {
  const { shown, publicReason } = notice
  return (
    <section class="aside-part">
      <h2>{w('shown')}</h2>
      <p class="shown-words">
        <strong>{language.value === 'en' ? shown.textEnglish : shown.text}</strong>
        {publicReason !== '' && (
          <>
            <br />
            {w('answer')}: <span class="as-written">{publicReason}</span>
          </>
        )}
      </p>
      <p class="hint">{w('shownHint')}</p>
    </section>
  )
}

/** Messages in their order, and a field for the next. */
export function Messages({ notice, change }: AsideProps) {
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const send = async (): Promise<void> => {
    setBusy(true)
    const isDone = await change(
      ({ id, version }) => intakeApi.message(id, version, text.trim()),
      w('done.message'),
    )
    setBusy(false)
    if (isDone) setText('')
  }
  return (
    <section class="aside-part">
      <h2>{w('messages')}</h2>
      {notice.messages.length === 0 && <p class="hint">{w('noMessages')}</p>}
      <ol class="message-list">
        {notice.messages.map(({ at, by, text: said }, index) => (
          <li key={index} class={by === null ? '' : 'message-ours'}>
            <p class="hint">
              {by === null ? w('fromReporter') : w('fromCentre', { name: personName(by) })} ·{' '}
              <Moment at={at} />
            </p>
            <p class="as-written">{said}</p>
          </li>
        ))}
      </ol>
      <form
        class="form"
        onSubmit={event => {
          event.preventDefault()
          if (text.trim() !== '' && !busy) void send()
        }}
      >
        <label for="to-reporter">{w('write')}</label>
        <textarea
          id="to-reporter"
          rows={3}
          maxLength={4000}
          value={text}
          aria-describedby="to-reporter-hint"
          onInput={event => setText(event.currentTarget.value)}
        />
        <p class="hint" id="to-reporter-hint">
          {w('writeHint')}
        </p>
        <div class="form-foot">
          <button type="submit" disabled={busy || text.trim() === ''}>
            {w('send')}
          </button>
        </div>
      </form>
    </section>
  )
}

// A manual task: what is to be done, its form, the document it waits for, and whether it was done.

import { useRef } from 'preact/hooks'
import type { FormFieldView } from '#/api/contract/playbook-views.ts'
import { language } from '../i18n/text.ts'
import { fieldText, trimmedText } from '../parts/field-text.ts'
import { may } from '../state/session.ts'
import { useActing } from './act.ts'
import type { QuestionProps } from './approval-question.tsx'
import { FormFields } from './form-fields.tsx'
import { useFormName } from './form-name.ts'
import { eitherText } from './own-names.ts'
import { playbooksApi } from './playbooks-api.ts'
import { w } from './playbook-words.ts'
import { NotMine, QuestionHead, Refused } from './question-parts.tsx'

/** What was filled in, as the API wants it: a time with its zone, nothing for what was left empty. */
function answersOf(fields: FormData, form: readonly FormFieldView[]): Readonly<Record<string, string>> {
  const filled = form
    .map(({ variable, kind }) => [variable, kind, fieldText(fields, variable).trim()] as const)
    .filter(([, , value]) => value !== '')
  return Object.fromEntries(
    filled.map(([variable, kind, value]) => [
      variable,
      kind === 'time' ? new Date(value).toISOString() : value,
    ]),
  )
}

function DocumentLine({ id, formId }: { readonly id: string | null; readonly formId: string }) {
  const form = useFormName(formId)
  return (
    <p class="question-document">
      {id === null ? (
        w('manual.documentComing', { form })
      ) : (
        <>
          <a href={`/documents/${encodeURIComponent(id)}`}>{w('manual.document', { form })}</a>
          <span class="hint"> {w('manual.documentHint')}</span>
        </>
      )}
    </p>
  )
}

/** The task with its form. */
export function ManualQuestion({ question, withIncident, after }: QuestionProps) {
  const { manual } = question
  const element = useRef<HTMLFormElement>(null)
  const { busy, wrong, say, act } = useActing(after)
  if (manual === null) return null

  const answer = (done: boolean): void => {
    if (element.current === null) return
    const fields = new FormData(element.current)
    const note = trimmedText(fields, 'note')
    if (!done && note === '') {
      say(w('manual.notDoneNeedsNote'))
      element.current.querySelector<HTMLElement>('[name=note]')?.focus()
      return
    }
    const answers = done ? answersOf(fields, manual.form) : {}
    void act(
      () => playbooksApi.answer(question.id, { done, answers, note }),
      done ? w('manual.doneSaid') : w('manual.notDoneSaid'),
    )
  }

  return (
    <article class="question" data-question={question.id}>
      <QuestionHead question={question} withIncident={withIncident} />
      <p class="question-why question-task" lang={language.value}>
        {eitherText(manual.text, manual.textEnglish)}
      </p>
      {manual.document !== null && <DocumentLine id={manual.documentId} formId={manual.document} />}
      {question.mine && may('playbooks.run') ? (
        <form
          ref={element}
          class="question-form"
          onSubmit={event => {
            event.preventDefault()
            answer(true)
          }}
        >
          <FormFields form={manual.form} prefix={question.id} />
          <label for={`note-${question.id}`}>{w('manual.note')}</label>
          <textarea id={`note-${question.id}`} name="note" rows={2} maxLength={4000} />
          <Refused why={wrong} />
          <span class="question-buttons">
            <button type="submit" class="primary" disabled={busy}>
              {w('manual.done')}
            </button>
            <button type="button" disabled={busy} onClick={() => answer(false)}>
              {w('manual.notDone')}
            </button>
          </span>
        </form>
      ) : (
        <NotMine question={question} />
      )}
    </article>
  )
}

// A command whose outcome is not known: the connection ended between sending and answer, so a person looks and
// says what happened. It is never sent twice without that.

import { useRef } from 'preact/hooks'
import { Moment } from '../parts/when.tsx'
import { may } from '../state/session.ts'
import { useActing } from './act.ts'
import type { QuestionProps } from './approval-question.tsx'
import { playbooksApi, type OutcomeAnswer } from './playbooks-api.ts'
import { w } from './playbook-words.ts'
import { NotMine, QuestionHead, Refused } from './question-parts.tsx'
import { RenderedCommands } from './rendered-commands.tsx'

const ANSWERS = ['happened', 'did-not-happen', 'give-up'] as const

/** The question with its three answers. */
export function OutcomeQuestion({ question, withIncident, after }: QuestionProps) {
  const note = useRef<HTMLTextAreaElement>(null)
  const { busy, wrong, act } = useActing(after)
  const resolve = (resolution: OutcomeAnswer['resolution']): void => {
    const answer = { resolution, note: note.current?.value.trim() ?? '' }
    void act(() => playbooksApi.resolve(question.id, answer), w(`outcome.done.${resolution}`))
  }
  return (
    <article class="question" data-question={question.id}>
      <QuestionHead question={question} withIncident={withIncident} />
      {question.outcome !== null && (
        <p class="question-why">
          {w('outcome.sentAt')} <Moment at={question.outcome.sentAt} />: {question.outcome.reason}
        </p>
      )}
      <RenderedCommands rendered={question.rendered} />
      {question.mine && may('playbooks.run') ? (
        <form class="question-form" onSubmit={event => event.preventDefault()}>
          <p>{w('outcome.look')}</p>
          <label for={`note-${question.id}`}>{w('outcome.note')}</label>
          <textarea ref={note} id={`note-${question.id}`} rows={2} maxLength={4000} />
          <Refused why={wrong} />
          <span class="question-buttons">
            {ANSWERS.map(answer => (
              <button key={answer} type="button" disabled={busy} onClick={() => resolve(answer)}>
                {w(`outcome.${answer}`)}
              </button>
            ))}
          </span>
        </form>
      ) : (
        <NotMine question={question} />
      )}
    </article>
  )
}

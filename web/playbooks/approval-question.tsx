// One approval: the commands exactly as they will be sent, who has agreed, how long it waits, and the decision.

import { useRef } from 'preact/hooks'
import type { PendingView } from '#/api/contract/playbook-views.ts'
import { t } from '../i18n/text.ts'
import { exactText } from '../parts/time-text.ts'
import { Moment } from '../parts/when.tsx'
import { personName } from '../state/people.ts'
import { may, me } from '../state/session.ts'
import { useActing } from './act.ts'
import { eitherText } from './own-names.ts'
import { remainingText } from './remaining-text.ts'
import { playbooksApi } from './playbooks-api.ts'
import { w } from './playbook-words.ts'
import { NotMine, QuestionHead, Refused } from './question-parts.tsx'
import { RenderedCommands } from './rendered-commands.tsx'
import { useServerClock } from './server-clock.ts'

const MAX_REASON = 4000
const SOON_MS = 10 * 60_000

function Expiry({ at }: { readonly at: number }) {
  const left = at - useServerClock()
  return (
    <span class={left < SOON_MS ? 'tone-warn' : undefined} title={exactText(at)}>
      {left <= 0 ? w('approval.over') : remainingText(left)}
    </span>
  )
}

export interface QuestionProps {
  readonly question: PendingView
  readonly withIncident: boolean
  /** After an answer, and after a refusal of it. */
  readonly after: () => Promise<void> | void
}
export interface ApprovalProps extends QuestionProps {
  /** When a link led here. */
  readonly linkToken?: string
  readonly onDecided?: () => void
}

/** The question with its two answers. */
export function ApprovalQuestion({ question, withIncident, after, linkToken, onDecided }: ApprovalProps) {
  const { approval } = question
  const reason = useRef<HTMLTextAreaElement>(null)
  const { busy, wrong, say, act } = useActing(after)
  if (approval === null) return null
  const { rule, digest, given } = approval
  const hasAgreed = given.some(({ by }) => by === me.value?.name)
  const mayRefuse = may('playbooks.run') && (question.mine || hasAgreed)
  const left = rule.quorum - given.length

  const decide = (approve: boolean): void => {
    const why = reason.current?.value.trim() ?? ''
    if (!approve && why === '') {
      say(w('approval.refusalNeedsReason'))
      reason.current?.focus()
      return
    }
    const done = approve
      ? left > 1
        ? w('approval.doneMore', { n: left - 1 })
        : w('approval.done')
      : w('approval.doneRefused')
    const decision = { approve, reason: why, digest, ...(linkToken === undefined ? {} : { linkToken }) }
    void act(
      () => playbooksApi.decide(question.id, decision),
      () => {
        onDecided?.()
        return done
      },
    )
  }

  return (
    <article class="question" data-question={question.id}>
      <QuestionHead question={question} withIncident={withIncident} />
      <p class="question-why">{eitherText(rule.reason, rule.reasonEnglish)}</p>
      <RenderedCommands rendered={question.rendered} />
      <dl class="facts-line">
        <div>
          <dt>{w('approval.quorum')}</dt>
          <dd>
            {w('approval.quorumOf', {
              given: given.length,
              quorum: rule.quorum,
              role: t(`role.${rule.role}`),
            })}
          </dd>
        </div>
        {given.length > 0 && (
          <div>
            <dt>{w('approval.given')}</dt>
            <dd>
              {given.map(({ by, at, reason: why }) => (
                <span key={by} class="given">
                  {personName(by)}, <Moment at={at} />
                  {why !== '' && ` (${why})`}
                </span>
              ))}
            </dd>
          </div>
        )}
        {question.expiresAt !== null && (
          <div>
            <dt>{w('approval.expires')}</dt>
            <dd>
              <Expiry at={question.expiresAt} />
            </dd>
          </div>
        )}
        <div>
          <dt>{w('approval.digest')}</dt>
          <dd>
            <code title={digest}>{digest.slice(0, 12)}</code>
          </dd>
        </div>
      </dl>
      {hasAgreed && <p class="hint">{w('approval.youAgreed')}</p>}
      {mayRefuse ? (
        <form class="question-form" onSubmit={event => event.preventDefault()}>
          <label for={`reason-${question.id}`}>{w('approval.reason')}</label>
          <textarea ref={reason} id={`reason-${question.id}`} rows={2} maxLength={MAX_REASON} />
          <Refused why={wrong} />
          <span class="question-buttons">
            {question.mine && (
              <button type="button" class="primary" disabled={busy} onClick={() => decide(true)}>
                {w('approval.approve')}
              </button>
            )}
            <button type="button" disabled={busy} onClick={() => decide(false)}>
              {w('approval.refuse')}
            </button>
          </span>
        </form>
      ) : (
        <NotMine question={question} />
      )}
    </article>
  )
}

// The page of one exception: what is in force and what is proposed beside it, whose alerts it hides, its history;
// approving, rejecting, withdrawing, changing (`?edit=1`).

import { useEffect, useState } from 'preact/hooks'
import type { ExceptionDetail, ExceptionView } from '#/api/contract/exceptions.ts'
import type { Answer } from '../api-client.ts'
import { DialogForm } from '../parts/dialog-form.tsx'
import { trimmedText } from '../parts/field-text.ts'
import { Failed, Loading } from '../parts/states.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { Ago, Moment } from '../parts/when.tsx'
import { useActing } from '../playbooks/act.ts'
import { Refused } from '../playbooks/question-parts.tsx'
import { search } from '../router.ts'
import { loadPeople, personName } from '../state/people.ts'
import { may, me } from '../state/session.ts'
import { loadSystems, systems } from '../state/systems.ts'
import { editable } from './exception-fields.ts'
import { ExceptionForm } from './exception-form.tsx'
import { ExceptionState, hiddenText } from './exception-marks.tsx'
import { ExceptionWords } from './exception-parts.tsx'
import { AppliesTo, ExceptionPreview, ExceptionProblems } from './exception-preview.tsx'
import { w } from './exception-words.ts'
import { RuleTabs } from './rule-tabs.tsx'
import { exceptionHref, rulesApi } from './rules-api.ts'

interface DecisionProps {
  readonly view: ExceptionView
  readonly kind: 'reject' | 'withdraw'
  readonly onClose: () => void
  readonly after: () => void
}

function DecisionDialog({ view, kind, onClose, after }: DecisionProps) {
  const { wrong, act } = useActing(after)
  const { title } = view.proposal !== null && kind === 'reject' ? view.proposal.body : view.body
  return (
    <DialogForm
      title={w(`${kind}Title`, { title })}
      submit={w(kind).replace('…', '')}
      onClose={onClose}
      send={fields =>
        act(
          (): Promise<Answer<ExceptionView>> =>
            rulesApi[kind](view.id, view.version, trimmedText(fields, 'reason')),
          w(kind === 'reject' ? 'rejected' : 'withdrawn', { title }),
        )
      }
    >
      {kind === 'withdraw' && <p class="hint">{w('withdrawHint')}</p>}
      <label for="decision-reason">{w('reason')}</label>
      <textarea id="decision-reason" name="reason" rows={2} maxLength={2000} required data-focus />
      <Refused why={wrong} />
    </DialogForm>
  )
}

interface ViewProps {
  readonly view: ExceptionView
  readonly after: () => void
}

/** What would have been hidden, asked for by whoever reviews. */
function ReviewPreview({ view }: { readonly view: ExceptionView }) {
  const body = editable(view.proposal?.body ?? view.body, Date.now())
  const [answer, again] = useAnswer(() => rulesApi.preview(body))
  if (answer === null) return <p class="hint">{w('previewing')}</p>
  if (!answer.ok) return <Failed error={answer.error} again={again} />
  return <ExceptionPreview preview={answer.value} />
}

function Proposal({ view, after }: ViewProps) {
  const [rejecting, setRejecting] = useState(false)
  const [looking, setLooking] = useState(false)
  const { busy, wrong, act } = useActing(after)
  const { proposal } = view
  if (proposal === null) return null
  const isOwn = proposal.by === me.value?.name
  return (
    <section class="rule-part">
      <h2>{w('proposal')}</h2>
      <p class="hint">
        {w('proposedBy', { who: personName(proposal.by) })} <Ago at={proposal.at} />
      </p>
      <ExceptionWords body={proposal.body} />
      {looking && <ReviewPreview view={view} />}
      <Refused why={wrong} />
      <div class="rule-row">
        {!looking && may('incidents.work') && (
          <button type="button" onClick={() => setLooking(true)}>
            {w('preview')}
          </button>
        )}
        {view.mayReview ? (
          <>
            <button
              type="button"
              class="primary"
              disabled={busy}
              onClick={() =>
                void act(
                  () => rulesApi.approve(view.id, view.version),
                  w('approved', { title: proposal.body.title }),
                )
              }
            >
              {w('approve')}
            </button>
            <button type="button" disabled={busy} onClick={() => setRejecting(true)}>
              {w('reject')}
            </button>
          </>
        ) : (
          <span class="hint">{w(isOwn ? 'ownProposal' : 'mayNotReview')}</span>
        )}
      </div>
      {rejecting && (
        <DecisionDialog view={view} kind="reject" onClose={() => setRejecting(false)} after={after} />
      )}
    </section>
  )
}

function History({ history }: { readonly history: ExceptionDetail['history'] }) {
  if (history.length === 0) return null
  return (
    <section class="rule-part">
      <h2>{w('history')}</h2>
      <ol class="rule-history">
        {history.toReversed().map(({ at, by, kind, reason }, index) => (
          <li key={index}>
            <Moment at={at} /> <strong>{personName(by)}</strong> {w(`did.${kind}`)}
            {reason !== '' && <span class="hint">: {reason}</span>}
          </li>
        ))}
      </ol>
    </section>
  )
}

function Exception({ detail, after }: { readonly detail: ExceptionDetail; readonly after: () => void }) {
  const [withdrawing, setWithdrawing] = useState(false)
  const view = detail.exception
  const { body, state, origin, file } = view
  const isOver = state === 'withdrawn' || state === 'rejected'
  return (
    <>
      <div class="page-head">
        <h1>{body.title}</h1>
        <ExceptionState view={view} />
        {origin === 'console' && (
          <span class="page-actions">
            {may('incidents.work') && !isOver && (
              <a class="button" href={`${exceptionHref(view.id)}?edit=1`}>
                {w('edit')}
              </a>
            )}
            {may('rules.manage') && state === 'active' && (
              <button type="button" onClick={() => setWithdrawing(true)}>
                {w('withdraw')}
              </button>
            )}
          </span>
        )}
      </div>
      {file !== null && <p class="hint">{w('fromFile', { file })}</p>}
      <div class="rule-panes">
        <div>
          <Proposal view={view} after={after} />
          {state !== 'proposed' && (
            <section class="rule-part">
              <h2>{w(`state.${state}`)}</h2>
              {view.approvedBy !== null && view.approvedAt !== null && (
                <p class="hint">
                  {w('approvedBy', { who: personName(view.approvedBy) })} <Moment at={view.approvedAt} />
                </p>
              )}
              <ExceptionWords body={body} />
            </section>
          )}
        </div>
        <div>
          <section class="rule-part">
            <p>
              <strong>{w('col.hidden')}</strong>: {hiddenText(view)}
              {view.hidden.lastAt !== null && (
                <span class="hint">
                  {' '}
                  · {w('hiddenLast')} <Ago at={view.hidden.lastAt} />
                </span>
              )}
            </p>
            <ExceptionProblems problems={detail.problems} />
            <AppliesTo check={{ applied: view.applied, rules: detail.rules }} />
          </section>
          <History history={detail.history} />
        </div>
      </div>
      {withdrawing && (
        <DecisionDialog view={view} kind="withdraw" onClose={() => setWithdrawing(false)} after={after} />
      )}
    </>
  )
}

/** The page of `/exceptions/ID`. */
export function ExceptionPage({ id }: { readonly id: string }) {
  const [answer, again] = useAnswer(() => rulesApi.exception(id))
  useEffect(() => {
    void loadPeople()
    if (systems.value.length === 0) void loadSystems()
  }, [])
  const isEditing = new URLSearchParams(search.value).has('edit') && may('incidents.work')
  useEffect(() => {
    if (!isEditing && answer !== null) again()
  }, [isEditing])
  const view = answer?.ok === true ? answer.value.exception : null
  return (
    <div class="rule-area">
      <RuleTabs />
      <div class="page">
        <a class="rule-back" href={isEditing ? exceptionHref(id) : '/exceptions'}>
          ← {w('back')}
        </a>
        {answer === null && <Loading />}
        {answer?.ok === false && (
          <>
            <h1 class="off-screen">{w('title')}</h1>
            <Failed error={answer.error} again={again} />
          </>
        )}
        {answer?.ok === true && view !== null && !isEditing && (
          <Exception detail={answer.value} after={again} />
        )}
        {view !== null && isEditing && (
          <>
            <h1>{w('editTitle', { title: view.body.title })}</h1>
            <ExceptionForm
              body={editable(view.proposal?.body ?? view.body, Date.now())}
              changed={view}
              cancelHref={exceptionHref(id)}
            />
          </>
        )}
      </div>
    </div>
  )
}

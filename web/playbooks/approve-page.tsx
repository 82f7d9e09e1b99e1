// What an approval link opens. The link is no key: whoever follows it has signed in, sees the command as it is
// now, and decides once. A link that is used, expired, someone else's or unknown says so, with the way on.

import { useState } from 'preact/hooks'
import type { ApiError } from '../api-client.ts'
import { Icon } from '../parts/icon.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { runHref, search } from '../router.ts'
import { errorText } from '../state/error-text.ts'
import { ApprovalQuestion } from './approval-question.tsx'
import { playbooksApi } from './playbooks-api.ts'
import { w } from './link-words.ts'
import './playbooks.css'

const HINTS = {
  'approval-link.used': 'link.used',
  'approval-link.expired': 'link.expired',
  'approval-link.foreign': 'link.foreign',
  'approval-link.unknown': 'link.unknown',
  'pending.settled': 'link.settled',
  'approval.changed': 'link.changed',
} as const

function Dead({ error }: { readonly error: ApiError }) {
  const hint = HINTS[error.code as keyof typeof HINTS]
  return (
    <div class="link-dead" role="alert">
      <p class="link-why">
        <Icon name="warning" />
        {errorText(error)}
      </p>
      <p>{w(hint)}</p>
      <p>
        <a href="/waiting">{w('link.toWaiting')}</a>
      </p>
    </div>
  )
}

function Linked({ token }: { readonly token: string }) {
  const [answer, again] = useAnswer(() => playbooksApi.link(token))
  const [decided, setDecided] = useState<string | null>(null)
  if (decided !== null) return <Decided runId={decided} />
  if (answer === null) return <Loading />
  if (!answer.ok)
    return Object.hasOwn(HINTS, answer.error.code) ? (
      <Dead error={answer.error} />
    ) : (
      <Failed error={answer.error} again={again} />
    )
  const question = answer.value
  return (
    <ApprovalQuestion
      question={question}
      withIncident
      linkToken={token}
      after={again}
      onDecided={() => setDecided(question.runId)}
    />
  )
}

function Decided({ runId }: { readonly runId: string }) {
  return (
    <div class="link-done" role="status">
      <p class="link-why tone-fine">
        <Icon name="fine" />
        {w('link.decided')}
      </p>
      <p class="links">
        <a href={runHref(runId)}>{w('link.toRun')}</a>
        <a href="/waiting">{w('link.toWaiting')}</a>
      </p>
    </div>
  )
}

/** The page of `/approve?token=…`. */
export function ApprovePage() {
  const token = new URLSearchParams(search.value).get('token') ?? ''
  return (
    <div class="page approve-page">
      <h1>{w('link.title')}</h1>
      {token === '' ? <p>{w('link.noToken')}</p> : <Linked token={token} />}
    </div>
  )
}

// Everything of all incidents that waits for this person, approvals first, and what waits for others below it.

import { useState } from 'preact/hooks'
import { Empty, Failed, Loading } from '../parts/states.tsx'
import { takeWaiting } from '../state/waiting-for-me.ts'
import { playbooksApi } from './playbooks-api.ts'
import { w } from './link-words.ts'
import './playbooks.css'
import { QuestionList } from './question-list.tsx'
import { useRefreshed } from './refreshed.ts'

const EVERY_MS = 5_000

async function askPending() {
  const answer = await playbooksApi.pending()
  if (answer.ok) takeWaiting(answer.value)
  return answer
}

/** The page of `/waiting`. */
export function WaitingPage() {
  const [answer, refresh] = useRefreshed(askPending, () => EVERY_MS)
  const [withOthers, setWithOthers] = useState(false)
  const all = answer?.ok === true ? answer.value : []
  const mine = all.filter(question => question.mine)
  const others = all.filter(question => !question.mine)
  return (
    <div class="page waiting-page">
      <div class="page-head">
        <h1>{w('waiting.title')}</h1>
        {mine.length > 0 && <span class="hint">{w('waiting.count', { n: mine.length })}</span>}
      </div>
      {answer === null && <Loading />}
      {answer?.ok === false && <Failed error={answer.error} again={() => void refresh()} />}
      {answer?.ok === true && mine.length === 0 && (
        <Empty title={w('waiting.none')}>{w('waiting.noneHint')}</Empty>
      )}
      <QuestionList questions={mine} withIncident after={refresh} />
      {others.length > 0 && (
        <details
          class="waiting-others"
          open={withOthers}
          onToggle={event => setWithOthers(event.currentTarget.open)}
        >
          <summary>{w('waiting.others', { n: others.length })}</summary>
          {withOthers && <QuestionList questions={others} withIncident after={refresh} />}
        </details>
      )}
    </div>
  )
}

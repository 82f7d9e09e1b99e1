// One notice from outside: what was reported, what the centre does with it, what the reporter sees of that.

import { useState } from 'preact/hooks'
import type { IntakeNoticeView } from '#/api/contract/intake.ts'
import { Failed, Loading } from '../parts/states.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { errorText } from '../state/error-text.ts'
import { countIntake } from '../state/intake-waiting.ts'
import { announce } from '../state/notices.ts'
import { intakeApi, type ChangeNotice } from './intake-api.ts'
import { IntakeState } from './intake-state.tsx'
import { w } from './intake-words.ts'
import { AcceptDialog } from './accept-dialog.tsx'
import { NoticeContents } from './notice-contents.tsx'
import { NoticeDecision, ShownToReporter, Messages } from './notice-aside.tsx'
import { RejectDialog } from './reject-dialog.tsx'
import './intake.css'

function Notice({ first, again }: { readonly first: IntakeNoticeView; readonly again: () => void }) {
  const [notice, setNotice] = useState(first)
  const [dialog, setDialog] = useState<'accept' | 'reject' | null>(null)
  const change: ChangeNotice = async (ask, done) => {
    const answer = await ask(notice)
    if (answer.ok) {
      setNotice(answer.value)
      announce({ text: done, tone: 'done' })
      void countIntake()
      return true
    }
    const isOvertaken = answer.error.code === 'conflict' || answer.error.code === 'intake.decided'
    announce({
      text: answer.error.code === 'conflict' ? w('conflict') : errorText(answer.error),
      tone: 'wrong',
    })
    if (isOvertaken) again()
    return false
  }
  const close = (): void => setDialog(null)
  return (
    <div class="page intake-notice">
      <a class="system-back" href="/intake">
        ← {w('back')}
      </a>
      <div class="page-head">
        <h1>{w('notice', { number: notice.number })}</h1>
        <IntakeState state={notice.state} />
      </div>
      <div class="intake-panes">
        <NoticeContents notice={notice} />
        <div class="intake-aside">
          <NoticeDecision notice={notice} change={change} open={setDialog} />
          <ShownToReporter notice={notice} />
          <Messages notice={notice} change={change} />
        </div>
      </div>
      {dialog === 'accept' && <AcceptDialog notice={notice} change={change} onClose={close} />}
      {dialog === 'reject' && <RejectDialog notice={notice} change={change} onClose={close} />}
    </div>
  )
}

/** The page of `/intake/:id`. */
export function NoticePage({ id }: { readonly id: string }) {
  const [answer, again] = useAnswer(() => intakeApi.one(id))
  if (answer === null) return <Loading />
  if (!answer.ok) return <Failed error={answer.error} again={again} />
  return <Notice key={answer.value.version} first={answer.value} again={again} />
}

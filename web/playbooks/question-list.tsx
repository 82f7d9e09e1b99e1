// What waits for a person, approvals first as the platform orders it.

import type { VNode } from 'preact'
import type { PendingView } from '#/api/contract/playbook-views.ts'
import { ApprovalQuestion, type QuestionProps } from './approval-question.tsx'
import { ManualQuestion } from './manual-question.tsx'
import { OutcomeQuestion } from './outcome-question.tsx'

const QUESTIONS = {
  approval: ApprovalQuestion,
  outcome: OutcomeQuestion,
  manual: ManualQuestion,
} satisfies Record<PendingView['kind'], (props: QuestionProps) => VNode | null>

interface QuestionListProps {
  readonly questions: readonly PendingView[]
  readonly withIncident: boolean
  readonly after: () => Promise<void> | void
}

/** The questions with their answers; what was typed into one stays when the list is refreshed. */
export function QuestionList({ questions, withIncident, after }: QuestionListProps) {
  return (
    <div class="questions">
      {questions.map(question => {
        const Question = QUESTIONS[question.kind]
        return <Question key={question.id} question={question} withIncident={withIncident} after={after} />
      })}
    </div>
  )
}

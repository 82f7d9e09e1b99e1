// What all questions to a person have in common: head, articles, who may answer, why an answer was refused.

import type { PendingView } from '#/api/contract/playbook-views.ts'
import { t } from '../i18n/text.ts'
import { Ago } from '../parts/when.tsx'
import { runHref } from '../router.ts'
import { IncidentLink } from './incident-link.tsx'
import { eitherText, runName } from './own-names.ts'
import { w } from './playbook-words.ts'

/** Articles that a step or playbook follows. */
export function Cites({ cites }: { readonly cites: readonly string[] }) {
  if (cites.length === 0) return null
  return (
    <p class="question-cites">
      {w('cites')} {cites.join('; ')}
    </p>
  )
}

interface QuestionHeadProps {
  readonly question: PendingView
  /** On pages that are not about one incident. */
  readonly withIncident: boolean
}

/** What kind of question, of which step and playbook, since when. */
export function QuestionHead({ question, withIncident }: QuestionHeadProps) {
  const step = eitherText(question.stepName, question.stepNameEnglish)
  return (
    <header class="question-head">
      <h3>
        <span class={`question-kind question-kind-${question.kind}`}>{w(`kind.${question.kind}`)}</span>
        {step === '' ? question.path : step}
      </h3>
      <p class="hint">
        <a href={runHref(question.runId)}>{runName(question)}</a>
        {withIncident && question.incidentId !== null && (
          <>
            {' · '}
            <IncidentLink id={question.incidentId} />
          </>
        )}
        {' · '}
        <Ago at={question.at} />
      </p>
      <Cites cites={question.cites} />
    </header>
  )
}

/** Said in the place of buttons to those who may not answer. */
export function NotMine({ question }: { readonly question: PendingView }) {
  return <p class="hint">{w('notMine', { role: t(`role.${question.role}`) })}</p>
}

/** Why the last attempt was refused. */
export function Refused({ why }: { readonly why: string | null }) {
  if (why === null) return null
  return (
    <p class="form-error" role="alert">
      {why}
    </p>
  )
}

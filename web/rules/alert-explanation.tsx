// On the page of an incident: why an alert's rule matched or its correlation fired, fetched when someone asks, and the way to an exception
// that begins with this alert.

import { useState } from 'preact/hooks'
import type { AlertExplanationView } from '#/api/contract/detection.ts'
import { errorText } from '../state/error-text.ts'
import { may } from '../state/session.ts'
import { CorrelationExplanation } from './correlation-explanation.tsx'
import { w } from './explain-words.ts'
import { Explanation } from './explanation.tsx'
import { alertExceptionHref, rulesApi } from './rules-api.ts'
import './rules.css'

interface AlertProps {
  readonly incidentId: string
  readonly alertId: string
}

/** Two ways on, and the explanation once it is asked for. */
export function AlertExplanation({ incidentId, alertId }: AlertProps) {
  const [found, setFound] = useState<AlertExplanationView | string | null>(null)
  const [busy, setBusy] = useState(false)
  const ask = async (): Promise<void> => {
    setBusy(true)
    const answer = await rulesApi.explainAlert(incidentId, alertId)
    setBusy(false)
    setFound(answer.ok ? answer.value : errorText(answer.error))
  }
  return (
    <>
      <p class="rule-row">
        {(found === null || typeof found === 'string') && (
          <button type="button" class="small" disabled={busy} onClick={() => void ask()}>
            {w(busy ? 'asking' : 'open')}
          </button>
        )}
        {may('incidents.work') && may('rules.read') && (
          <a class="alert-exception" href={alertExceptionHref(incidentId, alertId)}>
            {w('exception')}
          </a>
        )}
      </p>
      {typeof found === 'string' && (
        <p class="form-error" role="alert">
          {found}
        </p>
      )}
      {found !== null && typeof found !== 'string' && found.kind === 'rule' && (
        <Explanation explanation={found} />
      )}
      {found !== null && typeof found !== 'string' && found.kind === 'correlation' && (
        <CorrelationExplanation view={found} />
      )}
    </>
  )
}

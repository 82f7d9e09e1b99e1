// The evidence: alerts, newest first, each opening to its raw line and every field of its event.

import { useState } from 'preact/hooks'
import type { AlertView, IncidentDetail } from '#/api/contract/schemas.ts'
import { around, eventsHref } from '../events/search-choice.ts'
import { ruleText } from '../i18n/own-words.ts'
import { t } from '../i18n/text.ts'
import { fieldCount, FieldTable, firstText, RawLine } from '../parts/event-fields.tsx'
import { SeverityShape } from '../parts/severity-mark.tsx'
import { numberText } from '../parts/time-text.ts'
import { Moment } from '../parts/when.tsx'

const AROUND_MS = 5 * 60_000
const FIRST = 25

function EvidenceBody({ alert }: { readonly alert: AlertView }) {
  const range = around(alert.at, alert.at, AROUND_MS)
  return (
    <div class="evidence-body">
      <RawLine event={alert.event} lit={alert.matched.map(({ value }) => value)} />
      <p>
        <a href={eventsHref({ q: '', range })}>{t('incident.eventsAround')}</a>
      </p>
      <h3>{t('incident.allFields', { n: fieldCount(alert.event) })}</h3>
      <FieldTable event={alert.event} range={range} matched={alert.matched.map(({ field }) => field)} />
    </div>
  )
}

function EvidenceItem({ alert }: { readonly alert: AlertView }) {
  const [open, setOpen] = useState(false)
  const words = firstText(alert.event, 'message') ?? firstText(alert.event, 'event.original') ?? ''
  const host = firstText(alert.event, 'host.name') ?? firstText(alert.event, 'observer.name')
  return (
    <li>
      <details class="evidence" open={open} onToggle={event => setOpen(event.currentTarget.open)}>
        <summary>
          <span class="evidence-time">
            <Moment at={alert.at} />
          </span>
          <span class={`severity-${alert.rule.level}`} title={t(`severity.${alert.rule.level}`)}>
            <SeverityShape severity={alert.rule.level} />
          </span>
          <span class="evidence-rule clip">{ruleText(alert.rule).title}</span>
          <span class="evidence-words clip">
            {host !== undefined && <span class="field-name">{host} </span>}
            {words.slice(0, 240)}
          </span>
        </summary>
        {open && <EvidenceBody alert={alert} />}
      </details>
    </li>
  )
}

/** All alerts the API gave, a first part of them at once. */
export function EvidenceList({ detail }: { readonly detail: IncidentDetail }) {
  const [all, setAll] = useState(false)
  const alerts = all ? detail.alerts : detail.alerts.slice(0, FIRST)
  const hidden = detail.alerts.length - alerts.length
  return (
    <section class="evidence-list">
      <h2>
        {t('incident.evidence')}{' '}
        <span class="hint">
          {t('incident.evidenceCount', {
            shown: numberText(alerts.length),
            n: numberText(detail.incident.alertCount),
          })}
        </span>
      </h2>
      <ol>
        {alerts.map(alert => (
          <EvidenceItem key={alert.id} alert={alert} />
        ))}
      </ol>
      {hidden > 0 && (
        <button type="button" class="small" onClick={() => setAll(true)}>
          {t('incident.showAll')} ({numberText(hidden)})
        </button>
      )}
    </section>
  )
}

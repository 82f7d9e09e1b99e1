// The evidence: alerts, newest first, each opening to its raw line and every field of its event. Further alerts
// come page by page. While someone chooses alerts to split off, each has a box.

import { useState } from 'preact/hooks'
import type { AlertView, IncidentDetail, IncidentView } from '#/api/contract/schemas.ts'
import { around, eventsHref } from '../events/search-choice.ts'
import { ruleText } from '../i18n/own-words.ts'
import { t } from '../i18n/text.ts'
import { fieldCount, FieldTable, firstText, RawLine } from '../parts/event-fields.tsx'
import { SeverityShape } from '../parts/severity-mark.tsx'
import { numberText, shortMomentText } from '../parts/time-text.ts'
import { lazyPage } from '../parts/lazy-page.tsx'
import { Moment } from '../parts/when.tsx'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { useAlertEvent } from './alert-event.ts'
import { EvidencePackages } from './evidence-packages.tsx'
import { w } from './parts/part-words.ts'
import { splitting, stopSplitting, toggleChosen } from './splitting.ts'
import { MatchedFields } from './why-section.tsx'
import { askFor } from './work/decide.ts'
import { workApi } from './work/work-api.ts'
import { w as asks } from './work/work-words.ts'

const AlertExplanation = lazyPage(
  async () => (await import('../rules/alert-explanation.tsx')).AlertExplanation,
)
const AROUND_MS = 5 * 60_000
const FIRST = 25

interface AlertProps {
  readonly incidentId: string
  readonly alert: AlertView
}

function EvidenceBody({ incidentId, alert }: AlertProps) {
  const range = around(alert.at, alert.at, AROUND_MS)
  const found = useAlertEvent(incidentId, alert)
  const matched = alert.matched.map(({ field }) => field)
  return (
    <div class="evidence-body">
      {found.kind === 'fetching' && (
        <p class="hint" role="status">
          {w('evidence.fetching')}
        </p>
      )}
      {found.kind === 'gone' && (
        <>
          <p class="hint">{w('evidence.gone')}</p>
          <MatchedFields matched={alert.matched} range={range} />
        </>
      )}
      {found.kind === 'there' && (
        <RawLine event={found.event} lit={alert.matched.map(({ value }) => value)} />
      )}
      <p>
        <a href={eventsHref({ q: '', range })}>{t('incident.eventsAround')}</a>
      </p>
      <AlertExplanation incidentId={incidentId} alertId={alert.id} />
      {found.kind === 'there' && (
        <>
          <h3>{t('incident.allFields', { n: fieldCount(found.event) })}</h3>
          <FieldTable event={found.event} range={range} matched={matched} />
        </>
      )}
    </div>
  )
}

/** What is said of an alert in one line: of its event, or the values that matched when it is not here. */
function wordsOf({ event, matched }: AlertView): string {
  const own = firstText(event, 'message') ?? firstText(event, 'event.original')
  return own ?? matched.map(({ field, value }) => `${field}=${value}`).join('  ')
}

function EvidenceItem({ incidentId, alert }: AlertProps) {
  const [open, setOpen] = useState(false)
  const host = firstText(alert.event, 'host.name') ?? firstText(alert.event, 'observer.name')
  const choosing = splitting.value?.incidentId === incidentId ? splitting.value : null
  return (
    <li class={choosing === null ? undefined : 'choosing'}>
      {choosing !== null && (
        <label class="choose">
          <input
            type="checkbox"
            checked={choosing.chosen.has(alert.id)}
            aria-label={w('evidence.choose', { t: shortMomentText(alert.at) })}
            onChange={() => toggleChosen(alert.id)}
          />
        </label>
      )}
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
            {wordsOf(alert).slice(0, 240)}
          </span>
        </summary>
        {open && <EvidenceBody incidentId={incidentId} alert={alert} />}
      </details>
    </li>
  )
}

function SplitBar({ incident }: { readonly incident: IncidentView }) {
  const choosing = splitting.value
  if (choosing === null || choosing.incidentId !== incident.id) return null
  const alertIds = [...choosing.chosen]
  return (
    <div class="split-bar" role="region" aria-label={asks('split.choose')}>
      <span role="status">
        {alertIds.length === 0 ? asks('split.choose') : asks('split.chosen', { n: alertIds.length })}
      </span>
      <button
        type="button"
        class="small primary"
        disabled={alertIds.length === 0}
        onClick={() => askFor(incident, { kind: 'split', alertIds })}
      >
        {asks('split.act')}
      </button>
      <button type="button" class="small" onClick={stopSplitting}>
        {asks('split.stop')}
      </button>
    </div>
  )
}

interface Further {
  readonly alerts: readonly AlertView[]
  /** Where to go on; undefined: from the start, null: there are no more. */
  readonly next: string | null | undefined
}

/** Pages until one brings alerts that are not listed yet. */
async function fetchFurther(id: string, listed: ReadonlySet<string>, known: Further): Promise<Further> {
  let next = known.next
  while (next !== null) {
    const answer = await workApi.alerts(id, next)
    if (!answer.ok) {
      announce({ text: errorText(answer.error), tone: 'wrong' })
      return { ...known, next }
    }
    next = answer.value.next
    const fresh = answer.value.alerts.filter(alert => !listed.has(alert.id))
    if (fresh.length > 0) return { alerts: [...known.alerts, ...fresh], next }
  }
  return { ...known, next }
}

/** All alerts, a first part of them at once. */
export function EvidenceList({ detail }: { readonly detail: IncidentDetail }) {
  const [all, setAll] = useState(false)
  const [further, setFurther] = useState<Further>({ alerts: [], next: undefined })
  const [busy, setBusy] = useState(false)
  const { incident } = detail
  const ids = new Set(detail.alerts.map(({ id }) => id))
  const known = [...detail.alerts, ...further.alerts.filter(({ id }) => !ids.has(id))]
  const choosing = splitting.value?.incidentId === incident.id
  const alerts = all || choosing ? known : known.slice(0, FIRST)
  const hidden = known.length - alerts.length
  const isMore = hidden === 0 && known.length < incident.alertCount && further.next !== null
  if (known.length === 0) return null
  const more = async (): Promise<void> => {
    setBusy(true)
    setAll(true)
    setFurther(await fetchFurther(incident.id, new Set(known.map(({ id }) => id)), further))
    setBusy(false)
  }
  return (
    <section class="evidence-list" id="part-evidence" tabIndex={-1}>
      <h2>
        {t('incident.evidence')}{' '}
        <span class="hint">
          {t('incident.evidenceCount', {
            shown: numberText(alerts.length),
            n: numberText(incident.alertCount),
          })}
        </span>
      </h2>
      <EvidencePackages incident={incident} />
      <SplitBar incident={incident} />
      <ol>
        {alerts.map(alert => (
          <EvidenceItem key={alert.id} incidentId={incident.id} alert={alert} />
        ))}
      </ol>
      {hidden > 0 && (
        <button type="button" class="small" onClick={() => setAll(true)}>
          {t('incident.showAll')} ({numberText(hidden)})
        </button>
      )}
      {isMore && (
        <button type="button" class="small" disabled={busy} onClick={() => void more()}>
          {busy ? t('app.loading') : w('evidence.loadMore')}
        </button>
      )}
    </section>
  )
}

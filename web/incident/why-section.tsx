// Why am I seeing this: for each rule that fired its words, the fields that matched, and the raw line with
// the matched values lit, taken from the rule's newest alert.

import type { ComponentChildren } from 'preact'
import type { AlertView, IncidentDetail } from '#/api/contract/schemas.ts'
import type { TimeRange } from '../events/search-choice.ts'
import { ruleText } from '../i18n/own-words.ts'
import { t } from '../i18n/text.ts'
import { RawLine } from '../parts/event-fields.tsx'
import { SeverityMark } from '../parts/severity-mark.tsx'
import { Loading } from '../parts/states.tsx'
import { Value } from '../parts/value.tsx'
import { useAlertEvent } from './alert-event.ts'
import { rangeOf } from './incident-facts.tsx'

/**
 * The newest alert of each rule, in the order in which the rules last fired; one that has its event with it goes
 * before a newer one that has not.
 */
export function newestByRule(alerts: readonly AlertView[]): readonly AlertView[] {
  const seen = new Map<string, AlertView>()
  for (const alert of alerts) {
    const known = seen.get(alert.rule.id)
    if (known === undefined || (known.eventKept === false && alert.eventKept !== false))
      seen.set(alert.rule.id, alert)
  }
  return [...seen.values()]
}

/** The raw line of an alert with what matched lit; fetched when the alert does not carry it. */
export function AlertLine({ incidentId, alert }: { readonly incidentId: string; readonly alert: AlertView }) {
  const found = useAlertEvent(incidentId, alert)
  if (found.kind === 'fetching') return <Loading />
  return (
    <RawLine
      event={found.kind === 'there' ? found.event : {}}
      lit={alert.matched.map(({ value }) => value)}
    />
  )
}

interface MatchedProps {
  readonly matched: AlertView['matched']
  readonly range?: TimeRange
}

/** Which field held what, by which condition of the rule. */
export function MatchedFields({ matched, range }: MatchedProps) {
  if (matched.length === 0) return null
  return (
    <dl class="fields matched" aria-label={t('incident.matched')}>
      {matched.map(({ field, value, selection }, at) => (
        <div class="field" key={at}>
          <dt class="field-name">{field}</dt>
          <dd>
            <Value field={field} value={value} range={range} lit />
            <span class="hint selection" title={t('incident.matchedBy')}>
              {selection}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** The words of a rule. */
function RuleWords({ alert, short }: { readonly alert: AlertView; readonly short: boolean }) {
  const { rule } = alert
  const { description, falsePositives } = ruleText(rule)
  return (
    <>
      {description !== '' && <p class="rule-words">{description}</p>}
      {!short && falsePositives.length > 0 && (
        <p class="hint">
          {t('incident.falsePositives')}: {falsePositives.join('; ')}
        </p>
      )}
      {rule.author !== '' && (
        <p class="hint">
          {t('incident.ruleAuthor')}: {rule.author}
        </p>
      )}
    </>
  )
}

/** What the rule advises to do first; nothing when it has no advice. */
function Advice({ rule }: { readonly rule: AlertView['rule'] }) {
  const { response } = ruleText(rule)
  if (response === undefined || response === '') return null
  return (
    <div class="advice">
      <h3>{t('incident.response')}</h3>
      <p>{response}</p>
    </div>
  )
}

interface WhyProps {
  readonly detail: IncidentDetail
  /** The preview shows the newest rule in full and the others by name. */
  readonly short?: boolean
  /** What else there is to say of why. */
  readonly children?: ComponentChildren
}

/** The section; without alerts there is nothing to explain, and it is left out. */
export function WhySection({ detail, short = false, children }: WhyProps) {
  const alerts = newestByRule(detail.alerts)
  if (alerts.length === 0) return null
  const range = rangeOf(detail.incident)
  return (
    <section class="why">
      <h2>{t('incident.why')}</h2>
      {alerts.map((alert, at) => (
        <details key={alert.rule.id} open={at === 0} class="why-rule">
          <summary>
            <SeverityMark severity={alert.rule.level} />
            <span class="why-title">{ruleText(alert.rule).title}</span>
          </summary>
          <RuleWords alert={alert} short={short} />
          <Advice rule={alert.rule} />
          <MatchedFields matched={alert.matched} range={range} />
          <AlertLine incidentId={detail.incident.id} alert={alert} />
        </details>
      ))}
      {children}
    </section>
  )
}

// One incident in the list. A row is a link to the incident's page, so that it can be opened in a new tab;
// where there is a preview, a click selects it instead.

import type { IncidentView } from '#/api/contract/schemas.ts'
import { titleText } from '../i18n/own-words.ts'
import { t } from '../i18n/text.ts'
import { mau05Text } from '../incident/mau05-text.ts'
import { kindsOf, readTags } from '../incident/tags.ts'
import { exactText, now, numberText, spanText } from '../parts/time-text.ts'
import { Ago } from '../parts/when.tsx'
import { SeverityMark } from '../parts/severity-mark.tsx'
import { go, incidentHref } from '../router.ts'
import { serverNow } from '../state/health.ts'
import { marked, markTo, toggleMark } from '../state/marks.ts'
import { personName } from '../state/people.ts'
import { selectedId } from '../state/queue.ts'
import { may, me } from '../state/session.ts'

/** The owner for a person: "you", a name, or that there is none. */
export function ownerText(incident: IncidentView): string {
  if (incident.owner === null) return t('queue.unowned')
  return incident.owner === me.value?.name ? t('queue.you') : personName(incident.owner)
}

function SystemCell({ incident }: { readonly incident: IncidentView }) {
  const { system } = incident
  if (system === null) return <span class="row-system hint">{t('queue.noSystem')}</span>
  return (
    <span
      class="row-system"
      title={`${system.name} · ${t('queue.level', { n: system.level })} · ${system.owner}`}
    >
      <span class="level">{t('queue.levelShort', { n: system.level })}</span>
      <span class="clip">{system.name}</span>
    </span>
  )
}

const DUE_SOON_MS = 30 * 60_000

/** The legal limit that wants attention first; nothing when there is none or it is not known. */
function DueCell({ incident: { deadline, status } }: { readonly incident: IncidentView }) {
  if (deadline === undefined || deadline === null || status === 'closed') return <span class="row-due" />
  const { clock, state, dueAt } = deadline
  const at = `${clock} · ${exactText(dueAt)}`
  if (state === 'paused')
    return (
      <span class="row-due" title={at}>
        {t('queue.due.paused')}
      </span>
    )
  // Read for its tick: what is left moves with the time.
  void now.value
  const leftMs = dueAt - serverNow()
  const tone = leftMs < 0 ? 'tone-bad' : leftMs < DUE_SOON_MS ? 'tone-warn' : ''
  return (
    <span class={`row-due ${tone}`} title={at}>
      {t(leftMs < 0 ? 'queue.due.late' : 'queue.due.left', { t: spanText(Math.abs(leftMs)) })}
    </span>
  )
}

interface RowProps {
  readonly incident: IncidentView
  readonly index: number
  readonly total: number
  readonly selected: boolean
  readonly previews: boolean
}

/** The row; `previews` says that a click selects instead of opening. */
export function QueueRow({ incident, index, total, selected, previews }: RowProps) {
  const { techniques } = readTags(incident.tags)
  const [kind] = kindsOf(incident)
  const title = titleText(incident)
  const marks = marked.value.has(incident.id)
  return (
    <li aria-setsize={total} aria-posinset={index + 1} class={marks ? 'is-marked' : undefined}>
      {may('incidents.work') && (
        <label class="row-mark" title={`${t('queue.mark')} (x)`}>
          <input
            type="checkbox"
            checked={marks}
            aria-label={t('queue.markOne', { code: incident.code })}
            onClick={event => {
              if (event.shiftKey) markTo(incident.id)
              else toggleMark(incident.id)
            }}
          />
        </label>
      )}
      <a
        class={`row status-${incident.status}`}
        href={incidentHref(incident.id)}
        data-id={incident.id}
        aria-current={selected ? 'true' : undefined}
        onClick={event => {
          const opens = event.detail === 0 || !previews
          if (opens || event.ctrlKey || event.metaKey || event.shiftKey) return
          event.preventDefault()
          selectedId.value = incident.id
        }}
        onDblClick={() => go(incidentHref(incident.id))}
      >
        <SeverityMark severity={incident.severity} />
        <span class="row-title">
          <span class="clip" title={title}>
            {title}
          </span>
          <span class="row-tags">
            {techniques[0] !== undefined && <span class="tag">{techniques[0]}</span>}
            {kind !== undefined && (
              <span class="tag" title={mau05Text(kind)}>
                {t('mau05.short', { n: kind })}
              </span>
            )}
          </span>
        </span>
        <span class="row-meta">
          <span class="row-code">{incident.code}</span>
          <span class="row-risk" title={t('queue.risk', { n: incident.risk })}>
            {incident.risk > 0 && incident.status !== 'closed' && numberText(incident.risk)}
          </span>
          <DueCell incident={incident} />
          <span class="row-entity clip" title={`${incident.entity.field}: ${incident.entity.value}`}>
            {incident.entity.value}
          </span>
          <SystemCell incident={incident} />
          <span class="row-count" title={t('queue.alerts', { n: numberText(incident.alertCount) })}>
            ×{numberText(incident.alertCount)}
          </span>
        </span>
        <span class="row-seen" title={`${t('incident.firstSeen')}: ${exactText(incident.firstSeen)}`}>
          <Ago at={incident.lastSeen} />
        </span>
        <span class="row-hold">
          <span class="row-status">
            {t(
              incident.disposition === null
                ? `status.${incident.status}`
                : `disposition.${incident.disposition}`,
            )}
          </span>
          <span class="row-owner clip">{ownerText(incident)}</span>
        </span>
      </a>
    </li>
  )
}

// One incident on one screen: head and actions, why, evidence, facts, timeline.

import { useEffect } from 'preact/hooks'
import type { IncidentView } from '#/api/contract/schemas.ts'
import { t } from '../i18n/text.ts'
import { useKeys } from '../keyboard/keys.ts'
import { Icon } from '../parts/icon.tsx'
import { Empty, Failed, Loading } from '../parts/states.tsx'
import { go } from '../router.ts'
import { prefetch, show, shown } from '../state/incident.ts'
import { choiceToSearch } from '../state/queue-view.ts'
import { choice, rows, selectedId, selectedIndex } from '../state/queue.ts'
import { decisionKeys } from './decision-keys.ts'
import { EvidenceList } from './evidence-list.tsx'
import { IncidentActions } from './incident-actions.tsx'
import { IncidentFacts } from './incident-facts.tsx'
import { IncidentTitle } from './incident-title.tsx'
import { Timeline } from './timeline.tsx'
import { WhySection } from './why-section.tsx'

const TIMELINE_ENTRIES = 40

const queueHref = (): string => `/${choiceToSearch(choice.value)}`

/** What this browser knows of an incident: from its page, or from its row in the queue. */
function known(id: string): IncidentView | null {
  const detail = shown.value?.id === id ? shown.value.detail : null
  return detail?.incident ?? rows.value.find(incident => incident.id === id) ?? null
}

/**
 * Goes to the incident that stands next in the queue, when it was opened from there. One that has just left
 * the queue, because it was closed here, stood before the row that is selected now.
 */
function goBeside(id: string, by: -1 | 1): void {
  const at = rows.value.findIndex(row => row.id === id)
  const after = selectedIndex.value + (by === 1 ? 0 : -1)
  const beside = rows.value[at < 0 ? after : at + by]
  if (beside === undefined) return
  selectedId.value = beside.id
  go(`/incidents/${encodeURIComponent(beside.id)}`, { replace: true })
}

/** The page of `/incidents/:id`. */
export function IncidentPage({ id }: { readonly id: string }) {
  useEffect(() => {
    void show(id).then(() => {
      const at = rows.value.findIndex(row => row.id === id)
      const next = rows.value[at + 1]
      if (at >= 0 && next !== undefined) prefetch(next.id)
    })
  }, [id])
  const current = shown.value?.id === id ? shown.value : null
  const detail = current?.detail ?? null
  const incident = known(id)
  useKeys({
    next: () => goBeside(id, 1),
    previous: () => goBeside(id, -1),
    escape: () => go(queueHref()),
    ...decisionKeys(() => known(id)),
  })

  const error = current?.error ?? null
  if (error?.status === 404)
    return <Empty title={t('error.incident.not-found')}>{t('app.notFoundHint')}</Empty>
  if (incident === null)
    return error === null ? <Loading /> : <Failed error={error} again={() => void show(id)} />
  return (
    <article class="incident">
      <div class="incident-head">
        <a class="back" href={queueHref()}>
          <Icon name="back" />
          {t('incident.backToQueue')}
        </a>
        <IncidentTitle incident={incident} heading="h1" />
        <IncidentActions incident={incident} />
      </div>
      {error !== null && <Failed error={error} again={() => void show(id)} />}
      <div class="incident-body">
        <div class="incident-main">
          {detail === null ? (
            <Loading />
          ) : (
            <>
              <WhySection detail={detail} />
              <EvidenceList detail={detail} />
            </>
          )}
        </div>
        <div class="incident-side">
          <IncidentFacts incident={incident} />
          {detail !== null && <Timeline entries={detail.timeline} first={TIMELINE_ENTRIES} />}
        </div>
      </div>
    </article>
  )
}

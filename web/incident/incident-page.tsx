// One incident on one screen: head and actions, and below them all that is known of it (incident-body.tsx).

import { useEffect } from 'preact/hooks'
import type { IncidentView } from '#/api/contract/schemas.ts'
import { t } from '../i18n/text.ts'
import { useKeys } from '../keyboard/keys.ts'
import { Icon } from '../parts/icon.tsx'
import { Empty, Failed, Loading } from '../parts/states.tsx'
import { go, incidentHref } from '../router.ts'
import { prefetch, show, shown } from '../state/incident.ts'
import { choiceToSearch } from '../state/queue-view.ts'
import { choice, rows, selectedId, selectedIndex } from '../state/queue.ts'
import { decisionKeys } from './decision-keys.ts'
import { IncidentActions } from './incident-actions.tsx'
import { IncidentBody } from './incident-body.tsx'
import { IncidentTitle } from './incident-title.tsx'
import { HeadMarks } from './parts/head-marks.tsx'
import { w } from './parts/part-words.ts'
import { splitting, stopSplitting } from './splitting.ts'
import { WorkDialogs } from './work/work-dialogs.tsx'
import { WorkMenu } from './work/work-menu.tsx'
import './incident-work.css'

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
  go(incidentHref(beside.id), { replace: true })
}

/** The page of `/incidents/:id`. */
export function IncidentPage({ id }: { readonly id: string }) {
  useEffect(() => {
    void show(id).then(() => {
      const at = rows.value.findIndex(row => row.id === id)
      const next = rows.value[at + 1]
      if (at >= 0 && next !== undefined) prefetch(next.id)
    })
    return stopSplitting
  }, [id])
  const current = shown.value?.id === id ? shown.value : null
  const detail = current?.detail ?? null
  const incident = known(id)
  useKeys({
    next: () => goBeside(id, 1),
    previous: () => goBeside(id, -1),
    escape: () => (splitting.value === null ? go(queueHref()) : stopSplitting()),
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
        <a class="back" href={queueHref()} title={t('incident.backToQueue')}>
          <Icon name="back" />
          <span>{t('incident.backToQueue')}</span>
        </a>
        <IncidentTitle incident={incident} heading="h1">
          <HeadMarks incident={incident} />
        </IncidentTitle>
        <IncidentActions incident={incident}>
          <WorkMenu incident={incident} />
        </IncidentActions>
      </div>
      {incident.mergedInto !== null && (
        <p class="warning-line merged-line" role="status">
          <Icon name="warning" />
          {w('mergedInto')} <a href={incidentHref(incident.mergedInto)}>{w('openTarget')}</a>
        </p>
      )}
      {error !== null && <Failed error={error} again={() => void show(id)} />}
      <IncidentBody incident={incident} detail={detail} />
      <WorkDialogs />
    </article>
  )
}

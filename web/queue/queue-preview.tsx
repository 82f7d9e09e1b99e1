// The third pane: the selected incident in short. Its header is there at once, from the row; alerts and
// timeline follow, and the neighbours are fetched ahead so that the next one is instant.

import { useEffect } from 'preact/hooks'
import { t } from '../i18n/text.ts'
import { IncidentActions } from '../incident/incident-actions.tsx'
import { IncidentFacts } from '../incident/incident-facts.tsx'
import { IncidentTitle } from '../incident/incident-title.tsx'
import { Timeline } from '../incident/timeline.tsx'
import { WhySection } from '../incident/why-section.tsx'
import { Empty, Failed, Loading } from '../parts/states.tsx'
import { incidentHref } from '../router.ts'
import { prefetch, show, shown } from '../state/incident.ts'
import { rows, selected, selectedIndex } from '../state/queue.ts'

const REST_MS = 60
const TIMELINE_ENTRIES = 8

/** Shows the selected incident, or how to select one. */
export function QueuePreview() {
  const incident = selected.value
  const id = incident?.id ?? null
  useEffect(() => {
    if (id === null) return undefined
    const timer = setTimeout(() => {
      const at = selectedIndex.value
      void show(id).then(() => {
        for (const near of [rows.value[at + 1], rows.value[at - 1]]) if (near !== undefined) prefetch(near.id)
      })
    }, REST_MS)
    return () => clearTimeout(timer)
  }, [id])

  if (incident === null) {
    return (
      <aside class="preview" aria-label={t('queue.preview')}>
        <Empty title={t('queue.noSelection')}>{t('queue.noSelectionHint')}</Empty>
      </aside>
    )
  }
  const { detail, error } = shown.value?.id === id ? shown.value : { detail: null, error: null }
  return (
    <aside class="preview" aria-label={t('queue.preview')} data-id={id}>
      <div class="preview-scroll" key={id}>
        <IncidentTitle incident={incident} heading="h2" />
        <p>
          <a href={incidentHref(incident.id)}>{t('incident.openPage')}</a>
        </p>
        {detail === null && error === null && <Loading />}
        {error !== null && <Failed error={error} again={() => void show(incident.id)} />}
        {detail !== null && <WhySection detail={detail} short />}
        <IncidentFacts incident={incident} />
        {detail !== null && <Timeline entries={detail.timeline} first={TIMELINE_ENTRIES} />}
      </div>
      <IncidentActions incident={incident} />
    </aside>
  )
}

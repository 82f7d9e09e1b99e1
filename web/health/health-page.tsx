// The health of the platform, kept fresh by the live stream.

import { t } from '../i18n/text.ts'
import { Loading } from '../parts/states.tsx'
import { health } from '../state/health.ts'
import { Failures } from './failure-tables.tsx'
import { Figures } from './figures.tsx'
import { Listeners, Problems, SilentSources } from './health-tables.tsx'
import { Nodes } from './node-table.tsx'
import { RateChart } from './rate-chart.tsx'

/** The page of `/health`. */
export function HealthPage() {
  const current = health.value
  return (
    <div class="page">
      <h1>{t('health.title')}</h1>
      {current === null ? (
        <Loading />
      ) : (
        <>
          <Figures health={current} />
          <RateChart now={current.now} />
          <Failures />
          <Nodes health={current} />
          <SilentSources health={current} />
          <Problems health={current} />
          <Listeners health={current} />
        </>
      )}
    </div>
  )
}

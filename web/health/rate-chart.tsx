// Lines per second over the last minutes, as one small drawing: received as an area, stored as a line.

import { t } from '../i18n/text.ts'
import { rateText } from '../parts/time-text.ts'
import { CHART_MINUTES, samples } from '../state/health.ts'

const WIDTH = 600
const HEIGHT = 96

/** Drawn from what this browser has heard since it was opened. */
export function RateChart({ now }: { readonly now: number }) {
  const list = samples.value
  const since = now - CHART_MINUTES * 60_000
  const top = Math.max(1, ...list.map(sample => Math.max(sample.received, sample.stored)))
  const x = (at: number): string => (((at - since) / (now - since)) * WIDTH).toFixed(1)
  const y = (rate: number): string => (HEIGHT - 2 - (rate / top) * (HEIGHT - 8)).toFixed(1)
  const line = (key: 'received' | 'stored'): string =>
    list.map((sample, at) => `${at === 0 ? 'M' : 'L'}${x(sample.at)} ${y(sample[key])}`).join('')
  const first = list[0]
  const last = list.at(-1)
  if (first === undefined || last === undefined || first === last) return null
  return (
    <figure class="rate-chart">
      <figcaption>
        {t('health.chart', { n: CHART_MINUTES })}
        <span class="hint"> ↑ {t('health.perSecond', { n: rateText(top) })}</span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <path
          class="chart-area"
          d={`${line('received')}L${x(last.at)} ${HEIGHT}L${x(first.at)} ${HEIGHT}Z`}
        />
        <path class="chart-received" d={line('received')} />
        <path class="chart-stored" d={line('stored')} />
      </svg>
      <ul class="chart-key">
        <li class="key-received">{t('health.label.received')}</li>
        <li class="key-stored">{t('health.label.stored')}</li>
      </ul>
    </figure>
  )
}

// What was seen hour by hour against what is usual: the usual range as a band, its middle as a dashed line, what was
// seen as bars, those above the range filled. Drawn here.

import type { SpikeDetail } from '#/api/contract/media-work.ts'
import { momentText, numberText } from '../parts/time-text.ts'
import { w } from './spike-words.ts'

const WIDTH = 720
const HEIGHT = 160
const FOOT = 2

type Hour = SpikeDetail['series'][number]

/** The chart with its key; words when there is nothing to draw. */
export function SpikeChart({ series }: { readonly series: readonly Hour[] }) {
  const [first, last] = [series[0], series.at(-1)]
  if (first === undefined || last === undefined) return <p class="hint">{w('chartNone')}</p>
  const top = Math.max(1, ...series.flatMap(({ observed, high }) => [observed, high]))
  const peak = series.reduce((best, hour) => (hour.observed > best.observed ? hour : best))
  const step = WIDTH / series.length
  const x = (at: number): string => ((at + 0.5) * step).toFixed(1)
  const y = (value: number): string => (HEIGHT - FOOT - (value / top) * (HEIGHT - 10)).toFixed(1)
  const line = (points: readonly string[]): string => points.join('L')
  const over = series.map((hour, at) => `${x(at)} ${y(hour.high)}`)
  const under = series.map((hour, at) => `${x(at)} ${y(hour.low)}`).toReversed()
  const alt = w('chartAlt', {
    n: series.length,
    top: numberText(peak.observed),
    at: momentText(peak.at),
    expected: numberText(peak.expected),
  })
  return (
    <figure class="media-chart spike-chart">
      <figcaption>{w('chart')}</figcaption>
      <div class="spike-drawing">
        <span class="hint spike-top" aria-hidden="true">
          {numberText(top)}
        </span>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={alt}>
          <path class="spike-band" d={`M${line([...over, ...under])}Z`} />
          {series.map((hour, at) => (
            <rect
              key={hour.at}
              class={hour.observed > hour.high ? 'spike-bar is-over' : 'spike-bar'}
              x={at * step + step * 0.15}
              y={y(hour.observed)}
              width={step * 0.7}
              height={HEIGHT - FOOT - Number(y(hour.observed))}
            >
              <title>
                {`${momentText(hour.at)}: ${numberText(hour.observed)} · ${w('key.expected')} ${numberText(hour.expected)}`}
              </title>
            </rect>
          ))}
          <path
            class="spike-expected"
            d={`M${line(series.map((hour, at) => `${x(at)} ${y(hour.expected)}`))}`}
          />
        </svg>
      </div>
      <p class="media-axis hint" aria-hidden="true">
        <span>{momentText(first.at)}</span>
        <span>{momentText(last.at)}</span>
      </p>
      <ul class="spike-key">
        <li class="key-observed">{w('key.observed')}</li>
        <li class="key-expected">{w('key.expected')}</li>
        <li class="key-band">{w('key.band')}</li>
      </ul>
    </figure>
  )
}

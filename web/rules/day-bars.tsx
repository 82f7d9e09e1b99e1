// Alerts a day as bars, the days in between that have none included. Drawn here.

import { dayOfIso, dayText, isoDay } from '../law/vietnam-time.ts'
import { numberText } from '../parts/time-text.ts'

const WIDTH = 600
const HEIGHT = 90
const MOST_DAYS = 400

interface DayCount {
  /** `2026-11-22`. */
  readonly day: string
  readonly alerts: number
}

function everyDay(days: readonly DayCount[], from: string, to: string): readonly DayCount[] {
  const known = new Map(days.map(({ day, alerts }) => [day, alerts]))
  const [first, last] = [dayOfIso(from), dayOfIso(to)]
  if (first === null || last === null || last < first || last - first > MOST_DAYS) return days
  return Array.from({ length: last - first + 1 }, (_, at) => {
    const day = isoDay(first + at)
    return { day, alerts: known.get(day) ?? 0 }
  })
}

interface BarsProps {
  readonly title: string
  readonly days: readonly DayCount[]
  readonly fromMs: number
  readonly toMs: number
}

const utcDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
const shown = (day: string): string => {
  const number = dayOfIso(day)
  return number === null ? day : dayText(number)
}

/** The bars; those who cannot see them hear the highest and the sum. */
export function DayBars({ title, days, fromMs, toMs }: BarsProps) {
  const all = everyDay(days, utcDay(fromMs), utcDay(Math.max(fromMs, toMs - 1)))
  const top = Math.max(0, ...all.map(({ alerts }) => alerts))
  if (top === 0) return null
  const step = WIDTH / all.length
  const peak = all.find(({ alerts }) => alerts === top)!
  const alt = `${title}: ${numberText(top)} (${shown(peak.day)})`
  return (
    <figure class="day-bars">
      <figcaption>
        {title} <span class="hint">≤ {numberText(top)}</span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={alt}>
        {all.map(({ day, alerts }, at) => (
          <rect
            key={day}
            x={at * step + step * 0.1}
            width={step * 0.8}
            y={HEIGHT - (alerts / top) * (HEIGHT - 4)}
            height={(alerts / top) * (HEIGHT - 4)}
          >
            <title>{`${shown(day)}: ${numberText(alerts)}`}</title>
          </rect>
        ))}
      </svg>
      <p class="day-axis hint" aria-hidden="true">
        <span>{shown(all[0]!.day)}</span>
        <span>{shown(all.at(-1)!.day)}</span>
      </p>
    </figure>
  )
}

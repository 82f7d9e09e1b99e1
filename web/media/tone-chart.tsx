// The tone over the days as stacked bars, drawn here: negative at the foot, where it is compared most easily.

import type { MentionGroupView } from '#/api/contract/media.ts'
import { dayOf, dayText, shortDayText, startOfDay } from '../law/vietnam-time.ts'
import { numberText } from '../parts/time-text.ts'
import { COUNTED_TONES, type ToneCounts } from './media-api.ts'
import type { Span } from './media-choice.ts'
import { w } from './story-words.ts'

const WIDTH = 600
const HEIGHT = 84
/** More days than bars can be told apart on a telephone. */
const MAX_DAYS = 120
const NONE: ToneCounts = { neg: 0, neu: 0, pos: 0, unsure: 0 }

export interface DayTones {
  readonly day: number
  readonly mentions: number
  readonly tones: ToneCounts
}

/** One entry for every day of the span, those without mentions included; the latest when there are too many. Pure. */
export function daysOf(groups: readonly MentionGroupView[], span: Span): readonly DayTones[] {
  const byDay = new Map(groups.map(group => [dayOf(Number(group.key)), group]))
  const last = dayOf(span.toMs - 1)
  const first = Math.max(dayOf(span.fromMs), last - MAX_DAYS + 1)
  return Array.from({ length: last - first + 1 }, (_, at) => {
    const group = byDay.get(first + at)
    return { day: first + at, mentions: group?.mentions ?? 0, tones: group?.tones ?? NONE }
  })
}

function Bar({ at, day, top, width }: { at: number; day: DayTones; top: number; width: number }) {
  let y = HEIGHT
  const words = Object.fromEntries(COUNTED_TONES.map(tone => [tone, numberText(day.tones[tone])])) as Record<
    keyof ToneCounts,
    string
  >
  return (
    <g>
      <title>{w('chartDay', { day: dayText(day.day), n: numberText(day.mentions), ...words })}</title>
      <rect class="chart-ground" x={at * width} y="0" width={width} height={HEIGHT} />
      {COUNTED_TONES.map(tone => {
        const height = (day.tones[tone] / top) * (HEIGHT - 4)
        y -= height
        return (
          <rect
            key={tone}
            class={`said-${tone}`}
            x={at * width + width * 0.12}
            y={y}
            width={width * 0.76}
            height={height}
          />
        )
      })}
    </g>
  )
}

/** The chart with its days; nothing for a single day. */
export function ToneChart({ days }: { readonly days: readonly DayTones[] }) {
  const [first, last] = [days[0], days.at(-1)]
  if (first === undefined || last === undefined || days.length < 2) return null
  const top = Math.max(
    1,
    ...days.map(({ tones }) => COUNTED_TONES.reduce((sum, tone) => sum + tones[tone], 0)),
  )
  const most = days.reduce((best, day) => (day.mentions > best.mentions ? day : best))
  const width = WIDTH / days.length
  const alt = w('chartAlt', {
    days: days.length,
    day: dayText(most.day),
    n: numberText(most.mentions),
    neg: numberText(most.tones.neg),
  })
  return (
    <figure class="media-chart">
      <figcaption>
        {w('chart')} <span class="hint">{w('chartTop', { n: numberText(most.mentions) })}</span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={alt}>
        {days.map((day, at) => (
          <Bar key={day.day} at={at} day={day} top={top} width={width} />
        ))}
      </svg>
      <p class="media-axis hint" aria-hidden="true">
        <time dateTime={new Date(startOfDay(first.day)).toISOString()}>{shortDayText(first.day)}</time>
        <time dateTime={new Date(startOfDay(last.day)).toISOString()}>{shortDayText(last.day)}</time>
      </p>
    </figure>
  )
}

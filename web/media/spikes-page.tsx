// The page of `/media/spikes`: those that go on first, as the API lists them.

import type { SpikeView } from '#/api/contract/media-work.ts'
import { DataTable } from '../parts/data-table.tsx'
import { Empty, Failed, Loading } from '../parts/states.tsx'
import { numberText } from '../parts/time-text.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { Ago } from '../parts/when.tsx'
import { incidentHref } from '../router.ts'
import { CrisisMark } from './crisis-mark.tsx'
import { mediaApi, spikeHref } from './media-api.ts'
import { MediaTabs } from './media-tabs.tsx'
import { spikeName, SpikeState, SpikeWork } from './spike-marks.tsx'
import { w } from './spike-words.ts'

const SHOWN = 200

/** `42 trong 6 giờ, thường 8,3`. */
export function figuresText({ observed, expected, windowHours }: SpikeView): string {
  return w('figuresOf', {
    observed: numberText(observed),
    hours: numberText(windowHours),
    expected: numberText(expected),
  })
}

function SpikeTable({ spikes }: { readonly spikes: readonly SpikeView[] }) {
  return (
    <DataTable
      rows={spikes}
      keyOf={({ id }) => id}
      empty={w('none')}
      columns={[
        { name: w('state'), cell: ({ state }) => <SpikeState state={state} />, short: true },
        { name: w('crisis'), cell: ({ crisis }) => <CrisisMark level={crisis.level} />, short: true },
        {
          name: w('about'),
          wide: true,
          cell: spike => (
            <span class="system-name">
              <a href={spikeHref(spike.id)}>{spikeName(spike)}</a>
              <span class="hint">{w(`measure.${spike.measure}`)}</span>
            </span>
          ),
        },
        { name: w('figures'), cell: figuresText, short: true },
        { name: w('since'), cell: ({ fromMs }) => <Ago at={fromMs} />, short: true },
        { name: w('work'), cell: ({ work }) => <SpikeWork work={work} />, short: true },
        {
          name: w('incident'),
          cell: ({ incidentId }) =>
            incidentId === null ? (
              <span class="hint">{w('noIncident')}</span>
            ) : (
              <span class="links">
                <a href={incidentHref(incidentId)}>{w('toIncident')}</a>
              </span>
            ),
          short: true,
        },
      ]}
    />
  )
}

/** The page. */
export function SpikesPage() {
  const [answer, again] = useAnswer(() => mediaApi.spikes(SHOWN))
  return (
    <div class="media-page">
      <MediaTabs />
      <div class="page">
        <h1>{w('title')}</h1>
        <p class="hint">{w('hint')}</p>
        {answer === null && <Loading />}
        {answer?.ok === false && <Failed error={answer.error} again={again} />}
        {answer?.ok === true &&
          (answer.value.length === 0 ? (
            <Empty title={w('none')}>{w('noneHint')}</Empty>
          ) : (
            <SpikeTable spikes={answer.value} />
          ))}
      </div>
    </div>
  )
}

// The page of one spike: how far it is out of the ordinary and how often such an alarm is wrong, its stories, the
// incidents that go with it, and what people make of it.

import { useEffect, useState } from 'preact/hooks'
import type { SpikeDetail, SpikeView } from '#/api/contract/media-work.ts'
import { Failed, Loading } from '../parts/states.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { Moment } from '../parts/when.tsx'
import { dayOf, isoDay } from '../law/vietnam-time.ts'
import { incidentHref } from '../router.ts'
import { CrisisMark, CrisisReasons } from './crisis-mark.tsx'
import { chanceText } from './figure-text.ts'
import { mediaApi } from './media-api.ts'
import { mediaHref } from './media-choice.ts'
import { MediaTabs } from './media-tabs.tsx'
import { loadNames } from './names.ts'
import { SpikeChart } from './spike-chart.tsx'
import { SpikeForm } from './spike-form.tsx'
import { spikeName, SpikeState, SpikeWork } from './spike-marks.tsx'
import { w } from './spike-words.ts'
import { figuresText } from './spikes-page.tsx'
import { StoryRow } from './story-row.tsx'

function Facts({ spike, rate }: { readonly spike: SpikeView; readonly rate: string }) {
  return (
    <section class="media-part">
      <dl>
        <div class="fact">
          <dt>{w('figures')}</dt>
          <dd>
            {figuresText(spike)} ({w(`measure.${spike.measure}`)})
          </dd>
        </div>
        <div class="fact">
          <dt title={w('chanceHint')}>{w('chance')}</dt>
          <dd>
            {chanceText(spike.pValue)}
            <span class="hint fact-note">{w('chanceHint')}</span>
          </dd>
        </div>
        <div class="fact">
          <dt>{w('since')}</dt>
          <dd>
            <Moment at={spike.fromMs} />
          </dd>
        </div>
        <div class="fact">
          <dt>{spike.closedAt === null ? w('last') : w('closedAt')}</dt>
          <dd>
            <Moment at={spike.closedAt ?? spike.lastMs} />
          </dd>
        </div>
        <div class="fact">
          <dt>{w('reasons')}</dt>
          <dd>
            <CrisisMark level={spike.crisis.level} />
            <CrisisReasons crisis={spike.crisis} />
          </dd>
        </div>
        <div class="fact">
          <dt>{w('rate')}</dt>
          <dd lang="vi">{rate}</dd>
        </div>
      </dl>
    </section>
  )
}

function Linked({ linked }: { readonly linked: SpikeDetail['linked'] }) {
  return (
    <section class="media-part">
      <h2>{w('linked')}</h2>
      {linked.length === 0 && <p class="hint">{w('linkedNone')}</p>}
      <ul class="linked-list">
        {linked.map(({ id, code, title, why }) => (
          <li key={id}>
            <a href={incidentHref(id)}>
              {code} {title}
            </a>
            <span class="hint">{why}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The stories page with the filter of the spike. */
function storiesHref({ topic, place, fromMs, lastMs }: SpikeView): string {
  return mediaHref({
    range: { kind: 'between', from: isoDay(dayOf(fromMs)), to: isoDay(dayOf(lastMs)) },
    filter: { topic, place: place?.code },
    order: 'size',
  })
}

function Spike({ detail }: { readonly detail: SpikeDetail }) {
  const [spike, setSpike] = useState(detail.spike)
  return (
    <>
      <div class="page-head">
        <h1>{spikeName(spike)}</h1>
        <SpikeState state={spike.state} />
        <SpikeWork work={spike.work} />
        {spike.incidentId !== null && (
          <span class="page-actions">
            <a class="button" href={incidentHref(spike.incidentId)}>
              {w('toIncident')}
            </a>
          </span>
        )}
      </div>
      <div class="story-panes">
        <div>
          <section class="media-part">
            <SpikeChart series={detail.series} />
          </section>
          <section class="media-part">
            <h2>{w('stories')}</h2>
            {detail.stories.length === 0 && <p class="hint">{w('storiesNone')}</p>}
            <ol class="story-list">
              {detail.stories.map(story => (
                <StoryRow key={story.id} story={story} />
              ))}
            </ol>
            <p class="links">
              <a href={storiesHref(spike)}>{w('allStories')}</a>
            </p>
          </section>
        </div>
        <div>
          <Facts spike={spike} rate={detail.rate} />
          <SpikeForm spike={spike} onSaved={setSpike} />
          <Linked linked={detail.linked} />
        </div>
      </div>
    </>
  )
}

/** The page of `/media/spikes/ID`. */
export function SpikePage({ id }: { readonly id: string }) {
  const [answer, again] = useAnswer(() => mediaApi.spike(id))
  useEffect(() => void loadNames(), [])
  return (
    <div class="media-page">
      <MediaTabs />
      <div class="page">
        <a class="media-back" href="/media/spikes">
          ← {w('back')}
        </a>
        {answer === null && <Loading />}
        {answer?.ok === false && (
          <>
            <h1 class="off-screen">{w('title')}</h1>
            <Failed error={answer.error} again={again} />
          </>
        )}
        {answer?.ok === true && <Spike detail={answer.value} />}
      </div>
    </div>
  )
}

// Online media, working: tones corrected, models taught, spikes answered, stories raised to incidents, imitating
// domains switched. Every change is in the audit trail.

import type { KeptIndicator } from '#/kernel/indicator.ts'
import type { ModelSummary } from '#/crawler/model-desk.ts'
import type { SpikeRecord } from '#/crawler/spikes/spike-records.ts'
import type { Stored } from '#/store/records.ts'
import type { IndicatorView, ModelView, SpikeView } from '../contract/media-work.ts'
import { ApiError } from '../errors.ts'
import { showMention, showStory, type SourceNames } from '../media-view.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'
import { seesUnit } from '../visible.ts'

type MediaWorkHandlers = Handlers<
  | 'correctTone'
  | 'listUnsure'
  | 'listModels'
  | 'trainModel'
  | 'listSpikes'
  | 'getSpike'
  | 'changeSpike'
  | 'raiseStory'
  | 'listIndicators'
  | 'switchIndicator'
>

/** Texts that people are asked to label: those of the last weeks. */
const LABEL_DAYS = 28
const DAY_MS = 24 * 3_600_000
const SPIKE_STORIES = 20

export function mediaWorkRoutes(platform: Platform): MediaWorkHandlers {
  const { clock, media, audit, state } = platform
  const { mentions, spikes, models, indicators, trail } = media

  async function names(): Promise<SourceNames> {
    return new Map((await media.sources.list()).map(({ source }) => [source.id, source]))
  }

  return {
    async correctTone({ params, body, principal }) {
      const mention = await media.correctTone(params.id, body.label, principal.name)
      if (mention === undefined) throw new ApiError('mention.not-found', 'There is no such mention.')
      await audit.record(principal.name, 'mention.tone', `mention ${params.id}`, body.label ?? 'taken back')
      return showMention(mention, await names())
    },

    async listUnsure({ query, principal }) {
      const since = clock.now() - LABEL_DAYS * DAY_MS
      const unsure = await mentions.leastSure(query.voice, query.limit ?? 20, since)
      for (const { id } of unsure) await trail.record(principal.name, { kind: 'text', mentionId: id })
      const sources = await names()
      return unsure.map(mention => ({ mention: showMention(mention, sources), text: mention.text }))
    },

    listModels: async () => (await models.summaries()).map(showModel),

    async trainModel({ params, principal }) {
      if ((await models.train(params.voice, principal.name)) === 'plugged-in')
        throw new ApiError('model.plugged-in', 'This model was given by path: train it where it was made.')
      await audit.record(principal.name, 'model.trained', `model ${params.voice}`)
      const summary = (await models.summaries()).find(({ voice }) => voice === params.voice)
      return showModel(summary!)
    },

    async listSpikes({ query }) {
      const { state: wanted, limit = 50 } = query
      return (await spikes.list({ limit, ...(wanted === undefined ? {} : { state: wanted }) })).map(showSpike)
    },

    async getSpike({ params, principal }) {
      const kept = await spikes.get(params.id)
      if (kept === undefined) throw spikeNotFound()
      const { spike } = kept.record
      const filter = {
        fromMs: spike.from,
        toMs: spike.last,
        topic: spike.topic,
        ...(spike.place === null ? {} : { place: spike.place }),
      }
      const page = await mentions.stories(filter, 'size', SPIKE_STORIES)
      const sources = await names()
      const linked = (await spikes.linked(kept.record)).filter(({ id }) => {
        const incident = state.incident(id)
        return incident !== undefined && seesUnit(principal, incident.unitId, platform.units)
      })
      return {
        spike: showSpike(kept),
        series: spike.chart.map(bucket => ({ ...bucket })),
        stories: page.stories.map(story => showStory(story, sources)),
        linked: [...linked],
        rate: spikes.rate,
      }
    },

    async changeSpike({ params, body, principal }) {
      const { version, ...change } = body
      const outcome = await spikes.change(params.id, version, change, principal.name)
      if (outcome === 'unknown') throw spikeNotFound()
      if (outcome === 'conflict') throw new ApiError('conflict', 'Someone has changed the spike since.')
      await audit.record(principal.name, 'spike.changed', `spike ${params.id}`, outcome.record.work)
      return showSpike(outcome)
    },

    async raiseStory({ params, body, principal }) {
      const raised = await media.raiseStory(params.id, body.reason, principal.name)
      if (raised === undefined) throw new ApiError('story.not-found', 'There is no such story.')
      await audit.record(principal.name, 'story.raised', `incident ${raised.code}`, params.id)
      return { ...raised }
    },

    listIndicators: () => indicators.list().map(showIndicator),

    async switchIndicator({ params, body, principal }) {
      const outcome = await indicators.switch(params.domain, body.enabled, body.version)
      if (outcome === undefined)
        throw new ApiError('indicator.not-found', 'The domain is not on the list of indicators.')
      if (outcome === 'conflict') throw new ApiError('conflict', 'Someone has switched the domain since.')
      const done = body.enabled ? 'indicator.on' : 'indicator.off'
      await audit.record(principal.name, done, `domain ${params.domain}`)
      return showIndicator(indicators.list().find(({ id }) => id === params.domain)!)
    },
  }
}

const spikeNotFound = (): ApiError => new ApiError('spike.not-found', 'There is no such spike.')

function showModel({ perLabel, training, ...summary }: ModelSummary): ModelView {
  return {
    ...summary,
    perLabel: perLabel.map(figures => ({ ...figures })),
    training: training === null ? null : { ...training },
  }
}

function showSpike({ record, version }: Stored<SpikeRecord>): SpikeView {
  const { spike, crisis, placeName, work, cause, answer, changedBy, changedAt, incidentId } = record
  return {
    id: spike.id,
    topic: spike.topic,
    place: spike.place === null ? null : { code: spike.place, name: placeName ?? spike.place },
    measure: spike.measure,
    state: spike.state,
    work,
    fromMs: spike.from,
    lastMs: spike.last,
    closedAt: spike.closedAt,
    windowHours: spike.windowHours,
    observed: spike.observed,
    expected: spike.expected,
    pValue: spike.p,
    crisis: { level: crisis.level, reasons: [...crisis.reasons] },
    cause,
    answer,
    changedBy,
    changedAt,
    incidentId,
    version,
  }
}

function showIndicator({ record, version }: Stored<KeptIndicator>): IndicatorView {
  return { ...record, version }
}

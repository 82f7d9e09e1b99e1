// The reports' questions about online media, answered from the mention store and the records of sources and spikes.

import { NO_CRISIS } from '#/crawler/spikes/crisis-level.ts'
import type { SpikeRecord, SpikeRecords } from '#/crawler/spikes/spike-records.ts'
import type { Schedule } from '#/crawler/sources/schedule.ts'
import type { Sources, VersionedSource } from '#/crawler/sources/sources.ts'
import type { CrisisFigure, MediaFigures, ModelFigure, SpikeFigure } from '#/reports/fill/media-figures.ts'
import type { MentionStore } from '#/store/mention-store.ts'

export interface MediaFiguresOptions {
  readonly mentions: MentionStore
  readonly sources: Sources
  readonly schedule: Pick<Schedule, 'healths'>
  readonly spikes: Pick<SpikeRecords, 'between'>
  readonly models: { summaries(): Promise<readonly ModelFigure[]> }
  readonly departmentName: (id: string) => string
  readonly crisis: (fromMs: number, toMs: number) => Promise<CrisisFigure>
}

/** Names of sources are those of the moment it is opened or last refreshed. */
export function createMediaFigures(options: MediaFiguresOptions): MediaFigures {
  const { mentions, sources, schedule, spikes, models, departmentName, crisis } = options
  let known = new Map<string, VersionedSource['source']>()
  const refresh = async (): Promise<void> => {
    known = new Map((await sources.list()).map(({ source }) => [source.id, source]))
  }
  return {
    mentions: {
      // The first question of every report: from then on the names are those of now.
      async totals(filter) {
        await refresh()
        return await mentions.totals(filter)
      },
      counts: (filter, by) => mentions.counts(filter, by),
      stories: (filter, order, limit, after) => mentions.stories(filter, order, limit, after),
      find: (filter, limit, after) => mentions.find(filter, limit, after),
    },
    sourceName: id => known.get(id)?.name ?? id,
    reachOf: id => known.get(id)?.reach ?? null,
    departmentName,
    spikes: async (fromMs, toMs) => (await spikes.between(fromMs, toMs)).map(figureOf),
    crisis,
    async sources() {
      await refresh()
      const healths = new Map((await schedule.healths()).map(health => [health.sourceId, health]))
      return [...known.values()].map(({ id, name, enabled }) => {
        const health = healths.get(id)
        const worst = [...(health?.failures ?? [])].sort((a, b) => b.count - a.count)[0]
        return {
          id,
          name,
          enabled,
          state: health?.state ?? (enabled ? 'never' : 'off'),
          lastSuccessAt: health?.lastSuccessAt ?? null,
          failure: worst?.reason ?? '',
        }
      })
    },
    models: async () =>
      (await models.summaries()).map(({ voice, name, accuracy, surestAccuracy, measured }) => ({
        voice,
        name,
        accuracy,
        surestAccuracy,
        measured,
      })),
  }
}

/** The greatest level of the spikes of a time, with its reasons. */
export function createGreatestCrisis(spikes: Pick<SpikeRecords, 'between'>) {
  return async (fromMs: number, toMs: number): Promise<CrisisFigure> => {
    const levels = (await spikes.between(fromMs, toMs)).map(({ crisis }) => crisis)
    return levels.sort((a, b) => b.level - a.level)[0] ?? NO_CRISIS
  }
}

function figureOf(record: SpikeRecord): SpikeFigure {
  const { spike, placeName, cause, answer, work, changedBy, changedAt } = record
  return {
    id: spike.id,
    topic: spike.topic,
    placeName,
    negative: spike.measure === 'negative',
    fromMs: spike.from,
    observed: spike.observed,
    expected: spike.expected,
    cause,
    answer,
    state: spike.state,
    work,
    changedBy,
    changedAt,
  }
}

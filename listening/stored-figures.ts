// The figures of online media from the files of a platform that does not run: the same answers from the same stores,
// opened for reading only.

import { existsSync } from 'node:fs'
import type { MediaConfig } from '#/crawler/media-config.ts'
import { loadDepartments } from '#/crawler/meaning/departments.ts'
import { healthOf, SOURCE_HEALTH } from '#/crawler/sources/source-health.ts'
import { createSources } from '#/crawler/sources/sources.ts'
import { createSpikeRecords } from '#/crawler/spikes/spike-records.ts'
import type { Clock } from '#/kernel/clock.ts'
import { VOICES } from '#/kernel/mention.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { MediaFigures, ModelFigure } from '#/reports/fill/media-figures.ts'
import { openEmbeddedMentionStore } from '#/store/embedded/mention-store.ts'
import type { Records } from '#/store/records.ts'
import { createMediaFigures, createGreatestCrisis } from './media-figures.ts'
import { cityVoices, measuredOf, modelPath } from './models-in-use.ts'
import { openToneModels } from './tone-models.ts'

export interface StoredFiguresOptions {
  /** The file of mentions, and the folder of the city's own models. */
  readonly paths: { readonly media: string; readonly models: string }
  readonly config: MediaConfig
  readonly records: Records
  readonly clock: Clock
  readonly report: ReportProblem
  /** The thread that reads mentions has died. */
  readonly onFailed: (error: Error) => void
}

export interface StoredFigures extends AsyncDisposable {
  readonly figures: MediaFigures
}

/** Undefined when no mention was ever kept there; throws Fatal when the file cannot be read. */
export async function openStoredFigures(options: StoredFiguresOptions): Promise<StoredFigures | undefined> {
  const { paths, config, records, clock, report } = options
  if (!existsSync(paths.media)) return undefined
  const mentions = await openEmbeddedMentionStore({
    path: paths.media,
    readOnly: true,
    onFailed: options.onFailed,
  })
  const sources = createSources({ records })
  const spikes = createSpikeRecords(records, clock)
  const { list } = loadDepartments(...(config.departmentsFile === undefined ? [] : [config.departmentsFile]))

  async function models(): Promise<readonly ModelFigure[]> {
    const ofCity = cityVoices(paths.models, report)
    const path = (voice: (typeof VOICES)[number]): string =>
      modelPath(voice, paths.models, config.models, ofCity)
    const inUse = await openToneModels({ news: path('news'), comment: path('comment') })
    return VOICES.map(voice => ({ voice, name: inUse[voice].id, ...measuredOf(inUse[voice].card) }))
  }

  return {
    figures: createMediaFigures({
      mentions,
      sources,
      schedule: {
        healths: async () =>
          await Promise.all(
            (await sources.list()).map(async ({ source }) => {
              const stored = await records.get(SOURCE_HEALTH, source.id)
              return healthOf(source, stored?.record, null, clock.now())
            }),
          ),
      },
      spikes,
      models: { summaries: models },
      departmentName: id => list.find(department => department.id === id)?.name ?? id,
      crisis: createGreatestCrisis(spikes),
    }),
    [Symbol.asyncDispose]: () => mentions[Symbol.asyncDispose](),
  }
}

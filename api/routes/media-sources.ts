// Sources of online media: listed with their health, edited, read now, imported and exported.

import type { SourceFieldProblem } from '#/crawler/sources/check-source.ts'
import { applyImport, exportSources, planImport, type SourceImport } from '#/crawler/sources/source-list.ts'
import type { SaveSourceOutcome, VersionedSource } from '#/crawler/sources/sources.ts'
import type { SourceHealth, SourceState } from '#/kernel/media-source.ts'
import type { SourceImportView, SourceView } from '../contract/media-sources.ts'
import { ApiError } from '../errors.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'

type MediaSourceHandlers = Handlers<
  'listSources' | 'saveSource' | 'removeSource' | 'readSourceNow' | 'importSources' | 'exportSources'
>

/** Those in trouble first. */
const ORDER: readonly SourceState[] = ['failing', 'refused', 'silent', 'never', 'well', 'off']

export function mediaSourceRoutes(platform: Platform): MediaSourceHandlers {
  const { media, audit } = platform
  const { sources, schedule } = media

  async function show({ source, version }: VersionedSource, known?: SourceHealth): Promise<SourceView> {
    const health = known ?? (await schedule.health(source.id))
    const { local: _never, ...shown } = source
    return {
      source: {
        ...shown,
        urls: [...shown.urls],
        include: [...shown.include],
        exclude: [...shown.exclude],
        topics: [...shown.topics],
        selectors: { ...shown.selectors },
      },
      version,
      health: showHealth(health, source.enabled),
    }
  }

  async function saved(outcome: SaveSourceOutcome): Promise<SourceView> {
    switch (outcome.kind) {
      case 'saved':
        return await show(outcome.saved)
      case 'conflict':
        throw new ApiError('conflict', 'Someone has changed the source since.')
      case 'exists':
        throw sourceInvalid([
          {
            field: 'id',
            text: 'đã có nguồn mang mã này',
            textEnglish: 'there is a source of this id already',
          },
        ])
      case 'full':
        throw new ApiError('source.invalid', 'as many sources are kept as may be')
      case 'not-found':
        throw sourceNotFound()
      case 'invalid':
        throw sourceInvalid(outcome.problems)
    }
  }

  return {
    async listSources() {
      const healths = new Map((await schedule.healths()).map(health => [health.sourceId, health]))
      const views: SourceView[] = []
      for (const each of await sources.list()) views.push(await show(each, healths.get(each.source.id)))
      const rank = ({ health }: SourceView): number => ORDER.indexOf(health.state)
      return views.sort((a, b) => rank(a) - rank(b) || a.source.name.localeCompare(b.source.name, 'vi'))
    },

    async saveSource({ body, principal }) {
      const { source, version } = body
      const outcome = version === 0 ? await sources.create(source) : await sources.save(source, version)
      const view = await saved(outcome)
      await audit.record(
        principal.name,
        version === 0 ? 'source.added' : 'source.changed',
        `source ${source.id}`,
        source.enabled ? 'on' : 'off',
      )
      return view
    },

    async removeSource({ params, query, principal }) {
      const outcome = await sources.remove(params.id, query.version)
      if (outcome === 'not-found') throw sourceNotFound()
      if (outcome === 'conflict') throw new ApiError('conflict', 'Someone has changed the source since.')
      await audit.record(principal.name, 'source.removed', `source ${params.id}`)
    },

    async readSourceNow({ params, principal }) {
      const outcome = await schedule.wake(params.id)
      const known = await sources.get(params.id)
      if (outcome === 'not-found' || known === undefined) throw sourceNotFound()
      if (outcome === 'off') throw new ApiError('source.invalid', 'enabled: the source is off')
      await audit.record(principal.name, 'source.read', `source ${params.id}`)
      return await show(known)
    },

    async importSources({ body, principal }) {
      const plan = await planImport(body.yaml, sources)
      if (!body.apply || plan.problems.length > 0) return showImport(plan, false)
      const outcome = await applyImport(plan, sources)
      if (outcome === 'conflict') throw new ApiError('conflict', 'Someone has changed a source since.')
      await audit.record(
        principal.name,
        'source.imported',
        'sources',
        `${plan.added.length} added, ${plan.changed.length} changed`,
      )
      return showImport(plan, outcome === 'done')
    },

    async exportSources({ reply }) {
      void reply.header('content-disposition', 'attachment; filename="sources.yaml"')
      return exportSources((await sources.list()).map(({ source }) => source))
    },
  }
}

const sourceNotFound = (): ApiError => new ApiError('source.not-found', 'There is no such source.')

/** Names every field with what is wrong with it, in both languages. */
function sourceInvalid(problems: readonly SourceFieldProblem[]): ApiError {
  const message = problems.map(({ field, textEnglish }) => `${field}: ${textEnglish}`).join('; ')
  return new ApiError('source.invalid', message, { body: { problems: [...problems] } })
}

function showHealth(health: SourceHealth | undefined, enabled: boolean): SourceView['health'] {
  if (health === undefined)
    return {
      state: enabled ? 'never' : 'off',
      lastRunAt: null,
      lastSuccessAt: null,
      lastNewAt: null,
      nextRunAt: null,
      requests: 0,
      newMentions: 0,
      notModified: 0,
      failures: [],
      failedRunsInRow: 0,
    }
  const { sourceId: _id, ...shown } = health
  return { ...shown, failures: shown.failures.map(failure => ({ ...failure })) }
}

/** `where` of a problem is `sources.yaml:LINE:KEY`. */
function showImport(
  { added, changed, unchanged, problems }: SourceImport,
  applied: boolean,
): SourceImportView {
  return {
    added: added.map(({ id }) => id),
    changed: changed.map(({ source, fields }) => ({ id: source.id, fields: [...fields] })),
    unchanged: [...unchanged],
    problems: problems.map(({ where, detail, text }) => {
      const [, line = '', field = ''] = /^[^:]*:(\d+):?(.*)$/.exec(where) ?? []
      return {
        line: line === '' ? null : Number(line),
        sourceId: /^[^.]*\b([a-z0-9-]+)\./.exec(field)?.[1] ?? null,
        field,
        text,
        textEnglish: detail,
      }
    }),
    applied,
  }
}

// Everything that listens to what is said of the city, and how it hangs together:
//
//   source ─▶ crawler ─▶ reading thread ─▶ keeper: story, store ─▶ spike watch ─▶ alert ─▶ incident
//                                            │                        └─▶ lines in the history of related incidents
//                                            ├─▶ indicators ─▶ detection
//                                            └─▶ console, reports

import type { MediaDesk } from '#/crawler/desk.ts'
import type { MediaConfig } from '#/crawler/media-config.ts'
import { loadDepartments } from '#/crawler/meaning/departments.ts'
import { createReadingTrail } from '#/crawler/reading-trail.ts'
import { startRetention } from '#/crawler/retention.ts'
import { applyImport, planImport, starterList } from '#/crawler/sources/source-list.ts'
import { createSources } from '#/crawler/sources/sources.ts'
import { createSpikeRecords } from '#/crawler/spikes/spike-records.ts'
import type { JobQueue } from '#/jobs/job-queue.ts'
import type { Alert } from '#/kernel/alert.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { Incident } from '#/kernel/incident.ts'
import type { MediaSource } from '#/kernel/media-source.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { DataFolder } from '#/pipeline/data-folder.ts'
import type { Register } from '#/register/register.ts'
import type { MediaFigures } from '#/reports/fill/media-figures.ts'
import { createHistory } from '#/response/history.ts'
import type { Audit } from '#/store/audit.ts'
import { openEmbeddedMentionStore } from '#/store/embedded/mention-store.ts'
import type { Indicators } from '#/store/indicators.ts'
import type { MentionFilter, MentionStore } from '#/store/mention-store.ts'
import type { StateStore } from '#/store/state-store.ts'
import { openKeeper, type Keeper } from './keep-mentions.ts'
import { createGreatestCrisis, createMediaFigures } from './media-figures.ts'
import { createModelDesk } from './model-desk.ts'
import { openCrawling } from './open-crawling.ts'
import { createRaiseStory, systemsOf } from './raise-story.ts'
import { startReadingRoom } from './reading-room.ts'
import type { MeaningSettings } from './reading-messages.ts'
import { createSharedReading, type SharedReading } from './shared-reading.ts'
import { createSpikeDesk } from './spike-desk.ts'
import { openSpikeLinks } from './spike-links.ts'
import { createStoryIncidents } from './story-incidents.ts'
import { SPIKE_QUEUE, watchSpikes } from './watch-spikes.ts'

export interface ListeningOptions {
  readonly folder: Pick<DataFolder, 'media' | 'authorKey' | 'models'>
  readonly config: MediaConfig
  /** The platform's, for the User-Agent. */
  readonly version: string
  readonly clock: Clock
  readonly state: StateStore
  readonly register: Register
  readonly indicators: Indicators
  readonly audit: Audit
  readonly jobs: JobQueue
  /** In place of the embedded store of the folder: of a process that leads a cluster. */
  readonly openMentions?: (() => Promise<MentionStore>) | undefined
  /** Keeps an alert; the incidents that it made or joined. */
  readonly keepAlerts: (alerts: readonly Alert[]) => readonly Incident[]
  /** Tells everybody of an incident that was changed here. */
  readonly incidentChanged: (incident: Incident) => void
  readonly report: ReportProblem
  readonly onError: (error: unknown, where: string) => void
  readonly onFailed: (error: Error) => void
  /** Sources on this machine itself, for tests and the demo: kept as they are at every start. */
  readonly localSources?: readonly MediaSource[] | undefined
  /** Since when the city's media are read, ms UTC, where that is known better than from the first mention. */
  readonly watchedSince?: number | undefined
}

export interface Listening extends AsyncDisposable {
  readonly desk: MediaDesk
  readonly figures: MediaFigures
  /** To be called with each new or changed incident: one may go with a spike. */
  readonly incidentHeard: (incident: Incident) => void
  readonly systemsChanged: () => void
  /** Reads every source now and looks for spikes, instead of at their turns: the demo's day is short. */
  readonly readNow: () => Promise<void>
  /** What workers of a cluster ask for that read pages in place of this process. */
  readonly forWorkers: ListeningForWorkers
}

export interface ListeningForWorkers {
  readonly mentions: MentionStore
  readonly keeper: Keeper
  readonly reading: SharedReading
}

const WATCHED_SINCE = 'media:watched-since'
const STARTER_TAKEN = 'media:starter-taken'

export async function openListening(options: ListeningOptions): Promise<Listening> {
  const { folder, config, clock, state, register, jobs, report } = options
  const { records } = state
  await using opened = new AsyncDisposableStack()
  const later = (work: Promise<unknown>, where: string): void =>
    void work.catch((error: unknown) => options.onError(error, where))

  const local = new Set(options.localSources?.map(({ id }) => id))
  const sources = createSources({ records, isLocal: ({ id }) => local.has(id) })
  if (options.localSources === undefined) await takeStarterList()
  else for (const source of options.localSources) await takeLocal(source)

  const departments = loadDepartments(
    ...(config.departmentsFile === undefined ? [] : [config.departmentsFile]),
  )
  const { openMentions = openOwnMentions } = options
  const mentions = opened.use(await openMentions())
  const models = createModelDesk({
    folder: folder.models,
    config: config.models,
    mentions,
    jobs,
    clock,
    report,
  })
  const room = opened.use(
    startReadingRoom(
      {
        authorKeyFile: folder.authorKey,
        models: models.paths(),
        meaning: await meaningSettings(),
        isNeededNow: config.enabled && (isSetUp(config) || (await isAnySourceRead())),
      },
      options.onFailed,
    ),
  )
  opened.use(models.work(room))
  const keeper = await openKeeper({
    mentions,
    indicators: options.indicators,
    clock,
    onKept() {
      if (state.setting(WATCHED_SINCE) === undefined) state.putSetting(WATCHED_SINCE, String(clock.now()))
    },
  })
  const { schedule } = openCrawling({
    config,
    version: options.version,
    sources,
    records,
    jobs,
    clock,
    report,
    read: page => room.read(page),
    keeper,
  })

  const systemOf = (id: string) => register.system(id)?.system
  const systemsNamed = (filter: MentionFilter) => systemsOf(filter, mentions, systemOf)
  const around = { system: systemOf, unit: (id: string) => register.unit(id)?.unit }
  const history = createHistory(state, options.incidentChanged)
  const spikes = createSpikeRecords(records, clock)
  const links = await openSpikeLinks({ spikes, systemsNamed, state, around, history, clock })

  if (config.enabled) {
    opened.use(await schedule.start())
    opened.use(
      await watchSpikes({
        mentions,
        spikes,
        sources,
        jobs,
        clock,
        watchedSince: () => options.watchedSince ?? numberOf(state.setting(WATCHED_SINCE)),
        systemsNamed,
        related: (spike, placeName, systemIds) =>
          links.related(spike, placeName, systemIds).map(({ incident }) => incident),
        raise,
        onSpike: links.spikeSeen,
      }),
    )
  }
  opened.use(
    await startRetention(jobs, mentions, clock, {
      textDays: config.textDays,
      mentionDays: config.mentionDays,
    }),
  )
  sources.onChanged(async () => await room.useMeaning(await meaningSettings()))

  /** An alert that was kept before a crash made its incident then. */
  function raise(alert: Alert): Incident | undefined {
    const [changed] = options.keepAlerts([alert])
    return changed ?? state.incident(state.alert(alert.id)?.incidentId ?? '')
  }

  const crisis = createGreatestCrisis(spikes)
  const desk: MediaDesk = {
    mentions,
    sources,
    schedule,
    spikes: createSpikeDesk({ spikes, systemsNamed, related: links.related }),
    models,
    indicators: options.indicators,
    departments: departments.list,
    trail: createReadingTrail(options.audit, clock),
    async correctTone(id, label, by) {
      await mentions.correct(id, label === null ? null : { label, by, at: clock.now() })
      return await mentions.get(id)
    },
    raiseStory: createRaiseStory({
      mentions,
      state,
      system: systemOf,
      clock,
      incidentChanged: options.incidentChanged,
    }),
    incidentsOf: createStoryIncidents({ state, spikes }),
    crisis,
  }
  const figures = createMediaFigures({
    mentions,
    sources,
    schedule,
    spikes,
    models,
    departmentName: id => departments.list.find(department => department.id === id)?.name ?? id,
    crisis,
  })
  const all = opened.move()
  return {
    desk,
    figures,
    incidentHeard: links.incidentHeard,
    systemsChanged: () => later(refreshMeaning(), 'systems that texts name'),
    async readNow() {
      for (const { source } of await sources.list()) if (source.enabled) await schedule.wake(source.id)
      await jobs.add({ queue: SPIKE_QUEUE, key: 'now', data: {} })
    },
    forWorkers: {
      mentions,
      keeper,
      reading: createSharedReading({
        authorKeyFile: folder.authorKey,
        ready: () => room.models(),
        meaning: meaningSettings,
        modelFile: voice => models.ofCity(voice),
      }),
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }

  async function isAnySourceRead(): Promise<boolean> {
    return (await sources.list()).some(({ source }) => source.enabled)
  }

  async function openOwnMentions(): Promise<MentionStore> {
    return await openEmbeddedMentionStore({ path: folder.media, onFailed: options.onFailed })
  }

  async function refreshMeaning(): Promise<void> {
    await room.useMeaning(await meaningSettings())
  }

  async function meaningSettings(): Promise<MeaningSettings> {
    const systems = register.systems()
    const hosts = (await sources.list()).flatMap(({ source }) =>
      source.urls.map(url => URL.parse(url)?.hostname ?? ''),
    )
    return {
      province: config.province ?? null,
      departmentsFile: config.departmentsFile ?? null,
      systems: systems.map(({ id, name, domains }) => ({ id, names: [name], domains })),
      cityDomains: [...new Set([...config.cityDomains, ...systems.flatMap(({ domains }) => domains)])],
      knownDomains: [...new Set(hosts.filter(host => host !== ''))],
    }
  }

  /** Once, switched off as they come: who edits or removes them is not overruled at the next start. */
  async function takeStarterList(): Promise<void> {
    if (state.setting(STARTER_TAKEN) !== undefined) return
    const plan = await planImport(starterList(), sources, { name: 'starter.yaml', onlyNew: true })
    await applyImport(plan, sources)
    state.putSetting(STARTER_TAKEN, 'yes')
  }

  async function takeLocal(source: MediaSource): Promise<void> {
    const known = await sources.get(source.id)
    await (known === undefined ? sources.create(source) : sources.save(source, known.version))
  }
}

/** Something that the reading thread would refuse if it were wrong: better at the start than with the first page. */
function isSetUp({ province, cityDomains, models }: MediaConfig): boolean {
  return (
    province !== undefined ||
    cityDomains.length > 0 ||
    models.news !== undefined ||
    models.comment !== undefined
  )
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text)
}

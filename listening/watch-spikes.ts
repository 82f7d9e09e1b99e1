// Every hour: is something said more than usual? What the watch finds is kept, raised as an alert when it is new,
// and linked with incidents about the same system or place. The watch goes on after a restart where it was; hours
// that nobody watched are counted with the next look.

import { createSpikeWatch, SPIKE_WATCH_DEFAULTS } from '#/crawler/spikes/spike-watch.ts'
import { crisisLevel, type CrisisFacts } from '#/crawler/spikes/crisis-level.ts'
import type { SpikeFindings, SpikeRecord, SpikeRecords } from '#/crawler/spikes/spike-records.ts'
import type { Spike } from '#/crawler/spikes/spike.ts'
import type { Alert } from '#/kernel/alert.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { Incident } from '#/kernel/incident.ts'
import { severityRank } from '#/kernel/severity.ts'
import type { JobQueue } from '#/jobs/job-queue.ts'
import type { Sources } from '#/crawler/sources/sources.ts'
import type { MentionFilter, MentionStore } from '#/store/mention-store.ts'
import { HISTORY_MS } from '#/crawler/spikes/series-fit.ts'
import { countForSpikes } from './spike-series.ts'
import { spikeAlert } from './spike-alert.ts'

export interface WatchSpikesOptions {
  readonly mentions: MentionStore
  readonly spikes: SpikeRecords
  readonly sources: Pick<Sources, 'list'>
  readonly jobs: JobQueue
  readonly clock: Clock
  /** Since when the city's media are read, ms UTC; undefined: not yet. */
  readonly watchedSince: () => number | undefined
  /** The systems that the mentions name, the most often named first. */
  readonly systemsNamed: (filter: MentionFilter) => Promise<readonly string[]>
  /** Incidents about the same system or place, of other origin. */
  readonly related: (
    spike: Spike,
    placeName: string | null,
    systemIds: readonly string[],
  ) => readonly Incident[]
  /** Keeps the alert; the incident that it made or joined. */
  readonly raise: (alert: Alert) => Incident | undefined
  /** A spike is new or has changed; its incident, when it raised one, is known by now. */
  readonly onSpike: (record: SpikeRecord, systemIds: readonly string[]) => void
}

export const SPIKE_QUEUE = 'media.spikes'
const HOUR_MS = 3_600_000
/** After the hour, when the crawls of that hour have handed in what they found. */
const LATE_MS = 5 * 60_000
const MAIN_STORIES = 5

/** Looks at once and at every full hour from then on; disposing ends it. */
export async function watchSpikes(options: WatchSpikesOptions): Promise<AsyncDisposable> {
  const { jobs, clock } = options
  const worker = jobs.work(SPIKE_QUEUE, async () => await look(options))
  const nextHour = clock.now() - (clock.now() % HOUR_MS) + HOUR_MS
  await jobs.add({ queue: SPIKE_QUEUE, key: 'hourly', data: {}, runAt: nextHour + LATE_MS, everyMs: HOUR_MS })
  await jobs.add({ queue: SPIKE_QUEUE, key: 'start', data: {} })
  return worker
}

/** One look at the last whole hour. */
export async function look(options: WatchSpikesOptions): Promise<void> {
  const { mentions, spikes, clock } = options
  const watchedSince = options.watchedSince()
  if (watchedSince === undefined) return
  const at = clock.now() - (clock.now() % HOUR_MS)
  const state = await spikes.watchState(at - HISTORY_MS)
  const watch = createSpikeWatch(SPIKE_WATCH_DEFAULTS, state)
  const counts = await countForSpikes(mentions, at, state.open)
  const sighting = watch.look({ at, watchedSince, ...counts })
  for (const spike of sighting.opened) await tell(spike, true, options)
  for (const spike of [...sighting.lasting, ...sighting.closed]) await tell(spike, false, options)
}

async function tell(spike: Spike, isNew: boolean, options: WatchSpikesOptions): Promise<void> {
  const { mentions, spikes, clock } = options
  const filter = filterOf(spike)
  const { stories } = await mentions.stories(filter, 'size', MAIN_STORIES)
  const systemIds = await options.systemsNamed(filter)
  const named = stories.flatMap(({ places }) => places).find(({ code }) => code === spike.place)
  const placeName = spike.place === null ? null : (named?.name ?? spike.place)
  const related = options.related(spike, placeName, systemIds)
  const findings: SpikeFindings = {
    spike,
    crisis: crisisLevel(await factsOf(spike, filter, related, options)),
    placeName,
    storyIds: stories.map(({ id }) => id),
  }
  await spikes.keep(findings)
  // The alert has the id of the spike: one that a crash kept from being raised is raised by the next look.
  const known = await spikes.get(spike.id)
  if (isNew || known?.record.incidentId === null) {
    const alert = spikeAlert(
      {
        spike,
        placeName,
        systemId: systemIds[0] ?? null,
        crisisLevel: findings.crisis.level,
        reasons: findings.crisis.reasons,
        stories: stories.map(({ title }) => title),
      },
      clock.now(),
    )
    const incident = options.raise(alert)
    if (incident !== undefined) await spikes.linkIncident(spike.id, incident.id)
  }
  const kept = await spikes.get(spike.id)
  if (kept !== undefined) options.onSpike(kept.record, systemIds)
}

/** The mentions of a spike. */
export function filterOf({ topic, place, from, last }: Spike): MentionFilter {
  return { topic, ...(place === null ? {} : { place }), fromMs: from, toMs: last }
}

async function factsOf(
  spike: Spike,
  filter: MentionFilter,
  related: readonly Incident[],
  { mentions, sources }: WatchSpikesOptions,
): Promise<CrisisFacts> {
  const { tones } = await mentions.totals(filter)
  const bySource = await mentions.counts(filter, 'source')
  const reachOf = new Map((await sources.list()).map(({ source }) => [source.id, source.reach]))
  const reaches = bySource.map(({ key }) => reachOf.get(key) ?? null).filter(reach => reach !== null)
  const sure = tones.neg + tones.neu + tones.pos
  const gravest = related
    .filter(({ status }) => status !== 'closed')
    .map(({ severity }) => severity)
    .sort((a, b) => severityRank(b) - severityRank(a))[0]
  return {
    observed: spike.observed,
    expected: spike.expected,
    negativeShare: sure === 0 ? null : tones.neg / sure,
    sources: bySource.length,
    reach: reaches.length === 0 ? null : reaches.reduce((sum, reach) => sum + reach, 0),
    topic: spike.topic,
    incident: gravest ?? null,
  }
}

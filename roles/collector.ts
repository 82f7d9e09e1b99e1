// A collector: it takes lines off the wire, makes them durable here and acknowledges, reads and matches them, and stores
// the events in Elasticsearch. Alerts and what windows must know go to logs on Redis. While any of these servers is away
// it goes on receiving, and its raw log holds what is to be handed on.

import { join } from 'node:path'
import { openListeners } from '#/collectors/listeners/open-listeners.ts'
import { createSourceActivity } from '#/collectors/listeners/source-activity.ts'
import type { RawLog } from '#/collectors/raw-log/raw-log.ts'
import { filePositions } from '#/pipeline/file-positions.ts'
import { untilAborted } from '#/kernel/until-aborted.ts'
import { createHealthMeter } from '#/pipeline/health-report.ts'
import { openLogBehind } from '#/pipeline/open-log-behind.ts'
import { openPipeline, type PipelineListener } from '#/pipeline/open-pipeline.ts'
import { pipelineSettings } from '#/pipeline/pipeline-settings.ts'
import { handOn } from '#/pipeline/raised-log.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import {
  exceptionChanges,
  followNews,
  newsAtStart,
  NOTHING_TOLD,
  type DetectionNews,
} from './detection-news.ts'
import { publishFigures } from './detection-figures.ts'
import { joinCluster } from './join-cluster.ts'
import { followRuleSets, takeRuleSets } from './rule-set-bundle.ts'
import { openRoleFolder } from './open-role-folder.ts'
import type { RoleOptions, RunningRole } from './running-role.ts'

/** Resolves when it listens. Throws Fatal for what no waiting mends. */
export async function startCollector(options: RoleOptions): Promise<RunningRole> {
  const { config, cluster, clock, signal } = options
  await using started = new AsyncDisposableStack()
  const { folder, ledger } = await openRoleFolder(options)
  started.use(folder)
  const meter = createHealthMeter(clock)
  const joined = started.use(
    await joinCluster({ config, cluster, role: 'collector', directory: folder.path, clock, ledger, signal }),
  )
  const copy = join(folder.path, 'detection.json')
  const known = await untilAborted(newsAtStart(joined.board, copy), signal)
  await untilAborted(takeRuleSets(joined.board, folder.ruleSets), signal)
  let news = (known?.value as DetectionNews | undefined) ?? { ...NOTHING_TOLD, systems: config.systems }

  let rawLog: RawLog | undefined
  const settings = { ...pipelineSettings(folder, { ...config, ...news }), cluster: joined.place }
  const heard: PipelineListener = {
    onAlerts() {
      throw new Error('alerts of a collector go to the log of the cluster')
    },
    onStored(sequence, events, needed) {
      meter.stored(sequence, events)
      rawLog?.trim(needed)
    },
    onProblem: ledger.add,
    onHidden(hidden) {
      // A count for people's eyes; the alerts that were not raised are the same either way.
      void handOn(joined.logs, { kind: 'hidden', hidden }).catch(() => {})
    },
    onStuck: meter.stuck,
    onFailed: options.onFailed,
  }
  const pipeline = started.use(await openPipeline(settings, heard, signal))
  rawLog = started.use(await openLogBehind(pipeline, folder.raw, ledger.report))

  const following = new AbortController()
  const follow = Promise.all([
    followNews(joined.board, copy, known?.version, take, following.signal),
    followRuleSets(joined.board, folder.ruleSets, following.signal),
    publishFigures(joined.board, joined.node, pipeline.ask, following.signal),
  ])
  started.defer(async () => {
    following.abort()
    await follow
  })
  async function take(next: DetectionNews): Promise<void> {
    pipeline.useSystems(next.systems)
    pipeline.useIndicators(next.indicators)
    for (const { id, definition } of exceptionChanges(news.exceptions, next.exceptions))
      pipeline.useException(id, definition)
    if (next.rulesOff.join() !== news.rulesOff.join()) await pipeline.useRulesOff(next.rulesOff)
    news = next
  }

  const state = started.use(openEmbeddedStateStore({ path: folder.state, clock }))
  const activity = createSourceActivity({ clock, listeners: config.listeners, report: ledger.report })
  const listeners = started.use(
    await openListeners(config.listeners, {
      sink: rawLog,
      rawLog,
      clock,
      report: ledger.report,
      positions: filePositions(state),
      onLine(listener, peer, count) {
        activity.seen(listener, peer, count)
        meter.received(count)
      },
    }),
  )
  joined.live(() => {
    const health = meter.report({
      ledger,
      rawLog,
      storedAtStart: pipeline.position,
      dataDirectory: folder.path,
      forecast: undefined,
      time: undefined,
      demo: false,
      rules: { loaded: pipeline.loaded.rules.length, failed: pipeline.loaded.failed },
      exceptions: { inForce: 0, hidden: 0 },
      listeners: listeners.health(),
      silentSources: activity.silent(),
    })
    const { received, stored, lagEvents, lagMs, dropped, problems } = health
    return { figures: { received, stored, lagEvents, lagMs, dropped, problems }, health }
  })
  const addresses = Object.fromEntries(listeners.health().map(({ id, address }) => [id, address]))
  folder.announce({ pid: process.pid, url: '', localToken: '', listeners: addresses })
  const running = started.move()
  return {
    node: joined.node,
    listeners: addresses,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

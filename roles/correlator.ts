// A correlator: it shares the partitions of the correlations with the others that live, keeps their windows, and hands
// on what fires. It keeps nothing on its own disk: its windows' snapshots are on Redis, and whoever takes a partition
// over goes on from there.

import { join } from 'node:path'
import { createSharing } from '#/cluster/share-partitions.ts'
import type { Firing } from '#/correlation/windows/observation.ts'
import { untilAborted } from '#/kernel/until-aborted.ts'
import { openClusterStores } from '#/pipeline/cluster-place.ts'
import { correlatePartition } from '#/pipeline/correlate-partition.ts'
import { alertsOfFirings } from '#/pipeline/correlation-alerts.ts'
import { createExceptionShelf } from '#/pipeline/exception-shelf.ts'
import { pipelineSettings } from '#/pipeline/pipeline-settings.ts'
import { countHidden } from '#/pipeline/raise-alerts.ts'
import { handOn } from '#/pipeline/raised-log.ts'
import { createRuleReload, loadRuleSet } from '#/pipeline/rule-set.ts'
import { openRuleWatch } from '#/pipeline/watch-rules.ts'
import {
  exceptionChanges,
  followNews,
  newsAtStart,
  NOTHING_TOLD,
  type DetectionNews,
} from './detection-news.ts'
import { joinCluster } from './join-cluster.ts'
import { patientGet } from './patient-get.ts'
import { followRuleSets, takeRuleSets } from './rule-set-bundle.ts'
import { openRoleFolder } from './open-role-folder.ts'
import type { RoleOptions, RunningRole } from './running-role.ts'

/** One that has not said so for this long is not counted when partitions are shared. */
const SHARER_SILENT_MS = 10_000

/** Resolves when it takes partitions. Throws Fatal for what no waiting mends. */
export async function startCorrelator(options: RoleOptions): Promise<RunningRole> {
  const { config, cluster, clock, signal } = options
  await using started = new AsyncDisposableStack()
  const { folder, ledger } = await openRoleFolder(options)
  started.use(folder)
  const { report } = ledger
  const joined = started.use(
    await joinCluster({ config, cluster, role: 'correlator', directory: folder.path, clock, ledger, signal }),
  )
  const { board, logs, nodes, lock, snapshots } = joined
  const copy = join(folder.path, 'detection.json')
  const known = await untilAborted(newsAtStart(board, copy), signal)
  await untilAborted(takeRuleSets(board, folder.ruleSets), signal)
  let news = (known?.value as DetectionNews | undefined) ?? NOTHING_TOLD
  const settings = pipelineSettings(folder, { ...config, ...news })
  const { ruleFolders: folders, latenessMs, ruleWatchMs } = settings
  const watch = await openRuleWatch(folders)
  const source = { folders, off: new Set(news.rulesOff) }
  let rules = await loadRuleSet(source)
  for (const problem of rules.problems) report(problem)
  const shelf = createExceptionShelf(rules.everything, news.exceptions)
  const reload = createRuleReload(source, rules, set => {
    for (const problem of set.problems) report(problem)
    shelf.use(set.everything)
    rules = set
  })
  const stores = started.use(await openClusterStores(joined.place, report, signal))

  let raised = 0
  async function raise(firings: readonly Firing[], until: AbortSignal): Promise<void> {
    const store = { get: patientGet(stores.events, clock, until) }
    const { alerts, hidden } = await alertsOfFirings(
      { store, clock, stages: { exceptions: shelf.current } },
      firings,
      [],
    )
    if (alerts.length > 0) await handOn(logs, { kind: 'alerts', alerts })
    if (hidden.length > 0) await handOn(logs, { kind: 'hidden', hidden: countHidden(hidden) })
    raised += alerts.length
  }
  const sharing = createSharing({
    partitions: cluster.partitions,
    lock,
    nameOf: partition => `partition-${partition}`,
    sharers: async () =>
      (await nodes.nodes()).filter(
        ({ status, silentMs }) => status.roles.includes('correlator') && silentMs < SHARER_SILENT_MS,
      ).length,
    work: async (partition, term) =>
      await correlatePartition(partition, term, {
        partitions: cluster.partitions,
        logs,
        snapshots,
        rules: () => rules,
        latenessMs,
        waitMs: cluster.collectorWaitSeconds * 1000,
        collectors: async () =>
          (await nodes.nodes())
            .filter(({ status }) => status.roles.includes('collector'))
            .map(({ status }) => status.name),
        raise,
        clock,
        report,
      }),
  })
  /** A reload that nobody waits for. */
  async function reloadChanged(): Promise<void> {
    await reload.reload().catch((error: unknown) => {
      const detail = `the rules stay as they were: ${(error as Error).message}`
      report({ code: 'rule.invalid', where: folders.join(', '), detail })
    })
  }
  const ending = new AbortController()
  const working = Promise.all([
    sharing.run(ending.signal).catch((error: unknown) => options.onFailed(error as Error)),
    watch.run(ruleWatchMs, reloadChanged, ending.signal),
    followRuleSets(board, folder.ruleSets, ending.signal),
    followNews(
      board,
      copy,
      known?.version,
      async next => {
        for (const { id, definition } of exceptionChanges(news.exceptions, next.exceptions))
          shelf.put(id, definition)
        if (next.rulesOff.join() !== news.rulesOff.join()) await reload.switchOff(next.rulesOff)
        news = next
      },
      ending.signal,
    ),
  ])
  started.defer(async () => {
    ending.abort()
    await working
  })
  joined.live(() => ({ figures: { partitions: sharing.held().length, raised, problems: ledger.total() } }))
  folder.announce({ pid: process.pid, url: '', localToken: '', listeners: {} })
  const running = started.move()
  return { node: joined.node, listeners: {}, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

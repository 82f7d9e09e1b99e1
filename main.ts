// The composition root: everything that runs, and how it hangs together. The way of one event:
//
//   listener ─▶ raw log (durable, acknowledged) ─▶ pipeline's thread: format ─▶ rules ─▶ alerts ─▶ store
//                                                                                   │
//   console ◀─ live stream ◀─ API ◀─ incidents (state store) ◀──────────────────────┘
//                                        │
//                                        ▲     └─▶ response: law, playbooks, documents, notices
//   sources ─▶ listening: crawl, read, score, spikes ─┘

import { randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { ensureFirstAdmin } from '#/api/auth/accounts.ts'
import type { Health } from '#/api/contract/schemas.ts'
import type { Platform } from '#/api/platform.ts'
import { createIncidentBus } from '#/api/live/incident-bus.ts'
import { createApi } from '#/api/server.ts'
import { openListeners } from '#/collectors/listeners/open-listeners.ts'
import { createSourceActivity } from '#/collectors/listeners/source-activity.ts'
import type { Config } from '#/config-schema.ts'
import { withContact } from '#/crawler/media-config.ts'
import type { Clock } from '#/kernel/clock.ts'
import { Fatal } from '#/kernel/errors.ts'
import { logProblems } from '#/kernel/log-problems.ts'
import { SILENT_LOG, type Log } from '#/kernel/log.ts'
import { openEmbeddedJobQueue } from '#/jobs/embedded/job-queue.ts'
import type { Incident } from '#/kernel/incident.ts'
import type { MediaSource } from '#/kernel/media-source.ts'
import { createProblemLedger } from '#/kernel/problem-ledger.ts'
import { untilAborted } from '#/kernel/until-aborted.ts'
import { openListening, type Listening } from '#/listening/open-listening.ts'
import { openDetection } from '#/detection/open-detection.ts'
import { openDataFolder } from '#/pipeline/data-folder.ts'
import { openBackupDesk } from '#/pipeline/backup-desk.ts'
import { filePositions } from '#/pipeline/file-positions.ts'
import { createHealthMeter } from '#/pipeline/health-report.ts'
import { openCore } from '#/pipeline/open-core.ts'
import { openRuleSets } from '#/pipeline/open-rule-sets.ts'
import { withNodes } from '#/roles/cluster-health.ts'
import type { ClusterSeat } from '#/roles/cluster-seat.ts'
import { openResponse, type Response } from '#/response/open-response.ts'
import { writeEvidence } from '#/proof/evidence/write-evidence.ts'
import { createNotary } from '#/proof/notary.ts'
import { openSigningKey } from '#/proof/signing-key.ts'
import { createAudit } from '#/store/audit.ts'
import { openExportDesk } from '#/store/export/export-desk.ts'
import { createSavedSearches } from '#/store/saved-searches.ts'
import { tellOfUpgrade } from '#/upgrade/tell-of-upgrade.ts'
import { upgradeDataFolder } from '#/upgrade/upgrade-folder.ts'
import packageFile from './package.json' with { type: 'json' }

export interface PlatformOptions {
  readonly dataDirectory: string
  readonly config: Config
  readonly clock: Clock
  /** Built console. */
  readonly webDirectory: string
  readonly demo: boolean
  /** Sources of online media on this machine itself, and since when they are read: the demo's local web. */
  readonly localMedia?: { readonly sources: readonly MediaSource[]; readonly watchedSince: number }
  /** Called when the platform cannot go on. */
  readonly onFailed: (error: Error) => void
  /** Hears of errors of ours that one request met; the platform lives on. */
  readonly onError: (error: unknown, where: string, requestId?: string) => void
  /** Hears what happens to the platform itself; nobody when absent. */
  readonly log?: Log
  /** Of a process of a cluster: ends a start that waits, for servers or for the lead. */
  readonly signal?: AbortSignal
}

export interface RunningPlatform extends AsyncDisposable {
  /** Address of the console. */
  readonly url: string
  /** For `admin`, on the first start only. */
  readonly oneTimePassword: string | undefined
  readonly state: Platform['state']
  /** Listener id → `host:port` or path. */
  readonly listeners: Readonly<Record<string, string>>
  /** Reads every source of online media now. */
  readonly readMediaNow: () => Promise<void>
}

export async function startPlatform(options: PlatformOptions): Promise<RunningPlatform> {
  const { config, clock, log = SILENT_LOG, signal = new AbortController().signal, onFailed } = options
  await using started = new AsyncDisposableStack()
  const folder = started.use(openDataFolder(options.dataDirectory))
  const upgraded = await upgradeDataFolder(folder.path, { version: packageFile.version, now: clock.now() })
  const ledger = logProblems(createProblemLedger(clock), log, clock)
  const meter = createHealthMeter(clock)
  const live = createIncidentBus()
  const changedByAlerts = (incident: Incident): void => {
    live.publish(incident)
    response?.incidentChanged(incident)
    listening?.incidentHeard(incident)
  }
  let response: Response | undefined
  let listening: Listening | undefined
  const seat = await seatOf(config.cluster)
  const core = started.use(
    await openCore({
      folder,
      config,
      clock,
      ledger,
      cluster: seat,
      signal,
      onAlerts(alerts, changed) {
        for (const alert of alerts) meter.alerted(alert.rule.id)
        for (const incident of changed) changedByAlerts(incident)
      },
      onSystems: () => listening?.systemsChanged(),
      onStored: meter.stored,
      onStuck: meter.stuck,
      onFailed: options.onFailed,
    }),
  )
  const { state, register, indicators, exceptions, ruleSwitches, hidden, rawLog, pipeline, keepAlerts } = core
  // In a cluster, others listen.
  const heard = seat === undefined ? config.listeners : []
  const activity = createSourceActivity({ clock, listeners: heard, report: ledger.report })
  const listeners = started.use(
    await openListeners(heard, {
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
  const { events } = pipeline
  const audit = createAudit(state.records, clock)
  if (upgraded !== undefined) await tellOfUpgrade(upgraded, { log, audit })
  const key = openSigningKey(folder.keys)
  const notary = createNotary({ records: state.records, audit, key, clock })
  // After everything that may still write to the trail.
  started.defer(async () => void (await notary.sign()))
  const health = (): Health => {
    const own = meter.report({
      ledger,
      rawLog,
      storedAtStart: pipeline.position,
      dataDirectory: folder.path,
      forecast: response?.keeper.forecast(),
      time: response?.keeper.time(),
      demo: options.demo,
      rules: { loaded: pipeline.loaded.rules.length, failed: pipeline.loaded.failed },
      exceptions: {
        inForce: exceptions.inForce().filter(one => one.definition.expiresAt > clock.now()).length,
        hidden: hidden.total(),
      },
      listeners: listeners.health(),
      silentSources: activity.silent(),
    })
    return seat === undefined ? own : withNodes(own, seat.nodes())
  }
  const jobs =
    seat?.jobs ?? started.use(openEmbeddedJobQueue({ path: folder.jobs, clock, report: ledger.report }))
  const ruleSets = started.use(
    await openRuleSets({
      directory: folder.ruleSets,
      version: packageFile.version,
      state,
      audit,
      clock,
      pipeline,
      report: ledger.report,
    }),
  )
  const detection = started.use(
    await openDetection({
      pipeline,
      ruleSets: ruleSets.desk,
      exceptions,
      ruleSwitches,
      ruleSetFolder: folder.ruleSets,
      hidden,
      state,
      audit,
      alertsOf: ruleId => meter.alertsOf(ruleId),
      countersElsewhere: seat?.counters,
      register,
      jobs,
      clock,
      lag: () => rawLog.lastSequence - meter.position(pipeline.position),
      report: ledger.report,
    }),
  )
  listening = started.use(
    await openListening({
      folder,
      config: withContact(config.media, config.organisation),
      version: packageFile.version,
      clock,
      state,
      register,
      indicators,
      audit,
      jobs,
      openMentions: seat?.openMentions,
      keepAlerts,
      incidentChanged: changedByAlerts,
      report: ledger.report,
      onError: options.onError,
      onFailed: options.onFailed,
      localSources: options.localMedia?.sources,
      watchedSince: options.localMedia?.watchedSince,
    }),
  )
  response = started.use(
    await openResponse({
      folder,
      config,
      clock,
      state,
      register,
      events,
      audit,
      notary,
      days: pipeline.days,
      jobs,
      media: listening.figures,
      health,
      attachments: seat?.attachments,
      consoleUrl: config.console.publicUrl ?? localUrl(config),
      publish: live.publish,
      report: ledger.report,
      onError: options.onError,
    }),
  )
  const { law, playbooks, blockLists, blockFeed, documents, notices, desk, intake, keeper, incidentChanged } =
    response
  const evidenceSource = {
    days: pipeline.days,
    audit,
    notary,
    records: state.records,
    keys: folder.keys,
    clock,
    version: packageFile.version,
  }
  const platform: Platform = {
    state,
    audit,
    events,
    exports: started.use(
      await openExportDesk({
        events,
        directory: join(options.dataDirectory, 'exports'),
        clock,
        newId: randomUUID,
        async writeEvidence({ request, ...evidence }, path, signal) {
          const { q, fromMs, toMs } = request
          const { reason, incident } = request.evidence
          const asked =
            incident === null
              ? { incident: null, q, from: fromMs ?? null, to: toMs ?? null, unmarked: request.unmarked }
              : { incident: incident.code, q: null, from: null, to: null, unmarked: false }
          await writeEvidence(evidenceSource, { ...evidence, reason, asked }, path, signal)
        },
      }),
    ),
    eventDays: async () => ({ ...(await keeper.look()), ...(await seat?.kept(response.legalHolds)) }),
    confirmTime: async () => await keeper.confirmTime(),
    legalHolds: response.legalHolds,
    backups: started.use(
      openBackupDesk({
        source: {
          directory: folder.path,
          copyEvents: to => pipeline.days.copyTo(to),
          holdRawLog: async () => rawLog.hold(),
        },
        audit,
      }),
    ),
    savedSearches: createSavedSearches(state.records, clock, randomUUID),
    clock,
    register,
    jobs,
    law,
    playbooks,
    ruleSets: ruleSets.desk,
    ruleArchives: ruleSets.archives,
    blockLists,
    blockFeed,
    documents,
    media: listening.desk,
    sentDocuments: () => documents.sentReports(),
    notices,
    desk,
    intake,
    intakeOpen: config.intake.enabled,
    get systems() {
      return register.systems()
    },
    units: register,
    detection: detection.desk,
    health,
    onIncident: live.subscribe,
    incidentChanged(incident) {
      live.publish(incident)
      incidentChanged(incident)
      listening?.incidentHeard(incident)
    },
  }
  await seat?.lead({
    keepAlerts,
    ask: pipeline.ask,
    addHidden: hidden.add,
    news: () => ({
      systems: register.systems(),
      indicators: indicators.active(),
      exceptions: exceptions.inForce(),
      rulesOff: ruleSwitches.off(),
    }),
    legalHolds: response.legalHolds,
    trustedNow: () => response?.keeper.time()?.believedMs,
    audit,
    listening: listening.forWorkers,
    response,
    events,
  })
  const localToken = randomBytes(32).toString('base64url')
  const api = await createApi({
    platform,
    webDirectory: options.webDirectory,
    trustLoopbackToken: localToken,
    metricsToken: config.console.metricsToken,
    version: packageFile.version,
    report: ledger.report,
    logError: options.onError,
    settling: seat,
  })
  started.defer(() => api.close())
  const url = await listen(() => api.listen({ host: config.console.host, port: config.console.port }), config)
  // Only now that nothing can fail any more: this password is shown once.
  const firstAdmin = await ensureFirstAdmin(state, clock)
  if (seat !== undefined) await untilAborted(seat.settled(), signal)
  const addresses = Object.fromEntries(listeners.health().map(listener => [listener.id, listener.address]))
  folder.announce({ pid: process.pid, url, localToken, listeners: addresses })

  const running = started.move()
  return {
    url,
    oneTimePassword: firstAdmin?.oneTimePassword,
    state,
    listeners: addresses,
    readMediaNow: listening.readNow,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }

  /** The clients of a cluster's servers are not loaded for a platform that runs alone. */
  async function seatOf(cluster: Config['cluster']): Promise<ClusterSeat | undefined> {
    if (cluster === undefined) return undefined
    const { takeSeat } = await import('#/roles/cluster-seat.ts')
    return started.use(await takeSeat({ config, cluster, folder, clock, ledger, signal, onFailed }))
  }
}

async function listen(open: () => Promise<string>, config: Config): Promise<string> {
  try {
    return await open()
  } catch (error) {
    const { host, port } = config.console
    throw new Fatal(
      'console.port',
      `The console cannot listen on ${host}:${port}: ${(error as Error).message}`,
      { cause: error },
    )
  }
}

/** As far as it is known before it listens: port 0 is chosen by the system. */
function localUrl({ console: { host, port } }: Config): string | undefined {
  return port === 0 ? undefined : `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

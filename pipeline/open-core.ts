// The heart of the platform without its ears and face: raw log, pipeline's thread, state. `start` adds
// listeners and console to it; `ingest` uses it alone when the platform is not running.

import { randomUUID } from 'node:crypto'
import type { RawLog } from '#/collectors/raw-log/raw-log.ts'
import { createIncidentFold } from '#/correlation/group-alert.ts'
import { assessAlerts } from '#/incidents/assess-alert.ts'
import type { Alert } from '#/kernel/alert.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { Incident } from '#/kernel/incident.ts'
import type { RegisteredSystem } from '#/kernel/monitored-system.ts'
import type { ProblemLedger } from '#/kernel/problem-ledger.ts'
import { createRegister, type Register } from '#/register/register.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { createExceptionStore, type ExceptionStore } from '#/store/exceptions.ts'
import { createHiddenCounts, type HiddenCounts } from '#/store/hidden-alerts.ts'
import { createIndicators, type Indicators } from '#/store/indicators.ts'
import { createRuleSwitches, type RuleSwitches } from '#/store/rule-switches.ts'
import type { StateStore } from '#/store/state-store.ts'
import type { ClusterPlace } from './cluster-place.ts'
import type { DataFolder } from './data-folder.ts'
import { openLogBehind } from './open-log-behind.ts'
import { openPipeline, type Pipeline, type PipelineListener } from './open-pipeline.ts'
import { pipelineSettings, type PipelineConfig } from './pipeline-settings.ts'

export interface CoreOptions {
  readonly folder: DataFolder
  readonly config: Omit<PipelineConfig, 'indicators' | 'exceptions' | 'rulesOff'> & {
    readonly incidents: { readonly windowMinutes: number }
  }
  readonly clock: Clock
  readonly ledger: ProblemLedger
  /** Of a process that leads a cluster: the state that it owns, which stays open, and where events are. */
  readonly cluster?: { readonly state: StateStore; readonly place: ClusterPlace } | undefined
  /** Ends an opening that waits for the servers of a cluster. */
  readonly signal?: AbortSignal
  /** Alerts were kept, and these incidents are new or changed by them. */
  readonly onAlerts: (alerts: readonly Alert[], changed: readonly Incident[]) => void
  /** The register has changed. */
  readonly onSystems: (systems: readonly RegisteredSystem[]) => void
  readonly onStored: (sequence: number, events: number) => void
  readonly onStuck: (reason: string | null) => void
  readonly onFailed: (error: Error) => void
}

export interface Core extends AsyncDisposable {
  readonly state: StateStore
  readonly register: Register
  readonly indicators: Indicators
  readonly exceptions: ExceptionStore
  readonly ruleSwitches: RuleSwitches
  readonly hidden: HiddenCounts
  readonly rawLog: RawLog
  readonly pipeline: Pipeline
  /** Keeps alerts that no event made; the incidents that they made or joined. */
  readonly keepAlerts: (alerts: readonly Alert[]) => readonly Incident[]
}

/** Throws the signal's reason when that fires before. */
export async function openCore(options: CoreOptions): Promise<Core> {
  const { folder, config, clock, ledger } = options
  await using opened = new AsyncDisposableStack()
  const { cluster } = options
  const state =
    cluster?.state ?? opened.use(openEmbeddedStateStore({ path: folder.state, clock, leavesCluster: true }))
  let pipeline: Pipeline | undefined
  const register = await createRegister({
    records: state.records,
    clock,
    configSystems: config.systems,
    listenerIds: config.listeners.map(({ id }) => id),
    onChanged(systems) {
      pipeline?.useSystems(systems)
      options.onSystems(systems)
    },
  })
  const indicators = await createIndicators({
    records: state.records,
    clock,
    onChanged: active => pipeline?.useIndicators(active),
  })
  const exceptions = await createExceptionStore({
    records: state.records,
    clock,
    newId: randomUUID,
    onChanged: (id, definition) => pipeline?.useException(id, definition),
  })
  const ruleSwitches = await createRuleSwitches(state.records, clock)
  const hidden = await createHiddenCounts(state.records)
  opened.defer(() => hidden.flush())
  const fold = assessAlerts(
    createIncidentFold({ windowMs: config.incidents.windowMinutes * 60_000, clock }),
    {
      clock,
      systemOf: id => register.system(id)?.system,
    },
  )

  function keepAlerts(alerts: readonly Alert[]): readonly Incident[] {
    const changed = state.recordAlerts(alerts, fold)
    options.onAlerts(alerts, changed)
    return changed
  }

  let rawLog: RawLog | undefined
  const settings = {
    ...pipelineSettings(folder, {
      ...config,
      systems: register.systems(),
      indicators: indicators.active(),
      exceptions: exceptions.inForce(),
      rulesOff: ruleSwitches.off(),
    }),
    ...(cluster === undefined ? {} : { cluster: cluster.place }),
  }
  const listener: PipelineListener = {
    onAlerts: alerts => void keepAlerts(alerts),
    onStored(sequence, events, needed) {
      options.onStored(sequence, events)
      rawLog?.trim(needed)
    },
    onProblem: ledger.add,
    onHidden: hidden.add,
    onStuck: options.onStuck,
    onFailed: options.onFailed,
  }
  const started = await openPipeline(settings, listener, options.signal)
  pipeline = opened.use(started)
  rawLog = opened.use(await openLogBehind(pipeline, folder.raw, ledger.report))
  const all = opened.move()
  return {
    state,
    register,
    indicators,
    exceptions,
    ruleSwitches,
    hidden,
    rawLog,
    pipeline,
    keepAlerts,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

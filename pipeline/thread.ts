// The pipeline's thread: reads the raw log, parses, matches the rules, stores. Listeners and the API live in
// the main thread; searches come here because DuckDB's day files can be open in one process and instance only.
//
// Order within a batch: alerts are kept first (by the main thread, in SQLite), then events and position are
// committed together. A crash between the two repeats the batch; alerts have the same ids and are passed over.
//
// In a cluster, alerts and what windows must know go to logs on Redis first, and events to Elasticsearch.

import { parentPort, workerData } from 'node:worker_threads'
import { openRawLogReader } from '#/collectors/raw-log/raw-log-reader.ts'
import { createIndicatorMatch } from '#/correlation/match-indicators.ts'
import type { Alert } from '#/kernel/alert.ts'
import { packError } from '#/kernel/carry-error.ts'
import { systemClock } from '#/kernel/clock.ts'
import type { Event } from '#/kernel/event.ts'
import type { Problem } from '#/kernel/problem.ts'
import { ELASTIC_DAYS } from '#/store/elastic/elastic-days.ts'
import { openEmbeddedEventStore } from '#/store/embedded/event-store.ts'
import { createSystemAssignment } from './assign-system.ts'
import { answerDetection } from './answer-detection.ts'
import { createExceptionShelf } from './exception-shelf.ts'
import type { FromPipeline, PipelineSettings, ToPipeline } from './messages.ts'
import { answerQuery } from './answer-query.ts'
import { catchUpCorrelation } from './catch-up-correlation.ts'
import { createSnapshots, NO_SNAPSHOTS } from './correlation-snapshots.ts'
import { createCorrelationStage, type Taken } from './correlation-stage.ts'
import { createForwardingStage } from './forwarding-stage.ts'
import { handOn } from './raised-log.ts'
import { parseUnknownAgain } from './parse-unknown-again.ts'
import { runPipeline } from './run-pipeline.ts'
import { createRuleMeter } from './rule-counters.ts'
import { openSeenFields } from './seen-fields.ts'
import { createRuleReload, loadRuleSet, type RuleSet } from './rule-set.ts'
import { openRuleWatch } from './watch-rules.ts'

const port = parentPort
if (port === null) throw new Error('pipeline/thread.ts runs as a worker thread only')
const settings = workerData as PipelineSettings
const tell = (message: FromPipeline): void => port.postMessage(message)
const report = (problem: Problem): void => tell({ kind: 'problems', problems: [[problem, 1]] })

const tellProblems = ({ problems }: RuleSet): void =>
  tell({ kind: 'problems', problems: problems.map(problem => [problem, 1]) })
const ruleWatch = await openRuleWatch(settings.ruleFolders)
const ruleMeter = createRuleMeter(() => performance.now(), systemClock.now())
const ruleSource = {
  folders: settings.ruleFolders,
  off: new Set(settings.rulesOff),
  observer: ruleMeter.observer,
}
const stopping = new AbortController()
await using cluster =
  settings.cluster === undefined
    ? undefined
    : await (await import('./cluster-place.ts')).openClusterStores(settings.cluster, report, stopping.signal)
await using embedded =
  cluster === undefined
    ? await openEmbeddedEventStore({
        directory: settings.eventsDirectory,
        clock: systemClock,
        report,
        memoryLimitMb: settings.storeMemoryMb,
      })
    : undefined
const store = cluster?.events ?? embedded!
const firstRules = await loadRuleSet(ruleSource)
tellProblems(firstRules)
let rulesInForce = firstRules
const exceptionShelf = createExceptionShelf(firstRules.everything, settings.exceptions)
const seenFields = await openSeenFields(settings.eventsDirectory)
const stages = {
  matcher: firstRules.matcher,
  matchIndicators: createIndicatorMatch(settings.indicators),
  exceptions: exceptionShelf.current,
  onHit: ruleMeter.hit,
  onEvent: (event: Event) => seenFields.see(event, systemClock.now()),
  assignSystem: createSystemAssignment(settings.systems),
  readings: new Map(settings.readings),
  correlation:
    settings.cluster === undefined
      ? createCorrelationStage(firstRules, settings.latenessMs)
      : createForwardingStage(firstRules, { ...settings.cluster, latenessMs: settings.latenessMs }),
}

await using reader = openRawLogReader({ directory: settings.rawDirectory, report })

const detection = {
  rules: () => rulesInForce,
  stages,
  store,
  seen: seenFields,
  shelf: exceptionShelf,
  meter: ruleMeter,
  clock: systemClock,
}

const searches = new Map<number, AbortController>()
const waiting = new Map<number, (error: string | null) => void>()
let nextCall = 1
let durable = 0
let wake: () => void = () => {}

/** Resolves when they are kept by the main thread, or in the log of a cluster; rejects with the reason why not. */
function keepAlerts(alerts: readonly Alert[]): Promise<void> {
  return cluster === undefined ? keepHere(alerts) : handOn(cluster.logs, { kind: 'alerts', alerts })
}

function keepHere(alerts: readonly Alert[]): Promise<void> {
  const call = nextCall++
  return new Promise((resolve, reject) => {
    waiting.set(call, error => (error === null ? resolve() : reject(new Error(error))))
    tell({ kind: 'alerts', call, alerts })
  })
}

const ruleReload = createRuleReload(ruleSource, firstRules, set => {
  stages.matcher = set.matcher
  exceptionShelf.use(set.everything)
  rulesInForce = set
  stages.correlation.use(set)
  tellProblems(set)
  tell({ kind: 'rules', loaded: set.loaded })
})

/** A reload that nobody waits for. */
async function reloadChanged(): Promise<void> {
  await ruleReload.reload().catch((error: unknown) => {
    const detail = `the rules stay as they were: ${packError(error).message}`
    report({ code: 'rule.invalid', where: settings.ruleFolders.join(', '), detail })
  })
}

port.on('message', (message: ToPipeline) => {
  switch (message.kind) {
    case 'durable':
      durable = message.sequence
      wake()
      return
    case 'answer':
      waiting.get(message.call)?.(message.error)
      waiting.delete(message.call)
      return
    case 'abort':
      searches.get(message.call)?.abort()
      return
    case 'systems':
      stages.assignSystem = createSystemAssignment(message.systems)
      return
    case 'indicators':
      stages.matchIndicators = createIndicatorMatch(message.indicators)
      return
    case 'exception':
      exceptionShelf.put(message.id, message.definition)
      return
    case 'ask':
      void answerDetection(message.question, detection)
        .then(result => tell({ kind: 'result', call: message.call, result }))
        .catch((error: unknown) => tell({ kind: 'failed', call: message.call, error: packError(error) }))
      return
    case 'rules':
      void (message.off === undefined ? ruleReload.reload() : ruleReload.switchOff(message.off))
        .then(result => tell({ kind: 'result', call: message.call, result }))
        .catch((error: unknown) => tell({ kind: 'failed', call: message.call, error: packError(error) }))
      return
    case 'stop':
      stopping.abort()
      wake()
      return
    case 'search':
    case 'summarise':
    case 'scan':
    case 'get':
    case 'stats':
    case 'kinds':
    case 'keep': {
      const abort = new AbortController()
      searches.set(message.call, abort)
      void answerQuery({ store, keeping: embedded?.keeping ?? ELASTIC_DAYS }, message, abort.signal)
        .then(result => tell({ kind: 'result', call: message.call, result }))
        .catch((error: unknown) => tell({ kind: 'failed', call: message.call, error: packError(error) }))
        .finally(() => searches.delete(message.call))
      return
    }
  }
})

const position = await (cluster?.position() ?? store.position())
tell({ kind: 'ready', position, loaded: firstRules.loaded })

const { correlationFile } = settings
const context = {
  store,
  reader,
  stages,
  correlationFile,
  snapshots:
    cluster === undefined
      ? createSnapshots({ clock: systemClock, stages, correlationFile, tell })
      : NO_SNAPSHOTS,
  clock: systemClock,
  keepAlerts,
  forward: async (outgoing: Taken['outgoing']) => await cluster?.logs.append(outgoing),
  tell,
  signal: stopping.signal,
}
const progress = {
  durable: () => durable,
  changed: () => new Promise<void>(resolve => (wake = resolve)),
}
const watching = ruleWatch.run(settings.ruleWatchMs, reloadChanged, stopping.signal)
// In a cluster, one process does it for all.
if (settings.cluster?.collects !== true) await parseUnknownAgain(context, settings.eventsDirectory)
if (cluster === undefined) await catchUpCorrelation(context, position, progress)
await runPipeline(context, position, progress)
await watching
for (const search of searches.values()) search.abort()
await seenFields.save().catch((error: unknown) => {
  report({ code: 'store.failed', where: settings.eventsDirectory, detail: packError(error).message })
})
await embedded?.[Symbol.asyncDispose]()
await cluster?.[Symbol.asyncDispose]()
tell({ kind: 'stopped' })
port.close()

// The main thread's end of the pipeline: starts the thread, tells it what is durable, keeps the alerts it
// raises, and passes searches on. A thread that dies takes the process with it (`failed`): supervision
// restarts the whole, and the raw log holds what was not yet stored.

import type { Alert } from '#/kernel/alert.ts'
import { unpackError } from '#/kernel/carry-error.ts'
import type { ExceptionDefinition, HiddenAlerts } from '#/kernel/detection-exception.ts'
import { Fatal } from '#/kernel/errors.ts'
import type { Event } from '#/kernel/event.ts'
import type { Indicator } from '#/kernel/indicator.ts'
import type { MonitoredSystem } from '#/kernel/monitored-system.ts'
import type { Problem } from '#/kernel/problem.ts'
import { startThread } from '#/kernel/start-thread.ts'
import { untilAborted } from '#/kernel/until-aborted.ts'
import type { EmbeddedDays } from '#/store/embedded/day-keeping.ts'
import type { DayManifest, EventDay, EventProof } from '#/store/event-days.ts'
import type { EventStore, EventSummary, SearchHit, SearchResult } from '#/store/event-store.ts'
import type { Ask } from './detection-questions.ts'
import type {
  FromPipeline,
  KeepQuestion,
  PipelineResult,
  PipelineSettings,
  RulesLoaded,
  StoreStats,
  ToPipeline,
} from './messages.ts'

export interface PipelineListener {
  /** Must keep the alerts durably before it returns; throws when it cannot. */
  onAlerts(alerts: readonly Alert[]): void
  /** Records up to `needed` may go from the raw log. */
  onStored(sequence: number, events: number, needed: number): void
  onProblem(problem: Problem, count: number): void
  /** Exceptions kept alerts from being raised. */
  onHidden(hidden: readonly HiddenAlerts[]): void
  onStuck(reason: string | null): void
  /** The thread died of an error of ours. */
  onFailed(error: Error): void
}

export interface Pipeline extends AsyncDisposable {
  /** Raw-log sequence up to which events were stored when it started. */
  readonly position: number
  /** The rules in force. */
  readonly loaded: RulesLoaded
  readonly events: Pick<EventStore, 'search' | 'summarise' | 'scan' | 'get' | 'stats' | 'kinds'>
  /** Days of stored events: sealed, deleted and copied while events flow. */
  readonly days: EmbeddedDays
  readonly settings: PipelineSettings
  readonly durable: (sequence: number) => void
  /** Assigns what comes from now on by these systems. */
  readonly useSystems: (systems: readonly MonitoredSystem[]) => void
  /** What comes from now on is held against these domains. */
  readonly useIndicators: (indicators: readonly Indicator[]) => void
  /** An exception is in force for what comes from now on, or, with null, no longer. */
  readonly useException: (id: string, definition: ExceptionDefinition | null) => void
  /** Asks the thread about its rules; null when there is no such rule. */
  readonly ask: Ask
  /**
   * Loads the rules anew from their folders while events flow; resolves when they are in force. A changed file is
   * noticed without it, some seconds later.
   */
  readonly reloadRules: () => Promise<RulesLoaded>
  /** Rules of these ids are off for what comes from now on, and all others on; resolves when so. */
  readonly useRulesOff: (ids: readonly string[]) => Promise<RulesLoaded>
}

type Waiting = { resolve: (result: PipelineResult) => void; reject: (error: Error) => void }

/**
 * Resolves when rules are loaded and the store is open. In a cluster the thread waits for servers that are away: the
 * signal ends it with that, and its reason is thrown.
 */
export async function openPipeline(
  settings: PipelineSettings,
  listener: PipelineListener,
  signal?: AbortSignal,
): Promise<Pipeline> {
  const worker = startThread(new URL('./thread.ts', import.meta.url), settings)
  const waiting = new Map<number, Waiting>()
  const ready = Promise.withResolvers<Extract<FromPipeline, { kind: 'ready' }>>()
  const stopped = Promise.withResolvers<void>()
  let nextCall = 1
  let stopping = false
  let loaded: RulesLoaded | undefined
  const tell = (message: ToPipeline): void => worker.postMessage(message)

  const failed = (error: Error): void => {
    ready.reject(
      new Fatal('pipeline.failed', `The pipeline could not start: ${error.message}`, { cause: error }),
    )
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
    stopped.resolve()
    if (!stopping) listener.onFailed(error)
  }
  worker.on('error', error => failed(error instanceof Error ? error : new Error(String(error))))
  worker.on('exit', code => {
    if (code !== 0 || !stopping) failed(new Error(`the pipeline's thread ended with code ${code}`))
    stopped.resolve()
  })
  worker.on('message', (message: FromPipeline) => {
    switch (message.kind) {
      case 'ready':
        return ready.resolve(message)
      case 'rules':
        loaded = message.loaded
        return undefined
      case 'alerts':
        return tell({
          kind: 'answer',
          call: message.call,
          error: attempt(() => listener.onAlerts(message.alerts)),
        })
      case 'stored':
        return listener.onStored(message.sequence, message.events, message.needed)
      case 'hidden':
        return listener.onHidden(message.hidden)
      case 'problems':
        return message.problems.forEach(([problem, count]) => listener.onProblem(problem, count))
      case 'stuck':
        return listener.onStuck(message.reason)
      case 'result':
        waiting.get(message.call)?.resolve(message.result)
        waiting.delete(message.call)
        return undefined
      case 'failed':
        waiting.get(message.call)?.reject(unpackError(message.error))
        waiting.delete(message.call)
        return undefined
      case 'stopped':
        return stopped.resolve()
    }
  })

  function call<T extends PipelineResult>(
    make: (call: number) => ToPipeline,
    signal?: AbortSignal,
  ): Promise<T> {
    const number = nextCall++
    return new Promise<T>((resolve, reject) => {
      const abort = (): void => tell({ kind: 'abort', call: number })
      signal?.addEventListener('abort', abort, { once: true })
      const settle = (): void => signal?.removeEventListener('abort', abort)
      waiting.set(number, {
        resolve: result => (settle(), resolve(result as T)),
        reject: error => (settle(), reject(error)),
      })
      tell(make(number))
    })
  }

  const keep = <T extends PipelineResult>(question: KeepQuestion, signal?: AbortSignal): Promise<T> =>
    call<T>(number => ({ kind: 'keep', call: number, question }), signal)

  const { position, loaded: first } = await untilAborted(ready.promise, signal).catch(async error => {
    stopping = true
    await worker.terminate()
    throw error
  })
  loaded ??= first
  return {
    position,
    get loaded() {
      return loaded ?? first
    },
    settings,
    durable: sequence => tell({ kind: 'durable', sequence }),
    useSystems: systems => tell({ kind: 'systems', systems }),
    useIndicators: indicators => tell({ kind: 'indicators', indicators }),
    useException: (id, definition) => tell({ kind: 'exception', id, definition }),
    ask: question => call(number => ({ kind: 'ask', call: number, question })),
    reloadRules: () => call<RulesLoaded>(number => ({ kind: 'rules', call: number })),
    useRulesOff: off => call<RulesLoaded>(number => ({ kind: 'rules', call: number, off })),
    events: {
      search: (request, signal) =>
        call<SearchResult>(number => ({ kind: 'search', call: number, request }), signal),
      summarise: (request, signal) =>
        call<EventSummary>(number => ({ kind: 'summarise', call: number, request }), signal),
      scan: (request, signal) =>
        call<readonly SearchHit[]>(number => ({ kind: 'scan', call: number, request }), signal),
      get: async id =>
        (await call<SearchHit | null>(number => ({ kind: 'get', call: number, id }))) ?? undefined,
      stats: () => call<StoreStats>(number => ({ kind: 'stats', call: number })),
      kinds: (fields, sinceMs, signal) =>
        call<readonly Event[]>(number => ({ kind: 'kinds', call: number, fields, sinceMs }), signal),
    },
    days: {
      days: () => keep<readonly EventDay[]>({ ask: 'days' }),
      manifests: () => keep<readonly DayManifest[]>({ ask: 'manifests' }),
      seal: (endedBeforeMs, signal) => keep<boolean>({ ask: 'seal', endedBeforeMs }, signal),
      prove: (file, ids, signal) => keep<readonly EventProof[]>({ ask: 'prove', file, ids }, signal),
      remove: async file => void (await keep<null>({ ask: 'remove', file })),
      copyTo: async to => void (await keep<null>({ ask: 'copy', to })),
    },
    async [Symbol.asyncDispose]() {
      stopping = true
      tell({ kind: 'stop' })
      await stopped.promise
      await worker.terminate()
    },
  }
}

/** The reason of a failure for the other thread, or null. */
function attempt(work: () => void): string | null {
  try {
    work()
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

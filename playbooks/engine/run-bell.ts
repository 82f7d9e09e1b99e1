// Wakes the driver of a run in this process when a person has done something, so that it need not wait until it
// looks at the log by itself. Only a help: the log is what counts.

export interface RunBell {
  ring(runId: string): void
  /** Resolves after `ms`, or as soon as somebody rings, or when the signal ends. */
  wait(runId: string, ms: number, signal: AbortSignal): Promise<void>
}

export function createRunBell(): RunBell {
  const waiting = new Map<string, Set<() => void>>()
  return {
    ring(runId) {
      for (const wake of waiting.get(runId) ?? []) wake()
    },
    async wait(runId, ms, signal) {
      if (signal.aborted) return
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, ms)
      const all = waiting.get(runId) ?? new Set()
      waiting.set(runId, all.add(resolve))
      signal.addEventListener('abort', () => resolve(), { once: true })
      await promise
      clearTimeout(timer)
      all.delete(resolve)
      if (all.size === 0 && waiting.get(runId) === all) waiting.delete(runId)
    },
  }
}

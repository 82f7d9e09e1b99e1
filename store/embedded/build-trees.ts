// Builds the trees of sealed files in a thread of its own, one after the other.

import { openCalledThread } from '#/kernel/called-thread.ts'
import type { DayTree } from './day-tree.ts'
import type { SearchBudget } from './search-budget.ts'
import type { ToTreeThread } from './tree-thread.ts'

export interface TreeBuilder extends AsyncDisposable {
  /** Of a file that nobody writes; throws when it cannot be read, or the budget ends. */
  build(path: string, budget: SearchBudget): Promise<DayTree>
}

/** How often it looks whether the budget has ended. */
const LOOK_MS = 200

export async function openTreeBuilder(): Promise<TreeBuilder> {
  const { ask, end } = await openCalledThread<ToTreeThread>({
    script: new URL('./tree-thread.ts', import.meta.url),
    data: null,
    name: 'the thread of trees',
    // Whoever asked hears of it.
    onFailed: () => {},
  })
  let ended: Promise<void> | undefined
  const stop = (): Promise<void> => (ended ??= end({ kind: 'stop' }))
  return {
    async build(path, budget) {
      const look = setInterval(() => {
        if (budget.stopped) void stop()
      }, LOOK_MS)
      try {
        return await ask<DayTree>(call => ({ kind: 'build', call, path }))
      } finally {
        clearInterval(look)
      }
    },
    [Symbol.asyncDispose]: stop,
  }
}

// The mention store on SQLite, in a thread of its own: with half a million mentions a week's figures take up to
// some hundred milliseconds, and the main thread must go on meanwhile. Calls are answered in the order in which
// they came, so that whoever has put a mention finds it.

import { openCalledThread } from '#/kernel/called-thread.ts'
import { Fatal, Permanent, Retryable } from '#/kernel/errors.ts'
import type { MentionSketch, MentionStore } from '../mention-store.ts'
import type { MentionMethod, MentionThreadData, ToMentions } from './mention-thread.ts'
import { CLEAR_STEP, type MentionWork, type SketchStep } from './mention-work.ts'

export interface EmbeddedMentionStoreOptions {
  /** The database file; made when absent. `:memory:` keeps nothing. */
  readonly path: string
  /** Of a file that is there: nothing is written, so that a platform that does not run is left as it is. */
  readonly readOnly?: true
  /** The file is a copy of a cluster's and remains one (store/replicated/replicated-mentions.ts). */
  readonly ofCluster?: true
  /** The thread died of an error of ours; every call from now on is rejected with it. */
  readonly onFailed: (error: Error) => void
}

/** Opens the store; throws Fatal (`store.failed`) when it cannot, or when a newer version wrote the file. */
export async function openEmbeddedMentionStore({
  path,
  readOnly,
  ofCluster,
  onFailed,
}: EmbeddedMentionStoreOptions): Promise<MentionStore> {
  const { ask, end } = await openCalledThread<ToMentions>({
    script: new URL('./mention-thread.ts', import.meta.url),
    data: { path, readOnly: readOnly === true, ofCluster: ofCluster === true } satisfies MentionThreadData,
    name: 'the thread of mentions',
    onFailed,
  }).catch(fatal)

  /** The method of that name, done by the thread. */
  function remote<Name extends MentionMethod>(method: Name) {
    return (...args: Parameters<MentionWork[Name]>): Promise<ReturnType<MentionWork[Name]>> =>
      ask(call => ({ kind: 'call', call, method, args }))
  }

  return {
    put: remote('put'),
    get: remote('get'),
    find: remote('find'),
    stories: remote('stories'),
    story: remote('story'),
    totals: remote('totals'),
    counts: remote('counts'),
    sketchesSince: ms => allSketches(remote('sketchStep'), ms),
    joinStories: remote('joinStories'),
    setCopyOf: remote('setCopyOf'),
    correct: remote('correct'),
    corrected: remote('corrected'),
    leastSure: remote('leastSure'),
    rescore: remote('rescore'),
    flag: remote('flag'),
    deleteBefore: ms => allCleared(remote('deleteStep'), ms),
    forgetTextBefore: ms => allCleared(remote('forgetStep'), ms),
    [Symbol.asyncDispose]: () => end({ kind: 'close' }),
  }
}

/** What the thread itself says of its file has a policy of its own; that it died has none. */
function fatal(error: Error): never {
  if (error instanceof Fatal || error instanceof Permanent || error instanceof Retryable) throw error
  throw new Fatal('store.failed', `The store of mentions failed: ${error.message}`, { cause: error })
}

async function allSketches(
  step: (ms: number, before: string | null) => Promise<SketchStep>,
  ms: number,
): Promise<readonly MentionSketch[]> {
  const found: MentionSketch[] = []
  for (let before: string | null = null; ;) {
    const { sketches, next }: SketchStep = await step(ms, before)
    found.push(...sketches)
    if (next === null) return found
    before = next
  }
}

async function allCleared(step: (ms: number) => Promise<number>, ms: number): Promise<number> {
  for (let cleared = 0; ;) {
    const some = await step(ms)
    cleared += some
    if (some < CLEAR_STEP) return cleared
  }
}

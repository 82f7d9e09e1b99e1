// Lines of events through the rules of `detect`, in this thread as they come, or in several threads by
// the thousand; in the order of the lines either way.

import { openCalledThread, type CalledThread } from '#/kernel/called-thread.ts'
import type { DetectRules, MatchedLines, RuleSource } from './detect-rules.ts'
import type { ToDetectThread } from './detect-thread.ts'
import type { NumberedLine } from './event-lines.ts'

const LINES_AT_ONCE = 1000
const CHARACTERS_AT_ONCE = 4 * 1024 * 1024
/** Batches a thread has before it, so that it never waits. */
const BATCHES_AHEAD = 2

export async function* matchInThisThread(
  batches: AsyncIterable<readonly NumberedLine[]>,
  rules: DetectRules,
): AsyncGenerator<MatchedLines> {
  for await (const lines of batches) yield rules.match(lines)
}

export async function* matchInThreads(
  batches: AsyncIterable<readonly NumberedLine[]>,
  source: RuleSource,
  count: number,
): AsyncGenerator<MatchedLines> {
  await using opened = new AsyncDisposableStack()
  const threads = await Promise.all(
    Array.from({ length: count }, async () => {
      const thread = await openCalledThread<ToDetectThread>({
        script: new URL('./detect-thread.ts', import.meta.url),
        data: source,
        name: 'a matching thread',
        // Whoever waits for its answer hears of it.
        onFailed: () => {},
      })
      opened.defer(() => thread.end())
      return thread
    }),
  )
  const waiting: Promise<MatchedLines>[] = []
  let next = 0
  for await (const batch of regrouped(batches)) {
    waiting.push(ask(threads[next++ % count]!, batch))
    if (waiting.length >= count * BATCHES_AHEAD) yield await waiting.shift()!
  }
  for (const answer of waiting) yield await answer
}

function ask(thread: CalledThread<ToDetectThread>, lines: readonly NumberedLine[]): Promise<MatchedLines> {
  const answer = thread.ask<MatchedLines>(call => ({ call, lines }))
  // Its turn to be awaited comes later.
  answer.catch(() => {})
  return answer
}

/** Larger batches: what crosses threads costs less for each line. */
async function* regrouped(
  batches: AsyncIterable<readonly NumberedLine[]>,
): AsyncGenerator<readonly NumberedLine[]> {
  let batch: NumberedLine[] = []
  let characters = 0
  for await (const lines of batches) {
    for (const line of lines) {
      batch.push(line)
      characters += line.text.length
      if (batch.length < LINES_AT_ONCE && characters < CHARACTERS_AT_ONCE) continue
      yield batch
      batch = []
      characters = 0
    }
  }
  if (batch.length > 0) yield batch
}

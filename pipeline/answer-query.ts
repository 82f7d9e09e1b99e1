// Answers the questions of the main thread about stored events.

import type { EmbeddedDays } from '#/store/embedded/day-keeping.ts'
import type { EventStore } from '#/store/event-store.ts'
import type { KeepQuestion, PipelineResult, ToPipeline } from './messages.ts'

type Query = Extract<
  ToPipeline,
  { kind: 'search' | 'summarise' | 'scan' | 'get' | 'stats' | 'kinds' | 'keep' }
>

export interface AskedStore {
  readonly store: EventStore
  /** The days that they are kept in. */
  readonly keeping: EmbeddedDays
}

export async function answerQuery(
  asked: AskedStore,
  query: Query,
  signal: AbortSignal,
): Promise<PipelineResult> {
  const { store } = asked
  switch (query.kind) {
    case 'search':
      return await store.search(query.request, signal)
    case 'summarise':
      return await store.summarise(query.request, signal)
    case 'scan':
      return await store.scan(query.request, signal)
    case 'get':
      return (await store.get(query.id)) ?? null
    case 'stats':
      return await store.stats()
    case 'kinds':
      return await store.kinds(query.fields, query.sinceMs, signal)
    case 'keep':
      return await answerKeeping(asked, query.question, signal)
  }
}

async function answerKeeping(
  { keeping }: AskedStore,
  question: KeepQuestion,
  signal: AbortSignal,
): Promise<PipelineResult> {
  switch (question.ask) {
    case 'days':
      return await keeping.days()
    case 'manifests':
      return await keeping.manifests()
    case 'seal':
      return await keeping.seal(question.endedBeforeMs, signal)
    case 'prove':
      return await keeping.prove(question.file, question.ids, signal)
    case 'remove':
      await keeping.remove(question.file)
      return null
    case 'copy':
      await keeping.copyTo(question.to)
      return null
  }
}

// Answers the questions of the main thread about stored events.

import type { EventStore } from '#/store/event-store.ts'
import type { PipelineResult, ToPipeline } from './messages.ts'

type Query = Extract<ToPipeline, { kind: 'search' | 'summarise' | 'scan' | 'get' | 'stats' | 'kinds' }>

export async function answerQuery(
  store: EventStore,
  query: Query,
  signal: AbortSignal,
): Promise<PipelineResult> {
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
  }
}

// The main thread's end of the reading thread. A page that was handed over when the thread died is handed over again
// by the crawl that is repeated; `onFailed` hears of it and the platform ends, as with the other threads.

import { openAuthorHash } from '#/crawler/author-hash.ts'
import { openCalledThread } from '#/kernel/called-thread.ts'
import type { Voice } from '#/kernel/mention.ts'
import type { PageReading, ReadPage } from './draft-mentions.ts'
import type {
  MeaningSettings,
  ModelPaths,
  ModelsInUse,
  ReadingSettings,
  ScoredTone,
  ToReading,
} from './reading-messages.ts'

export interface ReadingRoom extends AsyncDisposable {
  read(page: ReadPage): Promise<PageReading>
  score(voice: Voice, texts: readonly string[]): Promise<readonly ScoredTone[]>
  models(): Promise<ModelsInUse>
  /** Scores with these from now on; keeps the old ones when they cannot be opened, and rejects. */
  useModels(models: ModelPaths): Promise<void>
  useMeaning(meaning: MeaningSettings): Promise<void>
}

/** Resolves when models and lists are loaded; rejects with their error when they cannot be. */
export async function openReadingRoom(
  settings: ReadingSettings,
  onFailed: (error: Error) => void,
  signal?: AbortSignal,
): Promise<ReadingRoom> {
  const { ask, end } = await openCalledThread<ToReading>({
    script: new URL('./reading-thread.ts', import.meta.url),
    data: settings,
    name: 'the reading thread',
    onFailed,
    ...(signal === undefined ? {} : { signal }),
  })
  return {
    read: page => ask<PageReading>(call => ({ kind: 'read', call, page })),
    score: (voice, texts) =>
      texts.length === 0
        ? Promise.resolve([])
        : ask<readonly ScoredTone[]>(call => ({ kind: 'score', call, voice, texts })),
    models: () => ask<ModelsInUse>(call => ({ kind: 'cards', call })),
    async useModels(models) {
      await ask<null>(call => ({ kind: 'models', call, models }))
    },
    async useMeaning(meaning) {
      await ask<null>(call => ({ kind: 'meaning', call, meaning }))
    },
    [Symbol.asyncDispose]: () => end(),
  }
}

/**
 * The same, without waiting: the platform serves its console while models and lists are still being loaded, and what
 * is asked meanwhile waits for them. Nothing is loaded before `settings.isNeededNow` or the first that is asked: it
 * takes seconds, and memory that who reads no media has no use for. `onFailed` hears when it cannot be loaded. Throws
 * Fatal at once when the authors' key cannot be used; it is made here.
 */
export function startReadingRoom(
  { isNeededNow, ...first }: ReadingSettings & { readonly isNeededNow: boolean },
  onFailed: (error: Error) => void,
): ReadingRoom {
  openAuthorHash(first.authorKeyFile)
  let settings: ReadingSettings = first
  const closed = new AbortController()
  let opening: Promise<ReadingRoom> | undefined
  const open = (): Promise<ReadingRoom> => {
    if (opening === undefined) {
      opening = openReadingRoom(settings, onFailed, closed.signal)
      opening.catch((error: Error) => {
        if (!closed.signal.aborted) onFailed(error)
      })
    }
    return opening
  }
  if (isNeededNow) void open()
  return {
    read: async page => await (await open()).read(page),
    score: async (voice, texts) => await (await open()).score(voice, texts),
    models: async () => await (await open()).models(),
    useModels: async models => await (await open()).useModels(models),
    async useMeaning(meaning) {
      settings = { ...settings, meaning }
      await (await opening)?.useMeaning(meaning)
    },
    async [Symbol.asyncDispose]() {
      // Whoever stops does not wait until models are loaded.
      closed.abort()
      const room = await opening?.catch(() => undefined)
      await room?.[Symbol.asyncDispose]()
    },
  }
}

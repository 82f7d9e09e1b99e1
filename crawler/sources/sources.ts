// The sources of online media: kept as records, with versions so that two people's edits do not overwrite each
// other, checked before they are kept. Whoever schedules them hears of each change.
//
// `local` (private addresses are allowed) is never kept: whoever opens the sources says of which it holds.

import { Value } from 'typebox/value'
import { LIMITS } from '#/kernel/limits.ts'
import type { MediaSource } from '#/kernel/media-source.ts'
import { put, remove, type Collection, type Records, type Stored } from '#/store/records.ts'
import { problemsOfSource, type SourceFieldProblem } from './check-source.ts'
import { MediaSourceSchema, type WrittenSource } from './source-schema.ts'

export const MEDIA_SOURCES: Collection<WrittenSource> = {
  name: 'media-source',
  keys: ({ enabled }) => ({ enabled: enabled ? 'yes' : 'no' }),
}

export interface VersionedSource {
  readonly source: MediaSource
  readonly version: number
}

export type SaveSourceOutcome =
  | { readonly kind: 'saved'; readonly saved: VersionedSource }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'invalid'; readonly problems: readonly SourceFieldProblem[] }
  | { readonly kind: 'not-found' }
  /** There is one of that id already. */
  | { readonly kind: 'exists' }
  /** As many are kept as may be. */
  | { readonly kind: 'full' }

export interface SourcesOptions {
  readonly records: Records
  /** For the tests' and the demo's local web: whether a source may have private addresses. Of none when absent. */
  readonly isLocal?: (source: WrittenSource) => boolean
}

export interface Sources {
  /** By id. */
  list(): Promise<readonly VersionedSource[]>
  get(id: string): Promise<VersionedSource | undefined>
  create(source: WrittenSource): Promise<SaveSourceOutcome>
  save(source: WrittenSource, seen: number): Promise<SaveSourceOutcome>
  remove(id: string, seen: number): Promise<'removed' | 'conflict' | 'not-found'>
  /** On or off, whatever else was changed meanwhile. */
  switch(id: string, enabled: boolean): Promise<SaveSourceOutcome>
  check(source: WrittenSource): readonly SourceFieldProblem[]
  /** All of them or none; they have been checked by the plan (source-list.ts). */
  putAll(
    sources: readonly { readonly source: WrittenSource; readonly seen: number }[],
  ): Promise<'done' | 'conflict'>
  /** Hears of each change after it is durable. */
  onChanged(listener: () => Promise<void>): void
}

export function createSources({ records, isLocal = () => false }: SourcesOptions): Sources {
  const listeners: (() => Promise<void>)[] = []

  function opened({ record, version }: Pick<Stored<WrittenSource>, 'record' | 'version'>): VersionedSource {
    return { source: isLocal(record) ? { ...record, local: true } : record, version }
  }

  async function list(): Promise<readonly VersionedSource[]> {
    const { records: found } = await records.find(MEDIA_SOURCES, { limit: LIMITS.maxSources })
    return found.map(opened)
  }

  async function get(id: string): Promise<VersionedSource | undefined> {
    const stored = await records.get(MEDIA_SOURCES, id)
    return stored === undefined ? undefined : opened(stored)
  }

  const check = (source: WrittenSource): readonly SourceFieldProblem[] => {
    const shape = shapeProblems(source)
    return shape.length > 0 ? shape : problemsOfSource(source, isLocal(source))
  }

  async function changed(): Promise<void> {
    for (const listener of listeners) await listener()
  }

  async function write(written: WrittenSource, seen: number): Promise<SaveSourceOutcome> {
    const source = tidySource(written)
    const problems = check(source)
    if (problems.length > 0) return { kind: 'invalid', problems }
    if ((await records.commit([put(MEDIA_SOURCES, source.id, source, seen)])) === 'conflict')
      return { kind: seen === 0 ? 'exists' : 'conflict' }
    await changed()
    return { kind: 'saved', saved: opened({ record: source, version: seen + 1 }) }
  }

  return {
    list,
    get,
    check,
    async create(source) {
      if ((await records.count(MEDIA_SOURCES, {})) >= LIMITS.maxSources) return { kind: 'full' }
      return await write(source, 0)
    },
    async save(source, seen) {
      if ((await records.get(MEDIA_SOURCES, source.id)) === undefined) return { kind: 'not-found' }
      // Version 0 is of sources that are not there yet.
      return seen === 0 ? { kind: 'conflict' } : await write(source, seen)
    },
    async remove(id, seen) {
      const stored = await records.get(MEDIA_SOURCES, id)
      if (stored === undefined) return 'not-found'
      if ((await records.commit([remove(MEDIA_SOURCES, id, seen)])) === 'conflict') return 'conflict'
      await changed()
      return 'removed'
    },
    async switch(id, enabled) {
      for (;;) {
        const stored = await records.get(MEDIA_SOURCES, id)
        if (stored === undefined) return { kind: 'not-found' }
        if (stored.record.enabled === enabled) return { kind: 'saved', saved: opened(stored) }
        const outcome = await write({ ...stored.record, enabled }, stored.version)
        if (outcome.kind !== 'conflict') return outcome
      }
    },
    async putAll(sources) {
      const changes = sources.map(({ source, seen }) =>
        put(MEDIA_SOURCES, source.id, tidySource(source), seen),
      )
      if (changes.length === 0) return 'done'
      if ((await records.commit(changes)) === 'conflict') return 'conflict'
      await changed()
      return 'done'
    },
    onChanged: listener => void listeners.push(listener),
  }
}

function shapeProblems(source: WrittenSource): readonly SourceFieldProblem[] {
  return Value.Errors(MediaSourceSchema, source).map(({ instancePath, message }) => {
    const field = (instancePath.split('/')[1] ?? 'id') as keyof MediaSource
    return { field, text: `giá trị không hợp lệ (${message})`, textEnglish: message }
  })
}

/** Without blanks at the ends, without repetitions, and without `local`, whoever wrote it. */
export function tidySource(source: WrittenSource | MediaSource): WrittenSource {
  const { local: _never, ...written } = source as MediaSource
  const lines = (texts: readonly string[]): string[] => [
    ...new Set(texts.map(text => text.trim()).filter(text => text !== '')),
  ]
  const selectors = Object.fromEntries(
    Object.entries(written.selectors)
      .map(([name, selector]: [string, string]) => [name, selector.trim()] as const)
      .filter(([, selector]) => selector !== ''),
  )
  return {
    ...written,
    name: written.name.normalize('NFC').trim(),
    note: written.note.normalize('NFC').trim(),
    urls: lines(written.urls),
    include: lines(written.include),
    exclude: lines(written.exclude),
    topics: [...new Set(written.topics)],
    selectors,
  }
}

// What people have typed and not saved yet, by document and field: it outlives a conflict, a refused save, and going
// to another page of the console and back. Also which editors stand open.

import { signal } from '@preact/signals'
import type { Value } from './documents-api.ts'

export interface Typed {
  readonly value: Value
  /** What the document said when the editing began. */
  readonly base: Value | null
}

const kept = new Map<string, Typed>()

/** Keys of the fields that are being edited. */
export const editing = signal<ReadonlySet<string>>(new Set())

const place = (documentId: string, key: string): string => `${documentId} ${key}`

/** What was typed into a field and not saved. */
export function typedIn(documentId: string, key: string): Typed | undefined {
  return kept.get(place(documentId, key))
}

/** Keeps what is being typed. */
export function keepTyped(documentId: string, key: string, typed: Typed): void {
  kept.set(place(documentId, key), typed)
}

/** Forgets it: it was saved, or given up. */
export function dropTyped(documentId: string, key: string): void {
  kept.delete(place(documentId, key))
}

/** Keys of a document's fields with something typed. */
export function unsavedKeys(documentId: string): readonly string[] {
  const prefix = `${documentId} `
  return [...kept.keys()].filter(id => id.startsWith(prefix)).map(id => id.slice(prefix.length))
}

/** Opens or closes the editor of a field. */
export function setEditing(key: string, open: boolean): void {
  const next = new Set(editing.value)
  if (open) next.add(key)
  else next.delete(key)
  editing.value = next
}

function warn(event: BeforeUnloadEvent): void {
  if (kept.size > 0) event.preventDefault()
}

/** The browser asks before the tab is closed over something unsaved; returns the way to stop. */
export function guardTyped(): () => void {
  addEventListener('beforeunload', warn)
  return () => removeEventListener('beforeunload', warn)
}

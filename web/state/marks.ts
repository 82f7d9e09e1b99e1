// Which incidents are marked for a decision about many at once. Marks belong to the list that is shown: another
// choice begins without any.

import { batch, computed, signal } from '@preact/signals'
import { choice, rows, selectedId, selectedIndex } from './queue.ts'

/** Ids that are marked; each is or was among the rows. */
export const marked = signal<ReadonlySet<string>>(new Set())
/** True when the person wants all that match, also those that are not loaded. */
export const allMatching = signal(false)
/** Whether there is anything to decide about. */
export const hasMarks = computed(() => marked.value.size > 0)

let lastMarked: string | null = null

/** Marks or unmarks one. */
export function toggleMark(id: string): void {
  const next = new Set(marked.value)
  if (!next.delete(id)) next.add(id)
  lastMarked = id
  set(next)
}

/** Marks every row from the one marked last to this one. */
export function markTo(id: string): void {
  const list = rows.value.map(row => row.id)
  const from = list.indexOf(lastMarked ?? id)
  const to = list.indexOf(id)
  if (from < 0 || to < 0) return toggleMark(id)
  set(new Set([...marked.value, ...list.slice(Math.min(from, to), Math.max(from, to) + 1)]))
  lastMarked = id
}

/** Marks the selected row and goes to the next one, so that x x x marks three. */
export function markSelected(): void {
  const id = selectedId.value
  if (id === null) return
  toggleMark(id)
  const next = rows.value[selectedIndex.value + 1]
  if (next !== undefined) selectedId.value = next.id
}

export function markAllLoaded(): void {
  set(new Set(rows.value.map(row => row.id)))
}

export function clearMarks(): void {
  lastMarked = null
  set(new Set())
}

function set(next: ReadonlySet<string>): void {
  batch(() => {
    marked.value = next
    allMatching.value = false
  })
}

choice.subscribe(clearMarks)

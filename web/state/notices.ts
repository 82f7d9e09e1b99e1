// The one notice at the foot of the screen: what an action did, or why it failed, and the way to undo it.
// It is spoken by screen readers and goes away by itself, sooner when there is nothing to undo.

import { signal } from '@preact/signals'

export interface Notice {
  readonly text: string
  readonly tone: 'done' | 'wrong'
  /** Takes the action back; absent when it cannot be. */
  readonly undo?: () => Promise<void>
}

const SHOWN_MS = 7_000
const UNDOABLE_MS = 30_000

/** The notice shown, or null. */
export const notice = signal<Notice | null>(null)

let timer: ReturnType<typeof setTimeout> | undefined

/** Shows a notice in place of the one before. */
export function announce(next: Notice): void {
  clearTimeout(timer)
  notice.value = next
  timer = setTimeout(dismissNotice, next.undo === undefined ? SHOWN_MS : UNDOABLE_MS)
}

/** Takes the notice away. */
export function dismissNotice(): void {
  clearTimeout(timer)
  notice.value = null
}

/** Undoes the action of the notice shown; false when it has none. */
export async function undoLast(): Promise<boolean> {
  const undo = notice.value?.undo
  if (undo === undefined) return false
  dismissNotice()
  await undo()
  return true
}

// The keyboard: which key means what, and who listens. Keys are read by place (`event.code`), not by
// letter, so that a Vietnamese input method that composes letters cannot swallow or trigger them. Keys rest
// inside inputs, inside dialogs, and while something is being composed.

import { useLayoutEffect, useRef } from 'preact/hooks'
import type { PlainKey } from '../i18n/vocabulary.ts'

export interface Key {
  readonly action: string
  readonly code: string
  readonly shift?: true
  /** Pressed after `g`. */
  readonly afterG?: true
  /** What the help shows on the key. */
  readonly cap: string
  readonly group: 'move' | 'decide' | 'go'
  readonly text: PlainKey
}

export const KEYS = [
  { action: 'next', code: 'KeyJ', cap: 'j', group: 'move', text: 'keys.next' },
  { action: 'previous', code: 'KeyK', cap: 'k', group: 'move', text: 'keys.previous' },
  { action: 'open', code: 'Enter', cap: 'Enter', group: 'move', text: 'keys.open' },
  { action: 'preview', code: 'KeyO', cap: 'o', group: 'move', text: 'keys.preview' },
  { action: 'refresh', code: 'KeyR', cap: 'r', group: 'move', text: 'keys.refresh' },
  { action: 'search', code: 'Slash', cap: '/', group: 'move', text: 'keys.search' },
  { action: 'escape', code: 'Escape', cap: 'Esc', group: 'move', text: 'keys.escape' },
  { action: 'mark', code: 'KeyX', cap: 'x', group: 'move', text: 'keys.mark' },
  { action: 'take', code: 'KeyA', cap: 'a', group: 'decide', text: 'keys.take' },
  { action: 'note', code: 'KeyN', cap: 'n', group: 'decide', text: 'keys.note' },
  { action: 'close', code: 'KeyC', cap: 'c', group: 'decide', text: 'keys.closeIncident' },
  { action: 'false-positive', code: 'KeyF', cap: 'f', group: 'decide', text: 'keys.falsePositive' },
  { action: 'playbooks', code: 'KeyP', cap: 'p', group: 'decide', text: 'keys.playbooks' },
  { action: 'undo', code: 'KeyU', cap: 'u', group: 'decide', text: 'keys.undo' },
  { action: 'label-neg', code: 'Digit1', cap: '1', group: 'decide', text: 'keys.labelNeg' },
  { action: 'label-neu', code: 'Digit2', cap: '2', group: 'decide', text: 'keys.labelNeu' },
  { action: 'label-pos', code: 'Digit3', cap: '3', group: 'decide', text: 'keys.labelPos' },
  { action: 'skip', code: 'KeyS', cap: 's', group: 'decide', text: 'keys.skip' },
  { action: 'go-queue', code: 'KeyQ', afterG: true, cap: 'q', group: 'go', text: 'keys.goQueue' },
  { action: 'go-events', code: 'KeyH', afterG: true, cap: 'h', group: 'go', text: 'keys.goEvents' },
  { action: 'go-media', code: 'KeyM', afterG: true, cap: 'm', group: 'go', text: 'keys.goMedia' },
  { action: 'go-health', code: 'KeyS', afterG: true, cap: 's', group: 'go', text: 'keys.goHealth' },
  { action: 'go-rules', code: 'KeyR', afterG: true, cap: 'r', group: 'go', text: 'keys.goRules' },
  { action: 'go-systems', code: 'KeyD', afterG: true, cap: 'd', group: 'go', text: 'keys.goSystems' },
  { action: 'help', code: 'Slash', shift: true, cap: '?', group: 'go', text: 'keys.help' },
] as const satisfies readonly Key[]

export type KeyAction = (typeof KEYS)[number]['action']
export type KeyHandlers = Partial<Readonly<Record<KeyAction, () => void>>>

/** What a key press is judged by; a part of KeyboardEvent. */
export interface Press {
  readonly code: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly metaKey: boolean
  readonly isComposing: boolean
}

/** The action of a key press, or null. `afterG` says that `g` was pressed just before. Pure. */
export function actionOf(press: Press, afterG: boolean): KeyAction | null {
  if (press.isComposing || press.ctrlKey || press.altKey || press.metaKey) return null
  const key = (KEYS as readonly Key[]).find(
    candidate =>
      candidate.code === press.code &&
      (candidate.shift === true) === press.shiftKey &&
      (candidate.afterG === true) === afterG,
  )
  return (key?.action as KeyAction | undefined) ?? null
}

const G_WAITS_MS = 1_200
const listeners: (() => KeyHandlers)[] = []
let gPressedAt = -G_WAITS_MS

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
}

/** Enter on a link or button does what that link or button does. */
function isPressable(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('a, button, summary') !== null
}

function press(event: KeyboardEvent): void {
  if (event.defaultPrevented || isTyping(event.target)) return
  if (document.querySelector('dialog[open], [popover]:popover-open') !== null) return
  const afterG = event.timeStamp - gPressedAt < G_WAITS_MS
  gPressedAt = -G_WAITS_MS
  const action = actionOf(event, afterG) ?? actionOf(event, false)
  if (action === null) {
    if (event.code === 'KeyG' && !event.ctrlKey && !event.metaKey && !event.altKey)
      gPressedAt = event.timeStamp
    return
  }
  if (action === 'open' && isPressable(event.target)) return
  const handler = listeners.findLast(handlers => handlers()[action] !== undefined)?.()[action]
  if (handler === undefined) return
  event.preventDefault()
  handler()
}

/** Starts listening, once for the page. */
export function startKeyboard(): void {
  document.addEventListener('keydown', press)
}

/** Handles keys while the component is shown; the latest component to ask for a key gets it. */
export function useKeys(handlers: KeyHandlers): void {
  const latest = useRef(handlers)
  latest.current = handlers
  useLayoutEffect(() => {
    const listener = (): KeyHandlers => latest.current
    listeners.push(listener)
    return () => {
      listeners.splice(listeners.indexOf(listener), 1)
    }
  }, [])
}

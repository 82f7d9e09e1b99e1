// Choices kept in this browser: language, theme, density, preview pane. One key each under `thapcanh.`;
// a browser that refuses storage (private mode) still works, the choice then lasts as long as the page.

import { effect, signal, type Signal } from '@preact/signals'

function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // Storage refused: the choice lasts until the page is closed, and nothing else depends on it.
  }
}

/** A signal of one of the allowed words, read from and written to local storage. */
export function remembered<T extends string>(name: string, allowed: readonly T[], initial: T): Signal<T> {
  const key = `thapcanh.${name}`
  const stored = read(key)
  const kept = signal<T>(allowed.find(word => word === stored) ?? initial)
  effect(() => write(key, kept.value))
  return kept
}

/** A signal of a short text, read from and written to local storage. */
export function rememberedText(name: string, initial: string): Signal<string> {
  const key = `thapcanh.${name}`
  const kept = signal(read(key) ?? initial)
  effect(() => write(key, kept.value))
  return kept
}

// Cuts a text at the characters that made a rule match, so that they can be lit. Pure.

import type { LinePart } from '../incident/lit-line.ts'

export interface TextSpan {
  readonly from: number
  /** Exclusive. */
  readonly to: number
}

/** The text in lit and unlit parts, in order; spans may overlap, be unsorted, or reach beyond a text that was cut. */
export function partsBySpans(text: string, spans: readonly TextSpan[]): readonly LinePart[] {
  const parts: LinePart[] = []
  let at = 0
  let start = 0
  const put = (to: number, lit: boolean): void => {
    if (to > start) parts.push({ text: text.slice(start, to), lit })
    start = to
  }
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from || b.to - a.to)) {
    if (to <= at || from >= text.length || from >= to) continue
    if (from > at) {
      put(at, true)
      put(from, false)
    }
    at = Math.min(to, text.length)
  }
  put(at, true)
  put(text.length, false)
  return parts
}

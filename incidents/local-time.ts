// Date and time as a form of a page says them (`2026-11-22T09:30`), in the country's time, which has no summer
// time.

import { VIETNAM_OFFSET_MS } from '#/kernel/vietnam-time.ts'

/** ms UTC, or undefined when there is no such time. */
export function parseLocalTime(text: string): number | undefined {
  const found = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::\d\d)?$/.exec(text.trim())
  if (found === null) return undefined
  const utc = Date.parse(`${found[1]}-${found[2]}-${found[3]}T${found[4]}:${found[5]}:00Z`)
  // 31 February is read as 3 March by some: what comes back must be what went in.
  const same = !Number.isNaN(utc) && new Date(utc).toISOString().slice(0, 10) === text.trim().slice(0, 10)
  return same ? utc - VIETNAM_OFFSET_MS : undefined
}

/** `22/11/2026 09:30`. */
export function showLocalTime(ms: number): string {
  const [date = '', time = ''] = new Date(ms + VIETNAM_OFFSET_MS).toISOString().split('T')
  return `${date.split('-').toReversed().join('/')} ${time.slice(0, 5)}`
}

/** `2026-11-22T09:30`, as a date field wants it. */
export function localTimeField(ms: number): string {
  return new Date(ms + VIETNAM_OFFSET_MS).toISOString().slice(0, 16)
}

/** The year there and then. */
export function localYear(ms: number): number {
  return new Date(ms + VIETNAM_OFFSET_MS).getUTCFullYear()
}

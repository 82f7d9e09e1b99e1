// Việt Nam is seven hours ahead of UTC the whole year: its days and hours are those of UTC, moved.

export const VIETNAM_OFFSET_MS = 7 * 60 * 60 * 1000

/** `2026-11-22T07:28:00+07:00`: read by people there and by programs everywhere. */
export function vietnamIsoTime(ms: number): string {
  return `${new Date(ms + VIETNAM_OFFSET_MS).toISOString().slice(0, 19)}+07:00`
}

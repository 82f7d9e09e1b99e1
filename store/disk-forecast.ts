// How long the disk still lasts: it fills at the pace of the last days, and what is due to be deleted makes room.

import { LIMITS } from '#/kernel/limits.ts'

const DAY_MS = 86_400_000
/** The pace is that of so many days. */
const PACE_DAYS = 7
/** Further ahead nobody can see: what comes in now will itself be deleted by then. */
const HORIZON_DAYS = 366
/** Low: fewer days left, or less of the disk free. */
const LOW_DAYS = 7
const LOW_SHARE = 0.05

export interface DiskForecast {
  readonly freeBytes: number
  readonly totalBytes: number
  /** Bytes of stored events that a day brings; null before a whole day has passed. */
  readonly bytesPerDay: number | null
  /** Whole days until lines are refused; null when that is over a year away, or the pace is not known. */
  readonly daysLeft: number | null
  /** Under 7 days left, or under 5 % free. */
  readonly low: boolean
}

/** Stored events of one file. */
export interface FileSize {
  /** Begin of its day of receipt, ms UTC. */
  readonly dayMs: number
  readonly bytes: number
  /** When it will be deleted, ms UTC; null when nobody knows. */
  readonly goneMs: number | null
}

export function forecastDisk(
  files: readonly FileSize[],
  disk: Pick<DiskForecast, 'freeBytes' | 'totalBytes'>,
  nowMs: number,
): DiskForecast {
  const bytesPerDay = paceOf(files, nowMs)
  const daysLeft = bytesPerDay === null ? null : daysUntilFull(files, bytesPerDay, disk.freeBytes, nowMs)
  const low = (daysLeft !== null && daysLeft < LOW_DAYS) || disk.freeBytes < disk.totalBytes * LOW_SHARE
  return { ...disk, bytesPerDay, daysLeft, low }
}

/** The first day counts as whole although it may not be; a little later it weighs little. */
function paceOf(files: readonly FileSize[], nowMs: number): number | null {
  const recent = files.filter(({ dayMs }) => dayMs > nowMs - PACE_DAYS * DAY_MS && dayMs <= nowMs)
  const passedMs = nowMs - Math.min(nowMs, ...recent.map(({ dayMs }) => dayMs))
  if (passedMs < DAY_MS) return null
  return Math.round((recent.reduce((sum, { bytes }) => sum + bytes, 0) / passedMs) * DAY_MS)
}

function daysUntilFull(
  files: readonly FileSize[],
  bytesPerDay: number,
  freeBytes: number,
  nowMs: number,
): number | null {
  const freed = new Map<number, number>()
  for (const { goneMs, bytes } of files) {
    if (goneMs === null) continue
    const day = Math.max(0, Math.ceil((goneMs - nowMs) / DAY_MS))
    freed.set(day, (freed.get(day) ?? 0) + bytes)
  }
  let room = freeBytes - LIMITS.minFreeDiskBytes + (freed.get(0) ?? 0)
  for (let day = 0; day < HORIZON_DAYS; day++) {
    room -= bytesPerDay
    if (room < 0) return day
    room += freed.get(day + 1) ?? 0
  }
  return null
}

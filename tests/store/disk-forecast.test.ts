// How long a disk lasts, from what comes in and what is due to go.

import { expect, test } from 'vitest'
import { LIMITS } from '#/kernel/limits.ts'
import { forecastDisk, type FileSize } from '#/store/disk-forecast.ts'

const DAY_MS = 86_400_000
const NOW = Date.parse('2026-11-22T12:00:00Z')
const TODAY = NOW - DAY_MS / 2
const GB = 1e9
const disk = (freeGb: number, totalGb = 1000) => ({
  freeBytes: freeGb * GB + LIMITS.minFreeDiskBytes,
  totalBytes: totalGb * GB,
})
/** So many whole days of 2 GB each before today, and half of that today. */
const filled = (days: number, goneMs: number | null = null): FileSize[] =>
  Array.from({ length: days + 1 }, (_, back) => ({
    dayMs: TODAY - back * DAY_MS,
    bytes: back === 0 ? GB : 2 * GB,
    goneMs,
  }))

test('at the pace of the last days', () => {
  const found = forecastDisk(filled(20), disk(100), NOW)
  expect(found).toMatchObject({ bytesPerDay: 2 * GB, daysLeft: 50, low: false })
})

test('low under seven days, or under five percent', () => {
  expect(forecastDisk(filled(20), disk(14), NOW)).toMatchObject({ daysLeft: 7, low: true })
  expect(forecastDisk(filled(20), disk(14, 100), NOW)).toMatchObject({ daysLeft: 7, low: false })
  expect(forecastDisk(filled(20), disk(13, 100), NOW)).toMatchObject({ daysLeft: 6, low: true })
  expect(forecastDisk([], disk(4, 100), NOW)).toMatchObject({ daysLeft: null, low: true })
})

test('a disk below the room that the raw log needs has no day left', () => {
  expect(forecastDisk(filled(3), { freeBytes: 0, totalBytes: GB }, NOW)).toMatchObject({ daysLeft: 0 })
})

test('what is deleted at the pace at which it comes makes room for ever', () => {
  const files = filled(400).map(file => ({ ...file, goneMs: file.dayMs + 400 * DAY_MS }))
  expect(forecastDisk(files, disk(10, 100), NOW)).toMatchObject({ daysLeft: null, low: false })
  const held = files.map(file => ({ ...file, goneMs: null }))
  expect(forecastDisk(held, disk(10, 100), NOW)).toMatchObject({ daysLeft: 5, low: true })
})

test('nothing is foretold before a whole day has passed, nor from old days alone', () => {
  expect(forecastDisk(filled(0), disk(100), NOW)).toMatchObject({ bytesPerDay: null, daysLeft: null })
  const old = [{ dayMs: TODAY - 30 * DAY_MS, bytes: GB, goneMs: null }]
  expect(forecastDisk(old, disk(100), NOW)).toMatchObject({ bytesPerDay: null, daysLeft: null })
})

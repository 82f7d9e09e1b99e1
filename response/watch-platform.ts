// Every minute: whether a source has gone silent, the store is stuck, the disk is full. The watchtower that
// stops seeing must say so by itself, not wait until somebody looks.

import type { Health } from '#/api/contract/health.ts'
import type { JobQueue } from '#/jobs/job-queue.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { Notice } from '#/notices/notice.ts'
import type { Notices } from '#/notices/notices.ts'

export interface WatchPlatformOptions {
  readonly health: () => Pick<Health, 'silentSources' | 'storeError' | 'disk' | 'listeners' | 'clockOffMs'>
  readonly notices: Pick<Notices, 'notify'>
  readonly jobs: JobQueue
  readonly clock: Clock
}

const QUEUE = 'platform-watch'
const EVERY_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export async function watchPlatform({
  health,
  notices,
  jobs,
  clock,
}: WatchPlatformOptions): Promise<AsyncDisposable> {
  await jobs.add({ queue: QUEUE, key: 'watch', data: {}, everyMs: EVERY_MS })
  return jobs.work(QUEUE, async () => {
    for (const notice of noticesOf(health(), clock.now())) await notices.notify(notice)
  })
}

/** One for each thing that is wrong; its id stays while it is the same silence, or the same hour of trouble. */
export function noticesOf(
  { silentSources, storeError, disk, listeners, clockOffMs }: ReturnType<WatchPlatformOptions['health']>,
  now: number,
): readonly Notice[] {
  const common = { unitId: null, at: now, link: '/health', audience: { roles: ['lead', 'admin'] } }
  const hour = Math.floor(now / HOUR_MS)
  const silent = silentSources.map(({ listener, peer, lastSeenAt, silentMs }): Notice => {
    const minutes = Math.round(silentMs / 60_000)
    const who = peer === '' ? listener : `${peer} (${listener})`
    return {
      ...common,
      id: `source.silent:${listener}:${peer}:${lastSeenAt}`,
      kind: 'source.silent',
      severity: 'high',
      title: `Nguồn nhật ký im lặng: ${who}`,
      titleEnglish: `Log source is silent: ${who}`,
      text: `Không có dòng nào trong ${minutes} phút.`,
      textEnglish: `Not a line for ${minutes} minutes.`,
    }
  })
  const troubles: (readonly [id: string, vi: string, en: string, detail: string])[] = []
  if (storeError !== null)
    troubles.push(['store', 'Không lưu được sự kiện', 'Events cannot be stored', storeError])
  if (disk.full) troubles.push(['disk', 'Đĩa đầy', 'The disk is full', `${disk.freeBytes} byte`])
  const low: readonly Notice[] =
    disk.low === true && !disk.full
      ? [
          {
            ...common,
            // Nothing that changes within the hour: once a day is often enough.
            id: `platform.problem:disk-low:${Math.floor(now / DAY_MS)}`,
            kind: 'platform.problem',
            severity: 'high',
            title: 'Ổ đĩa sắp đầy',
            titleEnglish: 'The disk will soon be full',
            text: [`Còn trống ${gib(disk.freeBytes)} GiB`, ...daysLeftIn('vi', disk)].join('; ') + '.',
            textEnglish: [`${gib(disk.freeBytes)} GiB are free`, ...daysLeftIn('en', disk)].join('; ') + '.',
          },
        ]
      : []
  const doubted: readonly Notice[] =
    clockOffMs === undefined
      ? []
      : [
          {
            ...common,
            id: `platform.problem:clock:${Math.floor(now / DAY_MS)}`,
            kind: 'platform.problem',
            severity: 'high',
            title: 'Đồng hồ máy chủ lệch quá xa',
            titleEnglish: 'The clock is far off',
            text: `Đồng hồ ${clockOffMs > 0 ? 'đi trước' : 'chậm'} ${Math.floor(Math.abs(clockOffMs) / DAY_MS)} ngày so với thời gian đã trôi qua. Sự kiện chưa bị xóa theo giờ đó; hãy chỉnh đồng hồ hoặc xác nhận nó đúng.`,
            textEnglish: `The clock is ${Math.floor(Math.abs(clockOffMs) / DAY_MS)} days ${clockOffMs > 0 ? 'ahead of' : 'behind'} the time that has passed. Events are not deleted by it; set it right, or confirm that it is right.`,
          },
        ]
  for (const { id, state, detail } of listeners)
    if (state === 'failed')
      troubles.push([`listener:${id}`, `Cổng nhận ${id} hỏng`, `Listener ${id} has failed`, detail])
  return [
    ...silent,
    ...low,
    ...doubted,
    ...troubles.map(([id, title, titleEnglish, text]): Notice => ({
      ...common,
      id: `platform.problem:${id}:${hour}`,
      kind: 'platform.problem',
      severity: 'critical',
      title,
      titleEnglish,
      text,
    })),
  ]
}

function gib(bytes: number): string {
  return (bytes / 1024 ** 3).toFixed(1)
}

function daysLeftIn(language: 'vi' | 'en', { daysLeft }: Health['disk']): readonly string[] {
  if (daysLeft === undefined || daysLeft === null) return []
  return [
    language === 'vi'
      ? `với tốc độ những ngày qua, đủ dùng ${daysLeft} ngày nữa`
      : `at the pace of the last days it lasts ${daysLeft} more days`,
  ]
}

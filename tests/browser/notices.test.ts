// Messages, channels and jobs over the real API, and what of their failures the strip and the health page tell.

import { describe, expect, test } from 'vitest'
import type { JobQueue } from '#/jobs/job-queue.ts'
import { Permanent } from '#/kernel/errors.ts'
import type { City } from '../api/invented-platform.ts'
import { cityDesks } from './city-desk.ts'
import { PATIENT, seen } from './fixture-desk.ts'

const at = cityDesks()

/** A job that is given up at its first run; the city's queue is a whole one. */
async function failJob({ platform }: City): Promise<void> {
  const jobs = platform.jobs as JobQueue
  await jobs.add({ queue: 'nightly', key: 'tidy', data: {} })
  await using worker = jobs.work('nightly', () =>
    Promise.reject(new Permanent('job.failed', 'no room for the copy')),
  )
  await expect.poll(async () => (await jobs.counts()).failed, PATIENT).toBe(1)
  void worker
}

describe('messages', () => {
  test('are listed with their state and whom they went to, and filtered', () =>
    at({ path: '/notices' }, async ({ desk }) => {
      const rows = desk.page.locator('.data-table tbody tr')
      await expect.poll(() => rows.count(), PATIENT).toBe(2)
      expect(await rows.filter({ hasText: 'Sự cố mới' }).textContent()).toContain('desk')
      await desk.page.locator('.notices-filter select').first().selectOption('failed')
      await desk.page.getByText('Không có tin nào.').waitFor()
      await desk.page.getByRole('button', { name: 'Kênh', exact: true }).click()
      await desk.page.getByRole('row', { name: /hook/ }).getByText('chưa dùng').waitFor()
      expect(await desk.page.getByRole('button', { name: 'Gửi tin thử…' }).count()).toBe(0)
    }))

  test('a test message says how it went; a failing channel colours the strip and stands on the health page', () =>
    at({ as: 'admin', path: '/notices?show=channels' }, async ({ desk, address }) => {
      await desk.page.getByRole('button', { name: 'Gửi tin thử…' }).click()
      await desk.dialog.getByRole('button', { name: 'Gửi thử' }).click()
      await desk.dialog.getByRole('alert').getByText('Không gửi được').waitFor()
      await desk.dialog.getByRole('button', { name: 'Đóng' }).click()
      await desk.page.getByRole('row', { name: /hook/ }).getByText('đang lỗi').waitFor()
      await desk.stripMark('channelsFailing').getByText('1 kênh gửi tin lỗi').waitFor()
      await desk.page.goto(`${address}/health`)
      const failing = desk.page.getByRole('table', { name: 'Kênh gửi tin đang lỗi' })
      expect(await seen(failing.getByText('ECONNREFUSED'))).toBe(true)
    }))
})

describe('jobs', () => {
  test('that were given up are listed with their error, stand in the strip, and are quiet once noted', () =>
    at({ as: 'admin', path: '/health', before: failJob }, async ({ desk, address }) => {
      await desk.stripMark('jobsFailed').getByText('1 việc nền không xong').waitFor()
      const failed = desk.page.getByRole('table', { name: 'Việc nền không xong trong 24 giờ qua' })
      await failed.getByText('no room for the copy').waitFor()
      await desk.page.getByRole('button', { name: 'Đã biết' }).click()
      await expect.poll(() => desk.stripMark('jobsFailed').count(), PATIENT).toBe(0)
      await failed.getByText('nightly').waitFor()

      await desk.page.goto(`${address}/notices?show=jobs`)
      await desk.page.getByRole('button', { name: 'Không xong 1' }).waitFor()
      await desk.page.getByText('no room for the copy').waitFor()
      await desk.page.getByRole('button', { name: /^Chờ/ }).click()
      await desk.page.locator('.data-table tbody tr').first().waitFor()
      expect(await desk.page.getByText('no room for the copy').count()).toBe(0)
    }))

  test('a firewall that stopped fetching its block list is told of', () =>
    at(
      {
        path: '/health',
        before: async city => {
          await city.api.inject({ url: '/blocklists/firewall.txt?token=token-of-fw-01' })
          city.clock.turn(3 * 60 * 60_000)
        },
      },
      async ({ desk }) => {
        await desk.stripMark('consumersSilent').waitFor()
        const silent = desk.page.getByRole('table', { name: 'Thiết bị không còn lấy danh sách chặn' })
        expect(await silent.textContent()).toContain('fw-01')
      },
    ))
})

// The page about how long events are kept, over the real API: figures, articles, files, legal holds, the doubted clock.
// The screenshots it takes go to test-results/screenshots.

import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { City } from '../api/invented-platform.ts'
import { INDICES } from '../api/invented-retention.ts'
import { HOLD } from '../api/requests/retention.ts'
import { cityDesks } from './city-desk.ts'
import { PATIENT } from './fixture-desk.ts'
import { faults } from './page-faults.ts'

const at = cityDesks()
const pictures = join(import.meta.dirname, '..', '..', 'test-results', 'screenshots')
const SCREENS = [
  { width: 360, height: 740 },
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
] as const

/** The disk is nearly full and the clock a month ahead. */
function trouble({ platform }: City): void {
  const asItIs = platform.eventDays.bind(platform)
  Object.assign(platform, {
    async eventDays() {
      const { forecast, time, ...rest } = await asItIs()
      const short = { ...forecast, freeBytes: 6e9, bytesPerDay: 1.4e9, daysLeft: 4, low: true }
      return {
        ...rest,
        forecast: short,
        time: { ...time, passedMs: time.clockMs - 30 * 86_400_000, doubted: true },
      }
    },
  } satisfies Partial<City['platform']>)
}

describe('how long events are kept', () => {
  test.each(SCREENS)('is shown at $width px in both languages', viewport =>
    at(
      {
        as: 'lead',
        path: '/retention',
        context: viewport.width === 360 ? { viewport, hasTouch: true, isMobile: true } : { viewport },
        async before(city) {
          trouble(city)
          await city.platform.legalHolds.create('lead', HOLD)
          const over = await city.platform.legalHolds.create('admin', { ...HOLD, reason: 'Vụ việc cũ' })
          if (over !== 'full') await city.platform.legalHolds.release(over.id, 'lead', 'Đã khép lại')
        },
      },
      async ({ desk }) => {
        for (const [language, words] of [
          ['vi', ['Ổ đĩa sắp đầy.', 'Đồng hồ máy chủ bị nghi sai', '4 ngày', 'đang giữ 1 tệp', 'Cấp 5']],
          [
            'en',
            [
              'The disk will soon be full.',
              'The clock of the server is doubted',
              '4 days',
              'in force; files kept: 1',
              'Level 5',
            ],
          ],
        ] as const) {
          if (language === 'en') await desk.speak('English')
          for (const word of words) await desk.page.getByText(word).first().waitFor()
          expect(await desk.sidewaysOverflow()).toBe(0)
          expect(await faults(desk.page)).toEqual([])
          const path = join(pictures, `retention-${viewport.width}-${language}.png`)
          await desk.page.screenshot({ path, fullPage: true })
        }
      },
    ),
  )

  test.each(SCREENS)('of a cluster shows the indices of Elasticsearch at $width px', viewport =>
    at(
      {
        as: 'lead',
        path: '/retention',
        context: viewport.width === 360 ? { viewport, hasTouch: true, isMobile: true } : { viewport },
        async before({ platform }) {
          await platform.legalHolds.create('lead', HOLD)
          const asItIs = platform.eventDays.bind(platform)
          Object.assign(platform, {
            eventDays: async () => ({ ...(await asItIs()), days: [], indices: INDICES }),
          } satisfies Partial<City['platform']>)
        },
      },
      async ({ desk }) => {
        for (const [language, words] of [
          ['vi', ['3 chỉ mục', 'Elasticsearch còn trống', 'đang giữ 1 chỉ mục', 'biết sau khi đóng']],
          ['en', ['indices: 3', 'Free in Elasticsearch', 'indices kept: 1', 'known once it is closed']],
        ] as const) {
          if (language === 'en') await desk.speak('English')
          for (const word of words) await desk.page.getByText(word).first().waitFor()
          await desk.page.getByRole('row', { name: /events-m3-2026\.08\.01/ }).waitFor()
          expect(await desk.sidewaysOverflow()).toBe(0)
          expect(await faults(desk.page)).toEqual([])
          const path = join(pictures, `retention-cluster-${viewport.width}-${language}.png`)
          await desk.page.screenshot({ path, fullPage: true })
        }
      },
    ),
  )

  test('a hold is laid with its reason, keeps a file, and is released with one', () =>
    at({ as: 'lead', path: '/retention' }, async ({ city, desk }) => {
      await desk.page.getByText('Chưa có lệnh giữ nào.').waitFor()
      await desk.page.getByRole('button', { name: 'Đặt lệnh giữ…' }).click()
      await desk.dialog.getByLabel('Từ (giờ Việt Nam)').fill('2026-11-22T10:00')
      await desk.dialog.getByLabel('Đến (giờ Việt Nam)').fill('2026-11-22T09:00')
      await desk.dialog.getByLabel('Lý do').fill('Điều tra vụ lộ dữ liệu')
      await desk.dialog.getByRole('button', { name: 'Đặt lệnh giữ' }).click()
      await desk.page.getByText('Thời điểm kết thúc phải sau').waitFor()
      await desk.dialog.getByLabel('Đến (giờ Việt Nam)').fill('2026-11-22T11:00')
      await desk.dialog.getByRole('button', { name: 'Đặt lệnh giữ' }).click()
      await desk.page.getByText('10:00 22/11/2026 – 11:00 22/11/2026').waitFor()
      await desk.page.getByText('đang giữ 1 tệp').waitFor()
      expect(await city.platform.legalHolds.list()).toMatchObject([
        {
          reason: 'Điều tra vụ lộ dữ liệu',
          by: 'lead',
          fromMs: Date.parse('2026-11-22T03:00:00Z'),
          toMs: Date.parse('2026-11-22T04:00:00Z'),
        },
      ])
      await desk.page.getByRole('button', { name: 'Bỏ lệnh giữ Điều tra vụ lộ dữ liệu' }).click()
      await desk.dialog.getByLabel('Lý do').fill('Đã khép lại')
      await desk.dialog.getByRole('button', { name: 'Bỏ lệnh giữ' }).click()
      await desk.page.getByText(/bỏ lúc .*: Đã khép lại/).waitFor()
      const trail = await city.platform.audit.entries(0, 10)
      expect(trail.map(({ entry }) => entry.action)).toEqual(['hold.created', 'hold.released'])
    }))

  test('a lead says that the clock is right', () =>
    at({ as: 'lead', path: '/retention', before: trouble }, async ({ city, desk }) => {
      await desk.page.getByRole('button', { name: 'Đồng hồ đúng…' }).click()
      await desk.dialog.getByLabel('Lý do').fill('Máy chủ đã dừng một tháng')
      await desk.dialog.getByRole('button', { name: 'Xác nhận', exact: true }).click()
      await desk.notice.filter({ hasText: 'Đã xác nhận đồng hồ.' }).waitFor()
      await expect
        .poll(
          async () => (await city.platform.audit.entries(0, 10)).map(({ entry }) => entry.action),
          PATIENT,
        )
        .toEqual(['clock.confirmed'])
    }))

  test('an analyst has no link to it', () =>
    at({ path: '/retention' }, async ({ desk }) => {
      await desk.page.getByText('Tài khoản của bạn không có quyền xem trang này.').waitFor()
      expect(await desk.page.locator('.rail a[href="/retention"]').count()).toBe(0)
    }))
})

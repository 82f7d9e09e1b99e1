// The calendar of duties, the law profile and the clocks of an incident, over the real API.

import { describe, expect, test } from 'vitest'
import { START_MS } from '../api/invented-incident.ts'
import { cityDesks } from './city-desk.ts'
import { PATIENT } from './fixture-desk.ts'
import { faults } from './page-faults.ts'

const at = cityDesks()

const DAY_MS = 86_400_000

describe('the calendar', () => {
  test('shows overdue things first, with state in words and articles with their mark', () =>
    at({ path: '/calendar', before: city => city.clock.turn(6 * DAY_MS) }, async ({ desk }) => {
      const overdue = desk.page.locator('.calendar-overdue tbody tr')
      await overdue.first().waitFor()
      const texts = await overdue.allTextContents()
      expect(texts.every(text => text.includes('Quá hạn'))).toBe(true)
      expect(texts.some(text => text.includes('2026-0001'))).toBe(true)
      expect(texts.some(text => text.includes('đã đọc văn bản'))).toBe(true)
      expect(texts.some(text => /trễ \d/.test(text))).toBe(true)
    }))

  test('goes across the ends of months and years: what is due at midnight stands on the day before', () =>
    at({ path: '/calendar?view=month&month=2026-11' }, async ({ desk }) => {
      const page = desk.page
      const day = (iso: string) => page.locator(`[data-day="${iso}"]`)
      await day('2026-11-30').waitFor()
      // The week of 30 November belongs to both months and shows the same things in both.
      await expect.poll(() => day('2026-11-30').locator('.calendar-chip').count(), PATIENT).toBeGreaterThan(0)
      const last = await day('2026-11-30').locator('.calendar-chip').allTextContents()
      await page.getByRole('button', { name: /Tháng sau/ }).click()
      await page.getByRole('heading', { name: 'Tháng 12/2026' }).waitFor()
      await day('2026-12-31').waitFor()
      await expect
        .poll(() => day('2026-11-30').locator('.calendar-chip').allTextContents(), PATIENT)
        .toEqual(last)
      // Quarterly duties end with the quarter, on its last day and not in the new year.
      const quarterly = day('2026-12-31').locator('.calendar-chip')
      await expect.poll(() => quarterly.count(), PATIENT).toBeGreaterThan(0)
      await page.getByRole('button', { name: /Tháng sau/ }).click()
      await page.getByRole('heading', { name: 'Tháng 1/2027' }).waitFor()
      await day('2027-01-31').waitFor()
      expect(await day('2026-12-31').count()).toBe(1)
      await page.getByRole('button', { name: 'Hôm nay' }).click()
      await page.getByRole('heading', { name: 'Tháng 11/2026' }).waitFor()
      expect(await page.locator('[aria-current="date"]').getAttribute('data-day')).toBe('2026-11-22')
    }))

  test('a report is stated as done; its reminders are shown before and gone after', () =>
    at({ path: '/calendar?view=list' }, async ({ city, desk }) => {
      const page = desk.page
      const row = page.locator('.calendar tbody tr', { hasText: 'Báo cáo giám sát hằng tuần' })
      await row.first().getByRole('button').click()
      await desk.dialog.getByText(/Nhắc trước/).waitFor()
      await desk.dialog.getByText('4 giờ').waitFor()
      await desk.dialog.getByText(/Luật không nêu ngày/).waitFor()
      await desk.dialog.getByRole('button', { name: 'Xác nhận đã làm' }).first().click()
      await desk.dialog.getByLabel(/Đã làm gì/).fill('Đã gửi công văn 31')
      await desk.dialog.getByRole('button', { name: 'Xác nhận đã làm' }).click()
      await desk.notice.filter({ hasText: 'Đã ghi nhận' }).waitFor()
      await row
        .filter({ hasText: /Đã xong|Xong trễ hạn/ })
        .first()
        .waitFor()
      const trail = await city.platform.audit.entries(0, 100)
      expect(trail.map(({ entry }) => entry.action)).toContain('law.done')
    }))

  test('can be taken along as an iCalendar file', () =>
    at({ path: '/calendar' }, async ({ desk }) => {
      const href = await desk.page.getByRole('link', { name: /ICS/ }).getAttribute('href')
      const answer = await desk.page.request.get(desk.address + (href ?? ''))
      expect(answer.headers()['content-type']).toContain('text/calendar')
      expect(await answer.text()).toContain('BEGIN:VEVENT')
    }))

  test('a changed contact point starts a clock and is told', () =>
    at({ as: 'lead', path: '/calendar?view=list' }, async ({ desk }) => {
      const part = desk.page.locator('.register-clocks')
      await part.getByRole('button', { name: 'Xác nhận đã báo' }).first().click()
      await desk.dialog.getByLabel(/Đã báo cho ai/).fill('Gửi Mẫu số 01 qua thư điện tử')
      await desk.dialog.getByRole('button', { name: 'Xác nhận đã báo' }).click()
      await part.getByText('Không có thay đổi nào đang chờ báo.').waitFor()
      await part.getByRole('button', { name: 'Ghi nhận đầu mối đã thay đổi' }).click()
      await desk.dialog.getByLabel('Thay đổi gì').fill('Số điện thoại trực mới')
      await desk.dialog.getByRole('button', { name: 'Ghi nhận đầu mối đã thay đổi' }).click()
      await part.getByText(/Thông tư 20\/2017\/TT-BTTTT, Điều 6.1.b/).waitFor()
      expect(await part.locator('li').first().textContent()).toContain('Đang chạy')
    }))
})

describe('the clocks of an incident', () => {
  test('stand with state, time left, article and recipients; one is stated as met with a reason', () =>
    at({ as: 'lead', path: '/incidents/i-new' }, async ({ desk }) => {
      const clock = desk.page.locator('.clocks [data-clock="C4"]')
      await clock.waitFor()
      expect(await clock.locator('summary').textContent()).toMatch(
        /Đang chạy.*còn 4 ngày 23 giờ.*Điều 9\.2\.a \(đã đọc văn bản\)/,
      )
      await clock.locator('summary').click()
      await clock.getByText('Bộ Công an (A05)', { exact: false }).first().waitFor()
      await clock.getByRole('button', { name: 'Xác nhận đã thực hiện' }).click()
      await desk.dialog.getByLabel(/Lý do/).fill('Đã gửi công văn số 12')
      await desk.dialog.getByRole('button', { name: 'Xác nhận đã thực hiện' }).click()
      await desk.page.locator('.clocks-others summary').first().click()
      const met = desk.page.locator('.clocks-others [data-clock="C4"]')
      await met.getByText('Đã thực hiện').first().waitFor()
    }))

  test('one pauses where the profile names a ground, and the law’s refusal is shown in words', () =>
    at({ as: 'lead', path: '/incidents/i-new' }, async ({ city, desk }) => {
      const page = desk.page
      const clock = page.locator('.clocks [data-clock="C4"]')
      await clock.locator('summary').click()
      await clock.getByRole('button', { name: 'Tạm dừng', exact: true }).click()
      await desk.dialog.getByText('Chờ cơ quan điều phối trả lời').waitFor()
      await desk.dialog.getByLabel(/Lý do/).fill('Chờ trả lời công văn 12')
      // Meanwhile somebody else states that it was met: the law refuses, and what was typed stays.
      const { law, state } = city.platform
      const incident = state.incident('i-new')!
      const met = await law.meet(incident, 'C4', { by: 'analyst', reason: 'Đã gửi' })
      if (met.kind !== 'done') throw new Error(met.message.en)
      await desk.dialog.getByRole('button', { name: 'Tạm dừng', exact: true }).click()
      await desk.dialog.getByRole('alert').filter({ hasText: 'Đã được xác nhận là thực hiện' }).waitFor()
      expect(await desk.dialog.getByLabel(/Lý do/).inputValue()).toBe('Chờ trả lời công văn 12')
      await law.withdraw(incident, 'C4', met.deed.id, { by: 'analyst', reason: 'Ghi nhầm' })
      await desk.dialog.getByRole('button', { name: 'Tạm dừng', exact: true }).click()
      await clock.getByText(/dừng ở 4 ngày/).waitFor()
      await clock.getByText(/Tạm dừng vì: Chờ trả lời công văn 12/).waitFor()
      const third = page.locator('.clocks [data-clock="C3"]')
      await third.locator('summary').click()
      await third.getByText('Luật không nêu trường hợp tạm dừng thời hạn này.').waitFor()
    }))

  test('a document of its form is started from the clock', () =>
    at({ path: '/incidents/i-new' }, async ({ city, desk }) => {
      const clock = desk.page.locator('.clocks [data-clock="C3"]')
      await clock.locator('summary').click()
      await clock.getByRole('button', { name: 'Lập văn bản' }).click()
      await desk.page.waitForURL(/\/documents\/d-3/)
      expect((await city.platform.documents.get('d-3'))?.record).toMatchObject({
        form: 'bao-cao-72-gio',
        createdAt: START_MS,
      })
    }))
})

describe('the law profile', () => {
  test('lists clocks, reports, duties and retention with articles and marks in words', () =>
    at({ as: 'viewer', path: '/law?item=C10' }, async ({ desk }) => {
      const page = desk.page
      await page.getByRole('heading', { name: 'Thời hạn của sự cố và sổ đăng ký' }).waitFor()
      const breach = page.locator('tr', { has: page.locator('[id="law-C10"]') })
      expect(await breach.textContent()).toMatch(/72 giờ.*theo nguồn thứ hai; nguồn: VCC/)
      expect(await page.locator('[id="law-C10"].law-wanted').count()).toBe(1)
      await page.getByText('chưa kiểm chứng', { exact: true }).first().waitFor()
      for (const name of ['Báo cáo theo kỳ', 'Nghĩa vụ theo cấp độ', 'Lưu giữ'])
        await page.getByRole('heading', { name }).waitFor()
    }))
})

describe.each([
  { width: 360, height: 740 },
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
])('at $width × $height', viewport => {
  const context = viewport.width === 360 ? { viewport, hasTouch: true, isMobile: true } : { viewport }

  test.each(['/calendar?view=month&month=2026-12', '/calendar?view=list', '/law'])(
    '%s does not scroll sideways and everything has a name',
    path =>
      at({ as: 'lead', path, context }, async ({ desk }) => {
        await desk.page.locator('.calendar-days, .calendar-month, .data-table').first().waitFor()
        await desk.page.locator('.state-loading').waitFor({ state: 'detached' })
        expect(await desk.sidewaysOverflow()).toBe(0)
        expect(await faults(desk.page)).toEqual([])
      }),
  )
})

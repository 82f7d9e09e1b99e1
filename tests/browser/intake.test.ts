// From the public page to the incident and back: somebody reports without script, the desk verifies, accepts,
// rejects, writes; the reporter follows it by the code.

import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { FOLLOW_CODE } from '../api/invented-desk.ts'
import type { City } from '../api/invented-platform.ts'
import { cityDesks } from './city-desk.ts'
import { PATIENT, seen } from './fixture-desk.ts'

const at = cityDesks()

/** A page of somebody who has no account and no script. */
async function asCitizen(page: Page, work: (citizen: Page) => Promise<void>): Promise<void> {
  const context = await page.context().browser()!.newContext({ javaScriptEnabled: false })
  try {
    await work(await context.newPage())
  } finally {
    await context.close()
  }
}

/** Reports an incident; answers the code to follow it. */
async function report(citizen: Page, address: string, city: City): Promise<string> {
  await citizen.goto(`${address}/bao-su-co`)
  city.clock.turn(5000)
  await citizen.locator('#reporter').fill('Nguyễn Văn Dũng')
  await citizen.locator('#reporterAddress').fill('7 đường Ví Dụ')
  await citizen.locator('#system').fill('Cổng dịch vụ công')
  await citizen.locator('#description').fill('Trang chủ bị thay hình.\nThấy từ sáng nay.')
  await citizen.locator('#detected').fill('2026-11-22T08:00')
  await citizen.locator('button[type=submit]').click()
  return (await citizen.locator('.code').textContent())!
}

async function followed(citizen: Page, address: string, code: string): Promise<string> {
  await citizen.goto(`${address}/bao-su-co/theo-doi`)
  await citizen.locator('#code').fill(code)
  await citizen.locator('button[type=submit]').click()
  return (await citizen.locator('main').textContent())!
}

describe('a notice from the public page', () => {
  test('is reported without script, verified, made an incident; the reporter sees how it stands', () =>
    at({ path: '/intake' }, async ({ desk, city, address }) => {
      await asCitizen(desk.page, async citizen => {
        const code = await report(citizen, address, city)
        expect(await followed(citizen, address, code)).toContain('Đã tiếp nhận, đang chờ xác minh.')

        await desk.page.goto(`${address}/intake`)
        await expect
          .poll(() => desk.page.locator('.rail a[href="/intake"] .rail-count').textContent(), PATIENT)
          .toBe('2 thông báo sự cố đang chờ')
        const rows = desk.page.locator('.data-table tbody tr')
        // The one that has waited longest stands on top.
        expect(await rows.first().textContent()).toContain('Trang chủ hiện hình ảnh lạ.')
        await rows.filter({ hasText: 'Nguyễn Văn Dũng' }).getByRole('link').first().click()
        await desk.page.getByRole('button', { name: 'Bắt đầu xác minh' }).click()
        await desk.page.locator('.shown-words', { hasText: 'Đang được xác minh.' }).waitFor()
        expect(await followed(citizen, address, code)).toContain('Đang được xác minh.')

        await desk.page.locator('#to-reporter').fill('Xin gửi ảnh chụp màn hình cho trung tâm.')
        await desk.page.getByRole('button', { name: 'Gửi tin' }).click()
        await desk.page.locator('.message-ours').waitFor()
        await desk.page.getByRole('button', { name: 'Nhận…' }).click()
        const title = await desk.dialog.locator('#accept-title').inputValue()
        expect(title).toContain('Trang chủ bị thay hình.')
        await desk.dialog.locator('#accept-severity').selectOption('high')
        await desk.dialog.getByRole('button', { name: 'Nhận', exact: true }).click()
        const incident = desk.page.locator('.intake-aside a[href^="/incidents/"]')
        await incident.getByText(title).waitFor()

        const page = await followed(citizen, address, code)
        expect(page).toContain('Đã xác minh và đang được xử lý.')
        expect(page).toContain('Xin gửi ảnh chụp màn hình cho trung tâm.')
        await incident.click()
        await desk.page.getByText('Nguyễn Văn Dũng').first().waitFor()
      })
    }))

  test('is attached to an incident that is open', () =>
    at({ path: '/intake/n-1' }, async ({ desk, city }) => {
      await desk.page.getByRole('button', { name: 'Nhận…' }).click()
      await desk.dialog.getByLabel('Gắn vào sự cố đang mở').check()
      await desk.dialog.locator('#accept-find').fill('2026-0002')
      await expect.poll(() => desk.dialog.locator('.incident-choice input').count(), PATIENT).toBe(1)
      await desk.dialog.locator('.incident-choice input').check()
      await desk.dialog.getByRole('button', { name: 'Nhận', exact: true }).click()
      await desk.page.locator('.intake-aside a[href="/incidents/i-open"]').waitFor()
      const stored = await city.platform.intake.notice('n-1')
      expect([stored?.record.state, stored?.record.incidentId]).toEqual(['accepted', 'i-open'])
    }))

  test('is rejected with a reason for the records and words for the reporter', () =>
    at({ path: '/intake/n-1' }, async ({ desk, city, address }) => {
      await desk.page.getByRole('button', { name: 'Từ chối…' }).click()
      await desk.dialog.locator('#reject-reason').fill('Trùng với bảo trì đã báo trước')
      await desk.dialog.locator('#reject-public').fill('Trang đang được bảo trì theo kế hoạch.')
      await desk.dialog.getByRole('button', { name: 'Từ chối', exact: true }).click()
      await desk.page.locator('.shown-words', { hasText: 'Trang đang được bảo trì' }).waitFor()
      expect(await desk.page.getByRole('button', { name: 'Nhận…' }).count()).toBe(0)
      await asCitizen(desk.page, async citizen => {
        const page = await followed(citizen, address, FOLLOW_CODE)
        expect(page).toContain('Trang đang được bảo trì theo kế hoạch.')
        expect(page).not.toContain('Trùng với bảo trì')
      })
      await expect
        .poll(() => desk.page.locator('.rail a[href="/intake"] .rail-count').count(), PATIENT)
        .toBe(0)
      await desk.page.goto(`${address}/intake?show=rejected`)
      await desk.page.getByRole('row', { name: /Trần Thị Bình/ }).waitFor()
      expect((await city.platform.intake.notice('n-1'))?.record.reason).toBe('Trùng với bảo trì đã báo trước')
    }))

  test('that somebody else decided meanwhile is shown as it stands now', () =>
    at({ path: '/intake/n-1' }, async ({ desk, city }) => {
      await desk.page.getByRole('button', { name: 'Bắt đầu xác minh' }).waitFor()
      await city.platform.intake.decide('n-1', 1, { state: 'verifying', by: 'lead' })
      await desk.page.getByRole('button', { name: 'Bắt đầu xác minh' }).click()
      await desk.notice.getByText('Người khác vừa thay đổi thông báo này').waitFor()
      expect(await seen(desk.page.getByText('lead đang xử lý'))).toBe(true)
    }))

  test('is not for viewers', () =>
    at({ as: 'viewer', path: '/intake' }, async ({ desk }) => {
      await desk.page.getByText('Tài khoản của bạn không có quyền xem trang này.').waitFor()
      expect(await desk.page.locator('.rail a[href="/intake"]').count()).toBe(0)
    }))
})

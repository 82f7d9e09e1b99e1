// The page of the block lists, over the real API.

import { expect, test } from 'vitest'
import { cityDesks } from './city-desk.ts'
import { PATIENT, seen } from './fixture-desk.ts'

const at = cityDesks()

test('a value is blocked with a reason, an end and its incident, and taken out again', () =>
  at({ path: '/block-lists' }, async ({ city, desk }) => {
    await desk.page.getByRole('button', { name: 'Chặn thêm…' }).click()
    await desk.dialog.getByLabel(/^Địa chỉ/).fill('198.51.100.7')
    await desk.dialog.getByLabel('Lý do').fill('Dò mật khẩu')
    await desk.dialog.getByLabel(/sự cố liên quan/).fill('2026-9999')
    // The clock of the invented city stands; an end counted from now is ahead of it.
    await desk.dialog.getByRole('button', { name: 'Chặn', exact: true }).click()
    await desk.dialog.getByText('Không tìm thấy sự cố 2026-9999.').waitFor()
    await desk.dialog.getByLabel(/sự cố liên quan/).fill('2026-0001')
    await desk.dialog.getByRole('button', { name: 'Chặn', exact: true }).click()
    await desk.notice.filter({ hasText: 'Đã chặn 198.51.100.7' }).waitFor()
    const row = desk.page.getByRole('row', { name: /198\.51\.100\.7/ })
    await row.getByRole('link', { name: '2026-0001' }).waitFor()
    const page = await city.platform.blockLists.entries('firewall', 10)
    const added = page!.entries.find(({ value }) => value === '198.51.100.7')
    expect(added).toMatchObject({ incidentId: 'i-new', addedBy: 'analyst', reason: 'Dò mật khẩu' })
    expect(added!.expiresAt! - Date.now()).toBeGreaterThan(23 * 3_600_000)

    await row.getByRole('button', { name: 'Bỏ chặn' }).click()
    await desk.dialog.getByLabel('Lý do').fill('Nhầm')
    await desk.dialog.getByRole('button', { name: 'Bỏ chặn' }).click()
    await expect.poll(() => row.count(), PATIENT).toBe(0)
  }))

test('what is protected is refused, with the reason, and what was typed stays', () =>
  at({ path: '/block-lists' }, async ({ desk }) => {
    await desk.page.getByRole('button', { name: 'Chặn thêm…' }).click()
    await desk.dialog.getByLabel(/^Địa chỉ/).fill('192.0.2.53')
    await desk.dialog.getByLabel('Lý do').fill('Nghi ngờ')
    await desk.dialog.getByRole('button', { name: 'Chặn', exact: true }).click()
    await desk.dialog.getByText('tài sản được bảo vệ').waitFor()
    expect(await desk.dialog.getByLabel(/^Địa chỉ/).inputValue()).toBe('192.0.2.53')
  }))

test('a firewall that has gone silent is marked in words', () =>
  at(
    {
      path: '/block-lists',
      before: async city => {
        await city.platform.blockFeed.fetched('fw-01', 'firewall', '192.0.2.1', 'curl/8', 1)
        city.clock.turn(3 * 3_600_000)
      },
    },
    async ({ desk }) => {
      expect(await seen(desk.page.getByText('Im lặng quá lâu'))).toBe(true)
    },
  ))

test('who may only read sees the entries and changes none', () =>
  at({ as: 'viewer', path: '/block-lists' }, async ({ desk }) => {
    await desk.page.getByText('203.0.113.9').waitFor()
    expect(await desk.page.getByRole('button', { name: /chặn/i }).count()).toBe(0)
  }))

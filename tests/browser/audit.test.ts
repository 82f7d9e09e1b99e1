// The audit trail's page, over the real API.

import { describe, expect, test } from 'vitest'
import { cityDesks } from './city-desk.ts'
import { PATIENT } from './fixture-desk.ts'

const at = cityDesks()

describe('the audit trail', () => {
  test('a lead reads who did what, newest first, further back on request', () =>
    at(
      {
        as: 'lead',
        path: '/audit',
        before: async city => {
          for (let n = 1; n <= 105; n++)
            await city.platform.audit.record('admin', 'user.created', `user u${n}`)
        },
      },
      async ({ desk }) => {
        const rows = desk.page.locator('.data-table tbody tr')
        await expect.poll(() => rows.count(), PATIENT).toBe(100)
        expect(await rows.first().textContent()).toContain('user u105')
        await desk.page.getByRole('button', { name: 'Cũ hơn' }).click()
        await expect.poll(() => rows.count(), PATIENT).toBe(105)
        expect(await desk.page.getByRole('button', { name: 'Cũ hơn' }).count()).toBe(0)
      },
    ))

  test('an analyst has no link to it', () =>
    at({ path: '/audit' }, async ({ desk }) => {
      await desk.page.getByText('Tài khoản của bạn không có quyền xem trang này.').waitFor()
      expect(await desk.page.locator('.rail a[href="/audit"]').count()).toBe(0)
    }))
})

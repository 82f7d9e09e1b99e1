// Health and its strip, accounts.

import { describe, expect, test } from 'vitest'
import { desks, PATIENT, seen } from './fixture-desk.ts'

const at = desks()

describe('the health strip', () => {
  test('is quiet on a good day and coloured, in words, when something is wrong', () =>
    at({}, async ({ fixture, desk }) => {
      await desk.stripMark('fine').waitFor()
      expect(await desk.page.locator('.strip .tone-warn, .strip .tone-bad').count()).toBe(0)
      await expect.poll(() => fixture.streams, PATIENT).toBe(1)
      fixture.tellHealth({
        dropped: 12,
        silentSources: [
          {
            listener: 'syslog-udp',
            peer: '192.0.2.7',
            lastSeenAt: Date.now() - 2_400_000,
            silentMs: 2_400_000,
          },
        ],
      })
      await desk.stripMark('dropped').and(desk.page.locator('.tone-bad')).getByText('mất 12 dòng').waitFor()
      await desk
        .stripMark('silent')
        .and(desk.page.locator('.tone-warn'))
        .getByText('1 nguồn im lặng')
        .waitFor()
      expect(await desk.stripMark('fine').count()).toBe(0)
    }))

  test('warns of a process of a cluster that has fallen silent, and is quiet again when it is back', () =>
    at({ path: '/health' }, async ({ fixture, desk }) => {
      await expect.poll(() => fixture.streams, PATIENT).toBe(1)
      const node = { name: 'collector-2', roles: ['collector'], startedAt: Date.now(), figures: {} }
      fixture.tellHealth({ nodes: [{ ...node, silentMs: 95_000 }] })
      await desk
        .stripMark('nodesSilent')
        .and(desk.page.locator('.tone-bad'))
        .getByText('1 tiến trình im lặng')
        .waitFor()
      await desk.page
        .getByRole('row', { name: /collector-2/ })
        .locator('.tone-bad')
        .waitFor()
      fixture.tellHealth({ nodes: [{ ...node, silentMs: 900 }] })
      await desk.stripMark('fine').waitFor()
      expect(await desk.stripMark('nodesSilent').count()).toBe(0)
      // One that is gone for good can be taken note of; when it falls silent anew, that is news.
      fixture.tellHealth({ nodes: [{ ...node, silentMs: 95_000 }] })
      await desk.page.getByRole('button', { name: 'Đã biết tiến trình im lặng' }).click()
      await desk.stripMark('fine').waitFor()
      fixture.tellHealth({ nodes: [{ ...node, silentMs: 0 }] })
      await desk.page
        .getByRole('row', { name: /collector-2/ })
        .locator('.tone-calm')
        .waitFor()
      fixture.tellHealth({ nodes: [{ ...node, silentMs: 20_000 }] })
      await desk.stripMark('nodesSilent').waitFor()
    }))

  test('losses that someone took note of are quiet until there are more', () =>
    at({ path: '/health' }, async ({ fixture, desk }) => {
      await expect.poll(() => fixture.streams, PATIENT).toBe(1)
      fixture.tellHealth({ dropped: 12 })
      await desk.page.getByRole('button', { name: 'Đã biết' }).click()
      await desk.stripMark('fine').waitFor()
      fixture.tellHealth({ dropped: 13 })
      expect(await seen(desk.stripMark('dropped').and(desk.page.locator('.tone-bad')))).toBe(true)
    }))
})

describe('the pages of the platform', () => {
  test('health lists problems in words with their codes, silent sources and listeners', () =>
    at({ path: '/health' }, async ({ desk }) => {
      const unknown = desk.page.getByRole('row').filter({ hasText: 'line.unknown-format' })
      await unknown.getByText('Dòng nhật ký không rõ định dạng').waitFor()
      await desk.page.getByText('Mọi nguồn đã biết đều còn gửi.').waitFor()
      expect(
        await seen(desk.page.getByRole('table', { name: 'Cổng nhận nhật ký' }).getByText('0.0.0.0:2514')),
      ).toBe(true)
    }))

  test('an administrator adds an account and sees its one-time password once', () =>
    at({ path: '/users', as: 'admin' }, async ({ fixture, desk }) => {
      await desk.page.getByRole('button', { name: 'Thêm tài khoản' }).click()
      await desk.dialog.locator('#new-name').fill('tu.nguyen')
      await desk.dialog.locator('#new-display').fill('Nguyễn Anh Tú')
      expect(await desk.dialog.locator('#new-role').inputValue()).toBe('analyst')
      await desk.dialog.getByRole('button', { name: 'Tạo tài khoản' }).click()
      await desk.dialog.getByText('mot-lan-7Qx2-9fLm').waitFor()
      await desk.dialog.getByRole('button', { name: 'Tôi đã lưu lại' }).click()
      await desk.page.getByRole('row', { name: /Nguyễn Anh Tú/ }).waitFor()
      expect(await desk.page.getByText('mot-lan-7Qx2-9fLm').count()).toBe(0)
      expect(fixture.users.get('tu.nguyen')?.role).toBe('analyst')
    }))

  test('an account is disabled, given another role, its password reset; a name in use is refused', () =>
    at({ path: '/users', as: 'admin' }, async ({ fixture, desk }) => {
      const row = desk.page.getByRole('row', { name: /Trần Bình An/ })
      await row.getByRole('button', { name: 'Khóa' }).click()
      await row.getByText('đã khóa').waitFor()
      await row.getByRole('combobox').selectOption('lead')
      await expect.poll(() => fixture.users.get('an.tran')?.role, PATIENT).toBe('lead')
      await row.getByRole('button', { name: 'Đặt lại mật khẩu' }).click()
      await desk.dialog.getByText('mot-lan-Hk41-22aa').waitFor()
      await desk.press('Escape')
      await desk.page.getByRole('button', { name: 'Thêm tài khoản' }).click()
      await desk.dialog.locator('#new-name').fill('an.tran')
      await desk.dialog.locator('#new-display').fill('Trùng tên')
      await desk.dialog.getByRole('button', { name: 'Tạo tài khoản' }).click()
      await desk.notice.filter({ hasText: 'Đã có tài khoản tên này.' }).waitFor()
      expect(await desk.dialog.locator('#new-display').inputValue()).toBe('Trùng tên')
    }))

  test('who may not manage accounts sees neither the link nor the page', () =>
    at({ path: '/users' }, async ({ desk }) => {
      await desk.page.getByText('Tài khoản của bạn không có quyền xem trang này.').waitFor()
      expect(await desk.page.locator('.rail a[href="/users"]').count()).toBe(0)
    }))
})

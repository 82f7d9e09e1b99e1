// Coming in and going out.

import { describe, expect, test } from 'vitest'
import { desks, PASSWORD, seen } from './fixture-desk.ts'

const at = desks()

describe('the door', () => {
  test('a person signs in and finds the queue', () =>
    at({ as: null }, async ({ desk }) => {
      await desk.signIn('an.tran', PASSWORD)
      await desk.rows.first().waitFor()
      expect(await desk.page.title()).toBe('Hàng đợi sự cố · Thápcanh')
    }))

  test('a wrong password is said in words, and the password can be typed anew', () =>
    at({ as: null }, async ({ desk }) => {
      await desk.signIn('an.tran', 'sai rồi')
      await desk.page.getByText('Sai tên tài khoản hoặc mật khẩu.').waitFor()
      await desk.page.keyboard.type(PASSWORD)
      await desk.press('Enter')
      expect(await seen(desk.rows.first())).toBe(true)
    }))

  test('a one-time password must be changed first, and the rules for the new one are told', () =>
    at({ as: null }, async ({ desk }) => {
      await desk.signIn('moi', PASSWORD)
      await desk.choosePassword(PASSWORD, 'ngắn')
      await desk.page.getByText('Mật khẩu mới cần ít nhất 12 ký tự.').waitFor()
      await desk.choosePassword(PASSWORD, PASSWORD)
      await desk.page.getByText('Mật khẩu mới phải khác mật khẩu hiện tại.').waitFor()
      await desk.choosePassword(PASSWORD, 'một câu khác hẳn câu cũ')
      await desk.rows.first().waitFor()
      expect(await desk.notice.textContent()).toContain('Đã đổi mật khẩu')
    }))

  test('English is one press away, and is remembered', () =>
    at({ as: null }, async ({ desk }) => {
      await desk.speak('English')
      await desk.page.getByRole('heading', { name: 'Sign in' }).waitFor()
      expect(await desk.page.getAttribute('html', 'lang')).toBe('en')
      await desk.page.reload()
      await desk.page.getByRole('heading', { name: 'Sign in' }).waitFor()
    }))

  test('a session that ends shows the door, and then the same page again', () =>
    at({ path: '/events?q=sshd&range=24h' }, async ({ fixture, desk }) => {
      await desk.page.locator('.event-row').first().waitFor()
      fixture.signedIn = null
      // If it is still there: an answer to one of the page's own requests may have shown the door before.
      await desk.page.evaluate(() => document.querySelector<HTMLElement>('form button[type=submit]')?.click())
      await desk.page.getByText('Phiên làm việc đã kết thúc').waitFor()
      await desk.page.locator('#name').fill('an.tran')
      await desk.page.locator('#password').fill(PASSWORD)
      await desk.press('Enter')
      await desk.page.locator('.event-row').first().waitFor()
      expect(await desk.page.locator('#query').inputValue()).toBe('sshd')
    }))

  test('signing out ends it', () =>
    at({}, async ({ fixture, desk }) => {
      await desk.rows.first().waitFor()
      await desk.page.locator('[popovertarget]').click()
      await desk.page.getByRole('button', { name: 'Đăng xuất' }).click()
      await desk.page.getByRole('heading', { name: 'Đăng nhập' }).waitFor()
      expect(fixture.signedIn).toBeNull()
      expect(await desk.page.getByText('Phiên làm việc đã kết thúc').count()).toBe(0)
    }))
})

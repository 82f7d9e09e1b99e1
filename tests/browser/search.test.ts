// Event search.

import { describe, expect, test } from 'vitest'
import { desks, PATIENT, seen } from './fixture-desk.ts'

const at = desks()

describe('event search', () => {
  test('finds, opens an event, and goes on', () =>
    at({ path: '/events' }, async ({ fixture, desk }) => {
      await desk.page.locator('#query').fill('user.name:deploy')
      await desk.press('Enter')
      await expect.poll(() => fixture.searches.at(-1)?.get('q'), PATIENT).toBe('user.name:deploy')
      await desk.page.getByText('100 sự kiện đầu, còn nữa').waitFor()
      await desk.page.getByText('12 ms').waitFor()
      await desk.page.locator('.event-row').nth(2).click()
      await desk.page.locator('.event-detail').getByText('thapcanh.listener').waitFor()
      await desk.page.getByRole('button', { name: 'Tải thêm' }).click()
      await desk.page.getByText('200 sự kiện đầu, còn nữa').waitFor()
      await desk.page.getByRole('button', { name: 'Tải thêm' }).click()
      await desk.page.getByText('300 sự kiện', { exact: true }).waitFor()
      expect(await desk.page.locator('.event-row').count()).toBe(300)
    }))

  test('a value is excluded from the search in hand', () =>
    at({ path: '/events?q=sshd&range=7d' }, async ({ fixture, desk }) => {
      await desk.page.locator('.event-row').first().click()
      await desk.page.locator('.event-detail .value').filter({ hasText: 'web-dvc-01' }).click()
      await desk.page.getByRole('menuitem', { name: 'Tìm sự kiện không có giá trị này' }).click()
      await expect.poll(() => fixture.searches.at(-1)?.get('q'), PATIENT).toBe('sshd -host.name:web-dvc-01')
      expect(fixture.searches.at(-1)?.get('from')).toBe('7d')
    }))

  test('a mistake is shown where it is', () =>
    at({ path: '/events' }, async ({ desk }) => {
      await desk.page.locator('#query').fill('user.name:"an binh')
      await desk.press('Enter')
      await desk.page.getByText('Câu tìm chưa đúng.').waitFor()
      await desk.page.getByText('ký tự thứ 11').waitFor()
      expect(await desk.page.locator('mark.mistake').textContent()).toBe('"')
    }))

  test('a search that ran out of time says that results are missing', () =>
    at({ path: '/events', before: fixture => (fixture.complete = false) }, async ({ desk }) => {
      expect(await seen(desk.page.getByText('Hết thời gian tìm nên kết quả chưa đủ'))).toBe(true)
    }))

  test('nothing found is said, with what to try', () =>
    at({ path: '/events?q=khong-co' }, async ({ desk }) => {
      expect(await seen(desk.page.getByText('Không có sự kiện nào khớp'))).toBe(true)
    }))

  test('two moments are asked for as such, and the wrong way round is refused', () =>
    at({ path: '/events' }, async ({ fixture, desk }) => {
      await desk.page.locator('#range').selectOption('custom')
      await desk.page.getByLabel('Từ', { exact: true }).fill('2026-11-22T08:00:00')
      await desk.page.getByLabel('Đến', { exact: true }).fill('2026-11-22T07:00:00')
      await desk.page.getByRole('button', { name: 'Tìm', exact: true }).click()
      await desk.page.getByText('Thời điểm bắt đầu phải trước').waitFor()
      await desk.page.getByLabel('Đến', { exact: true }).fill('2026-11-22T09:00:00')
      await desk.page.getByRole('button', { name: 'Tìm', exact: true }).click()
      await expect.poll(() => fixture.searches.at(-1)?.get('from'), PATIENT).toBe('2026-11-22T01:00:00.000Z')
      expect(fixture.searches.at(-1)?.get('to')).toBe('2026-11-22T02:00:00.000Z')
    }))

  test('without marks is kept in the address and asked of the server', () =>
    at({ path: '/events?q=that+bai' }, async ({ fixture, desk }) => {
      await desk.page.getByLabel('Không phân biệt dấu').check()
      await desk.page.getByRole('button', { name: 'Tìm', exact: true }).click()
      await expect.poll(() => fixture.searches.at(-1)?.get('unmarked'), PATIENT).toBe('true')
      expect(desk.page.url()).toContain('unmarked=1')
    }))

  test('a bar narrows the time, a value of a field narrows the query', () =>
    at({ path: '/events?q=sshd+OR+sudo&range=24h' }, async ({ fixture, desk }) => {
      await desk.page.getByText('Trường và giá trị').click()
      await desk.page.locator('.field-toggle').filter({ hasText: 'host.name' }).click()
      await desk.page.locator('.field-values .value').filter({ hasText: 'web-dvc-01' }).click()
      await expect
        .poll(() => fixture.searches.at(-1)?.get('q'), PATIENT)
        .toBe('(sshd OR sudo) host.name:web-dvc-01')
      await desk.page.locator('.histogram-bar').first().click()
      await expect.poll(() => fixture.searches.at(-1)?.get('to'), PATIENT).toMatch(/Z$/)
    }))

  test('a search is kept by name, and gone to again', () =>
    at({ path: '/events?q=sshd&range=7d' }, async ({ fixture, desk }) => {
      await desk.page.getByText('Câu tìm đã lưu').click()
      await desk.page.getByRole('button', { name: 'Lưu câu tìm…' }).click()
      await desk.page.getByLabel('Tên', { exact: true }).fill('Đăng nhập từ xa')
      await desk.page.getByRole('button', { name: 'Lưu', exact: true }).click()
      await desk.page.getByRole('link', { name: 'Đăng nhập từ xa' }).waitFor()
      expect(fixture.search.saved).toMatchObject([{ q: 'sshd', range: '7d', shared: false }])
    }))

  test('an export tells how far it is and is called off', () =>
    at({ path: '/events?q=sshd' }, async ({ desk }) => {
      await desk.page.getByText('Xuất kết quả').click()
      await desk.page.getByRole('button', { name: 'Xuất CSV' }).click()
      await desk.page.getByText('120 / 288 sự kiện').waitFor()
      await desk.page.getByRole('button', { name: 'Dừng' }).click()
      expect(await seen(desk.page.getByText('đã dừng'))).toBe(true)
    }))
})

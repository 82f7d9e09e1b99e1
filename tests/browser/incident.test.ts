// The page of one incident, and what its values lead to.

import { describe, expect, test } from 'vitest'
import { desks, PATIENT, seen } from './fixture-desk.ts'

const at = desks()
const path = '/incidents/inc-000001'

describe('the incident page', () => {
  test('says why, with the matched values lit in the raw line', () =>
    at({ path }, async ({ desk }) => {
      const why = desk.page.locator('.why')
      await why.getByText('Đăng nhập SSH thành công sau nhiều lần sai').waitFor()
      expect(await why.locator('.why-rule[open] mark').allTextContents()).toEqual(['deploy', '203.0.113.9'])
      await why.locator('.why-rule[open]').getByText('Tổ giám sát Thápcanh').waitFor()
      await desk.page.getByText('Thông tư 31/2017/TT-BTTTT, Điều 5.2.c').first().waitFor()
      await desk.page.getByText('4. Truy cập trái phép, chiếm quyền điều khiển').waitFor()
    }))

  test('evidence opens to the raw line and every field', () =>
    at({ path }, async ({ desk }) => {
      await desk.page.locator('.evidence summary').first().click()
      const body = desk.page.locator('.evidence-body').first()
      await body.getByText('log.syslog.priority').waitFor()
      expect(await body.locator('.value-lit').allTextContents()).toEqual(['success', '203.0.113.9', 'deploy'])
      expect(await body.locator('.raw mark').count()).toBe(2)
    }))

  test('a lead exports the events of the incident as evidence, and sees how far it is', () =>
    at({ path, as: 'ha.le' }, async ({ fixture, desk }) => {
      await desk.page.getByRole('button', { name: 'Xuất gói chứng cứ…' }).click()
      await desk.dialog.getByLabel('Lý do').fill('Điều tra')
      await desk.dialog.getByRole('button', { name: 'Xuất', exact: true }).click()
      await desk.page.locator('.event-exports').getByText('120 / 288 sự kiện').waitFor()
      expect(fixture.search.evidence).toEqual([{ incident: 'inc-000001', reason: 'Điều tra' }])
    }))

  test('a note appears in the timeline at once', () =>
    at({ path }, async ({ desk }) => {
      await desk.page.locator('.timeline').waitFor()
      await desk.press('n')
      await desk.page.keyboard.type('Đã gọi đơn vị vận hành, họ xác nhận.')
      await desk.press('Control+Enter')
      expect(await seen(desk.page.locator('.entry-note').getByText('họ xác nhận'))).toBe(true)
    }))

  test('take, close and, by a lead, reopen', () =>
    at({ path, as: 'ha.le' }, async ({ desk }) => {
      await desk.page.getByRole('button', { name: 'Nhận xử lý' }).click()
      await desk.page.locator('.incident-marks').getByText('Đang xử lý').waitFor()
      await desk.page.getByRole('button', { name: 'Đóng…' }).click()
      await desk.dialog.getByText('Hành vi hợp lệ').click()
      await desk.dialog.locator('#reason').fill('Bảo trì theo kế hoạch.')
      await desk.dialog.getByRole('button', { name: 'Đóng sự cố' }).click()
      await desk.page.locator('.incident-marks').getByText('Hành vi hợp lệ').waitFor()
      await desk.page.getByRole('button', { name: 'Mở lại…' }).click()
      await desk.dialog.locator('#text').fill('Bảo trì đã hoãn.')
      await desk.press('Control+Enter')
      await desk.page.locator('.incident-marks').getByText('Đang xử lý').waitFor()
      expect(await seen(desk.page.locator('.entry-reopened').getByText('Bảo trì đã hoãn.'))).toBe(true)
    }))

  test('closed on its page, it lets j go on to the one that stood next in the queue', () =>
    at({}, async ({ desk }) => {
      await desk.rows.first().waitFor()
      const [, second] = await desk.rowIds()
      await desk.press('j', 'Enter')
      await desk.page.waitForURL(/incidents/)
      await desk.page.locator('.why').waitFor()
      await desk.press('f')
      await desk.dialog.locator('#reason').fill('Đợt kiểm thử đã báo trước.')
      await desk.press('Control+Enter')
      await desk.page.locator('.incident-marks').getByText('Dương tính giả').waitFor()
      expect(await desk.page.locator('.tag-kind').count()).toBe(0)
      await desk.press('j')
      await desk.page.waitForURL(`**/incidents/${second}`)
    }))

  test('a lead gives it to someone else', () =>
    at({ path, as: 'ha.le' }, async ({ fixture, desk }) => {
      await desk.page.getByRole('button', { name: 'Giao…' }).click()
      await desk.dialog.locator('#owner').selectOption({ label: 'Trần Bình An (an.tran)' })
      await desk.dialog.getByRole('button', { name: 'Giao', exact: true }).click()
      await desk.notice.filter({ hasText: 'cho Trần Bình An' }).waitFor()
      expect(fixture.incidents.get('inc-000001')?.owner).toBe('an.tran')
    }))

  test('in English it reads in English, and what was written in Vietnamese only is still there', () =>
    at({ path }, async ({ desk }) => {
      await desk.speak('English')
      const { page } = desk
      await page.getByRole('heading', { name: 'Account of the web service uses sudo' }).waitFor()
      await page.locator('.rule-words').getByText('the password may have been guessed').first().waitFor()
      await page.locator('.advice').getByText('Block the address').first().waitFor()
      await page.locator('.entry-alert').getByText('SSH sign-in after many failures').waitFor()
      await page.locator('.entry-alert').getByText('Đăng nhập ngoài giờ hành chính').waitFor()
      await desk.press('c')
      await desk.dialog.getByText('Benign').click()
      await desk.dialog.locator('#reason').fill('Planned maintenance.')
      await desk.press('Control+Enter')
      expect(await seen(page.locator('.entry-closed').getByText(/^Benign.*: Planned maintenance\.$/))).toBe(
        true,
      )
    }))

  test('a value leads to the events that have it, around the time of the incident', () =>
    at({ path }, async ({ fixture, desk }) => {
      await desk.page.locator('.why .value').filter({ hasText: '203.0.113.9' }).first().click()
      await desk.page.getByRole('menuitem', { name: 'Tìm sự kiện có giá trị này' }).click()
      await desk.page.locator('.event-row').first().waitFor()
      expect(await desk.page.locator('#query').inputValue()).toBe('source.ip:203.0.113.9')
      const asked = fixture.searches.at(-1)
      expect(asked?.get('from')).toMatch(/^\d{4}-.*Z$/)
      await desk.page.goBack()
      await desk.page.locator('.why').waitFor()
    }))

  test('it keeps up with what others do', () =>
    at({ path }, async ({ fixture, desk }) => {
      await desk.page.locator('.timeline').waitFor()
      await expect.poll(() => fixture.streams, PATIENT).toBe(1)
      const current = fixture.incidents.get('inc-000001')
      if (current === undefined) throw new Error('the fixture has no inc-000001')
      fixture.timelines
        .get('inc-000001')
        ?.push({ at: Date.now(), by: 'ha.le', kind: 'note', text: 'Tôi đang xem.' })
      fixture.raise({ ...current, version: current.version + 1 })
      await desk.page.locator('.entry-note').getByText('Tôi đang xem.').waitFor()
    }))

  test('an incident that does not exist says so', () =>
    at({ path: '/incidents/nothing' }, async ({ desk }) => {
      expect(await seen(desk.page.getByText('Không có sự cố này.'))).toBe(true)
    }))
})

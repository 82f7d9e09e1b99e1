// The queue: live without moving under the hand, triage by keyboard, views, filters, why it is empty.

import { describe, expect, test } from 'vitest'
import { incident } from './fixture-data.ts'
import { desks, PATIENT, seen } from './fixture-desk.ts'
import type { Fixture } from './fixture-server.ts'

const at = desks()

describe('the live queue', () => {
  test('new incidents gather behind the pill and enter when it is pressed', () =>
    at({}, async ({ fixture, desk }) => {
      await desk.rows.first().waitFor()
      await expect.poll(() => fixture.streams, PATIENT).toBe(1)
      const before = await desk.rowIds()
      for (const n of [901, 902, 903]) {
        fixture.raise(
          incident(n, { severity: 'critical', status: 'new', owner: null, createdAt: Date.now() }),
        )
      }
      await desk.pill.filter({ hasText: '3 mới' }).waitFor()
      expect(await desk.rowIds()).toEqual(before)
      expect(await desk.page.title()).toMatch(/^\(3\) /)
      await desk.pill.click()
      await desk.row('inc-000901').waitFor()
      expect(await desk.pill.count()).toBe(0)
    }))

  test('the first incident of an empty queue enters at once', () =>
    at({ incidents: 0 }, async ({ fixture, desk }) => {
      await desk.page.getByText('Không có sự cố nào đang mở').waitFor()
      await expect.poll(() => fixture.streams, PATIENT).toBe(1)
      fixture.raise(incident(901, { createdAt: Date.now() }))
      expect(await seen(desk.row('inc-000901'))).toBe(true)
      expect(await desk.pill.count()).toBe(0)
    }))

  test('a time of long ago or still to come is shown as it is', () => {
    const DAY = 86_400_000
    const before = (fixture: Fixture): void => {
      fixture.put(incident(0, { lastSeen: Date.parse('2025-03-09T05:00:00Z') }))
      fixture.put(incident(1, { lastSeen: Date.now() + 3 * DAY }))
      fixture.put(incident(2, { lastSeen: Date.now() - 3 * DAY }))
    }
    return at({ before }, async ({ desk }) => {
      const seenText = (id: string) => desk.row(id).locator('.row-seen').textContent()
      await desk.row('inc-000000').waitFor()
      expect(await seenText('inc-000000')).toMatch(/^0?9[/]0?3[/]2025$/)
      expect(await seenText('inc-000001')).toMatch(/^\d+[/]\d+[/]\d{4}$/)
      expect(await seenText('inc-000002')).toBe('3 ngày trước')
    })
  })

  test('a row that someone else changes is changed where it stands', () =>
    at({}, async ({ fixture, desk }) => {
      await desk.row('inc-000003').waitFor()
      const before = await desk.rowIds()
      const changed = incident(3, { status: 'open', owner: 'ha.le', version: 2 })
      fixture.raise(changed)
      await desk.row('inc-000003').getByText('ha.le').waitFor()
      expect(await desk.rowIds()).toEqual(before)
    }))

  test('what was missed while the connection was away waits behind the pill', () =>
    at({}, async ({ fixture, desk }) => {
      await desk.rows.first().waitFor()
      await expect.poll(() => fixture.streams, PATIENT).toBe(1)
      fixture.put(incident(950, { severity: 'critical', createdAt: Date.now() }))
      fixture.dropStreams()
      await desk.pill.filter({ hasText: '1 mới' }).waitFor()
      await desk.stripMark('offline').waitFor({ state: 'detached' })
    }))

  test('a hundred thousand incidents paint at once and scroll page by page', () =>
    at({ incidents: 100_000, as: 'xem' }, async ({ desk }) => {
      await desk.rows.first().waitFor()
      expect(await desk.page.locator('.queue-foot').textContent()).toBe('100 / 100.000 sự cố')
      for (let turn = 0; turn < 4; turn++) {
        await desk.page.locator('.queue-scroll').evaluate(box => box.scrollTo(0, box.scrollHeight))
        await desk.page.waitForTimeout(150)
      }
      const loaded = await desk.page.locator('.queue-foot').textContent()
      expect(Number(/^\d+/.exec(loaded ?? '')?.[0])).toBeGreaterThanOrEqual(400)
      expect(await desk.rows.count()).toBeLessThan(60)
    }))
})

describe('triage by keyboard', () => {
  test('take, then close as a false positive: the next one is selected', () =>
    at({}, async ({ fixture, desk }) => {
      await desk.rows.first().waitFor()
      const [first, second] = await desk.rowIds()
      await desk.press('j')
      expect(await desk.selectedRow.getAttribute('data-id')).toBe(first)
      await desk.press('a')
      await desk.notice.filter({ hasText: 'Bạn đã nhận' }).waitFor()
      expect(fixture.incidents.get(first ?? '')).toMatchObject({ owner: 'an.tran', status: 'open' })
      await desk.press('f')
      await desk.dialog.waitFor()
      await desk.page.keyboard.type('Đợt kiểm thử đã báo trước, j k a không phải phím tắt ở đây')
      await desk.press('Control+Enter')
      await desk.notice.filter({ hasText: 'Dương tính giả' }).waitFor()
      expect(fixture.incidents.get(first ?? '')).toMatchObject({
        status: 'closed',
        disposition: 'false-positive',
        mau05: null,
      })
      expect(await desk.row(first ?? '').count()).toBe(0)
      expect(await desk.selectedRow.getAttribute('data-id')).toBe(second)
      await desk.press('j')
      expect(await desk.selectedRow.getAttribute('data-id')).not.toBe(second)
    }))

  test('closing proposes the kind of Mẫu 05 from the tags and asks for an outcome and a reason', () =>
    at({}, async ({ fixture, desk }) => {
      await desk.rows.first().waitFor()
      await desk.press('j', 'c')
      await desk.dialog.waitFor()
      expect(await desk.dialog.locator('#mau05').inputValue()).toBe('4')
      await desk.dialog.locator('#reason').fill('Mật khẩu đã bị dò ra; đã khóa tài khoản.')
      await desk.press('Control+Enter')
      expect(await desk.dialog.count()).toBe(1)
      await desk.dialog.getByText('Dương tính thật').click()
      await desk.dialog.getByRole('button', { name: 'Đóng sự cố' }).click()
      await desk.dialog.waitFor({ state: 'detached' })
      expect(fixture.incidents.get('inc-000000')).toMatchObject({ disposition: 'true-positive', mau05: 4 })
    }))

  test('alerts that arrive while a closing is written are told, and do not make it fail', () =>
    at({}, async ({ fixture, desk }) => {
      await desk.rows.first().waitFor()
      await desk.press('j', 'f')
      await desk.dialog.waitFor()
      const current = incident(0)
      fixture.raise({ ...current, alertCount: current.alertCount + 5, version: 2 })
      await desk.dialog.getByText('Có 5 cảnh báo mới').waitFor()
      await desk.page.keyboard.type('Vẫn là đợt kiểm thử.')
      await desk.press('Control+Enter')
      await desk.dialog.waitFor({ state: 'detached' })
      expect(fixture.incidents.get('inc-000000')?.status).toBe('closed')
    }))

  test('someone else was faster: it is said, the latest state is shown, what was typed stays', () =>
    at({}, async ({ fixture, desk }) => {
      await desk.rows.first().waitFor()
      await desk.press('j', 'n')
      await desk.dialog.waitFor()
      fixture.put(incident(0, { owner: 'ha.le', status: 'open', version: 9 }))
      await desk.page.keyboard.type('Đang gọi cho đơn vị vận hành')
      await desk.press('Control+Enter')
      await desk.notice.filter({ hasText: 'Người khác vừa thay đổi' }).waitFor()
      await desk.row('inc-000000').getByText('ha.le').waitFor()
      expect(await desk.dialog.locator('#text').inputValue()).toBe('Đang gọi cho đơn vị vận hành')
      await desk.press('Control+Enter')
      await desk.dialog.waitFor({ state: 'detached' })
      expect(fixture.timelines.get('inc-000000')?.at(-1)?.text).toBe('Đang gọi cho đơn vị vận hành')
    }))

  test('a shift lead can undo a closing with u', () =>
    at({ as: 'ha.le' }, async ({ fixture, desk }) => {
      await desk.rows.first().waitFor()
      await desk.press('j', 'f')
      await desk.dialog.waitFor()
      await desk.page.keyboard.type('Nhầm')
      await desk.press('Control+Enter')
      await desk.notice.filter({ hasText: 'Đã đóng' }).waitFor()
      await desk.press('u')
      await desk.notice.filter({ hasText: 'Đã mở lại' }).waitFor()
      expect(fixture.incidents.get('inc-000000')?.status).toBe('open')
    }))

  test('someone who may only read is told so, and has no buttons', () =>
    at({ as: 'xem' }, async ({ fixture, desk }) => {
      await desk.rows.first().waitFor()
      await desk.press('j', 'a')
      await desk.notice.filter({ hasText: 'không có quyền' }).waitFor()
      expect(await desk.page.locator('.actions').count()).toBe(0)
      expect(fixture.incidents.get('inc-000000')?.owner).toBeNull()
    }))

  test('Enter opens the page, Esc comes back to the same row and place', () =>
    at({ incidents: 300 }, async ({ desk }) => {
      await desk.rows.first().waitFor()
      await desk.press(...Array.from({ length: 40 }, () => 'j'))
      const chosen = await desk.selectedRow.getAttribute('data-id')
      const place = await desk.page.locator('.queue-scroll').evaluate(box => box.scrollTop)
      await desk.press('Enter')
      await desk.page.waitForURL(`**/incidents/${chosen}`)
      await desk.page.locator('h1').waitFor()
      await desk.press('Escape')
      await desk.selectedRow.waitFor()
      expect(await desk.selectedRow.getAttribute('data-id')).toBe(chosen)
      expect(await desk.page.locator('.queue-scroll').evaluate(box => box.scrollTop)).toBe(place)
    }))

  test('? lists the keys, g and a letter go elsewhere, / goes to the filter', () =>
    at({}, async ({ desk }) => {
      await desk.rows.first().waitFor()
      await desk.press('Shift+Slash')
      await desk.dialog.getByText('Sự cố kế tiếp').waitFor()
      await desk.press('Escape')
      await desk.press('g', 's')
      await desk.page.getByRole('heading', { name: 'Tình trạng vận hành' }).waitFor()
      await desk.press('g', 'q')
      await desk.rows.first().waitFor()
      await desk.press('/')
      await desk.page.keyboard.type('jjj')
      expect(await desk.page.locator('#queue-filter').inputValue()).toBe('jjj')
    }))
})

describe('views and filters', () => {
  test('views count and list, and their address brings them back', () =>
    at({}, async ({ desk }) => {
      await desk.rows.first().waitFor()
      await desk.page.getByRole('link', { name: /^Của tôi/ }).click()
      await desk.page.waitForURL('**/?view=mine')
      await expect.poll(() => desk.rows.count(), PATIENT).toBe(5)
      await desk.page.getByRole('button', { name: 'Trung bình' }).click()
      await desk.page.waitForURL('**/?view=mine&severity=medium')
      await desk.page.reload()
      await desk.rows.first().waitFor()
      expect(await desk.page.getByRole('button', { name: 'Trung bình' }).getAttribute('aria-pressed')).toBe(
        'true',
      )
      await desk.page.goBack()
      await desk.page.waitForURL('**/?view=mine')
    }))

  test('typing filters after a pause', () =>
    at({}, async ({ desk }) => {
      await desk.rows.first().waitFor()
      await desk.page.locator('#queue-filter').pressSequentially('camera')
      await expect.poll(() => desk.page.url(), PATIENT).toContain('text=camera')
      await expect.poll(async () => (await desk.rowIds()).length, PATIENT).toBeLessThan(6)
    }))

  test.each([
    ['a filter that nothing matches', '/?text=khongthethay', {}, 'Không có sự cố nào khớp bộ lọc'],
    ['nothing of mine, while others wait', '/?view=mine', { as: 'xem' }, 'Bạn không giữ sự cố nào'],
    ['a quiet day', '/', { incidents: 0 }, 'Không có sự cố nào đang mở'],
    ['nothing closed', '/?view=closed', {}, 'Chưa có sự cố nào được đóng'],
  ])('an empty queue says why: %s', (_, path, options, words) =>
    at({ ...options, path }, async ({ desk }) => {
      expect(await seen(desk.page.getByText(words))).toBe(true)
    }),
  )

  test('an empty queue without any log line says that', () =>
    at(
      {
        incidents: 0,
        before: fixture => {
          fixture.health = { ...fixture.health, received: 0 }
        },
      },
      async ({ desk }) => {
        expect(await seen(desk.page.getByText('Chưa nhận được dòng nhật ký nào'))).toBe(true)
      },
    ))

  test('a row tells the risk and the deadline of law that wants attention first', () =>
    at(
      {
        before: fixture => {
          const known = fixture.incidents.get('inc-000000')!
          const deadline = { clock: 'C1', state: 'overdue', dueAt: Date.now() - 3 * 3_600_000 }
          fixture.put({ ...known, risk: 82, deadline })
        },
      },
      async ({ desk }) => {
        const row = desk.row('inc-000000')
        await row.locator('.row-risk').getByText('82').waitFor()
        expect(await row.locator('.row-due').textContent()).toBe('quá hạn 3 giờ')
        expect(await desk.row('inc-000001').locator('.row-due').textContent()).toBe('')
      },
    ))
})

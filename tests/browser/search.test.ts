// Event search.

import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { desks, PATIENT, seen } from './fixture-desk.ts'
import { faults } from './page-faults.ts'

const at = desks()
/** Screenshots, to be looked at. */
const pictures = join(import.meta.dirname, '..', '..', 'test-results', 'screenshots')

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

  test('a search is kept with its order, and exported in it', () =>
    at({ path: '/events?q=sshd&range=7d&sort=source.ip%3Aasc' }, async ({ fixture, desk }) => {
      await desk.page.getByText('Câu tìm đã lưu').click()
      await desk.page.getByRole('button', { name: 'Lưu câu tìm…' }).click()
      await desk.dialog.getByText('theo source.ip, tăng dần').waitFor()
      await desk.page.getByLabel('Tên', { exact: true }).fill('Theo nguồn')
      await desk.page.getByRole('button', { name: 'Lưu', exact: true }).click()
      const kept = desk.page.getByRole('link', { name: 'Theo nguồn' })
      await kept.waitFor()
      expect(fixture.search.saved).toMatchObject([{ sort: 'source.ip:asc' }])
      await desk.page.getByText('Xuất kết quả').click()
      await desk.page.getByRole('button', { name: 'Xuất CSV' }).click()
      await desk.page.locator('.event-exports').getByText('theo source.ip, tăng dần').waitFor()
      await desk.page.getByLabel('Sắp xếp theo').selectOption('@timestamp')
      await expect.poll(() => desk.page.url(), PATIENT).not.toContain('sort')
      await kept.click()
      await expect.poll(() => fixture.searches.at(-1)?.get('sort'), PATIENT).toBe('source.ip:asc')
    }))

  test('an export tells how far it is and is called off', () =>
    at({ path: '/events?q=sshd' }, async ({ desk }) => {
      await desk.page.getByText('Xuất kết quả').click()
      await desk.page.getByRole('button', { name: 'Xuất CSV' }).click()
      await desk.page.getByText('120 / 288 sự kiện').waitFor()
      await desk.page.getByRole('button', { name: 'Dừng' }).click()
      expect(await seen(desk.page.getByText('đã dừng'))).toBe(true)
    }))

  test('a lead exports what was found as evidence, and says why', () =>
    at({ path: '/events?q=sshd&range=7d', as: 'ha.le' }, async ({ fixture, desk }) => {
      await desk.page.getByText('Xuất kết quả').click()
      await desk.page.getByRole('button', { name: 'Xuất gói chứng cứ…' }).click()
      await desk.dialog.getByLabel('Lý do').fill(' Cung cấp cho cơ quan điều tra ')
      await desk.dialog.getByRole('button', { name: 'Xuất', exact: true }).click()
      await desk.page.getByText('gói chứng cứ · sshd').waitFor()
      expect(fixture.search.evidence).toEqual([
        { q: 'sshd', from: '7d', unmarked: false, reason: 'Cung cấp cho cơ quan điều tra' },
      ])
    }))

  test('who may not export evidence is not offered it', () =>
    at({ path: '/events?q=sshd' }, async ({ desk }) => {
      await desk.page.getByText('Xuất kết quả').click()
      await desk.page.getByRole('button', { name: 'Xuất CSV' }).waitFor()
      expect(await desk.page.getByRole('button', { name: 'Xuất gói chứng cứ…' }).count()).toBe(0)
    }))

  test('results are sorted from the headings, the list of fields and the choice above them', () =>
    at({ path: '/events?q=sshd' }, async ({ fixture, desk }) => {
      const asked = (): string | null | undefined => fixture.searches.at(-1)?.get('sort')
      await desk.page.getByRole('button', { name: 'Thời gian', exact: true }).click()
      await expect.poll(asked, PATIENT).toBe('oldest')
      await desk.page.locator('th[aria-sort=ascending]').filter({ hasText: 'Thời gian' }).waitFor()
      await desk.page.getByLabel('Sắp xếp theo').selectOption('source.ip')
      await expect.poll(asked, PATIENT).toBe('source.ip:desc')
      await desk.page.getByRole('button', { name: 'giảm dần' }).click()
      await expect.poll(asked, PATIENT).toBe('source.ip:asc')
      await desk.page.locator('td.event-sorted').first().waitFor()
      expect(desk.page.url()).toContain('sort=source.ip%3Aasc')
      await desk.page.getByText('Trường và giá trị').click()
      await desk.page.locator('.field-toggle').filter({ hasText: 'host.name' }).click()
      await desk.page.getByRole('button', { name: 'Sắp xếp theo host.name' }).click()
      await expect.poll(asked, PATIENT).toBe('host.name:desc')
      // A new query stays in this order.
      await desk.page.locator('#query').fill('sudo')
      await desk.press('Enter')
      await expect.poll(() => fixture.searches.at(-1)?.get('q'), PATIENT).toBe('sudo')
      expect(asked()).toBe('host.name:desc')
    }))
})

describe('suggestions while typing', () => {
  test('a field and then a value are chosen with the keyboard alone', () =>
    at({ path: '/events' }, async ({ fixture, desk }) => {
      const box = desk.page.locator('#query')
      const options = desk.page.locator('.suggestions [role=option]')
      await box.fill('sshd -ho')
      await options.filter({ hasText: 'host.name' }).waitFor()
      expect(await options.count()).toBe(2)
      expect(await box.getAttribute('aria-expanded')).toBe('true')
      expect(fixture.search.asked.at(-1)?.get('q')).toBe('sshd')
      await desk.press('ArrowDown')
      const active = await box.getAttribute('aria-activedescendant')
      expect(await desk.page.locator(`#${active}`).textContent()).toContain('host.name')
      await desk.press('Tab')
      expect(await box.inputValue()).toBe('sshd -host.name:')
      await options.filter({ hasText: 'web-dvc-02' }).waitFor()
      await desk.press('ArrowUp', 'Enter')
      expect(await box.inputValue()).toBe('sshd -host.name:"an binh" ')
      await desk.press('Enter')
      await expect.poll(() => fixture.searches.at(-1)?.get('q'), PATIENT).toBe('sshd -host.name:"an binh"')
      await expect.poll(() => options.count(), PATIENT).toBe(0)
    }))

  test('what was typed further is asked for, Escape closes the list and Enter searches what is typed', () =>
    at({ path: '/events' }, async ({ fixture, desk }) => {
      const options = desk.page.locator('.suggestions [role=option]')
      await desk.page.locator('#query').fill('host.name:web')
      await expect.poll(() => options.count(), PATIENT).toBe(2)
      expect(Object.fromEntries(fixture.search.asked.at(-1)!)).toMatchObject({
        field: 'host.name',
        prefix: 'web',
        limit: '8',
      })
      await desk.press('Escape')
      await expect.poll(() => options.count(), PATIENT).toBe(0)
      expect(await desk.page.locator('#query').inputValue()).toBe('host.name:web')
      await desk.press('Enter')
      await expect.poll(() => fixture.searches.at(-1)?.get('q'), PATIENT).toBe('host.name:web')
    }))

  test('half a query around it is no hindrance, and a press of the mouse chooses', () =>
    at({ path: '/events' }, async ({ fixture, desk }) => {
      await desk.page.locator('#query').fill('root (us')
      await desk.page.locator('.suggestions [role=option]').filter({ hasText: 'user.name' }).click()
      expect(await desk.page.locator('#query').inputValue()).toBe('root (user.name:')
      expect(fixture.search.asked.map(query => query.get('q')).slice(0, 2)).toEqual(['root (', null])
      expect(await desk.page.evaluate(() => document.activeElement?.id)).toBe('query')
    }))

  test('they fit a telephone, and have names', () =>
    at(
      {
        path: '/events?sort=source.ip:desc',
        context: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
      },
      async ({ desk }) => {
        await desk.page.locator('.event-row').first().waitFor()
        await desk.page.locator('#query').tap()
        await desk.page.keyboard.type('h')
        await desk.page.locator('.suggestions [role=option]').first().waitFor()
        expect(await desk.sidewaysOverflow()).toBe(0)
        expect(await faults(desk.page)).toEqual([])
        await desk.page.screenshot({ path: join(pictures, 'events-suggestions-360-vi.png') })
      },
    ))

  test.each([1366, 1920])('at %i px, in both languages', width =>
    at(
      { path: '/events?q=sshd&sort=source.ip:desc', context: { viewport: { width, height: 768 } } },
      async ({ desk }) => {
        for (const language of ['vi', 'en'] as const) {
          if (language === 'en') await desk.speak('English')
          await desk.page.locator('.event-row').first().waitFor()
          await desk.page.locator('#query').fill('sshd ')
          await desk.page.locator('#query').pressSequentially('h')
          await desk.page.locator('.suggestions [role=option]').first().waitFor()
          await desk.press('ArrowDown')
          expect(await faults(desk.page)).toEqual([])
          await desk.page.screenshot({ path: join(pictures, `events-suggestions-${width}-${language}.png`) })
        }
      },
    ),
  )
})

// The register over the real API: the list and what is missing, the form with its mistakes, two people on one
// system, a table imported and exported, units, and whose rows an account sees.

import { describe, expect, test } from 'vitest'
import type { City } from '../api/invented-platform.ts'
import type { ConsolePage } from './console-page.ts'
import { cityDesks } from './city-desk.ts'
import { PATIENT, seen } from './fixture-desk.ts'
import { faults } from './page-faults.ts'

const at = cityDesks()

const field = (desk: ConsolePage, name: string) => desk.page.locator(`#system-${name}`)
const notesOf = (desk: ConsolePage, name: string) => desk.page.locator(`[id="notes-${name}"]`)
const choose = (desk: ConsolePage, table: string) =>
  desk.page
    .locator('input[type=file]')
    .setInputFiles({ name: 'doi-tuong.csv', mimeType: 'text/csv', buffer: Buffer.from(table) })

/** The example city has a system of that id too. */
async function forgetHealth({ platform }: City): Promise<void> {
  await platform.register.remove('y-te', platform.register.system('y-te')!.version, 'lead')
}

describe('the list', () => {
  test('says what is missing, filters without accents, and leads to the incidents of a system', () =>
    at({ path: '/systems' }, async ({ desk }) => {
      const row = desk.page.getByRole('row', { name: /Điều khiển giao thông/ })
      await row.getByText('tệp cấu hình').waitFor()
      expect(await row.textContent()).toMatch(/thiếu \d+ mục\d+ bắt buộc/)
      await desk.page.locator('#system-filter').fill('y te')
      await expect.poll(() => desk.page.locator('.data-table tbody tr').count(), PATIENT).toBe(1)
      expect(await desk.page.getByRole('button', { name: 'Thêm hệ thống' }).count()).toBe(0)
      await desk.page.locator('#system-filter').fill('')
      await row.getByRole('link', { name: 'Sự cố' }).click()
      await desk.rows.first().waitFor()
      expect(new URL(desk.page.url()).search).toBe('?system=traffic')
    }))

  test('an empty one offers the example city, which is previewed before it is entered', () =>
    at({ as: 'lead', before: forgetHealth }, async ({ desk, city, address }) => {
      const list = '**/api/register/systems'
      await desk.page.route(list, route => route.fulfill({ json: { systems: [], warnings: [] } }))
      await desk.page.goto(`${address}/systems`)
      await desk.page.getByRole('button', { name: 'Nạp thành phố mẫu' }).click()
      await desk.page.getByText('tạo mới 12').waitFor()
      await desk.page.unroute(list)
      expect(city.platform.register.systems().length).toBe(2)
      await desk.page.getByRole('button', { name: 'Ghi 12 hệ thống' }).click()
      await desk.notice.getByText('Đã tạo 12').waitFor()
      await expect.poll(() => desk.page.locator('.data-table tbody tr').count(), PATIENT).toBe(14)
      expect(city.platform.register.systems().length).toBe(14)
    }))
})

describe('one system', () => {
  test('is entered with an id made from its name, its mistakes next to their fields, and removed again', () =>
    at({ as: 'lead', path: '/systems' }, async ({ desk, city }) => {
      await desk.page.getByRole('button', { name: 'Thêm hệ thống' }).click()
      await field(desk, 'name').fill('Cổng Đất đai')
      expect(await field(desk, 'id').inputValue()).toBe('cong-dat-dai')
      await field(desk, 'level').selectOption('3')
      await field(desk, 'addresses').fill('192.0.2.300\n192.0.2.8')
      await desk.page.getByRole('button', { name: 'Thêm đầu mối' }).click()
      await desk.page.locator('[name="contacts.0.name"]').fill('Lê Thị Mai')
      await desk.page.locator('[name="contacts.0.email"]').fill('mai')
      await desk.page.getByRole('button', { name: 'Lưu' }).click()
      await notesOf(desk, 'addresses').getByText('"192.0.2.300" không phải địa chỉ IP').waitFor()
      expect(await notesOf(desk, 'contacts').textContent()).toContain('"mai" không phải thư điện tử')
      expect(await field(desk, 'addresses').getAttribute('aria-invalid')).toBe('true')
      expect(await field(desk, 'name').inputValue()).toBe('Cổng Đất đai')
      await field(desk, 'addresses').fill('192.0.2.8')
      await desk.page.locator('[name="contacts.0.email"]').fill('mai.le@example.com')
      await desk.page.getByRole('button', { name: 'Lưu' }).click()

      await desk.page.locator('h1', { hasText: 'Cổng Đất đai' }).waitFor()
      const gaps = desk.page.locator('.gap-list').first()
      expect(await gaps.textContent()).toContain('Mẫu 08')
      expect(await desk.page.locator('.person').textContent()).toContain('mai.le@example.com')
      expect(await desk.page.locator('.change-list').textContent()).toContain('thêm vào danh sách')
      expect(city.platform.register.system('cong-dat-dai')?.system.contacts[0]?.name).toBe('Lê Thị Mai')

      await desk.page.getByRole('button', { name: 'Xóa' }).click()
      await desk.dialog.getByRole('button', { name: 'Xóa' }).click()
      await desk.notice.getByText('Đã xóa Cổng Đất đai').waitFor()
      expect(city.platform.register.system('cong-dat-dai')).toBeUndefined()
    }))

  test('of the configuration file keeps what stands there; the rest is added here', () =>
    at({ as: 'lead', path: '/systems/dvc' }, async ({ desk, city }) => {
      await desk.page.getByText('lấy từ tệp cấu hình').waitFor()
      expect(await desk.page.getByRole('button', { name: 'Xóa' }).count()).toBe(0)
      await desk.page.getByRole('link', { name: 'Bổ sung' }).click()
      expect(await field(desk, 'name').isDisabled()).toBe(true)
      expect(await notesOf(desk, 'operator').textContent()).toContain('Bắt buộc cho Mẫu 03')
      await field(desk, 'operator').fill('Trung tâm CNTT')
      await desk.page.getByRole('button', { name: 'Thêm đường truyền' }).click()
      await desk.page.locator('[name="links.0.provider"]').fill('Viễn thông Ví Dụ A')
      await desk.page.locator('[name="links.0.megabits"]').fill('nhanh')
      await desk.page.getByRole('button', { name: 'Lưu' }).click()
      await notesOf(desk, 'links').getByText('phải là số Mbit/s').waitFor()
      await desk.page.locator('[name="links.0.megabits"]').fill('300,5')
      await desk.page.locator('[name="links.0.monitored"]').check()
      await desk.page.getByRole('button', { name: 'Lưu' }).click()
      await desk.page.getByText('300,5 Mbit/s').waitFor()
      const saved = city.platform.register.system('dvc')?.system
      expect([saved?.operator, saved?.links[0]]).toEqual([
        'Trung tâm CNTT',
        { provider: 'Viễn thông Ví Dụ A', megabits: 300.5, monitored: true },
      ])
    }))

  test('is entered by people of a unit as one of theirs', () =>
    at(
      {
        as: 'lead',
        path: '/systems',
        before: city => city.state.putUser({ ...city.state.user('lead')!, units: ['so-y-te'] }),
      },
      async ({ desk, city }) => {
        await desk.page.getByText('Chưa có đối tượng giám sát nào').waitFor()
        expect(await desk.page.getByRole('button', { name: 'Nhập từ CSV' }).count()).toBe(0)
        await desk.page.getByRole('button', { name: 'Thêm hệ thống' }).click()
        await field(desk, 'name').fill('Lịch tiêm chủng')
        await expect.poll(() => field(desk, 'unitId').inputValue(), PATIENT).toBe('so-y-te')
        await desk.page.getByRole('button', { name: 'Lưu' }).click()
        await desk.page.locator('h1', { hasText: 'Lịch tiêm chủng' }).waitFor()
        expect(city.platform.register.system('lich-tiem-chung')?.system.unitId).toBe('so-y-te')
      },
    ))

  test('two people at once: the second keeps what the first wrote, and is told', () =>
    at({ as: 'lead', path: '/systems/y-te?edit=1' }, async ({ desk, city }) => {
      await field(desk, 'purpose').fill('Quản lý hồ sơ sức khỏe')
      const { system, version } = city.platform.register.system('y-te')!
      await city.platform.register.save({ ...system, owner: 'Sở Y tế' }, version, 'admin')
      await desk.page.getByRole('button', { name: 'Lưu' }).click()
      await desk.page.getByRole('alert').getByText('vừa sửa hệ thống này').waitFor()
      await desk.page.getByRole('button', { name: 'Lưu' }).click()
      await desk.page.locator('.change-list').waitFor()
      const saved = city.platform.register.system('y-te')?.system
      expect([saved?.owner, saved?.purpose]).toEqual(['Sở Y tế', 'Quản lý hồ sơ sức khỏe'])
    }))
})

describe('a table', () => {
  test('with mistakes is shown with line and column and cannot be entered; mended it can', () =>
    at({ as: 'lead', path: '/systems?import=file' }, async ({ desk, city, address }) => {
      await choose(desk, 'Mã,Tên hệ thống,Cấp độ,Địa chỉ IP\nkho,Kho dữ liệu,9,192.0.2.5\n')
      const mistakes = desk.page.getByRole('table', { name: 'Chỗ sai' })
      await mistakes.waitFor()
      expect(await mistakes.locator('tbody tr').textContent()).toMatch(/^2Cấp độ"9" không phải cấp độ/)
      expect(await desk.page.getByRole('button', { name: /^Ghi/ }).count()).toBe(0)

      const good = 'Mã,Tên hệ thống,Cấp độ,Địa chỉ IP\nkho,Kho dữ liệu,2,192.0.2.5\ny-te,Thông tin y tế,4,\n'
      await choose(desk, good)
      await desk.page.getByText('tạo mới 1 · thay đổi 1 · giữ nguyên 0').waitFor()
      await desk.page.getByRole('button', { name: 'Ghi 2 hệ thống' }).click()
      await desk.page.getByRole('row', { name: /Kho dữ liệu/ }).waitFor()
      expect(city.platform.register.system('y-te')?.system.level).toBe(4)

      const href = await desk.page.getByRole('link', { name: 'Xuất CSV' }).getAttribute('href')
      const answer = await desk.page.request.get(address + href!)
      expect(await answer.text()).toContain('"Kho dữ liệu"')
      await desk.page.getByRole('button', { name: 'Nhập từ CSV' }).click()
      await choose(desk, good)
      await desk.page.getByText('tạo mới 0 · thay đổi 0 · giữ nguyên 2').waitFor()
    }))

  test('that no longer fits the register is previewed again', () =>
    at({ as: 'lead', path: '/systems?import=file' }, async ({ desk, city }) => {
      await choose(desk, 'Mã,Tên hệ thống,Cấp độ\ny-te,Y tế thông minh,3\n')
      await desk.page.getByRole('button', { name: 'Ghi 1 hệ thống' }).waitFor()
      const { system, version } = city.platform.register.system('y-te')!
      await city.platform.register.save({ ...system, owner: 'Sở Y tế' }, version, 'admin')
      await desk.page.getByRole('button', { name: 'Ghi 1 hệ thống' }).click()
      await desk.page.getByText('đây là bản xem trước mới').waitFor()
      await desk.page.getByRole('button', { name: 'Ghi 1 hệ thống' }).click()
      await desk.page.getByRole('row', { name: /Y tế thông minh/ }).waitFor()
      expect(city.platform.register.system('y-te')?.system.owner).toBe('Sở Y tế')
    }))
})

describe('units', () => {
  test('are made, put under another, renamed, and removed when nothing belongs to them', () =>
    at({ as: 'admin', path: '/units' }, async ({ desk, city }) => {
      await desk.page.getByRole('button', { name: 'Thêm đơn vị' }).click()
      await desk.dialog.locator('#unit-name').fill('Trạm Y tế phường Một')
      expect(await desk.dialog.locator('#unit-id').inputValue()).toBe('tram-y-te-phuong-mot')
      await desk.dialog.locator('#unit-kind').selectOption('centre')
      await desk.dialog.getByRole('button', { name: 'Thêm', exact: true }).click()
      const row = desk.page.getByRole('row', { name: /Trạm Y tế phường Một/ })
      await row.getByRole('button', { name: 'Sửa, chuyển' }).click()
      await desk.dialog.locator('#unit-parent').selectOption('so-y-te')
      await desk.dialog.getByRole('button', { name: 'Lưu' }).click()
      await row.locator('.unit-depth-1').waitFor()
      expect(city.platform.register.unit('tram-y-te-phuong-mot')?.unit.parentId).toBe('so-y-te')

      const above = desk.page.getByRole('row', { name: /Sở Y tế/ })
      await above.getByRole('button', { name: 'Sửa, chuyển' }).click()
      // Neither itself nor what is below it.
      await expect.poll(() => desk.dialog.locator('#unit-parent option').count(), PATIENT).toBe(1)
      await desk.press('Escape')
      await above.getByRole('button', { name: 'Xóa' }).click()
      await desk.dialog.getByRole('button', { name: 'Xóa' }).click()
      await desk.notice.getByText('Vẫn còn đơn vị, hệ thống hoặc tài khoản').waitFor()
      await row.getByRole('button', { name: 'Xóa' }).click()
      await desk.dialog.getByRole('button', { name: 'Xóa' }).click()
      await expect.poll(() => row.count(), PATIENT).toBe(0)
    }))

  test('bind an account: it sees only what belongs to them', () =>
    at({ as: 'admin', path: '/users' }, async ({ desk, city }) => {
      const row = desk.page.getByRole('row', { name: /Người dùng viewer/ })
      await row.getByRole('button', { name: 'Đơn vị của Người dùng viewer' }).click()
      await desk.dialog.getByLabel('Chỉ các đơn vị đã chọn').check()
      await desk.dialog.getByRole('button', { name: 'Lưu' }).click()
      await desk.dialog.getByText('Hãy chọn ít nhất một đơn vị').waitFor()
      await desk.dialog.getByLabel('Sở Y tế').check()
      await desk.dialog.getByRole('button', { name: 'Lưu' }).click()
      await row.getByText('Sở Y tế').waitFor()
      expect(city.state.user('viewer')?.units).toEqual(['so-y-te'])
      const list = (await city.as('viewer', { url: '/api/register/systems' })).json()
      expect(list.systems).toEqual([])

      await row.getByRole('combobox').selectOption('admin')
      await expect.poll(() => city.state.user('viewer')?.units, PATIENT).toBe(null)
      expect(await seen(row.getByText('Toàn thành phố'))).toBe(true)
    }))

  test('are chosen for a new account too', () =>
    at({ as: 'admin', path: '/users' }, async ({ desk, city }) => {
      await desk.page.getByRole('button', { name: 'Thêm tài khoản' }).click()
      await desk.dialog.locator('#new-name').fill('mai.le')
      await desk.dialog.locator('#new-display').fill('Lê Thị Mai')
      await desk.dialog.getByLabel('Chỉ các đơn vị đã chọn').check()
      await desk.dialog.getByLabel('Sở Y tế').check()
      await desk.dialog.getByRole('button', { name: 'Tạo tài khoản' }).click()
      await desk.dialog.getByText('Mật khẩu một lần của mai.le').waitFor()
      expect(city.state.user('mai.le')?.units).toEqual(['so-y-te'])
    }))
})

const PAGES = [
  '/systems',
  '/systems/dvc',
  '/systems/y-te?edit=1',
  '/systems?new=1',
  '/systems?import=example',
  '/units',
  '/users',
  '/intake',
  '/intake/n-1',
  '/notices',
  '/notices?show=channels',
  '/notices?show=jobs',
  '/health',
] as const
const SCREENS = [
  { width: 360, height: 740 },
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
] as const

test.each(SCREENS)('at $width × $height nothing scrolls sideways and everything has a name', viewport => {
  const context = viewport.width === 360 ? { viewport, hasTouch: true, isMobile: true } : { viewport }
  return at({ as: 'admin', context }, async ({ desk, address }) => {
    const found: unknown[] = []
    for (const path of PAGES)
      for (const language of ['vi', 'en']) {
        await desk.page.evaluate(chosen => localStorage.setItem('thapcanh.language', chosen), language)
        await desk.page.goto(address + path)
        await desk.page.locator('main h1').waitFor({ state: 'attached' })
        await desk.page.locator('.state-loading').first().waitFor({ state: 'detached' })
        const over = await desk.sidewaysOverflow()
        const wrong = await faults(desk.page)
        if (over > 0 || wrong.length > 0) found.push({ path, language, over, wrong })
      }
    expect(found).toEqual([])
  })
})

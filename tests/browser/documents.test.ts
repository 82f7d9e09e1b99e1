// Documents in the console, over the real API: filled in their place, left open with a reason, signed off and frozen,
// sent, downloaded; and what happens when two people write at once.

import { unzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import type { FormId } from '#/kernel/form.ts'
import type { City } from '../api/invented-platform.ts'
import { START_MS } from '../api/invented-incident.ts'
import { cityDesks, type CityDesk } from './city-desk.ts'
import { PATIENT } from './fixture-desk.ts'
import { faults } from './page-faults.ts'

const at = cityDesks()

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } as const
const DESCRIPTION = 'su-co.mo-ta'
const ADDRESS = 'bao-cao.dia-chi'

/** A draft about `i-new`; the first one made in a city is `d-3`. */
const drafted =
  (form: FormId) =>
  async (city: City): Promise<void> => {
    const made = await city.platform.documents.create(
      form,
      { kind: 'incident', incidentId: 'i-new' },
      'analyst',
    )
    expect(made).toMatchObject({ kind: 'done', document: { id: 'd-3' } })
  }

const recordOf = async (city: City, id: string) => {
  const document = await city.platform.documents.get(id)
  if (document === undefined) throw new Error(`there is no ${id}`)
  return document
}

/** Says of every open required field why it stays open, so that the document can be signed. */
async function explainOpenFields(city: City, id: string): Promise<void> {
  const read = await city.as('lead', { url: `/api/documents/${id}` })
  const { openFields } = read.json<{ openFields: { key: string; required: boolean }[] }>()
  for (const { key } of openFields.filter(({ required }) => required)) {
    const { version } = await recordOf(city, id)
    await city.platform.documents.edit(id, version, key, { kind: 'leave-open', reason: 'Chưa rõ' }, 'lead')
  }
}

const field = ({ desk }: CityDesk, key: string) => desk.page.locator(`[id="field-${key}"]`)

describe('a draft', () => {
  test('says which fields are open, is filled in its place, and shows who wrote what', () =>
    at({ path: '/documents/d-3', before: drafted('mau-03') }, async all => {
      const { city, desk } = all
      const page = desk.page
      await page
        .locator('.document-side')
        .getByText(/trường bắt buộc phải điền/)
        .waitFor()
      await page.getByRole('button', { name: 'Tới trường: Địa chỉ' }).click()
      await field(all, ADDRESS).locator('input').fill('12 Lê Lợi')
      await desk.press('Enter')
      const written = field(all, ADDRESS)
      await written.locator('.field-text', { hasText: '12 Lê Lợi' }).waitFor()
      expect(await written.locator('.field-source').textContent()).toContain(
        'Người dùng analyst ghi lúc 09:00 22/11/2026',
      )
      expect((await recordOf(city, 'd-3')).record.edits).toMatchObject([{ key: ADDRESS, by: 'analyst' }])
      // Figures name their query; that of the incident leads to it.
      const figure = field(all, DESCRIPTION).getByRole('button', { name: /^incident:2026-0001/ })
      await figure.click()
      await page.waitForURL(/\/incidents\/i-new/)
    }))

  test('leaves a field open with a reason, goes back to a figure, and keeps the history', () =>
    at({ path: '/documents/d-3', before: drafted('mau-03') }, async all => {
      const { desk } = all
      const page = desk.page
      await page.getByRole('button', { name: 'Tới trường: Địa chỉ' }).click()
      const place = field(all, ADDRESS)
      await place.getByRole('button', { name: 'Để trống, nêu lý do' }).click()
      await place.locator('textarea').fill('Đang điều tra')
      await place.getByRole('button', { name: 'Để trống, nêu lý do' }).click()
      await place.getByText(/Để trống có chủ ý: Đang điều tra/).waitFor()

      const agency = field(all, 'van-ban.co-quan')
      await agency.locator('[data-edit]').click()
      await agency.locator('input').fill('Trung tâm khác')
      await desk.press('Enter')
      await agency.getByText('Trung tâm khác').waitFor()
      await agency.locator('[data-edit]').click()
      await agency.getByRole('button', { name: 'Trở lại số liệu' }).click()
      await agency.getByText('Trung tâm Giám sát Ví Dụ').waitFor()
      await page.getByText('Lịch sử sửa (2)').click()
      await page.locator('.edits del', { hasText: 'Trung tâm Giám sát Ví Dụ' }).waitFor()
      expect(await agency.locator('.field-source').textContent()).toContain('config:organisation.name')
    }))

  test('takes ticks and table rows', () =>
    at({ path: '/documents/d-3', before: drafted('mau-03') }, async all => {
      const { city } = all
      const state = field(all, 'su-co.hien-trang')
      await state.getByRole('button', { name: /^Sửa/ }).click()
      await state.getByLabel('Chưa được xử lý').check()
      await state.getByRole('button', { name: 'Lưu', exact: true }).click()
      await state.locator('.box-ticked', { hasText: 'Chưa được xử lý' }).waitFor()

      await city.platform.documents.create('dien-bien', { kind: 'incident', incidentId: 'i-new' }, 'analyst')
      await all.desk.page.goto(`${all.address}/documents/d-4`)
      const table = all.desk.page.locator('.paper-field-table').first()
      await table.getByRole('button', { name: /^Sửa/ }).click()
      const before = await table.locator('tbody tr').count()
      await table.getByRole('button', { name: 'Thêm dòng' }).click()
      await table.locator('tbody tr').nth(before).locator('textarea').first().fill('09:30')
      await table.getByRole('button', { name: 'Lưu', exact: true }).click()
      await table.locator('tbody tr').nth(before).getByText('09:30').waitFor()
      // The other cells of the row have no data and say so.
      expect(await table.locator('.cell-open').count()).toBeGreaterThan(0)
    }))

  test('keeps what was typed when somebody else has written the same field, and takes other fields in between', () =>
    at({ path: '/documents/d-3', before: drafted('mau-03') }, async all => {
      const { city, desk } = all
      const write = async (key: string, text: string): Promise<void> => {
        const { version } = await recordOf(city, 'd-3')
        const change = { kind: 'set', value: { kind: 'text', text } } as const
        expect((await city.platform.documents.edit('d-3', version, key, change, 'lead')).kind).toBe('done')
      }
      const place = field(all, DESCRIPTION)
      await place.locator('[data-edit]').click()
      await place.locator('textarea').fill('Bản của tôi')
      await write('van-ban.so', '07')
      await write(DESCRIPTION, 'Bản của trưởng ca')
      await desk.press('Control+Enter')
      await place.getByText(/vừa được người khác sửa/).waitFor()
      await place.getByText('Bản của trưởng ca').waitFor()
      expect(await place.locator('textarea').inputValue()).toBe('Bản của tôi')
      await write('van-ban.so', '08')
      await place.getByRole('button', { name: 'Lưu đè' }).click()
      await place.locator('.field-text', { hasText: 'Bản của tôi' }).waitFor()
      expect(await field(all, 'van-ban.so').textContent()).toContain('08')
    }))

  test('what was typed and not saved is there again after looking elsewhere', () =>
    at({ path: '/documents/d-3', before: drafted('mau-03') }, async all => {
      const { desk } = all
      await field(all, DESCRIPTION).locator('[data-edit]').click()
      await field(all, DESCRIPTION).locator('textarea').fill('Chưa lưu')
      await desk.page.locator('.document-head .back').click()
      await desk.page.getByRole('heading', { name: 'Văn bản', exact: true }).waitFor()
      await desk.page.goBack()
      await expect
        .poll(() => field(all, DESCRIPTION).locator('textarea').inputValue(), PATIENT)
        .toBe('Chưa lưu')
      await desk.press('Escape')
    }))
})

describe('signing off', () => {
  test('waits for required fields, freezes the document, and its hashes can be verified', () =>
    at({ as: 'lead', path: '/documents/d-3', before: drafted('mau-03') }, async all => {
      const { city, desk } = all
      const page = desk.page
      await page.getByRole('button', { name: 'Ký duyệt', exact: true }).click()
      await desk.dialog.getByText(/Chưa ký được/).waitFor()
      await desk.dialog.getByRole('button', { name: 'Ký duyệt và đóng băng' }).click()
      await desk.dialog.getByText(/Còn trường bắt buộc để trống/).waitFor()
      expect((await recordOf(city, 'd-3')).record.state).toBe('draft')

      await page.goto(`${all.address}/documents/d-1`)
      await page.locator('[data-edit]').first().waitFor()
      await page.getByRole('button', { name: 'Ký duyệt', exact: true }).click()
      await desk.dialog.getByText('Đây không phải chữ ký số.').waitFor()
      await desk.dialog.getByRole('button', { name: 'Ký duyệt và đóng băng' }).click()
      await page.getByRole('heading', { name: 'Đã đóng băng' }).waitFor()
      expect(await page.locator('[data-edit]').count()).toBe(0)
      const { record } = await recordOf(city, 'd-1')
      expect(await page.locator('.hashes code').allTextContents()).toEqual(
        Object.values({
          content: record.frozen?.sha256.content,
          docx: record.frozen?.sha256.docx,
          pdf: record.frozen?.sha256.pdf,
        }),
      )
      await page.getByRole('button', { name: 'Đối chiếu' }).click()
      await page.getByText(/Khớp: nội dung và tệp còn nguyên/).waitFor()
    }))

  test('an editor that was open when it was frozen is refused, with what was typed still there', () =>
    at({ path: '/documents/d-1' }, async all => {
      const { city, desk } = all
      const place = desk.page.locator('.paper-field [data-edit]').first()
      const key = (await place.getAttribute('data-edit')) ?? ''
      await place.click()
      await field(all, key).locator('[data-focus]').fill('Muộn rồi')
      await city.platform.documents.sign('d-1', 1, 'lead')
      await desk.press('Control+Enter')
      await desk.page.getByText(/đã ký duyệt nên không sửa được/).waitFor()
      expect((await recordOf(city, 'd-1')).record.edits).toEqual([])
    }))

  test('an analyst is told that it takes a lead', () =>
    at({ path: '/documents/d-1' }, async ({ desk }) => {
      await desk.page.getByText('Ký duyệt cần quyền của trưởng ca.').waitFor()
      expect(await desk.page.getByRole('button', { name: 'Ký duyệt', exact: true }).count()).toBe(0)
    }))

  test('a frozen document is corrected by a new version that refers to it', () =>
    at({ path: '/documents/d-2' }, async ({ city, desk }) => {
      await desk.page.getByRole('button', { name: 'Lập bản đính chính' }).click()
      await desk.page.waitForURL(/\/documents\/d-3/)
      await desk.page.getByRole('link', { name: 'văn bản trước' }).click()
      await desk.page.getByText(/Đã có bản đính chính/).waitFor()
      expect((await recordOf(city, 'd-3')).record).toMatchObject({ state: 'draft', correctionOf: 'd-2' })
    }))
})

describe('a signed document', () => {
  test('recorded as sent meets the deadline of the law that waits for its form', () =>
    at(
      {
        path: '/documents/d-3',
        before: async city => {
          await drafted('thong-bao-su-co')(city)
          await explainOpenFields(city, 'd-3')
          const signed = await city.platform.documents.sign(
            'd-3',
            (await recordOf(city, 'd-3')).version,
            'lead',
          )
          expect(signed.kind).toBe('done')
        },
      },
      async ({ city, desk }) => {
        const page = desk.page
        await page.getByRole('button', { name: 'Ghi nhận đã gửi' }).click()
        await desk.dialog.getByLabel('Nơi nhận').fill('Công an thành phố')
        await desk.dialog.getByLabel('Cách gửi').fill('Thư điện tử công vụ')
        await desk.dialog.getByLabel('Số văn bản').fill('12/TB-TTGS')
        await desk.dialog.getByLabel('Gửi lúc').fill('2026-11-22T08:59')
        await desk.dialog.getByRole('button', { name: 'Ghi nhận đã gửi' }).click()
        const side = page.locator('.document-side')
        await side.locator('[data-clock="C4"]', { hasText: 'Đã thực hiện' }).waitFor()
        await side.getByText('Thư điện tử công vụ, số 12/TB-TTGS').waitFor()
        expect((await recordOf(city, 'd-3')).record.sent).toMatchObject([
          { to: 'Công an thành phố', number: '12/TB-TTGS', at: START_MS - 60_000, by: 'analyst' },
        ])
      },
    ))

  test('its files are real: a DOCX with its parts, a PDF, one HTML file', () =>
    at({ path: '/documents/d-2' }, async ({ desk }) => {
      const fetched = async (name: string): Promise<Buffer> => {
        const href = await desk.page.getByRole('link', { name, exact: true }).getAttribute('href')
        const answer = await desk.page.request.get(desk.address + (href ?? ''))
        expect(answer.headers()['content-disposition']).toContain('attachment')
        return await answer.body()
      }
      await desk.page.getByRole('link', { name: 'DOCX' }).waitFor()
      const parts = unzipSync(await fetched('DOCX'))
      expect(new TextDecoder().decode(parts['word/document.xml'])).toContain('BÁO CÁO')
      expect((await fetched('PDF')).subarray(0, 5).toString()).toBe('%PDF-')
      expect((await fetched('HTML')).toString()).toContain('<html')
    }))
})

describe('the list of documents', () => {
  test('shows what is due first, starts its draft, and then leads to that draft', () =>
    at({ path: '/documents' }, async ({ city, desk }) => {
      const page = desk.page
      const due = page.locator('.due-list tbody tr')
      await due.first().waitFor()
      expect(await due.first().textContent()).toContain('Quá hạn')
      const notice = due.filter({ hasText: '2026-0001' }).filter({ hasText: 'Thông báo sự cố' })
      await notice.getByRole('button', { name: 'Lập dự thảo' }).click()
      await page.waitForURL(/\/documents\/d-3/)
      expect((await recordOf(city, 'd-3')).record).toMatchObject({ form: 'thong-bao-su-co' })
      await page.goBack()
      await notice.getByRole('link', { name: 'Mở dự thảo' }).waitFor()
      expect(await page.locator('.document-list[data-state="draft"] tbody tr').count()).toBe(2)
      expect(await page.locator('.document-list[data-state="signed"] tbody tr').count()).toBe(1)
    }))

  test('is filtered by form and state, and the address keeps the filter', () =>
    at({ path: '/documents' }, async ({ desk }) => {
      const page = desk.page
      await page.locator('.filters').getByLabel('Tình trạng').selectOption('signed')
      await page.waitForURL(/state=signed/)
      await expect.poll(() => page.locator('.document-list').count(), PATIENT).toBe(1)
      await page.locator('.filters').getByLabel('Biểu mẫu').selectOption('mau-04')
      await page.getByText('Không có văn bản nào chờ gửi.').waitFor()
    }))

  test('a new one says how sure its form is before it is made', () =>
    at({ path: '/documents' }, async ({ city, desk }) => {
      const page = desk.page
      await page.getByRole('button', { name: 'Lập văn bản' }).click()
      const form = desk.dialog.getByLabel('Biểu mẫu')
      await expect.poll(() => form.locator('option').count(), PATIENT).toBeGreaterThan(10)
      await form.selectOption('bao-cao-06-thang')
      await desk.dialog.getByText(/bố cục dự thảo/).waitFor()
      await form.selectOption('mau-03')
      await desk.dialog.getByText(/Mẫu chính thức, đúng văn bản quy định/).waitFor()
      await desk.dialog.getByLabel('Về sự cố').fill('2026-0002')
      await desk.dialog.getByRole('button', { name: 'Lập dự thảo' }).click()
      await page.waitForURL(/\/documents\/d-3/)
      expect((await recordOf(city, 'd-3')).record.about).toEqual({ kind: 'incident', incidentId: 'i-open' })
    }))

  test('a viewer reads and writes nothing', () =>
    at({ as: 'viewer', path: '/documents/d-1' }, async ({ desk }) => {
      await desk.page.locator('.paper .paper-field').first().waitFor()
      expect(await desk.page.locator('[data-edit]').count()).toBe(0)
      expect(await desk.page.locator('.document-head button').count()).toBe(0)
    }))
})

describe.each([
  { width: 360, height: 740 },
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
])('at $width × $height', viewport => {
  const context = viewport.width === 360 ? PHONE : { viewport }

  test.each(['/documents', '/documents/d-3', '/documents/d-2', '/documents/d-4'])(
    '%s does not scroll sideways and everything has a name',
    path =>
      at(
        {
          as: 'lead',
          path,
          context,
          before: async city => {
            await drafted('mau-03')(city)
            const { documents } = city.platform
            await documents.create('dien-bien', { kind: 'incident', incidentId: 'i-new' }, 'lead')
          },
        },
        async ({ desk }) => {
          await desk.page.locator('.paper, .due-list').first().waitFor()
          await desk.page.locator('.state-loading').waitFor({ state: 'detached' })
          expect(await desk.sidewaysOverflow()).toBe(0)
          expect(await faults(desk.page)).toEqual([])
        },
      ),
  )
})

describe('on a telephone', () => {
  test('a table is edited row by row, each cell under its name, without scrolling sideways', () =>
    at(
      {
        path: '/documents/d-3',
        context: PHONE,
        before: drafted('dien-bien'),
      },
      async ({ desk }) => {
        const table = desk.page.locator('.paper-field-table').first()
        await table.locator('[data-edit]').click()
        await table.getByRole('button', { name: 'Thêm dòng' }).tap()
        await table.locator('tbody textarea').last().fill('Đã cách ly máy chủ khỏi mạng nội bộ '.repeat(6))
        expect(await desk.sidewaysOverflow()).toBe(0)
      },
    ))
})

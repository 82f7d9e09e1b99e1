// Online media as people use it: from the figures to a story, its tone corrected, raised to an incident; texts
// labelled by keys; a spike answered by two people at once; sources with their health. Over invented media.

import type { Locator } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import type { ConsolePage } from './console-page.ts'
import { desks, PATIENT, seen } from './fixture-desk.ts'
import { FLOOD_ID } from './fixture-media-data.ts'
import { faults } from './page-faults.ts'

const at = desks()
const PAGES = [
  '/media',
  `/media/stories/${FLOOD_ID}`,
  '/media/labelling',
  '/media/spikes',
  '/media/spikes/spike-flood',
  '/media/sources',
  '/media/sources?edit=dien-dan',
  '/media/sources?import=1',
  '/media/indicators',
] as const
const SCREENS = [
  { width: 360, height: 740, languages: ['vi', 'en'], pages: PAGES },
  { width: 1366, height: 768, languages: ['en'], pages: PAGES },
  { width: 1920, height: 1080, languages: ['vi'], pages: PAGES.slice(0, 3) },
] as const

const rows = (desk: ConsolePage): Locator => desk.page.locator('.media-main .story-row')
const row = (desk: ConsolePage, title: string): Locator => rows(desk).filter({ hasText: title })
const button = (place: Locator, name: string): Locator => place.getByRole('button', { name, exact: true })

test.each(SCREENS)('at $width × $height nothing scrolls sideways and everything has a name', screen => {
  const viewport = { width: screen.width, height: screen.height }
  const context = screen.width === 360 ? { viewport, hasTouch: true, isMobile: true } : { viewport }
  return at({ as: 'admin', path: '/password', context }, async ({ desk }) => {
    for (const language of screen.languages) {
      await desk.page.evaluate(chosen => localStorage.setItem('thapcanh.language', chosen), language)
      for (const path of screen.pages) {
        await desk.page.goto(desk.address + path)
        await desk.page.locator('main h1').waitFor({ state: 'attached' })
        await desk.page.locator('.media-part, .story-row, .data-table, form').first().waitFor()
        const over = await desk.sidewaysOverflow()
        const inside = await desk.page
          .locator('.media-main')
          .evaluateAll(boxes => Math.max(0, ...boxes.map(box => box.scrollWidth - box.clientWidth)))
        expect({ path, language, over, inside, faults: await faults(desk.page) }).toEqual({
          path,
          language,
          over: 0,
          inside: 0,
          faults: [],
        })
      }
    }
  })
})

test('on a telephone the place is behind More, and what is pressed is large enough for a finger', () =>
  at(
    { context: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } },
    async ({ desk }) => {
      await desk.page.getByRole('button', { name: 'Thêm' }).tap()
      await desk.page.locator('.more-places a[href="/media"]').tap()
      await rows(desk).first().waitFor()
      const low = await desk.page
        .locator('main')
        .locator('button, select, input, summary')
        .evaluateAll(controls =>
          controls
            .filter(control => control.checkVisibility() && control.getBoundingClientRect().height < 44)
            .map(control => control.outerHTML.slice(0, 100)),
        )
      expect(low).toEqual([])
      await row(desk, 'Phường Hoa Lư ngập sâu').tap()
      await desk.page.getByRole('heading', { name: /^Phường Hoa Lư ngập sâu/ }).waitFor()
    },
  ))

describe('the stories', () => {
  test('say how it stands, are filtered by a press, without accents, and the address keeps it', () =>
    at({ path: '/media' }, async ({ desk }) => {
      const figures = desk.page.locator('.media-figures')
      await figures.getByText('Mức 3: cần phản hồi').waitFor()
      expect(await figures.textContent()).toContain('Lượt tiêu cực gấp 5,1 lần mức thường')
      expect(await figures.getByRole('link', { name: '1 lỗi, 1 bị từ chối' }).getAttribute('href')).toBe(
        '/media/sources',
      )
      const flood = await row(desk, 'Phường Hoa Lư ngập sâu').textContent()
      for (const words of [
        '8 lượt nhắc · 1 bản sao · 5 bình luận',
        '4 tiêu cực',
        '2 chưa chắc',
        'Sở Xây dựng',
      ])
        expect(flood).toContain(words)
      expect(await row(desk, 'Nghe nói trường').textContent()).toContain('Tin đồn, cần xác minh')

      await button(desk.page.locator('.media-chips').first(), 'Giao thông 5').click()
      await expect.poll(() => rows(desk).count(), PATIENT).toBe(5)
      expect(new URL(desk.page.url()).search).toBe('?topic=traffic')
      await desk.page.getByRole('button', { name: 'Bỏ mọi lọc' }).click()
      await expect.poll(() => rows(desk).count(), PATIENT).toBeGreaterThan(10)

      await desk.page.locator('#media-text').fill('ngap sau')
      await expect.poll(() => rows(desk).count(), PATIENT).toBe(1)
      await desk.page.locator('#media-text').fill('khong co chuyen nay')
      await desk.page.getByText('Không có chuyện nào khớp bộ lọc').waitFor()
    }))

  test('are walked through by keys; the preview follows, and coming back finds the place', () =>
    at({ path: '/media?order=newest' }, async ({ desk }) => {
      await rows(desk).first().waitFor()
      await desk.press('j', 'j')
      await desk.preview.getByRole('heading', { name: /^Phường Hoa Lư ngập sâu/ }).waitFor()
      await desk.preview.getByText('Tin Nhanh Mẫu').waitFor()
      await desk.press('Enter')
      await desk.page.getByRole('heading', { level: 1, name: /^Phường Hoa Lư ngập sâu/ }).waitFor()
      await desk.page.goBack()
      await desk.page.locator('.story-row[aria-current]', { hasText: 'Phường Hoa Lư ngập sâu' }).waitFor()
      await desk.press('o')
      await expect.poll(() => desk.preview.count(), PATIENT).toBe(0)
    }))

  test('wait above the list when they are new: nothing moves before the pill is pressed', () =>
    at({ path: '/password' }, async ({ desk, fixture }) => {
      await desk.page.clock.install()
      await desk.page.goto(`${desk.address}/media`)
      await rows(desk).first().waitFor()
      const [one] = fixture.media.mentions
      const title = 'Cây đổ chắn ngang đường Ví Dụ 9'
      const id = 'f'.repeat(32)
      fixture.media.mentions.push({ ...one!, id, storyId: id, title, publishedAt: Date.now() })
      await desk.page.clock.fastForward(61_000)
      await desk.pill.getByText('1 lượt mới').waitFor()
      expect(await row(desk, title).count()).toBe(0)
      await desk.pill.click()
      await row(desk, title).waitFor()
      expect(await desk.pill.count()).toBe(0)
    }))

  test('say why there are none: no source is on', () =>
    at(
      {
        path: '/media',
        before: ({ media }) => {
          media.mentions = []
          media.sources = media.sources.filter(({ source }) => !source.enabled)
        },
      },
      async ({ desk }) => {
        await desk.page.getByText('Chưa có nguồn nào được bật').waitFor()
        await desk.page.getByRole('link', { name: 'Tới trang nguồn' }).click()
        expect(await seen(desk.page.getByText('Báo Chưa Bật').first())).toBe(true)
      },
    ))
})

describe('one story', () => {
  test('shows who was first; its tone is corrected and the correction undone; a text is read on demand only', () =>
    at({ path: `/media/stories/${FLOOD_ID}` }, async ({ desk, fixture }) => {
      const spread = desk.page.locator('.mention-list').first().locator('.mention')
      await spread.first().waitFor()
      expect(await spread.locator('strong').allTextContents()).toEqual([
        'Báo Ví Dụ',
        'Tin Nhanh Mẫu',
        'Diễn đàn Cư dân Hoa Lư',
      ])
      expect(await spread.first().textContent()).toContain('đăng đầu tiên')
      expect(await spread.nth(1).textContent()).toContain('chép lại')
      const link = spread.first().getByRole('link')
      expect([await link.getAttribute('rel'), await link.getAttribute('target')]).toEqual([
        'noopener noreferrer',
        '_blank',
      ])

      const unsure = desk.page.locator('.mention', { hasText: 'Thế là lại có phim' })
      await unsure.getByText('máy chưa chắc (nghiêng về tiêu cực)').waitFor()
      await button(unsure, 'tiêu cực').click()
      await unsure.getByText('Trần Bình An đã sửa').waitFor()
      await desk.notice.filter({ hasText: 'Đã ghi: tiêu cực' }).waitFor()
      await desk.page.locator('aside').getByText('5 tiêu cực').waitFor()
      await desk.press('u')
      await expect.poll(() => unsure.getByText('đã sửa').count(), PATIENT).toBe(0)
      expect(fixture.media.labels.map(({ label }) => label)).toEqual(['neg', null])

      expect(fixture.media.opened).toEqual([])
      await button(spread.first(), 'Mở toàn văn').click()
      await spread.first().getByText('Đoạn thứ hai của bài').waitFor()
      expect(fixture.media.opened).toEqual([FLOOD_ID])
    }))

  test('is raised to an incident with a reason', () =>
    at({ path: `/media/stories/${FLOOD_ID}` }, async ({ desk, fixture }) => {
      await desk.page.getByRole('button', { name: 'Lập sự cố…' }).click()
      await desk.dialog.locator('textarea').fill('Cổng tiếp nhận phản ánh cùng lúc không vào được')
      await button(desk.dialog, 'Lập sự cố').click()
      await desk.page.getByText('Đã lập sự cố 2026-0001').waitFor()
      await desk.page.getByText('người trực nâng').waitFor()
      await desk.page.getByRole('link', { name: /^2026-0001 / }).click()
      await desk.page.locator('.incident').waitFor()
      expect(fixture.media.raised).toEqual(['Cổng tiếp nhận phản ánh cùng lúc không vào được'])
    }))

  test('is only read by a viewer', () =>
    at({ as: 'xem', path: `/media/stories/${FLOOD_ID}`, before: addViewer }, async ({ desk }) => {
      await desk.page.locator('.mention').first().waitFor()
      expect(await desk.page.locator('main .segments').count()).toBe(0)
      expect(await desk.page.getByRole('button', { name: 'Lập sự cố…' }).count()).toBe(0)
      expect(await seen(desk.page.getByText('máy: tiêu cực').first())).toBe(true)
    }))
})

function addViewer({ users }: { readonly users: Map<string, unknown> }): void {
  const person = users.get('an.tran') as object
  users.set('xem', { ...person, name: 'xem', displayName: 'Phạm Thị Xem', role: 'viewer' })
}

test('texts are labelled by keys, one after the other, and a label is taken back', () =>
  at({ path: '/media/labelling' }, async ({ desk, fixture }) => {
    const text = desk.page.locator('.label-text')
    const today = desk.page.locator('.label-bench [role=status]')
    await text.waitFor()
    await today.getByText('còn 3 bài').waitFor()
    const first = await text.textContent()
    await desk.press('1')
    await today.getByText('đã gán 1 nhãn').waitFor()
    expect(await text.textContent()).not.toBe(first)
    await desk.press('s')
    await today.getByText('còn 1 bài').waitFor()
    await desk.press('u', 'u')
    await today.getByText('đã gán 0 nhãn').waitFor()
    expect(await text.textContent()).toBe(first)
    await expect.poll(() => fixture.media.labels.map(({ label }) => label), PATIENT).toEqual(['neg', null])

    const card = desk.page.getByRole('region', { name: 'Người dân', exact: true })
    expect(await card.textContent()).toContain('Lần học gần nhất hỏng: hết bộ nhớ')
    await button(card, 'Cho học ngay').click()
    await card.getByText('chờ tới lượt học').waitFor()
    expect(await button(card, 'Đang học…').isDisabled()).toBe(true)
  }))

test('a spike shows what is usual; two people answer it, and nobody’s words are lost', () =>
  at({ path: '/media/spikes' }, async ({ desk, fixture }) => {
    const listed = desk.page.getByRole('row', { name: /Ngập úng/ })
    await listed.getByText('42 trong 6 giờ, thường 8,3').waitFor()
    await listed.getByRole('link', { name: /Ngập úng/ }).click()
    await desk.page.getByRole('img', { name: /72 giờ; cao nhất/ }).waitFor()
    await desk.page.getByText('mỗi tuần chừng một lần báo nhầm').waitFor()
    await desk.page.locator('#spike-cause').fill('Mưa 90 mm trong hai giờ')

    const [spike] = fixture.media.spikes
    const others = {
      cause: 'Cống đang thi công',
      work: 'seen',
      changedBy: 'ha.le',
      changedAt: Date.now(),
    } as const
    fixture.media.spikes = [{ ...spike!, ...others, version: 2 }]
    await desk.page.getByRole('button', { name: 'Lưu' }).click()
    await desk.page.getByText('Bản của ha.le: Cống đang thi công').waitFor()
    expect(await desk.page.locator('#spike-cause').inputValue()).toBe('Mưa 90 mm trong hai giờ')
    expect(await desk.page.locator('#spike-work').inputValue()).toBe('seen')
    await desk.page.getByRole('button', { name: 'Lưu' }).click()
    await desk.notice.filter({ hasText: 'Đã lưu' }).waitFor()
    const [saved] = fixture.media.spikes
    expect([saved?.cause, saved?.work, saved?.version]).toEqual(['Mưa 90 mm trong hai giờ', 'seen', 3])
  }))

describe('the sources', () => {
  test('show what is wrong and why, are switched, and a form names its mistakes', () =>
    at({ as: 'ha.le', path: '/media/sources' }, async ({ desk, fixture }) => {
      const failing = desk.page.getByRole('row', { name: /Diễn đàn Cư dân/ })
      await failing.getByText('Lỗi trong lần cuối: 14').click()
      await failing.getByText('máy chủ trả lời 503: 12').waitFor()
      const off = desk.page.getByRole('row', { name: /Báo Chưa Bật/ })
      await off.getByRole('button', { name: /^Bật/ }).click()
      await off.getByText('Chưa đọc lần nào').waitFor()

      await desk.page.getByRole('button', { name: 'Thêm nguồn' }).click()
      await desk.page.locator('#source-name').fill('Báo Phường')
      expect(await desk.page.locator('#source-id').inputValue()).toBe('bao-phuong')
      await desk.page.locator('#source-everyMinutes').fill('2')
      await desk.page.getByRole('button', { name: 'Lưu' }).click()
      await desk.page.getByText('Phải là số nguyên từ 5 đến 10080.').waitFor()
      await desk.page.getByRole('alert').getByText('Địa chỉ bắt đầu').waitFor()
      await desk.page.locator('#source-everyMinutes').fill('30')
      await desk.page.locator('#source-urls').fill('https://phuong.example.com/tin.rss\n')
      await desk.page.getByLabel('Ngập úng, thoát nước').check()
      await desk.page.getByRole('button', { name: 'Lưu' }).click()
      await desk.page.getByRole('row', { name: /Báo Phường/ }).waitFor()
      const saved = fixture.media.sources.find(({ source }) => source.id === 'bao-phuong')?.source
      expect([saved?.urls, saved?.topics, saved?.enabled]).toEqual([
        ['https://phuong.example.com/tin.rss'],
        ['flood'],
        false,
      ])
    }))

  test('are imported after a preview, mistakes by their lines; an imitating domain is switched off', () =>
    at({ as: 'ha.le', path: '/media/sources?import=1' }, async ({ desk, fixture }) => {
      const yaml = desk.page.locator('#import-yaml')
      await yaml.fill('- id: bao-sai')
      await desk.page.getByRole('button', { name: 'Xem trước' }).click()
      await desk.page.getByText('2 chỗ sai; chưa thể ghi').waitFor()
      expect(await desk.page.getByRole('row', { name: /everyMinutes/ }).textContent()).toContain('3')
      await yaml.fill('- id: bao-moi')
      await desk.page.getByRole('button', { name: 'Xem trước' }).click()
      await desk.page.getByRole('button', { name: 'Ghi 2 nguồn' }).click()
      await desk.notice.filter({ hasText: 'Đã thêm 1, thay đổi 1 nguồn' }).waitFor()

      await desk.page.getByRole('link', { name: 'Tên miền giả' }).click()
      const domain = desk.page.getByRole('row', { name: /dichvucong-thanhpho/ })
      await domain.getByRole('button', { name: /^Tắt/ }).click()
      await domain.getByText('Đang tắt').waitFor()
      expect(fixture.media.indicators[0]?.enabled).toBe(false)
    }))
})

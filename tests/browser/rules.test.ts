// Detection rules as people use them: found and judged in the list, checked whether they can fire, tried over stored
// events, explained; exceptions proposed from an alert, previewed, reviewed; imported sets. Over invented rules.

import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import type { ConsolePage } from './console-page.ts'
import { desks, PATIENT, seen } from './fixture-desk.ts'
import { FRESH } from './fixture-rules-data.ts'
import { faults } from './page-faults.ts'

const at = desks()
const PAGES = [
  '/rules',
  '/rules/rule-2',
  '/exceptions',
  '/exceptions/exc-moi',
  '/exceptions?incident=inc-000001&alert=a-1',
  '/rules/backtests',
  '/rules/sets',
  '/rules/sets?set=cong-dong',
  `/rules/sets?set=cong-dong&version=${FRESH}`,
] as const
const SCREENS = [
  { width: 360, height: 740, language: 'vi', pages: PAGES },
  { width: 1366, height: 768, language: 'en', pages: PAGES.slice(0, 5) },
  { width: 1920, height: 1080, language: 'vi', pages: PAGES.slice(0, 2) },
] as const

const rows = (desk: ConsolePage): Locator => desk.page.locator('.data-table').first().locator('tbody tr')
const button = (place: Locator, name: string): Locator => place.getByRole('button', { name, exact: true })

test.each(SCREENS)('at $width × $height nothing scrolls sideways and everything has a name', screen => {
  const viewport = { width: screen.width, height: screen.height }
  const isSmall = screen.width === 360
  const context = isSmall ? { viewport, hasTouch: true, isMobile: true } : { viewport }
  return at({ as: 'ha.le', path: '/password', context }, async ({ desk }) => {
    await desk.page.evaluate(chosen => localStorage.setItem('thapcanh.language', chosen), screen.language)
    for (const path of screen.pages) {
      await desk.page.goto(desk.address + path)
      await desk.page.locator('main h1').waitFor({ state: 'attached' })
      await desk.page.locator('.rule-part, .data-table, form').first().waitFor()
      const over = await desk.sidewaysOverflow()
      const low = isSmall
        ? await desk.page
            .locator('main')
            .locator('button, select, input:not([type=checkbox]), summary')
            .evaluateAll(controls =>
              controls
                .filter(control => control.checkVisibility() && control.getBoundingClientRect().height < 43.5)
                .map(control => control.outerHTML.slice(0, 90)),
            )
        : []
      expect({ path, over, low, faults: await faults(desk.page) }).toEqual({
        path,
        over: 0,
        low: [],
        faults: [],
      })
    }
  })
})

test('rules are counted by state, found without accents, and say why they cannot fire', () =>
  at({ path: '/rules' }, async ({ desk, fixture }) => {
    const counters = desk.page.getByRole('group', { name: /Đếm theo tình trạng/ })
    await expect.poll(() => rows(desk).count(), PATIENT).toBe(9)
    await button(counters, 'Không thể báo 3').click()
    await expect.poll(() => rows(desk).count(), PATIENT).toBe(3)
    expect(new URL(desk.page.url()).search).toBe('?state=cannot-fire')
    await desk.page.getByText('chưa từng thấy nguồn nhật ký này').waitFor()
    await button(counters, 'Ồn 6').click()
    await desk.page.getByText('ngày · ồn').first().waitFor()
    await button(counters, 'Đang tắt 1').click()
    await desk.page.getByRole('row', { name: /Tài khoản cũ đăng nhập lại/ }).waitFor()
    await button(counters, 'Luật nền 1').click()
    await expect.poll(() => rows(desk).count(), PATIENT).toBe(1)
    await rows(desk).getByText('luật nền', { exact: true }).waitFor()
    await button(desk.page.locator('main'), 'Bỏ mọi lọc').click()
    await desk.press('/')
    await desk.page.keyboard.type('tuong lua')
    await expect.poll(() => rows(desk).count(), PATIENT).toBe(1)
    await desk.page.locator('#rule-filter').fill('t1110')
    await expect.poll(() => rows(desk).count(), PATIENT).toBe(2)
    await desk.page.getByText('Tệp không nạp được thành luật: 1').click()
    await desk.page.getByText('rules/hong.yml:4').waitFor()
    await button(desk.page.locator('main'), 'Kiểm tra ngay').click()
    await desk.notice.filter({ hasText: 'Đã kiểm tra 9 luật: 9 báo được' }).waitFor()
    expect(fixture.rules.checks).toBe(1)
  }))

test('a rule tells all of itself, is tried over stored events, and explains a pasted line', () =>
  at({ path: '/rules/rule-2' }, async ({ desk, fixture }) => {
    const main = desk.page.locator('main')
    await main.getByText('Máy chủ web không bao giờ cần sudo').waitFor()
    for (const words of [
      'Kịch bản bảo trì',
      'Tổ giám sát Thápcanh',
      '4.100',
      '12,4 ms',
      'Máy quét của thành phố',
    ])
      await main.getByText(words).first().waitFor()
    await main.getByText('Văn bản luật (YAML)').click()
    await main.getByText('process.command_line|contains').waitFor()

    await button(main, 'Chạy thử').click()
    await main.getByText('40 % · 480.000 sự kiện').waitFor()
    expect(new URL(desk.page.url()).search).toBe('?backtest=bt-1')
    fixture.rules.finishBacktests()
    await main.locator('.backtest-rule').getByText('Ồn', { exact: true }).waitFor()
    await main.getByText('Sẽ báo 78 lần, 11,1 mỗi ngày').waitFor()
    await main.getByRole('img', { name: /Cảnh báo mỗi ngày: 60/ }).waitFor()
    expect(await main.locator('.backtest-sample mark').textContent()).toBe('www-data')
    await button(main, 'Chạy thử lần nữa').click()
    await button(main, 'Chạy thử').click()
    await button(main, 'Dừng').click()
    await main.getByText('Đã dừng').waitFor()

    await main.locator('#explain textarea').fill('mot dong khac')
    await button(main, 'Giải thích').click()
    await main.getByText('Luật không khớp sự kiện này').waitFor()
    await main.getByText('sự kiện không có trường này').waitFor()
    await main.locator('#explain-kind').selectOption('event')
    await button(main, 'Giải thích').click()
    await main.getByText(/Không phải JSON của một sự kiện/).waitFor()
  }))

test('a lead switches a rule off with a reason and on again; the list says who and why, and is put in order', () =>
  at({ as: 'ha.le', path: '/rules/rule-2' }, async ({ desk, fixture }) => {
    const main = desk.page.locator('main')
    await main.getByText('Luật đang bật.').waitFor()
    await main.getByText('Các luật tương quan dựa trên luật này tắt theo').waitFor()
    await button(main, 'Tắt luật…').click()
    await desk.dialog.locator('textarea').fill('Ồn ở Sở Y tế')
    await button(desk.dialog, 'Tắt luật').click()
    await desk.notice.filter({ hasText: 'Đã tắt' }).waitFor()
    await main.locator('.rule-off').getByText('Ồn ở Sở Y tế').waitFor()
    await desk.page.goto(`${desk.address}/rules?state=disabled`)
    await expect.poll(() => rows(desk).count(), PATIENT).toBe(2)
    await rows(desk).first().getByText('ha.le tắt,').waitFor()

    await desk.page.goto(`${desk.address}/rules/rule-2`)
    // Somebody else was quicker.
    await button(main, 'Bật luật…').waitFor()
    fixture.rules.switched.set('rule-2', 2)
    await button(main, 'Bật luật…').click()
    await desk.dialog.locator('textarea').fill('Đã sửa')
    await button(desk.dialog, 'Bật luật').click()
    await desk.dialog.getByText('Có người vừa bật hoặc tắt luật này').waitFor()
    await button(desk.dialog, 'Bật luật').click()
    await main.getByText('Luật đang bật.').waitFor()
    expect(fixture.rules.sent.map(({ body }) => [body['on'], body['seen']])).toEqual([
      [false, 0],
      [true, 1],
      [true, 2],
    ])

    await desk.page.goto(`${desk.address}/rules`)
    const head = desk.page.locator('th').filter({ hasText: 'Báo lần cuối' })
    await head.getByRole('button').click()
    await expect.poll(() => head.getAttribute('aria-sort'), PATIENT).toBe('descending')
    await expect.poll(() => rows(desk).first().textContent(), PATIENT).toContain('SSH thành công')
    await head.getByRole('button').click()
    await expect.poll(() => head.getAttribute('aria-sort'), PATIENT).toBe('ascending')
    expect(new URL(desk.page.url()).search).toBe('?sort=last&turned=yes')
  }))

test('an alert of a correlation tells its events in order and the number against the condition', () =>
  at({ path: '/incidents/inc-000001' }, async ({ desk }) => {
    const evidence = desk.page.locator('.evidence').nth(1)
    await evidence.locator('summary').first().click()
    await button(evidence, 'Vì sao có cảnh báo này').click()
    await evidence.getByText('Nhiều sự kiện cùng làm luật tương quan báo').waitFor()
    await evidence.getByText('≥ 5').waitFor()
    expect(await evidence.locator('.correlation tbody tr').count()).toBe(5)
    expect(await evidence.locator('.correlation tbody tr').last().textContent()).toContain('192.0.2.77')
    expect(await faults(desk.page)).toEqual([])
  }))

test('a rule that nobody has enabled yet is tried as a text', () =>
  at({ path: '/rules/backtests' }, async ({ desk, fixture }) => {
    await desk.page.locator('#backtest-yaml').fill('title: Thử')
    await button(desk.page.locator('main'), 'Chạy thử').click()
    await desk.page.getByText('Đang chạy').waitFor()
    expect(fixture.rules.sent.at(-1)?.body['rules']).toEqual({ kind: 'text', yaml: 'title: Thử' })
  }))

test('from an alert: why it matched, character by character, and an exception filled in, previewed, proposed', () =>
  at({ path: '/incidents/inc-000001' }, async ({ desk, fixture }) => {
    const evidence = desk.page.locator('.evidence').first()
    await evidence.locator('summary').first().click()
    await button(evidence, 'Vì sao có cảnh báo này').click()
    await evidence.getByText('Luật khớp sự kiện này').waitFor()
    expect(await evidence.locator('.explained mark').textContent()).toBe('www-data')
    expect(await evidence.locator('.explanation .raw mark').textContent()).toBe('www-data')
    await evidence.getByRole('link', { name: 'Đề xuất ngoại lệ' }).click()

    const form = desk.page.locator('.exception-form')
    await form.waitFor()
    expect(await form.locator('#exception-filter').inputValue()).toContain('source.ip: 192.0.2.77')
    await button(form, 'Xem trước 30 ngày').click()
    await form.getByText('Cần điền: Lý do.').waitFor()
    await form.locator('#exception-reason').fill('Máy quét của thành phố, chạy mỗi đêm')
    await button(form, 'Xem trước 30 ngày').click()
    await form.getByText('sẽ che 46 cảnh báo').waitFor()
    await form.getByText('2 cảnh báo trong đó là thật').waitFor()
    await button(form, 'Đề xuất').click()
    await desk.notice.filter({ hasText: 'chờ người khác duyệt' }).waitFor()
    await desk.page.getByText('Bạn đề xuất nên người khác phải duyệt.').waitFor()
    const proposed = fixture.rules.sent.at(-1)
    expect([proposed?.what, proposed?.body['systems'], proposed?.body['owner']]).toEqual([
      'POST /api/exceptions',
      ['dvc'],
      'an.tran',
    ])
  }))

test('a badly written exception is refused with its line, and what was typed stays', () =>
  at({ path: '/exceptions?rule=rule-2' }, async ({ desk, fixture }) => {
    const form = desk.page.locator('.exception-form')
    await form.locator('#exception-title').fill('Máy quét')
    await form.locator('#exception-reason').fill('Đã biết')
    const filter = form.locator('#exception-filter')
    expect(await filter.inputValue()).toContain('- "rule-2"')
    await filter.fill('filter:\n  rules: any\n  condition: not selection')
    await button(form, 'Đề xuất').click()
    await form.getByText('dòng 7, ').waitFor()
    expect(await filter.inputValue()).toContain('not selection')
    expect(fixture.rules.sent.some(({ what }) => what === 'POST /api/exceptions')).toBe(false)
  }))

test('exceptions that are not applied say why; a lead reviews one and withdraws it with a reason', () =>
  at({ as: 'ha.le', path: '/exceptions' }, async ({ desk, fixture }) => {
    const astray = desk.page.getByRole('row', { name: /Camera cũ/ })
    await astray.getByText('Không được áp dụng: nêu luật không có').waitFor()
    await desk.page.getByRole('button', { name: /^Chờ duyệt 1/ }).click()
    await expect.poll(() => rows(desk).count(), PATIENT).toBe(1)
    await desk.page.getByRole('link', { name: 'Giám sát đường truyền' }).click()
    const main = desk.page.locator('main')
    await button(main, 'Xem trước 30 ngày').click()
    await main.getByText('sẽ che 46 cảnh báo').waitFor()
    await button(main, 'Duyệt').click()
    await desk.notice.filter({ hasText: 'Đã duyệt' }).waitFor()
    await button(main, 'Rút…').click()
    await desk.dialog.locator('textarea').fill('Đã sửa luật')
    await button(desk.dialog, 'Rút').click()
    await main.getByText('Đã rút').first().waitFor()
    expect(fixture.rules.sent.slice(-2).map(({ what }) => what)).toEqual([
      'POST /api/exceptions/exc-moi/approve',
      'POST /api/exceptions/exc-moi/withdraw',
    ])
  }))

test('who may only read proposes, reviews, tries and decides nothing', () =>
  at({ as: 'xem', path: '/exceptions/exc-moi' }, async ({ desk }) => {
    const main = desk.page.locator('main')
    await main.getByText('Người quản lý luật duyệt đề xuất này.').waitFor()
    expect(await main.getByRole('button').count()).toBe(0)
    await desk.page.goto(`${desk.address}/rules/rule-2`)
    expect(await seen(main.getByText('Tài khoản của bạn chỉ xem được kết quả.'))).toBe(true)
  }))

test('an imported set is looked at before it is put to work, taken back, and decided rule by rule', () =>
  at({ as: 'ha.le', path: '/rules/sets' }, async ({ desk, fixture }) => {
    const main = desk.page.locator('main')
    await main.locator('#set-file').setInputFiles({
      name: 'Cong Dong.zip',
      mimeType: 'application/zip',
      buffer: Buffer.from('PK'),
    })
    expect(await main.locator('#set-name').inputValue()).toBe('cong-dong')
    await button(main, 'Nhập và xem trước').click()
    await main.getByText('Thêm 1').waitFor()
    await main.getByText('Luật đổi: 1').click()
    await main.getByText('Xem từng dòng đổi').click()
    expect(await main.locator('.diff-added').last().textContent()).toContain('+level: high')
    await button(main, 'Đưa vào dùng…').click()
    await desk.dialog.locator('textarea').fill('Bản tháng mười một')
    await button(desk.dialog, 'Đưa vào dùng').click()
    await button(main, 'Về bản trước…').waitFor()
    const low = desk.page.getByRole('row', { name: /rule 2/ })
    await low.getByText('Tắt, mức độ thấp hơn chính sách (low)').waitFor()
    await low.getByRole('button', { name: 'Bật luật… Invented community rule 2' }).click()
    await desk.dialog.locator('textarea').fill('Đang bị dò')
    await button(desk.dialog, 'Bật luật').click()
    await low.getByText('Bật, do người quyết định (Đang bị dò)').waitFor()
    await button(main, 'Về bản trước…').click()
    await desk.dialog.locator('textarea').fill('Ồn quá')
    await button(desk.dialog, 'Về bản trước').click()
    await expect.poll(() => button(main, 'Về bản trước…').count(), PATIENT).toBe(0)
    expect(fixture.rules.sent.map(({ body }) => body['seen']).filter(Boolean)).toEqual([2, 3, 4])
  }))

// What is done to an incident on its page, over the real API: judging it, merging and splitting, tasks, files,
// the risk's ledger, the history of it all.

import { createHash } from 'node:crypto'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { createIncidentFold } from '#/correlation/group-alert.ts'
import { assessAlerts } from '#/incidents/assess-alert.ts'
import type { Alert } from '#/kernel/alert.ts'
import type { City } from '../api/invented-platform.ts'
import { ALERT, START_MS } from '../api/invented-incident.ts'
import { cityDesks } from './city-desk.ts'
import { PATIENT, seen } from './fixture-desk.ts'
import { faults } from './page-faults.ts'

const at = cityDesks()

const SECOND_RULE: Alert['rule'] = {
  ...ALERT.rule,
  id: '0f3b7f0e-9f39-4d6c-8a52-3d6a52b9a002',
  title: 'Đăng nhập SSH thành công sau nhiều lần sai',
  level: 'critical',
  tags: ['attack.t1110', 'attack.credential-access'],
  english: { title: 'SSH sign-in after many failures', description: '' },
}

/** Alerts as they come in: two incidents on one address, the first of five alerts, the second of one. */
function raise(city: City): void {
  const { state } = city.platform
  const clock = { now: () => START_MS - 600_000 }
  const fold = assessAlerts(createIncidentFold({ windowMs: 3_600_000, clock }), {
    clock,
    systemOf: id => city.platform.systems.find(system => system.id === id),
  })
  const entity = { field: 'source.ip', value: '203.0.113.77' }
  const alert = (n: number, changes: Partial<Alert> = {}): Alert => ({
    ...ALERT,
    id: String(n).padStart(32, 'b'),
    at: START_MS - 600_000 + n * 30_000,
    raisedAt: START_MS - 600_000 + n * 30_000,
    entity,
    matched: [
      { field: 'event.outcome', value: 'failure', selection: 'selection' },
      { field: 'source.ip', value: '203.0.113.77', selection: 'selection' },
    ],
    event: {
      ...ALERT.event,
      'source.ip': '203.0.113.77',
      'host.name': 'dvc-app-01',
      'event.original': `<38>sshd[41]: Failed password for invalid user deploy from 203.0.113.77 port ${4000 + n}`,
    },
    ...changes,
  })
  state.recordAlerts(
    [
      alert(1),
      alert(2, { rule: SECOND_RULE }),
      alert(3),
      alert(4),
      alert(5, { rule: SECOND_RULE }),
      alert(6, { rule: { ...ALERT.rule, id: 'other', family: 'scan', title: 'Quét cổng' } }),
    ],
    fold,
  )
}
const ID = '1'.padStart(32, 'b')
const OTHER = '6'.padStart(32, 'b')
const path = `/incidents/${ID}`

async function choose(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: 'Việc khác' }).click()
  await page.getByRole('menuitem', { name: item }).click()
}
const part = (page: Page, name: string): Locator => page.locator(`#part-${name}`)

describe('judging an incident', () => {
  test('it is classified as the rules propose, and the history says so', () =>
    at({ path, before: raise }, async ({ city, desk }) => {
      await choose(desk.page, 'Phân loại…')
      await desk.dialog.getByRole('button', { name: /^4\. Truy cập trái phép/ }).waitFor()
      expect(await desk.dialog.locator('#mau05').inputValue()).toBe('4')
      await desk.dialog.getByLabel('Tính bảo mật').check()
      await desk.dialog.locator('#description').fill('Dò được mật khẩu của tài khoản deploy.')
      await desk.dialog.getByRole('button', { name: 'Lưu' }).click()
      await desk.notice.filter({ hasText: 'Đã phân loại' }).waitFor()
      const incident = city.state.incident(ID)!
      expect([incident.mau05, incident.affects, incident.triagedAt]).toEqual([
        4,
        ['confidentiality'],
        START_MS,
      ])
      const line = desk.page.locator('.entry-classified')
      await seen(line.getByText('4. Truy cập trái phép, chiếm quyền điều khiển; ảnh hưởng tính bảo mật'))
      await seen(part(desk.page, 'judgement').getByText('Dò được mật khẩu của tài khoản deploy.'))
    }))

  test('a lead decides its gravity beside the test of the law', () =>
    at({ as: 'lead', path, before: raise }, async ({ city, desk }) => {
      await desk.page.locator('.incident-marks').getByText('Chưa xác định mức độ').waitFor()
      await choose(desk.page, 'Mức độ sự cố…')
      const { dialog } = desk
      await dialog.getByText('Bị mất quyền điều khiển?').waitFor()
      const control = dialog.getByRole('group', { name: /Bị mất quyền điều khiển/ })
      await control.getByRole('button', { name: 'Có', exact: true }).click()
      await seen(
        dialog
          .locator('.test-group', { hasText: 'Bị mất quyền điều khiển' })
          .getByText('đạt', { exact: true }),
      )
      await dialog.getByText('Nghiêm trọng', { exact: true }).click()
      await seen(dialog.locator('.follows').getByText('C2'))
      await dialog.locator('#reason').fill('Mất quyền điều khiển máy chủ ứng dụng.')
      await dialog.getByRole('button', { name: 'Lưu' }).click()
      await desk.page.locator('.incident-marks .badge').getByText('Nghiêm trọng').waitFor()
      expect(city.state.incident(ID)?.gravity).toMatchObject({ value: 'serious', by: 'lead' })
    }))

  test('an analyst has no way to decide the gravity', () =>
    at({ path, before: raise }, async ({ desk }) => {
      await desk.page.getByRole('button', { name: 'Việc khác' }).click()
      await desk.page.getByRole('menuitem', { name: 'Phân loại…' }).waitFor()
      expect(await desk.page.getByRole('menuitem', { name: 'Mức độ sự cố…' }).count()).toBe(0)
      expect(await desk.page.getByRole('menuitem', { name: 'Chuyển đơn vị…' }).count()).toBe(0)
    }))

  test('a fact is established with what it starts, and withdrawn with a reason', () =>
    at({ path, before: raise }, async ({ city, desk }) => {
      await choose(desk.page, 'Xác lập tình tiết…')
      await desk.dialog.locator('#fact').selectOption('interrupted')
      await seen(desk.dialog.locator('.follows').getByText('C1', { exact: true }))
      await desk.dialog.locator('#reason').fill('Đơn vị vận hành xác nhận.')
      await desk.dialog.getByRole('button', { name: 'Xác lập', exact: true }).click()
      const facts = part(desk.page, 'judgement').locator('.established')
      await facts.getByText('Hệ thống bị gián đoạn nghiêm trọng').waitFor()
      expect(city.state.incident(ID)?.facts.interrupted).toMatchObject({
        by: 'analyst',
        reason: 'Đơn vị vận hành xác nhận.',
      })
      await facts.getByRole('button', { name: 'Rút lại…' }).click()
      await desk.dialog.locator('#reason').fill('Nhầm với bảo trì.')
      await desk.dialog.getByRole('button', { name: 'Rút lại', exact: true }).click()
      await facts.waitFor({ state: 'detached' })
      expect(city.state.incident(ID)?.facts.interrupted).toBeUndefined()
    }))

  test('milestones, handling and risk', () =>
    at({ path, before: raise }, async ({ city, desk }) => {
      await choose(desk.page, 'Đã ngăn chặn…')
      await desk.dialog.locator('#reason').fill('Đã chặn địa chỉ nguồn.')
      await desk.press('Control+Enter')
      await seen(part(desk.page, 'times').getByText('sau 10 phút'))
      await desk.page.getByRole('button', { name: 'Ngăn chặn: Rút lại…' }).click()
      await desk.dialog.locator('#reason').fill('Chưa chặn hết.')
      await desk.press('Control+Enter')
      await expect.poll(() => city.state.incident(ID)?.containedAt, PATIENT).toBe(null)

      await choose(desk.page, 'Kết quả xử lý…')
      await desk.dialog.locator('#domestic').fill('Trung tâm Ví dụ\nĐơn vị Bình An')
      await desk.dialog.getByRole('button', { name: 'Lưu' }).click()
      await seen(part(desk.page, 'judgement').getByText('trong nước: Trung tâm Ví dụ, Đơn vị Bình An'))

      const before = await part(desk.page, 'risk').locator('tbody tr').count()
      await choose(desk.page, 'Điều chỉnh rủi ro…')
      await desk.dialog.locator('#points').fill('-20')
      await desk.dialog.locator('#reason').fill('Nguồn đã bị chặn ở tường lửa.')
      await desk.press('Control+Enter')
      await seen(part(desk.page, 'risk').getByText('Nguồn đã bị chặn ở tường lửa.'))
      expect(await part(desk.page, 'risk').locator('tbody tr').count()).toBe(before + 1)
    }))

  test('a lead gives it to a unit', () =>
    at({ as: 'lead', path, before: raise }, async ({ city, desk }) => {
      await choose(desk.page, 'Chuyển đơn vị…')
      await desk.dialog.locator('#unit').selectOption('so-y-te')
      await desk.dialog.locator('#reason').fill('Hệ thống do sở vận hành.')
      await desk.press('Control+Enter')
      await seen(desk.page.locator('.incident-marks').getByText('Sở Y tế'))
      expect(city.state.incident(ID)?.unitId).toBe('so-y-te')
    }))
})

describe('merging and splitting', () => {
  test('it is merged into one found by its code, and the notice undoes it', () =>
    at({ path, before: raise }, async ({ city, desk }) => {
      const code = city.state.incident(OTHER)!.code
      await choose(desk.page, 'Gộp vào sự cố khác…')
      await desk.dialog.locator('#find').fill(code)
      await desk.dialog.locator('.candidates').getByText(code).click()
      await desk.dialog.locator('#reason').fill('Cùng một kẻ tấn công.')
      await desk.dialog.getByRole('button', { name: 'Gộp', exact: true }).click()
      await desk.page.locator('.merged-line').waitFor()
      expect(city.state.incident(OTHER)?.alertCount).toBe(6)
      await desk.page
        .locator('.notice')
        .getByRole('button', { name: /Hoàn tác/ })
        .click()
      await desk.page.locator('.merged-line').waitFor({ state: 'detached' })
      expect(city.state.incident(ID)?.mergedInto).toBe(null)
      await seen(part(desk.page, 'moves').getByText(/đã hoàn tác/))
    }))

  test('alerts chosen in the evidence are split off, and undone from the list of moves', () =>
    at({ path, before: raise }, async ({ city, desk }) => {
      await choose(desk.page, 'Tách cảnh báo…')
      const boxes = desk.page.locator('.choose input')
      await boxes.nth(0).check()
      await boxes.nth(2).check()
      await desk.page.locator('.split-bar').getByRole('button', { name: 'Tách…' }).click()
      await desk.dialog.locator('#reason').fill('Việc khác hẳn.')
      await desk.press('Control+Enter')
      await desk.notice.filter({ hasText: 'Đã tách 2 cảnh báo' }).waitFor()
      expect(city.state.incident(ID)?.alertCount).toBe(3)
      expect(await boxes.count()).toBe(0)
      const link = part(desk.page, 'moves').getByRole('link', { name: /hoàn tác ở/ })
      await link.click()
      await part(desk.page, 'moves').getByRole('button', { name: 'Hoàn tác…' }).click()
      await desk.dialog.locator('#reason').fill('Nhầm.')
      await desk.press('Control+Enter')
      await expect.poll(() => city.state.incident(ID)?.alertCount, PATIENT).toBe(5)
    }))
})

describe('tasks and files', () => {
  test('a task is added, begun and ended with its result', () =>
    at({ path: '/incidents/i-new' }, async ({ desk }) => {
      const tasks = part(desk.page, 'tasks')
      await tasks.getByText('Thu thập nhật ký').waitFor()
      await tasks.getByRole('button', { name: 'Thêm việc…' }).click()
      await desk.dialog.locator('#title').fill('Sao lưu ổ đĩa máy chủ')
      await desk.dialog.locator('#assignee').selectOption('analyst')
      await desk.dialog.locator('#due').fill('2026-11-22T08:00')
      await desk.dialog.getByRole('button', { name: 'Lưu' }).click()
      const line = tasks.locator('.task', { hasText: 'Sao lưu ổ đĩa máy chủ' })
      await line.getByText('quá hạn').waitFor()
      await line.getByRole('button', { name: /^Bắt đầu/ }).click()
      await line.getByText('Đang làm').waitFor()
      await line.getByRole('button', { name: /^Xong…/ }).click()
      await desk.dialog.locator('#result').fill('Đã sao lưu, SHA-256 ghi trong biên bản.')
      await desk.dialog.getByRole('button', { name: 'Xong', exact: true }).click()
      await expect.poll(() => line.locator('.status').textContent(), PATIENT).toBe('Xong')
      await line.locator('.task-result').getByText('ghi trong biên bản').waitFor()
      await seen(
        desk.page
          .locator('.entry-task')
          .getByText(/Sao lưu ổ đĩa/)
          .first(),
      )
    }))

  test('a file is attached with its hash, dropped or chosen, and removed by a lead with a reason', () =>
    at({ as: 'lead', path: '/incidents/i-new' }, async ({ desk }) => {
      const files = part(desk.page, 'files')
      await files.getByRole('button', { name: 'Đính kèm tệp…' }).click()
      const buffer = Buffer.from('Nov 22 09:00:01 dvc-app-01 sshd[2]: Accepted password for deploy\n')
      await desk.dialog.locator('#file').setInputFiles({ name: 'sshd.log', mimeType: 'text/plain', buffer })
      await desk.dialog.locator('#kind').selectOption('log')
      await desk.dialog.locator('#from').fill('dvc-app-01:/var/log/auth.log')
      await desk.dialog.getByRole('button', { name: 'Gửi tệp' }).click()
      const line = files.locator('.file', { hasText: 'sshd.log' })
      await line.getByText(createHash('sha256').update(buffer).digest('hex')).waitFor()
      const download = desk.page.waitForEvent('download')
      await line.getByRole('link', { name: 'Tải về sshd.log' }).click()
      expect((await download).suggestedFilename()).toBe('sshd.log')
      await line.getByRole('button', { name: 'Gỡ sshd.log' }).click()
      await desk.dialog.locator('#reason').fill('Có dữ liệu cá nhân.')
      await desk.dialog.getByRole('button', { name: 'Gỡ tệp' }).click()
      await line.getByText(/đã gỡ .*Có dữ liệu cá nhân\./).waitFor()
      expect(await line.getByRole('link').count()).toBe(0)

      await files.locator('.drop').evaluate(place => {
        const dataTransfer = new DataTransfer()
        dataTransfer.items.add(new File(['mau'], 'mau.bin'))
        place.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
      })
      await desk.dialog.getByText('mau.bin').waitFor()
      await desk.dialog.getByRole('button', { name: 'Gửi tệp' }).click()
      await seen(files.locator('.file', { hasText: 'mau.bin' }))
    }))
})

describe('what the page shows', () => {
  test('why the alerts are together, entities, similar incidents, the ledger, events fetched on demand', () =>
    at({ path, before: raise }, async ({ desk }) => {
      const { page } = desk
      await seen(
        page.locator('.grouping').getByText(/Cùng source\.ip 203\.0\.113\.77, hệ thống Cổng dịch vụ công/),
      )
      await seen(part(page, 'risk').getByText(/Luật mức cao: Đăng nhập SSH sai nhiều lần/))
      await seen(part(page, 'entities').getByText('5 / 5 cảnh báo').first())
      await seen(part(page, 'similar').getByText('Quét cổng').first())
      await page.locator('.evidence summary').first().click()
      const body = page.locator('.evidence-body').first()
      expect(await seen(body.getByText('event.category'))).toBe(true)
    }))

  test('p leads to the playbooks, and the head says which deadline of law is nearest', () =>
    at({ path, before: raise }, async ({ desk }) => {
      await desk.page.locator('.playbook-panel').waitFor()
      await desk.press('p')
      await expect
        .poll(
          () => desk.page.evaluate(() => document.activeElement?.closest('#part-playbooks') !== null),
          PATIENT,
        )
        .toBe(true)
      const deadline = desk.page.locator('.head-deadline')
      await deadline.getByText(/^C\d+ còn /).waitFor()
      await deadline.click()
      await seen(desk.page.locator('#part-clocks:focus'))
    }))

  test('the history is filtered, and speaks English', () =>
    at({ path, before: raise }, async ({ desk }) => {
      const { page } = desk
      await choose(page, 'Đã ngăn chặn…')
      await desk.press('Control+Enter')
      await page.locator('.entry-milestone').waitFor()
      await page.getByRole('button', { name: 'Con người' }).click()
      await expect.poll(() => page.locator('.timeline .entry').count(), PATIENT).toBe(1)
      await page.getByRole('button', { name: 'Pháp luật' }).click()
      await seen(page.getByText('Chưa có mục nào thuộc loại này.'))
      await desk.speak('English')
      await page.getByRole('button', { name: 'People', exact: true }).click()
      await seen(page.locator('.entry-milestone').getByText(/^Contained \(/))
      await seen(part(page, 'risk').getByText(/Rule of level critical: SSH sign-in after many failures/))
    }))

  test('who only reads has no button of work, and no audit trail', () =>
    at({ as: 'viewer', path, before: raise }, async ({ desk }) => {
      await part(desk.page, 'risk').waitFor()
      expect(await desk.page.getByRole('button', { name: 'Việc khác' }).count()).toBe(0)
      for (const name of ['Thêm việc…', 'Đính kèm tệp…', 'Điều chỉnh…', 'Sửa…'])
        expect(await desk.page.getByRole('button', { name }).count()).toBe(0)
      expect(await part(desk.page, 'audit').count()).toBe(0)
    }))

  test('a lead reads what the audit trail says of it', () =>
    at({ as: 'lead', path, before: raise }, async ({ desk }) => {
      await desk.page.getByRole('button', { name: 'Nhận xử lý' }).click()
      await desk.notice.waitFor()
      await part(desk.page, 'audit').getByRole('button', { name: 'Hiện' }).click()
      expect(await seen(part(desk.page, 'audit').getByText('incident.taken'))).toBe(true)
    }))
})

describe.each([
  { width: 360, height: 740 },
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
])('at $width × $height', viewport => {
  test('nothing is cut off sideways, and every field of the dialogs has a name', () =>
    at({ as: 'lead', path, before: raise, context: { viewport } }, async ({ desk }) => {
      await part(desk.page, 'similar').waitFor()
      await expect.poll(() => desk.page.locator('.state-loading').count(), PATIENT).toBe(0)
      expect(await desk.sidewaysOverflow()).toBe(0)
      expect(await faults(desk.page)).toEqual([])
      for (const item of [
        'Phân loại…',
        'Mức độ sự cố…',
        'Xác lập tình tiết…',
        'Kết quả xử lý…',
        'Gộp vào sự cố khác…',
      ]) {
        await choose(desk.page, item)
        await desk.dialog.waitFor()
        const nameless = await desk.dialog
          .locator('input, select, textarea')
          .evaluateAll(
            fields => fields.filter(field => ((field as HTMLInputElement).labels ?? []).length === 0).length,
          )
        expect(nameless).toBe(0)
        await desk.press('Escape')
      }
    }))
})

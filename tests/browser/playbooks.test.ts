// Playbooks in the console, over the real API: what waits for a person, dry runs and starts, imports, runs.

import { join } from 'node:path'
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { describe, expect, test } from 'vitest'
import { THAPCANH_EXTENSION } from '#/playbooks/extension.ts'
import { inventedPlaybook, PLAYBOOK_ID, RUN_ID } from '../api/invented-playbooks.ts'
import type { City } from '../api/invented-platform.ts'
import { cityDesks, type CityDesk } from './city-desk.ts'
import { PATIENT, seen } from './fixture-desk.ts'

const at = cityDesks()

const question = ({ desk }: CityDesk, number: number) =>
  desk.page.locator(`[data-question="${RUN_ID}.${number}"]`)
const pendingIds = async (city: City): Promise<readonly string[]> =>
  (await city.platform.playbooks.pending()).map(({ id }) => id)

describe('what waits for me', () => {
  test('approvals stand first, with the command as it will be sent, what it changes, and how long it waits', () =>
    at({ path: '/waiting' }, async here => {
      const { desk } = here
      const approval = question(here, 1)
      await approval.waitFor()
      const ids = await desk.page
        .locator('[data-question]')
        .evaluateAll(all => all.map(each => each.getAttribute('data-question')))
      expect(ids).toEqual([`${RUN_ID}.1`, `${RUN_ID}.3`, `${RUN_ID}.2`])
      const text = (await approval.textContent()) ?? ''
      expect(text).toContain('POST /blocks/203.0.113.9 HTTP/1.1')
      expect(text).toContain('chặn 203.0.113.9')
      expect(text).toContain('0 trong 2 người đã đồng ý')
      expect(text).toMatch(/(59|60) phút|1 giờ/)
      await expect.poll(() => approval.getByRole('link', { name: /2026-0001/ }).count(), PATIENT).toBe(1)
      await expect
        .poll(() => desk.page.locator('a[href="/waiting"] .rail-count').first().textContent(), PATIENT)
        .toContain('3')
    }))

  test('one agrees, another completes the quorum; who has agreed is named', () =>
    at({ path: '/waiting' }, async here => {
      const { city, desk } = here
      await question(here, 1)
        .getByLabel(/^Lý do/)
        .fill('Đã xem nhật ký')
      await question(here, 1).getByRole('button', { name: 'Phê duyệt' }).click()
      await desk.notice.filter({ hasText: 'còn cần 1 người khác đồng ý' }).waitFor()
      await desk.page.getByText('1 việc chờ người khác').click()
      await question(here, 1).getByText('Bạn đã đồng ý').waitFor()
      expect(await question(here, 1).textContent()).toContain('(Đã xem nhật ký)')
      expect(await question(here, 1).getByRole('button', { name: 'Phê duyệt' }).count()).toBe(0)
      const [approval] = await city.platform.playbooks.pending()
      await city.platform.playbooks.decide(approval!.id, {
        approve: true,
        reason: '',
        by: { name: 'lead', role: 'lead' },
        digest: approval!.approval!.digest,
      })
      await expect.poll(() => question(here, 1).count(), PATIENT).toBe(0)
    }))

  test('a refusal asks for its reason, and keeps what was typed', () =>
    at({ path: '/waiting' }, async here => {
      const { city, desk } = here
      await question(here, 1).getByRole('button', { name: 'Từ chối' }).click()
      await question(here, 1).getByText('Từ chối thì phải ghi lý do.').waitFor()
      await question(here, 1)
        .getByLabel(/^Lý do/)
        .fill('Địa chỉ của đối tác')
      await question(here, 1).getByRole('button', { name: 'Từ chối' }).click()
      await desk.notice.filter({ hasText: 'Đã từ chối' }).waitFor()
      expect(await pendingIds(city)).not.toContain(`${RUN_ID}.1`)
    }))

  test('a manual task is done with its form; without an answer it is not sent', () =>
    at({ path: '/waiting' }, async here => {
      const { city, desk } = here
      const task = question(here, 2)
      await task.getByText('Gọi đơn vị vận hành').waitFor()
      await task.getByRole('button', { name: 'Đã làm xong' }).click()
      expect(await task.locator('input:invalid').count()).toBe(1)
      await task.getByLabel(/^Trả lời/).fill('Đã nhận')
      await task.getByRole('button', { name: 'Đã làm xong' }).click()
      await desk.notice.filter({ hasText: 'việc làm xong' }).waitFor()
      expect(await pendingIds(city)).not.toContain(`${RUN_ID}.2`)
    }))

  test('a task that could not be done says why', () =>
    at({ path: '/waiting' }, async here => {
      const { city } = here
      await question(here, 2).getByRole('button', { name: 'Không làm được' }).click()
      await question(here, 2).getByText('Hãy ghi vì sao không làm được.').waitFor()
      await question(here, 2)
        .getByLabel(/^Ghi chú/)
        .fill('Không ai bắt máy')
      await question(here, 2).getByRole('button', { name: 'Không làm được' }).click()
      await expect.poll(() => pendingIds(city), PATIENT).not.toContain(`${RUN_ID}.2`)
    }))

  test('an unknown outcome is settled by who has looked', () =>
    at({ path: '/waiting' }, async here => {
      const { city, desk } = here
      await question(here, 3).getByLabel('Đã xem ở đâu, thấy gì').fill('Thấy trên tường lửa')
      await question(here, 3).getByRole('button', { name: 'Đã xảy ra' }).click()
      await desk.notice.filter({ hasText: 'lệnh đã có tác dụng' }).waitFor()
      expect(await pendingIds(city)).not.toContain(`${RUN_ID}.3`)
    }))

  test('somebody else was faster: it is said, and the question goes', () =>
    at({ path: '/waiting' }, async here => {
      const { city } = here
      await question(here, 3).waitFor()
      await here.desk.page.route('**/api/pending*', route => route.abort('connectionreset'))
      await city.platform.playbooks.resolveUnknown(`${RUN_ID}.3`, {
        resolution: 'happened',
        answers: {},
        note: '',
        by: { name: 'lead', role: 'lead' },
      })
      await question(here, 3).getByRole('button', { name: 'Bỏ bước này' }).click()
      await question(here, 3).getByText('Việc này không còn chờ').waitFor()
      await here.desk.notice.filter({ hasText: 'Việc này không còn chờ' }).waitFor()
      await here.desk.page.unroute('**/api/pending*')
      await expect.poll(() => question(here, 3).count(), PATIENT).toBe(0)
    }))

  test('who may only read sees what waits and has no buttons', () =>
    at({ as: 'viewer', path: '/waiting' }, async here => {
      const { desk } = here
      await desk.page.getByText('Không có việc nào chờ bạn').waitFor()
      await desk.page.getByText('3 việc chờ người khác').click()
      await question(here, 1).getByText('Cần vai trò').waitFor()
      expect(await desk.page.locator('.question button').count()).toBe(0)
      expect(await desk.page.locator('a[href="/waiting"] .rail-count').first().count()).toBe(0)
    }))
})

describe('a run', () => {
  test('shows its branches, what each step waits for, and its log', () =>
    at({ path: `/runs/${RUN_ID}` }, async ({ desk }) => {
      const steps = desk.page.locator('.run-steps')
      await steps.getByText('Nhánh 2').waitFor()
      expect(await steps.locator('[data-state=waiting]').count()).toBeGreaterThan(1)
      expect(await steps.textContent()).toContain('mất kết nối')
      await desk.page.getByText('không rõ kết quả: mất kết nối').waitFor()
    }))

  test('is cancelled with a reason', () =>
    at({ path: `/runs/${RUN_ID}` }, async ({ city, desk }) => {
      await desk.page.getByRole('button', { name: 'Hủy lần chạy…' }).click()
      await desk.dialog.getByLabel('Lý do hủy').fill('Báo động giả')
      await desk.dialog.getByRole('button', { name: 'Hủy lần chạy' }).click()
      await desk.notice.filter({ hasText: 'Đã hủy' }).waitFor()
      const log = await city.platform.playbooks.log(RUN_ID, 0, 100)
      expect(log.at(-1)?.entry).toMatchObject({ kind: 'cancel-requested', reason: 'Báo động giả' })
    }))

  test('that does not exist says so', () =>
    at({ path: '/runs/run-000' }, async ({ desk }) => {
      expect(await seen(desk.page.getByText('Không có lần chạy này.'))).toBe(true)
    }))
})

describe('the panel of an incident', () => {
  test('p leads to it, what waits stands before the runs, and a decision is seen at once', () =>
    at({ path: '/incidents/i-new' }, async here => {
      const { city, desk } = here
      const panel = desk.page.locator('.playbook-panel')
      await panel.locator('.run-steps').waitFor()
      const order = await panel
        .locator('.question, .run')
        .evaluateAll(all => all.map(each => each.classList[0]))
      expect(order).toEqual(['question', 'question', 'question', 'run'])
      await desk.press('p')
      expect(await desk.page.evaluate(() => document.activeElement?.id)).toBe(`reason-${RUN_ID}.1`)
      await question(here, 3).getByRole('button', { name: 'Đã xảy ra' }).click()
      await expect.poll(() => question(here, 3).count(), PATIENT).toBe(0)
      expect(await pendingIds(city)).not.toContain(`${RUN_ID}.3`)
    }))

  test('what is typed stays while the panel keeps itself fresh', () =>
    at({ path: '/incidents/i-new' }, async here => {
      const { desk } = here
      await question(here, 1)
        .getByLabel(/^Lý do/)
        .fill('Đang gọi hỏi')
      const asked = desk.page.waitForResponse(answer => answer.url().includes('/api/pending?incidentId'))
      await asked
      await desk.page.waitForTimeout(200)
      expect(
        await question(here, 1)
          .getByLabel(/^Lý do/)
          .inputValue(),
      ).toBe('Đang gọi hỏi')
    }))

  test('a playbook is started from what the incident says, after a look', () =>
    at({ path: '/incidents/i-open' }, async ({ city, desk }) => {
      await desk.page.getByText('Chưa có quy trình nào chạy cho sự cố này.').waitFor()
      await desk.page.getByRole('button', { name: 'Bắt đầu quy trình…' }).click()
      await desk.dialog.getByRole('button', { name: 'Xem trước', exact: true }).click()
      await desk.dialog.getByText('POST /blocks/203.0.113.9 HTTP/1.1').waitFor()
      await desk.dialog.getByRole('button', { name: 'Bắt đầu', exact: true }).click()
      await desk.page.locator('.playbook-panel .run').waitFor()
      const { runs } = await city.platform.playbooks.runs({ incidentId: 'i-open', limit: 10 })
      expect(runs).toHaveLength(1)
    }))

  test('a refused start says what the platform says, and the dialog stays', () =>
    at({ path: '/incidents/i-open' }, async ({ desk }) => {
      await desk.page.getByRole('button', { name: 'Bắt đầu quy trình…' }).click()
      await desk.dialog.getByLabel(/address/).fill('không phải địa chỉ')
      await desk.dialog.getByRole('button', { name: 'Xem trước', exact: true }).click()
      await desk.dialog.locator('.problems li').first().waitFor()
      await desk.dialog.getByRole('button', { name: 'Bắt đầu', exact: true }).click()
      expect(await seen(desk.dialog.locator('.form-error'))).toBe(true)
    }))

  test('who may only read sees it and can start nothing', () =>
    at({ as: 'viewer', path: '/incidents/i-new' }, async here => {
      await question(here, 1).waitFor()
      expect(await here.desk.page.getByRole('button', { name: 'Bắt đầu quy trình…' }).count()).toBe(0)
      expect(await here.desk.page.locator('.question button').count()).toBe(0)
    }))
})

describe('the library', () => {
  test('a playbook is drawn as a flow, looked at dry, and started', () =>
    at({ path: '/playbooks' }, async ({ city, desk }) => {
      await desk.page.getByRole('cell', { name: '1. Từ chối dịch vụ' }).waitFor()
      await desk.page.locator(`a[href="/playbooks/${PLAYBOOK_ID}"]`).click()
      const flow = desk.page.locator('.playbook-page > .flow')
      await flow.getByText('cần 2 người phê duyệt').waitFor()
      expect(await flow.textContent()).toContain('Nhánh 2')
      await desk.page.getByRole('button', { name: 'Xem trước, bắt đầu…' }).click()
      await desk.dialog.getByLabel(/address/).fill('198.51.100.7')
      expect(await desk.dialog.getByRole('button', { name: 'Bắt đầu', exact: true }).count()).toBe(0)
      await desk.dialog.getByRole('button', { name: 'Xem trước', exact: true }).click()
      const dry = desk.dialog.locator('.dry-run')
      await dry.getByText('POST /blocks/198.51.100.7 HTTP/1.1').waitFor()
      expect(await dry.locator('.changes').first().textContent()).toContain('chặn 198.51.100.7')
      await desk.dialog.getByLabel(/address/).fill('198.51.100.8')
      expect(await dry.count()).toBe(0)
      await desk.dialog.getByRole('button', { name: 'Xem trước', exact: true }).click()
      await desk.dialog.getByRole('button', { name: 'Bắt đầu', exact: true }).click()
      await desk.page.waitForURL('**/runs/*')
      const { runs } = await city.platform.playbooks.runs({ limit: 10 })
      expect(runs).toHaveLength(2)
      expect(runs.some(({ incidentId, startedBy }) => incidentId === null && startedBy === 'analyst')).toBe(
        true,
      )
    }))

  test('an import is refused with everything wrong with it by its place, then taken', () =>
    at({ as: 'admin', path: '/playbooks' }, async ({ city, desk }) => {
      const folder = mkdtempSync(join(tmpdir(), 'thapcanh-import-'))
      try {
        const good = inventedPlaybook('playbook--6f1b0a52-3d47-4b6c-9c59-2f0d8a7e1c03')
        const file = (name: string, text: string): string => {
          writeFileSync(join(folder, name), text)
          return join(folder, name)
        }
        await desk.page.getByRole('button', { name: 'Nhập quy trình…' }).click()
        const choose = desk.dialog.getByLabel('Tệp JSON')
        await choose.setInputFiles(file('broken.json', '{'))
        await desk.dialog.getByText('Tệp không phải JSON').waitFor()
        await choose.setInputFiles(
          file('wrong.json', JSON.stringify({ ...good, workflow_start: 'start--x' })),
        )
        await desk.dialog.getByText('/workflow_start').first().waitFor()
        await choose.setInputFiles(file('good.json', JSON.stringify(good)))
        await desk.dialog.getByText('Đã nhập: Chặn địa chỉ tấn công').waitFor()
        await desk.dialog.getByRole('button', { name: 'Xem quy trình' }).click()
        await desk.page.getByText('Nhập vào').waitFor()
        expect((await city.platform.playbooks.list()).map(({ source }) => source)).toContain('imported')
      } finally {
        rmSync(folder, { recursive: true })
      }
    }))

  test('who may only read neither imports nor starts', () =>
    at({ as: 'viewer', path: `/playbooks/${PLAYBOOK_ID}` }, async ({ desk }) => {
      await desk.page.locator('.playbook-page > .flow').waitFor()
      expect(await desk.page.getByRole('button', { name: /bắt đầu/i }).count()).toBe(0)
      await desk.page.goto(`${desk.address}/playbooks`)
      await desk.page.locator('.playbook-link').first().waitFor()
      expect(await desk.page.getByRole('button', { name: 'Nhập quy trình…' }).count()).toBe(0)
    }))

  test('an extension of somebody else’s is shown as a flow too', () =>
    at(
      {
        path: '/playbooks/playbook--6f1b0a52-3d47-4b6c-9c59-2f0d8a7e1c04',
        before: async city => {
          const { [THAPCANH_EXTENSION]: _own, ...others } = inventedPlaybook().playbook_extensions!
          await city.platform.playbooks.import(
            {
              ...inventedPlaybook('playbook--6f1b0a52-3d47-4b6c-9c59-2f0d8a7e1c04'),
              playbook_extensions: others,
            },
            'admin',
          )
        },
      },
      async ({ desk }) => {
        await desk.page.locator('.flow').first().waitFor()
        expect(await seen(desk.page.getByText('Người bắt đầu'))).toBe(true)
      },
    ))
})

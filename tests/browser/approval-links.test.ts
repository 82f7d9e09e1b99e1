// What an approval link opens, over the real API: it leads through the sign-in, serves one person and one
// decision, and says plainly why it no longer serves.

import { describe, expect, test } from 'vitest'
import { commitRun, loadRun } from '#/playbooks/engine/run-records.ts'
import { RUN_ID } from '../api/invented-playbooks.ts'
import { PASSWORD, type City } from '../api/invented-platform.ts'
import { cityDesks, type CityDeskOptions } from './city-desk.ts'
import { PATIENT, seen } from './fixture-desk.ts'

const at = cityDesks()
const APPROVAL = `${RUN_ID}.1`

/** Address of a link for somebody; made in `before`, so the page is opened after. */
async function linkFor(city: City, person: string): Promise<string> {
  const link = await city.platform.playbooks.link(APPROVAL, person)
  if ('kind' in link) throw new Error(link.reason)
  return `/approve?token=${encodeURIComponent(link.token)}`
}

async function voidApproval(city: City): Promise<void> {
  const run = (await loadRun(city.state.records, RUN_ID))!
  await commitRun(city.state.records, run, [
    { kind: 'approval-void', id: APPROVAL, reason: 'đã khác', at: city.clock.now() },
  ])
}

describe('an approval link', () => {
  test('comes back after signing in, shows the command, and serves one decision', () =>
    at({ as: null }, async ({ city, desk }) => {
      const path = await linkFor(city, 'analyst')
      await desk.signIn('analyst', PASSWORD, path)
      const approval = desk.page.locator(`[data-question="${APPROVAL}"]`)
      await approval.getByText('POST /blocks/203.0.113.9 HTTP/1.1').first().waitFor()
      await approval.getByRole('button', { name: 'Phê duyệt' }).click()
      await desk.page.getByText('Quyết định của bạn đã được ghi.').waitFor()
      const [waiting] = await city.platform.playbooks.pending()
      expect(waiting!.approval!.given.map(({ by }) => by)).toEqual(['analyst'])

      await desk.page.goto(desk.address + path)
      await desk.page.getByText('Liên kết phê duyệt này đã được dùng.').waitFor()
      expect(await desk.page.getByRole('button', { name: 'Phê duyệt' }).count()).toBe(0)
    }))

  test('asks for a reason to refuse', () =>
    at({}, async ({ city, desk }) => {
      await desk.page.goto(desk.address + (await linkFor(city, 'analyst')))
      await desk.page.getByRole('button', { name: 'Từ chối' }).click()
      await desk.page.getByText('Từ chối thì phải ghi lý do.').waitFor()
      await desk.page.getByLabel(/^Lý do/).fill('Chưa đủ căn cứ')
      await desk.page.getByRole('button', { name: 'Từ chối' }).click()
      expect(await seen(desk.page.getByText('Quyết định của bạn đã được ghi.'))).toBe(true)
    }))

  const DEAD: readonly (readonly [string, (city: City) => Promise<string>, RegExp])[] = [
    ['someone else’s', city => linkFor(city, 'lead'), /dành cho người khác/],
    [
      'past its time',
      async city => {
        const path = await linkFor(city, 'analyst')
        city.clock.turn(3_600_000)
        return path
      },
      /đã hết hạn/,
    ],
    [
      'for a command that has changed',
      async city => {
        const path = await linkFor(city, 'analyst')
        await voidApproval(city)
        return path
      },
      /Lệnh đã khác/,
    ],
    ['cut short', async () => '/approve?token=abc', /Không có liên kết phê duyệt này/],
    ['without its code', async () => '/approve', /thiếu mã liên kết/],
  ]
  test.each(DEAD)('%s says so and offers no decision', (_name, pathOf, words) =>
    at({} satisfies CityDeskOptions, async ({ city, desk }) => {
      await desk.page.goto(desk.address + (await pathOf(city)))
      await desk.page.getByText(words).first().waitFor()
      expect(await desk.page.locator('.question').count()).toBe(0)
    }),
  )

  test('whose command changes while it is looked at is not approved', () =>
    at({}, async ({ city, desk }) => {
      await desk.page.goto(desk.address + (await linkFor(city, 'analyst')))
      const approve = desk.page.getByRole('button', { name: 'Phê duyệt' })
      await approve.waitFor()
      await voidApproval(city)
      await approve.click()
      await desk.page.getByText('Lệnh đã khác').first().waitFor()
      await expect.poll(() => desk.page.locator('.question').count(), PATIENT).toBe(0)
    }))

  test('is of no use to who may only read', () =>
    at({ as: 'viewer' }, async ({ city, desk }) => {
      await desk.page.goto(desk.address + (await linkFor(city, 'viewer')))
      const words = desk.page.getByText('Tài khoản của bạn không có quyền xem trang này.')
      expect(await seen(words)).toBe(true)
    }))
})

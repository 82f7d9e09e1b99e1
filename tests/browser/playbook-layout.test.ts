// The pages of playbooks fit every screen and have names for everything, in both languages.

import { expect, test } from 'vitest'
import { PLAYBOOK_ID, RUN_ID } from '../api/invented-playbooks.ts'
import { cityDesks } from './city-desk.ts'
import { faults } from './page-faults.ts'

const at = cityDesks()
const PAGES = [
  '/waiting',
  '/playbooks',
  `/playbooks/${PLAYBOOK_ID}`,
  `/runs/${RUN_ID}`,
  '/approve?token=a-link-of-ones-own',
  '/approve',
  '/block-lists',
  '/incidents/i-new',
] as const
const SCREENS = [
  { width: 360, height: 740 },
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
] as const

test.each(SCREENS)('at $width × $height nothing scrolls sideways and everything has a name', viewport => {
  const context = viewport.width === 360 ? { viewport, hasTouch: true, isMobile: true } : { viewport }
  return at({ as: 'admin', context }, async ({ desk, address }) => {
    for (const path of PAGES)
      for (const language of ['vi', 'en']) {
        await desk.page.evaluate(chosen => localStorage.setItem('thapcanh.language', chosen), language)
        await desk.page.goto(address + path)
        await desk.page.locator('main h1').waitFor({ state: 'attached' })
        await desk.page.locator('.state-loading').first().waitFor({ state: 'detached' })
        expect({
          path,
          language,
          over: await desk.sidewaysOverflow(),
          faults: await faults(desk.page),
        }).toEqual({
          path,
          language,
          over: 0,
          faults: [],
        })
      }
  })
})

test('on a telephone the places that do not fit the bar are behind More', () =>
  at(
    { context: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } },
    async ({ desk }) => {
      await desk.page.locator('.rail nav > ul > li').first().waitFor()
      expect(await desk.page.locator('.rail nav > ul > li').count()).toBe(5)
      await desk.page.getByRole('button', { name: 'Thêm' }).tap()
      await desk.page.locator('.more-places a[href="/playbooks"]').tap()
      await desk.page.locator('main h1', { hasText: 'Quy trình ứng phó' }).waitFor()
      expect(await desk.page.locator('.more-places:popover-open').count()).toBe(0)
    },
  ))

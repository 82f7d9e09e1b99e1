// What holds for every page: it fits the screen, it has names for whoever cannot see it, it obeys the
// Content-Security-Policy (every test fails on a breach), it is small, and it speaks both languages.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { buildConsole } from './browser.ts'
import { desks, PATIENT } from './fixture-desk.ts'
import { faults } from './page-faults.ts'

const at = desks()

const PAGES = ['/', '/incidents/inc-000001', '/events?range=24h', '/health', '/rules', '/users', '/password']
const SCREENS = [
  { width: 360, height: 740 },
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
] as const

describe.each(SCREENS)('at $width × $height', viewport => {
  const context = viewport.width === 360 ? { viewport, hasTouch: true, isMobile: true } : { viewport }

  test.each(PAGES)('%s does not scroll sideways and everything has a name', path =>
    at({ as: 'admin', path, context }, async ({ desk }) => {
      await desk.page.locator('main h1').waitFor({ state: 'attached' })
      await expect.poll(() => desk.page.locator('.state-loading').count(), PATIENT).toBe(0)
      expect(await desk.sidewaysOverflow()).toBe(0)
      expect(await faults(desk.page)).toEqual([])
    }),
  )
})

describe('on a telephone', () => {
  test('list, incident and decision are screens one after another', () =>
    at(
      { context: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } },
      async ({ fixture, desk }) => {
        await desk.rows.first().tap()
        await desk.page.locator('.incident').waitFor()
        await desk.page.getByRole('button', { name: 'Nhận xử lý' }).tap()
        await desk.notice.filter({ hasText: 'Bạn đã nhận' }).waitFor()
        expect(fixture.incidents.get('inc-000000')?.owner).toBe('an.tran')
        await desk.page.getByRole('link', { name: 'Về hàng đợi' }).tap()
        await desk.rows.first().waitFor()
      },
    ))
})

describe('languages and looks', () => {
  test('the whole console speaks English when asked', () =>
    at({}, async ({ desk }) => {
      await desk.rows.first().waitFor()
      await desk.speak('English')
      await desk.page.getByRole('link', { name: /^Unassigned/ }).waitFor()
      expect(await desk.page.title()).toBe('Incident queue · Thápcanh')
      await desk.press('j', 'c')
      await desk.dialog.getByText('False positive', { exact: true }).waitFor()
    }))

  test('dark follows the machine until someone chooses', () =>
    at({ context: { colorScheme: 'dark' } }, async ({ desk }) => {
      const ground = (): Promise<string> =>
        desk.page.evaluate(() => getComputedStyle(document.body).backgroundColor)
      await desk.rows.first().waitFor()
      expect(await ground()).toBe('rgb(14, 20, 26)')
      await desk.page.locator('[popovertarget]').click()
      await desk.page.getByRole('button', { name: 'Sáng' }).click()
      expect(await ground()).toBe('rgb(238, 241, 244)')
    }))

  test('the letters of Vietnamese come from our own font', () =>
    at({}, async ({ desk }) => {
      await desk.rows.first().waitFor()
      const fonts = await desk.page.evaluate(async () => {
        await document.fonts.ready
        return [...document.fonts].filter(font => font.status === 'loaded').map(font => font.family)
      })
      expect(fonts.some(family => family.includes('Be Vietnam Pro'))).toBe(true)
    }))

  test('without motion, nothing is animated', () =>
    at({ context: { reducedMotion: 'reduce' } }, async ({ desk }) => {
      await desk.rows.first().waitFor()
      await desk.press('j', 'a')
      await desk.notice.waitFor()
      expect(await desk.page.evaluate(() => document.getAnimations().length)).toBe(0)
    }))
})

describe('the budgets', () => {
  test('the first load is at most 60 KB of gzipped script, with nothing inline', async () => {
    using built = await buildConsole()
    const page = readFileSync(join(built.directory, 'index.html'), 'utf8')
    expect(page).not.toMatch(/<style|style=|<script(?![^>]*\ssrc=)/)
    // What the page itself asks for; pages that are fetched when they are first shown come later.
    const scripts = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(found => found[1]!)
    expect(scripts).not.toEqual([])
    const bytes = scripts.reduce(
      (sum, name) => sum + gzipSync(readFileSync(join(built.directory, name))).length,
      0,
    )
    expect(bytes).toBeLessThanOrEqual(60 * 1024)
  })

  test('the next incident is on the screen within 100 ms of the key', () =>
    at({}, async ({ desk }) => {
      await desk.rows.first().waitFor()
      await desk.press('j')
      await desk.preview.locator('.why mark').first().waitFor()
      await desk.page.waitForTimeout(300)
      const took = await desk.page.evaluate(async () => {
        const before = document.querySelector('.preview h2')?.textContent
        const start = performance.now()
        document.dispatchEvent(new KeyboardEvent('keydown', { code: 'KeyJ', bubbles: true }))
        while (document.querySelector('.preview h2')?.textContent === before)
          await new Promise(requestAnimationFrame)
        return performance.now() - start
      })
      expect(took).toBeLessThan(100)
    }))
})

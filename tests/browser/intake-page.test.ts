// The public page in a real browser without script, on a small screen: what a citizen with an old telephone
// meets. Reached by a name that is not this machine's, where browsers send no Sec-Fetch-Site.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCity, type City } from '../api/invented-platform.ts'
import { openBrowser } from './browser.ts'

const pictures = join(import.meta.dirname, '..', '..', 'test-results', 'screenshots')
/** Plain HTTP has no openers to keep apart; and the form was refused once on purpose. */
const EXPECTED = /Cross-Origin-Opener-Policy header has been ignored|status of 400/
let browser: Browser
let city: City
let base: string

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true })
  browser = await openBrowser('--host-resolver-rules=MAP bao.example.com 127.0.0.1')
  city = await openCity()
  const { port } = new URL(await city.api.listen({ host: '127.0.0.1', port: 0 }))
  base = `http://bao.example.com:${port}`
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await city?.[Symbol.asyncDispose]()
})

test.each(['vi', 'en'] as const)(
  'an incident is reported and followed without script, in %s',
  { timeout: 60_000 },
  async lang => {
    const context = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: 360, height: 740 },
      colorScheme: lang === 'en' ? 'dark' : 'light',
    })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', message => {
      if (!EXPECTED.test(message.text())) complaints.push(`${message.text()} ${message.location().url}`)
    })
    const isWide = async () => (await page.locator('html').boundingBox())!.width > 360
    await page.goto(`${base}/bao-su-co${lang === 'en' ? '?lang=en' : ''}`)
    expect(await isWide()).toBe(false)
    expect(await page.locator('#website').isVisible()).toBe(true)
    expect((await page.locator('#website').boundingBox())!.x).toBeLessThan(0)
    await page.screenshot({ path: join(pictures, `intake-360-${lang}.png`), fullPage: true })

    city.clock.turn(5000)
    await page.locator('button[type=submit]').click()
    const errors = page.getByRole('alert')
    await errors.waitFor()
    expect(await errors.getByRole('link').count()).toBe(5)
    await page.screenshot({ path: join(pictures, `intake-errors-360-${lang}.png`), fullPage: true })
    await page.locator('#reporter').fill('Lê Văn Cường')
    await page.locator('#reporterAddress').fill('34 đường Ví Dụ')
    await page.locator('#system').fill('dichvucong.example.com')
    await page.locator('#description').fill('Trang tra cứu hiện chữ lạ.\n<b>đậm</b>')
    await page.locator('#detected').fill('2026-11-22T08:00')
    await page.locator('button[type=submit]').click()
    const code = await page.locator('.code').textContent()
    expect(code).toMatch(/^([0-9A-Z]{5}-){3}[0-9A-Z]{5}$/)
    await page.screenshot({ path: join(pictures, `intake-received-360-${lang}.png`), fullPage: true })

    await page.locator('main a').first().click()
    await page.locator('#code').fill(code!)
    await page.locator('button[type=submit]').click()
    await page.locator('#text').fill('Thêm: vẫn như vậy')
    await page.locator('button[name=add]').click()
    expect(await page.locator('.message').textContent()).toBe('Thêm: vẫn như vậy')
    expect(page.url()).not.toContain(code!.slice(0, 5))
    expect(await isWide()).toBe(false)
    await page.screenshot({ path: join(pictures, `intake-follow-360-${lang}.png`), fullPage: true })
    expect(complaints).toEqual([])
    expect(city.bugs).toEqual([])
    await context.close()
  },
)

// The whole first line, in a real browser: `start --demo` plays the city's day through the real listeners, and
// an analyst signs in, sees the intrusion's incidents appear, opens one, takes it, notes and closes it.
// The screenshots it takes go to test-results/screenshots; `npm run screenshots` puts them into the docs.

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openBrowser, openPage } from './browser.ts'
import { ConsolePage } from './console-page.ts'

const root = join(import.meta.dirname, '..', '..')
const pictures = join(root, 'test-results', 'screenshots')
const WIDTHS = { 360: 780, 1366: 768, 1920: 1080 } as const

let demo: ChildProcess
let words = ''
let browser: Browser
let page: Page
let complaints: string[]
let desk: ConsolePage

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true })
  demo = spawn(
    process.execPath,
    [join(root, 'cli', 'thapcanh.ts'), 'start', '--demo', '--port', '0', '--speed', '4000'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  demo.stderr!.on('data', (chunk: Buffer) => (words += chunk.toString()))
  await vi.waitUntil(() => words.includes('Ctrl+C'), { timeout: 180_000, interval: 100 })
  const [, url = ''] = /Thápcanh\s+(http\S+)/.exec(words) ?? []
  const [, name = '', password = ''] = /sign in:\s+(\S+)\s+(\S+)/.exec(words) ?? []
  browser = await openBrowser()
  ;({ page, complaints } = await openPage(browser))
  desk = new ConsolePage(page, url)
  await desk.signIn(name, password)
}, 300_000)

afterAll(async () => {
  await browser?.close()
  if (demo.exitCode === null) {
    const ended = once(demo, 'exit')
    demo.kill('SIGINT')
    const [code, signal] = (await ended) as [number | null, NodeJS.Signals | null]
    if (code !== 0) throw new Error(`the demo ended with ${code ?? signal}:\n${words}`)
  }
})

async function photograph(name: string, language: 'vi' | 'en'): Promise<void> {
  for (const [width, height] of Object.entries(WIDTHS)) {
    await page.setViewportSize({ width: Number(width), height })
    await page.waitForTimeout(400)
    await page.screenshot({ path: join(pictures, `${name}-${width}-${language}.png`) })
  }
  await page.setViewportSize({ width: 1366, height: 768 })
}

test('the intrusion becomes a handful of incidents, live in the queue', { timeout: 240_000 }, async () => {
  // The intruder's address, the two servers he went through, and the server the data left from.
  const entities = ['203.0.113.66', 'dvc-app-01', 'dvc-web-01', '192.0.2.18']
  const missing = async (): Promise<string[]> => {
    if (await desk.pill.isVisible()) await desk.pill.click()
    const titles = await desk.rows.allTextContents()
    return entities.filter(entity => !titles.some(title => title.includes(entity)))
  }
  await expect.poll(missing, { timeout: 180_000, interval: 500 }).toEqual([])
  // They are incidents, not hundreds of alerts.
  expect(await desk.rows.count()).toBeLessThan(12)
  // The first incident is looked at beside the list.
  await desk.press('j')
  await expect.poll(() => desk.preview.innerText(), { timeout: 60_000 }).toContain('dvc-web-01')
  await photograph('queue', 'vi')
})

test('an incident shows why, is taken, noted and closed', { timeout: 60_000 }, async () => {
  // By key: while the demo plays, the pill of new incidents may lie over the row.
  await desk.rows.first().press('Enter')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/incidents\//)
  await expect.poll(() => page.locator('mark').count(), { timeout: 45_000 }).toBeGreaterThan(0)
  await photograph('incident', 'vi')
  await desk.speak('English')
  await photograph('incident', 'en')
  await desk.speak('Tiếng Việt')

  const taken = async (): Promise<string> => {
    await page.keyboard.press('a')
    return await page.locator('.incident-marks').innerText()
  }
  await expect.poll(taken, { timeout: 30_000, interval: 1000 }).toContain('Đang xử lý')
  await page.keyboard.press('n')
  await desk.dialog.locator('textarea').fill('Đã báo đơn vị vận hành cổng dịch vụ công.')
  await decided('Đã báo đơn vị vận hành')
  await page.keyboard.press('c')
  await desk.dialog.locator('input[type=radio]').first().check()
  await desk.dialog.locator('textarea').fill('Đã chặn địa chỉ nguồn tại tường lửa.')
  await decided('Đã chặn địa chỉ nguồn')
})

/**
 * Sends the dialog until the page shows the words: the demo's day goes on, and who is refused because of an alert that
 * came in between sends again.
 */
async function decided(words: string): Promise<void> {
  const submit = desk.dialog.locator('button[type=submit]:enabled')
  const sent = async (): Promise<string> => {
    if ((await submit.count()) > 0) await submit.click({ timeout: 5000 }).catch(() => {})
    return await page.locator('main').innerText()
  }
  await expect.poll(sent, { timeout: 30_000, interval: 500 }).toContain(words)
}

test(
  'the events behind it are found by search, and the health of the platform is plain',
  { timeout: 60_000 },
  async () => {
    await page.goto(`${desk.address}/events?q=${encodeURIComponent('source.ip:203.0.113.66')}&range=7d`)
    await expect.poll(() => page.locator('main tbody tr').count(), { timeout: 45_000 }).toBeGreaterThan(10)
    await photograph('events', 'vi')
    await page.goto(`${desk.address}/health`)
    await expect.poll(() => page.locator('main').innerText(), { timeout: 30_000 }).toContain('relp')
    await photograph('health', 'vi')
    await page.goto(desk.address)
    await desk.speak('English')
    await expect.poll(() => desk.rows.count(), { timeout: 30_000 }).toBeGreaterThan(0)
    await photograph('queue', 'en')
    expect(complaints).toEqual([])
  },
)

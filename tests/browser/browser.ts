// Opens real Chromium and the built console, and notes everything a page complains about: console errors, failed
// loads, breaches of the Content-Security-Policy.

import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'

/** The first is the same engine without windows: a page costs it half the processor time. */
const CHROMIUM = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]
const root = join(import.meta.dirname, '..', '..')

/**
 * The console as built by `npm test` (scripts/run-vitest.mjs says where); without that it is built into a folder of
 * its own. With the way to remove what was made.
 */
export async function buildConsole(): Promise<Disposable & { readonly directory: string }> {
  const ready = process.env['THAPCANH_TEST_CONSOLE']
  if (ready !== undefined) return { directory: ready, [Symbol.dispose]: () => {} }
  const { build } = await import('vite')
  const directory = mkdtempSync(join(tmpdir(), 'thapcanh-console-'))
  await build({
    configFile: join(root, 'web', 'vite.config.ts'),
    logLevel: 'error',
    mode: 'production',
    build: { outDir: directory, emptyOutDir: true },
  })
  return { directory, [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }) }
}

/** Starts Chromium, with more arguments when some are given; fails with a plain sentence when the machine has none. */
export async function openBrowser(...more: readonly string[]): Promise<Browser> {
  const executablePath = CHROMIUM.find(path => existsSync(path))
  if (executablePath === undefined) throw new Error(`Chromium is missing: looked for ${CHROMIUM.join(', ')}`)
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  })
}

export interface WatchedPage {
  readonly page: Page
  /** Whatever the page complained about, except answers that the test provoked (4xx of the API). */
  readonly complaints: string[]
}

const PROVOKED =
  /the server responded with a status of (400|401|403|404|409|410)|net::ERR_(INCOMPLETE_CHUNKED|EMPTY_RESPONSE|CONNECTION_(RESET|REFUSED))/

/** A page in a fresh context: Vietnamese browser, the city's time zone. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    viewport: { width: 1366, height: 768 },
    ...options,
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', message => {
    const text = message.text()
    if (['error', 'warning'].includes(message.type()) && !PROVOKED.test(text)) complaints.push(text)
  })
  page.on('pageerror', error => complaints.push(String(error)))
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', event => {
      throw new Error(`CSP: ${event.violatedDirective} ${event.blockedURI}`)
    })
  })
  return { page, complaints }
}

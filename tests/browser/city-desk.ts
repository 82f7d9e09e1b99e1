// For tests of the console against the real API over the invented city (tests/api/invented-platform.ts): what
// the console asks is what the platform answers. One build and one browser a file, one city and page a test.

import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { SESSION_COOKIE } from '#/api/auth/sessions.ts'
import { openCity, type City, type CityOptions, type Person } from '../api/invented-platform.ts'
import { buildConsole, openBrowser, openPage } from './browser.ts'
import { ConsolePage } from './console-page.ts'

export interface CityDeskOptions {
  /** Signed in already; null for nobody. */
  readonly as?: Person | null
  readonly path?: string
  readonly city?: CityOptions
  readonly context?: BrowserContextOptions
  readonly before?: (city: City) => void | Promise<void>
}

export interface CityDesk {
  readonly city: City
  readonly desk: ConsolePage
  /** Origin of the running API and console. */
  readonly address: string
}

/** Sets the file up; returns the function that runs one test in a city of its own. */
export function cityDesks(): (
  options: CityDeskOptions,
  work: (desk: CityDesk) => Promise<void>,
) => Promise<void> {
  let built: Awaited<ReturnType<typeof buildConsole>>
  let browser: Browser
  vi.setConfig({ testTimeout: 60_000 })
  beforeAll(async () => {
    built = await buildConsole()
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    built?.[Symbol.dispose]()
  })
  return async (options, work) => {
    await using city = await openCity({ ...options.city, webDirectory: built.directory })
    await options.before?.(city)
    const address = await city.api.listen({ host: '127.0.0.1', port: 0 })
    const { page, complaints } = await openPage(browser, options.context)
    try {
      const person = options.as === undefined ? 'analyst' : options.as
      if (person !== null) {
        const value = city.cookieOf(person).slice(SESSION_COOKIE.length + 1)
        await page.context().addCookies([{ name: SESSION_COOKIE, value, url: address }])
      }
      await page.goto(address + (options.path ?? '/'))
      await work({ city, desk: new ConsolePage(page, address), address })
      expect(complaints).toEqual([])
      expect(city.bugs).toEqual([])
    } finally {
      await page.context().close()
    }
  }
}

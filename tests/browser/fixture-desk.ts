// For tests of the console against the fixture server: one build and one browser a file, one server and one
// page a test. A page that complains about anything makes its test fail.

import type { Browser, BrowserContextOptions, Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { buildConsole, openBrowser, openPage } from './browser.ts'
import { ConsolePage } from './console-page.ts'
import { PASSWORD } from './fixture-data.ts'
import { Fixture } from './fixture-server.ts'

export interface DeskOptions {
  /** Signed in already; null for the door. */
  readonly as?: string | null
  readonly path?: string
  readonly incidents?: number
  readonly context?: BrowserContextOptions
  readonly before?: (fixture: Fixture) => void
}

export interface Desk {
  readonly fixture: Fixture
  readonly desk: ConsolePage
}

/** Sets the file up; returns the function that runs one test at a desk of its own. */
export function desks(): (options: DeskOptions, work: (desk: Desk) => Promise<void>) => Promise<void> {
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
    await using fixture = new Fixture({
      webDirectory: built.directory,
      ...(options.incidents === undefined ? {} : { incidents: options.incidents }),
    })
    options.before?.(fixture)
    const address = await fixture.listen()
    const { page, complaints } = await openPage(browser, options.context)
    try {
      const desk = new ConsolePage(page, address)
      fixture.signedIn = options.as === undefined ? 'an.tran' : options.as
      await page.goto(address + (options.path ?? '/'))
      await work({ fixture, desk })
      expect(complaints).toEqual([])
    } finally {
      await page.context().close()
    }
  }
}

/** For `expect.poll`: the patience that a busy machine needs. */
export const PATIENT = { timeout: 45_000 } as const

/** Waits until something can be seen; true, or the test ends with what was looked for. */
export async function seen(place: Locator): Promise<boolean> {
  await place.waitFor()
  return true
}

export { PASSWORD }

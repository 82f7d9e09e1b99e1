// The console as a test sees it: what a person would look for and press, by the words on the screen.
// Works against the fixture server and against the real platform alike.

import type { Locator, Page } from 'playwright-core'

export class ConsolePage {
  readonly page: Page
  readonly address: string

  constructor(page: Page, address: string) {
    this.page = page
    this.address = address
  }

  async signIn(name: string, password: string, path = '/'): Promise<void> {
    await this.page.goto(this.address + path)
    await this.page.locator('#name').fill(name)
    await this.page.locator('#password').fill(password)
    await this.page.locator('button[type=submit]').click()
  }

  /** Fills in the forced change of a one-time password. */
  async choosePassword(current: string, next: string): Promise<void> {
    await this.page.locator('#current').fill(current)
    await this.page.locator('#next').fill(next)
    await this.page.locator('#again').fill(next)
    await this.page.locator('button[type=submit]').click()
  }

  get rows(): Locator {
    return this.page.locator('.queue-scroll a.row')
  }

  row(id: string): Locator {
    return this.page.locator(`a.row[data-id="${id}"]`)
  }

  get selectedRow(): Locator {
    return this.page.locator('a.row[aria-current]')
  }

  get pill(): Locator {
    return this.page.locator('.pill')
  }

  get preview(): Locator {
    return this.page.locator('.preview')
  }

  get notice(): Locator {
    return this.page.locator('.notice-text')
  }

  get dialog(): Locator {
    return this.page.locator('dialog[open]')
  }

  stripMark(name: string): Locator {
    return this.page.locator(`.strip-mark[data-mark="${name}"]`)
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key)
  }

  /** Ids of the rows in sight, from top to bottom. */
  async rowIds(): Promise<readonly string[]> {
    return this.rows.evaluateAll(rows => rows.map(row => row.getAttribute('data-id') ?? ''))
  }

  /** Chooses the language in the person's menu, where there is one, or at the door. */
  async speak(language: 'Tiếng Việt' | 'English'): Promise<void> {
    const menu = this.page.locator('[popovertarget="account-menu"]')
    // A page that has not been painted yet has neither.
    const button = this.page.getByRole('button', { name: language, exact: true })
    await menu.or(button).first().waitFor()
    const inside = (await menu.count()) > 0
    if (inside) await menu.click()
    await button.click()
    if (inside) await this.press('Escape')
  }

  /** How many pixels the page is wider than the window; 0 when nothing scrolls sideways. */
  async sidewaysOverflow(): Promise<number> {
    return this.page.evaluate(() => {
      const widest = Math.max(
        document.documentElement.scrollWidth,
        document.querySelector('main')?.scrollWidth ?? 0,
      )
      const main = document.querySelector('main')
      const room = main === null ? innerWidth : Math.max(main.clientWidth, 0)
      return Math.max(
        document.documentElement.scrollWidth - innerWidth,
        (main?.scrollWidth ?? widest) - room,
        0,
      )
    })
  }
}

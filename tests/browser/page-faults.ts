// What a page does wrong for whoever cannot see it or points with a finger: for every page's tests.

import type { Page } from 'playwright-core'

/** Faults that a screen reader or a finger would meet. */
export async function faults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const say = (what: string, element: Element): void =>
      void found.push(`${what}: ${element.outerHTML.slice(0, 120)}`)
    const visible = (element: Element): boolean => element.checkVisibility()
    const name = (element: Element): string => {
      const labels =
        element instanceof HTMLInputElement ||
        element instanceof HTMLSelectElement ||
        element instanceof HTMLTextAreaElement
          ? [...(element.labels ?? [])]
          : []
      return [
        element.getAttribute('aria-label'),
        element.textContent,
        ...labels.map(label => label.textContent),
      ]
        .join('')
        .trim()
    }
    for (const field of document.querySelectorAll('input, select, textarea')) {
      if (visible(field) && name(field) === '') say('field without a label', field)
    }
    for (const control of document.querySelectorAll('button, a[href], summary')) {
      if (!visible(control)) continue
      if (name(control) === '') say('control without a name', control)
      const { width, height } = control.getBoundingClientRect()
      const inText = control.tagName === 'A' && getComputedStyle(control).display === 'inline'
      if (!inText && width > 1 && (width < 24 || height < 24)) say(`target of ${width} × ${height}`, control)
    }
    const ids = [...document.querySelectorAll('[id]')].map(element => element.id)
    if (new Set(ids).size !== ids.length) found.push(`ids used twice: ${ids.join(' ')}`)
    if (document.querySelectorAll('main').length !== 1) found.push('not exactly one main')
    if (document.querySelectorAll('h1').length !== 1)
      found.push(`${document.querySelectorAll('h1').length} first headings`)
    for (const nav of document.querySelectorAll('nav'))
      if (!nav.hasAttribute('aria-label')) say('nav without a label', nav)
    if (document.documentElement.lang === '') found.push('no language')
    return found
  })
}

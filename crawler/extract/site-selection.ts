// What the selectors of a source find in a page. A selector that cannot be read, or that finds nothing, is remarked:
// sites change, and somebody must hear of it.

import { parseHTML } from 'linkedom'
import type { SiteSelectors } from '#/kernel/media-source.ts'

export interface Selection {
  first(part: keyof SiteSelectors): Element | null
  /** In the page's order; `within` narrows to an element. */
  all(part: keyof SiteSelectors, within?: Element): readonly Element[]
  /** As `all`, without those that stand inside another one found. */
  outermost(part: keyof SiteSelectors): readonly Element[]
  /** Whether the source names a selector for the part. */
  has(part: keyof SiteSelectors): boolean
  /** Takes `remove` out of the page. */
  removeUnwanted(): void
}

/** Longer ones are no selectors, and matching takes time. */
const MAX_SELECTOR = 500

/** Why a selector cannot be used, or null: what a form tells before it is kept. */
export function selectorProblem(selector: string): string | null {
  if (selector.trim() === '') return 'the selector is empty'
  if (selector.length > MAX_SELECTOR) return `the selector is longer than ${MAX_SELECTOR} characters`
  try {
    parseHTML('<p></p>').document.querySelector(selector)
    return null
  } catch (error) {
    return `the selector cannot be read: ${(error as Error).message.slice(0, 200)}`
  }
}

export function createSelection(
  document: Document,
  selectors: SiteSelectors,
  remark: (text: string) => void,
): Selection {
  const unreadable = new Set<string>()
  const find = (part: keyof SiteSelectors, within: Document | Element): readonly Element[] => {
    const selector = selectors[part]
    if (selector === undefined || unreadable.has(part)) return []
    const problem = selectorProblem(selector)
    if (problem !== null) {
      unreadable.add(part)
      remark(`${part}: ${problem}`)
      return []
    }
    const found = [...within.querySelectorAll(selector)]
    // Comments have parts that not every one has.
    if (
      found.length === 0 &&
      within === document &&
      part !== 'remove' &&
      part !== 'next' &&
      part !== 'comment'
    )
      remark(`${part}: the selector finds nothing`)
    return found
  }
  return {
    first: part => find(part, document)[0] ?? null,
    all: (part, within) => find(part, within ?? document),
    outermost: part => {
      const found = find(part, document)
      const set = new Set(found)
      return found.filter(element => !hasAncestorIn(element, set))
    },
    has: part => selectors[part] !== undefined,
    removeUnwanted: () => {
      for (const element of find('remove', document)) element.remove()
    },
  }
}

function hasAncestorIn(element: Element, set: ReadonlySet<Element>): boolean {
  for (let parent = element.parentElement; parent !== null; parent = parent.parentElement)
    if (set.has(parent)) return true
  return false
}

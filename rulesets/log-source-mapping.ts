// Whether a rule's log source is in our tables. One that is not is recognised only by the names that events give
// themselves, and most silent misses of imported rules are such: the import says it of each.

import {
  CATEGORIES,
  LINUX_SERVICES,
  PRODUCTS,
  SERVICES,
  UNIX_CATEGORIES,
} from '#/correlation/log-source-others.ts'
import { WINDOWS_CATEGORIES, WINDOWS_SERVICES } from '#/correlation/log-source-windows.ts'
import type { LogSource } from '#/correlation/rule.ts'

/** True when its narrowest part (service, else category, else product) is in a table. */
export function isMapped({ product, category, service }: LogSource): boolean {
  const has = (table: object, key: string): boolean => Object.hasOwn(table, key.toLowerCase())
  if (service !== undefined) {
    return (
      has(WINDOWS_SERVICES, service) ||
      has(LINUX_SERVICES, service) ||
      has(SERVICES, `${product?.toLowerCase() ?? ''}/${service}`)
    )
  }
  // `category: application` only says that the product is meant.
  if (category !== undefined && category.toLowerCase() !== 'application')
    return has(CATEGORIES, category) || has(WINDOWS_CATEGORIES, category) || has(UNIX_CATEGORIES, category)
  return product !== undefined && has(PRODUCTS, product)
}

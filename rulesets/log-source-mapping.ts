// Whether a rule's log source is in our tables. One that is not is recognised only by the names that events give
// themselves, and most silent misses of imported rules are such: the import says it of each. Which table counts for
// which product is as in `correlation/log-source.ts`.

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
export function isMapped(logsource: LogSource): boolean {
  const product = logsource.product?.toLowerCase()
  const category = logsource.category?.toLowerCase()
  const service = logsource.service?.toLowerCase()
  if (service !== undefined) return isMappedService(service, product)
  // `category: application` only says that the product is meant.
  if (category !== undefined && (category !== 'application' || product === undefined))
    return isMappedCategory(category, product)
  return product !== undefined && Object.hasOwn(PRODUCTS, product)
}

function isMappedService(service: string, product: string | undefined): boolean {
  if (Object.hasOwn(SERVICES, `${product ?? ''}/${service}`)) return true
  if (product === 'windows') return Object.hasOwn(WINDOWS_SERVICES, service)
  return (product === undefined || product === 'linux') && Object.hasOwn(LINUX_SERVICES, service)
}

function isMappedCategory(category: string, product: string | undefined): boolean {
  if (Object.hasOwn(CATEGORIES, category)) return true
  const isWindows = product === undefined || product === 'windows'
  if (isWindows && Object.hasOwn(WINDOWS_CATEGORIES, category)) return true
  const isUnix = product === undefined || product === 'linux' || product === 'macos'
  return isUnix && Object.hasOwn(UNIX_CATEGORIES, category)
}

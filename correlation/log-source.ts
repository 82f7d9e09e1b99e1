// Log source routing: which events a rule's `logsource` speaks of. Most silent misses of Sigma engines happen
// here, and without routing first, keyword rules match everywhere.
//
// An event is known by a few traits (its dataset, Windows channel and event id, program, …). A log source is a
// list of ways to recognise it: an event belongs when every trait of one way fits. Tables stand in
// `log-source-windows.ts` and `log-source-others.ts`. A product, category or service of no table is recognised
// by the event's own event.module, event.dataset, event.category or program of that name.

import type { TraitName, Traits, Way } from './event-traits.ts'
import { CATEGORIES, LINUX_SERVICES, PRODUCTS, SERVICES, UNIX_CATEGORIES } from './log-source-others.ts'
import { WINDOWS_CATEGORIES, WINDOWS_SERVICES } from './log-source-windows.ts'
import type { LogSource } from './rule.ts'

/** The ways to recognise each of the parts that a rule names; all parts must be recognised. */
export type Route = readonly (readonly Way[])[]

/** The way to recognise a rule's log source; the reason as text when it names nothing. */
export function routeOf(logsource: LogSource): Route | string {
  const product = logsource.product?.toLowerCase()
  const category = logsource.category?.toLowerCase()
  const service = logsource.service?.toLowerCase()
  if (product === undefined && category === undefined && service === undefined) {
    return 'none of product, category and service is given'
  }
  const route: (readonly Way[])[] = []
  if (product !== undefined && !isImplied(product, category, service)) route.push(productWays(product))
  if (category !== undefined) route.push(categoryWays(category, product))
  if (service !== undefined) route.push(serviceWays(service, product))
  return route
}

/** True when the event with these traits belongs. */
export function isRouted(route: Route, traits: Traits): boolean {
  return route.every(ways => ways.some(way => fits(way, traits)))
}

function fits(way: Way, traits: Traits): boolean {
  for (const name in way) {
    const wanted = way[name as TraitName]!
    const actual = traits[name as TraitName]
    const ok =
      typeof actual === 'string'
        ? wanted.some(pattern => fitsText(pattern, actual))
        : actual.some(member => wanted.some(pattern => fitsText(pattern, member)))
    if (!ok) return false
  }
  return true
}

/** True when a trait's text is what a pattern of a `Way` allows. */
export function fitsText(pattern: string, actual: string): boolean {
  if (pattern.startsWith('!(')) {
    return !pattern
      .slice(2, -1)
      .split('|')
      .some(excluded => fitsText(excluded, actual))
  }
  if (pattern === '*') return actual !== ''
  if (pattern.endsWith('*')) return actual.startsWith(pattern.slice(0, -1))
  if (pattern.startsWith('*')) return actual.endsWith(pattern.slice(1))
  return actual === pattern
}

/** A category or service whose table already says which product's events it means. */
function isImplied(product: string, category: string | undefined, service: string | undefined): boolean {
  if (product === 'windows') {
    return (
      (category !== undefined && Object.hasOwn(WINDOWS_CATEGORIES, category)) ||
      (service !== undefined && Object.hasOwn(WINDOWS_SERVICES, service))
    )
  }
  if (product === 'linux') return service !== undefined && Object.hasOwn(LINUX_SERVICES, service)
  return category === 'application'
}

function productWays(product: string): readonly Way[] {
  if (Object.hasOwn(PRODUCTS, product)) return PRODUCTS[product]!
  return [
    { module: [product, `${product}_*`] },
    { dataset: [product, `${product}.*`, `${product}_*`] },
    { vendor: [product] },
    { program: [product] },
    { format: [product, `${product}.*`] },
  ]
}

function categoryWays(category: string, product: string | undefined): readonly Way[] {
  if (product === 'windows' && Object.hasOwn(WINDOWS_CATEGORIES, category))
    return WINDOWS_CATEGORIES[category]!
  if ((product === 'linux' || product === 'macos') && Object.hasOwn(UNIX_CATEGORIES, category)) {
    return UNIX_CATEGORIES[category]!
  }
  if (category === 'application' && product !== undefined) return productWays(product)
  if (Object.hasOwn(CATEGORIES, category)) return CATEGORIES[category]!
  const unix = Object.hasOwn(UNIX_CATEGORIES, category) ? UNIX_CATEGORIES[category]! : []
  const windows = Object.hasOwn(WINDOWS_CATEGORIES, category) ? WINDOWS_CATEGORIES[category]! : []
  if (product === undefined && unix.length + windows.length > 0) return [...windows, ...unix]
  return [{ categories: [category] }, { dataset: [category, `*.${category}`] }]
}

function serviceWays(service: string, product: string | undefined): readonly Way[] {
  if (product === 'windows' && Object.hasOwn(WINDOWS_SERVICES, service)) return WINDOWS_SERVICES[service]!
  if ((product === 'linux' || product === undefined) && Object.hasOwn(LINUX_SERVICES, service)) {
    return LINUX_SERVICES[service]!
  }
  const ofProduct = `${product ?? ''}/${service}`
  if (Object.hasOwn(SERVICES, ofProduct)) return SERVICES[ofProduct]!
  const last = service.split('.').at(-1)!
  const names = [...new Set([service, last, service.replaceAll('-', '_')])]
  return [
    { dataset: names.flatMap(name => [name, `*.${name}`, `${name}.*`, `*_${name}`]) },
    { module: names },
    { program: names },
    { action: names },
    { channel: [service, `*/${service}`] },
  ]
}

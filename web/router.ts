// The only file that touches the History API. `route` says which page is shown, `search` its query;
// `go` changes both. Plain links work: a click on a link of ours is taken over, one with Ctrl is not.

import { batch, computed, signal } from '@preact/signals'

export type Route =
  | { readonly page: 'queue' }
  | { readonly page: 'incident'; readonly id: string }
  | { readonly page: 'events' }
  | { readonly page: 'health' }
  | { readonly page: 'rules' }
  | { readonly page: 'systems' }
  | { readonly page: 'users' }
  | { readonly page: 'audit' }
  | { readonly page: 'password' }
  | { readonly page: 'unknown' }

const FIXED: Readonly<Record<string, Route>> = {
  '/': { page: 'queue' },
  '/events': { page: 'events' },
  '/health': { page: 'health' },
  '/rules': { page: 'rules' },
  '/systems': { page: 'systems' },
  '/users': { page: 'users' },
  '/audit': { page: 'audit' },
  '/password': { page: 'password' },
}

/** The route of a path; paths nobody knows are `unknown`. */
export function routeOf(path: string): Route {
  const incident = /^\/incidents\/([^/]{1,64})$/.exec(path)?.[1]
  if (incident !== undefined) {
    try {
      return { page: 'incident', id: decodeURIComponent(incident) }
    } catch {
      return { page: 'unknown' }
    }
  }
  return Object.hasOwn(FIXED, path) ? (FIXED[path] as Route) : { page: 'unknown' }
}

const path = signal('/')
/** Query of the address, `?` included, or empty. */
export const search = signal('')
/** The page shown. */
export const route = computed(() => routeOf(path.value))

function read(): void {
  batch(() => {
    path.value = location.pathname
    search.value = location.search
  })
}

/** Shows another address of the console. */
export function go(href: string, options: { readonly replace?: boolean } = {}): void {
  const same = href === location.pathname + location.search
  if (options.replace === true || same) history.replaceState(null, '', href)
  else history.pushState(null, '', href)
  read()
  if (!same && options.replace !== true) document.getElementById('main')?.scrollTo(0, 0)
}

/** Address of an incident's own page. */
export function incidentHref(id: string): string {
  return `/incidents/${encodeURIComponent(id)}`
}

function takeOver(click: MouseEvent): void {
  if (click.defaultPrevented || click.button !== 0) return
  if (click.ctrlKey || click.metaKey || click.shiftKey || click.altKey) return
  const link = click.target instanceof Element ? click.target.closest('a') : null
  if (link === null || link.target !== '' || link.origin !== location.origin) return
  if (link.hash !== '' && link.pathname === location.pathname) return
  if (routeOf(link.pathname).page === 'unknown') return
  click.preventDefault()
  go(link.pathname + link.search)
}

/** Starts following the address bar, the back button and links. */
export function startRouter(): void {
  read()
  addEventListener('popstate', read)
  document.addEventListener('click', takeOver)
}

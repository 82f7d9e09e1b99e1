// The only file that touches the History API. `route` says which page is shown, `search` its query;
// `go` changes both. Plain links work: a click on a link of ours is taken over, one with Ctrl is not.

import { batch, computed, signal } from '@preact/signals'

export type Route =
  | { readonly page: 'queue' }
  | { readonly page: 'incident'; readonly id: string }
  | { readonly page: 'waiting' }
  | { readonly page: 'approve' }
  | { readonly page: 'playbooks' }
  | { readonly page: 'playbook'; readonly id: string }
  | { readonly page: 'run'; readonly id: string }
  | { readonly page: 'block-lists' }
  | { readonly page: 'documents' }
  | { readonly page: 'document'; readonly id: string }
  | { readonly page: 'calendar' }
  | { readonly page: 'law' }
  | { readonly page: 'events' }
  | { readonly page: 'health' }
  | { readonly page: 'rules' }
  | { readonly page: 'rule'; readonly id: string }
  | { readonly page: 'rule-backtests' }
  | { readonly page: 'rule-sets' }
  | { readonly page: 'exceptions' }
  | { readonly page: 'exception'; readonly id: string }
  | { readonly page: 'systems' }
  | { readonly page: 'system'; readonly id: string }
  | { readonly page: 'units' }
  | { readonly page: 'intake' }
  | { readonly page: 'intake-notice'; readonly id: string }
  | { readonly page: 'notices' }
  | { readonly page: 'media' }
  | { readonly page: 'media-story'; readonly id: string }
  | { readonly page: 'media-labelling' }
  | { readonly page: 'media-spikes' }
  | { readonly page: 'media-spike'; readonly id: string }
  | { readonly page: 'media-sources' }
  | { readonly page: 'media-indicators' }
  | { readonly page: 'users' }
  | { readonly page: 'audit' }
  | { readonly page: 'retention' }
  | { readonly page: 'password' }
  | { readonly page: 'unknown' }

const FIXED: Readonly<Record<string, Route>> = {
  '/': { page: 'queue' },
  '/waiting': { page: 'waiting' },
  '/approve': { page: 'approve' },
  '/playbooks': { page: 'playbooks' },
  '/block-lists': { page: 'block-lists' },
  '/documents': { page: 'documents' },
  '/calendar': { page: 'calendar' },
  '/law': { page: 'law' },
  '/events': { page: 'events' },
  '/health': { page: 'health' },
  '/rules': { page: 'rules' },
  '/rules/backtests': { page: 'rule-backtests' },
  '/rules/sets': { page: 'rule-sets' },
  '/exceptions': { page: 'exceptions' },
  '/systems': { page: 'systems' },
  '/units': { page: 'units' },
  '/intake': { page: 'intake' },
  '/notices': { page: 'notices' },
  '/media': { page: 'media' },
  '/media/labelling': { page: 'media-labelling' },
  '/media/spikes': { page: 'media-spikes' },
  '/media/sources': { page: 'media-sources' },
  '/media/indicators': { page: 'media-indicators' },
  '/users': { page: 'users' },
  '/audit': { page: 'audit' },
  '/retention': { page: 'retention' },
  '/password': { page: 'password' },
}

/** `/incidents/ID` is the page of one incident, and so on. */
const ONE_OF = {
  incidents: 'incident',
  documents: 'document',
  playbooks: 'playbook',
  runs: 'run',
  rules: 'rule',
  exceptions: 'exception',
  systems: 'system',
  intake: 'intake-notice',
  'media/stories': 'media-story',
  'media/spikes': 'media-spike',
} as const

/** The route of a path; paths nobody knows are `unknown`. */
export function routeOf(path: string): Route {
  if (Object.hasOwn(FIXED, path)) return FIXED[path] as Route
  const [, folder = '', id = ''] = /^\/((?:media\/)?[a-z-]+)\/([^/]{1,200})$/.exec(path) ?? []
  if (Object.hasOwn(ONE_OF, folder)) {
    try {
      return { page: ONE_OF[folder as keyof typeof ONE_OF], id: decodeURIComponent(id) }
    } catch {
      return { page: 'unknown' }
    }
  }
  return { page: 'unknown' }
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

/** Address of a playbook's own page. */
export function playbookHref(id: string): string {
  return `/playbooks/${encodeURIComponent(id)}`
}

/** Address of a monitored system's own page. */
export function systemHref(id: string): string {
  return `/systems/${encodeURIComponent(id)}`
}

/** Address of the page of a notice from outside. */
export function intakeHref(id: string): string {
  return `/intake/${encodeURIComponent(id)}`
}

/** Address of a run's own page. */
export function runHref(id: string): string {
  return `/runs/${encodeURIComponent(id)}`
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

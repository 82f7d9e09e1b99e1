// The address of a thread, whichever of its pages one has: the opening post is known by it.

export interface ThreadAddress {
  /** Without page number and fragment; a text that is no address stays as it is. */
  readonly url: string
  /** Its first post is the opening one. */
  readonly isFirstPage: boolean
}

/** `/page-3`, `/trang-3`, `/p3`, `index3.html` at the end of a path. */
const PAGE_IN_PATH = /(?:\/(?:page|trang|p)-?(\d{1,5})\/?|(?<=\/)index(\d{1,5})\.html?)$/i
/** By name: the value that the first page has, when it has one. `start` counts posts. */
const PAGE_IN_QUERY: Readonly<Record<string, number>> = { page: 1, trang: 1, start: 0, p: 1 }

export function threadAddress(url: string): ThreadAddress {
  const address = URL.parse(url)
  if (address === null) return { url, isFirstPage: true }
  const { pathname, searchParams: query } = address
  const inPath = PAGE_IN_PATH.exec(pathname)
  const inQuery = Object.keys(PAGE_IN_QUERY).filter(
    name =>
      /^\d{1,6}$/.test(query.get(name) ?? '') &&
      // Alone it is the number of a post on many sites, and there is no thread without it.
      (name !== 'p' || query.size > 1),
  )
  const isFirstPage =
    (inPath === null || Number(inPath[1] ?? inPath[2]) <= 1) &&
    inQuery.every(name => Number(query.get(name)) <= PAGE_IN_QUERY[name]!)
  if (inPath === null && inQuery.length === 0 && address.hash === '') return { url, isFirstPage }
  if (inPath !== null)
    address.pathname = pathname.slice(0, inPath.index) + (inPath[0].startsWith('/') ? '/' : '')
  address.hash = ''
  for (const name of inQuery) query.delete(name)
  return { url: address.href, isFirstPage }
}

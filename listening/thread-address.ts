// The address of a thread, whichever of its pages one has: the opening post is known by it.

/** `/page-3`, `/trang-3`, `/p3`, `index3.html` at the end of a path. */
const PAGE_IN_PATH = /(?:\/(?:page|trang|p)-?\d{1,5}\/?|(?<=\/)index\d{1,5}\.html?)$/i
const PAGE_IN_QUERY = ['page', 'trang', 'p', 'start']

/** Without page number and fragment; a text that is no address stays as it is. */
export function threadAddress(url: string): string {
  const address = URL.parse(url)
  if (address === null) return url
  const path = address.pathname.replace(PAGE_IN_PATH, match => (match.startsWith('/') ? '/' : ''))
  const pages = PAGE_IN_QUERY.filter(name => /^\d{1,6}$/.test(address.searchParams.get(name) ?? ''))
  if (path === address.pathname && pages.length === 0 && address.hash === '') return url
  address.pathname = path
  address.hash = ''
  for (const name of pages) address.searchParams.delete(name)
  return address.href
}

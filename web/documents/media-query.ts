// The query behind a figure of online media, as reports print it, as an address of the console:
// `media published:[2026-11-16..2026-11-22] topic:flood` → `/media?from=2026-11-16&to=2026-11-22&topic=flood`. Pure.

const NAMES = ['tone', 'topic', 'department', 'place', 'source', 'story', 'flag', 'kind'] as const

/** Null when the query is not about online media. */
export function mediaQueryHref(query: string): string | null {
  if (query !== 'media' && !query.startsWith('media ')) return null
  const address = new URLSearchParams()
  const [, from, to] = /\bpublished:\[([\dT:-]+)\.\.([\dT:-]+)\]/.exec(query) ?? []
  if (from !== undefined && to !== undefined) {
    address.set('from', from)
    address.set('to', to)
  }
  for (const name of NAMES) {
    const value = new RegExp(`(?<= )${name}:(\\S+)`).exec(query)?.[1]
    if (value === undefined) continue
    // All that is not an article is written by citizens.
    if (name === 'kind' && value.split(',').sort().join() === 'comment,post') address.set('voice', 'comment')
    else address.set(name, value)
  }
  const text = address.toString()
  return text === '' ? '/media' : `/media?${text}`
}

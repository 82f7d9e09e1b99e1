// The target of an HTTP request → `url.*`. Lenient, because web logs hold what attackers typed: whatever
// cannot be taken apart or decoded stays as it was sent, and `url.original` always holds it all.
// `url.path` and `url.query` are percent-decoded, so that `%2e%2e/` and `../` look the same to a rule.

import type { Event } from '#/kernel/event.ts'
import { ipOf } from './entity-fields.ts'

const ABSOLUTE = /^([a-z][a-z0-9+.-]{1,15}):\/\/([^/?#]*)(.*)$/is

/** Fills `url.*` from a request target: origin form (`/a?b`), absolute form, authority form or `*`. */
export function setUrl(event: Event, target: string, method?: string): void {
  if (target === '' || target === '-') return
  event['url.original'] = target
  if (method === 'CONNECT') {
    setAuthority(event, target)
    return
  }
  let rest = target
  const absolute = target.charCodeAt(0) === 0x2f ? null : ABSOLUTE.exec(target)
  if (absolute !== null) {
    event['url.scheme'] = absolute[1]!.toLowerCase()
    setAuthority(event, absolute[2]!.slice(absolute[2]!.lastIndexOf('@') + 1))
    rest = absolute[3]!
  }
  const hash = rest.indexOf('#')
  if (hash >= 0) {
    if (hash + 1 < rest.length) event['url.fragment'] = rest.slice(hash + 1)
    rest = rest.slice(0, hash)
  }
  const question = rest.indexOf('?')
  const rawPath = question < 0 ? rest : rest.slice(0, question)
  if (question >= 0 && question + 1 < rest.length)
    event['url.query'] = percentDecoded(rest.slice(question + 1))
  if (rawPath === '') return
  const path = percentDecoded(rawPath)
  event['url.path'] = path
  const extension = extensionOf(path)
  if (extension !== undefined) event['url.extension'] = extension
}

/** Sets `url.domain` and `url.port` from `host`, `host:port` or `[v6]:port`; `-` and `_` are no host. */
export function setAuthority(event: Event, authority: string): void {
  const { host, port } = hostAndPort(authority)
  if (host === '' || host === '-' || host === '_') return
  event['url.domain'] = host
  if (port !== undefined) event['url.port'] = port
}

/** Splits a port off a host name or address; an IPv6 address without brackets has none. */
export function hostAndPort(text: string): { readonly host: string; readonly port: number | undefined } {
  if (ipOf(text) !== undefined) return { host: text.replace(/^\[(.*)\]$/, '$1'), port: undefined }
  const colon = text.lastIndexOf(':')
  const digits = text.slice(colon + 1)
  if (colon < 1 || !/^\d{1,5}$/.test(digits) || Number(digits) > 65535) return { host: text, port: undefined }
  return { host: text.slice(0, colon).replace(/^\[(.*)\]$/, '$1'), port: Number(digits) }
}

/** The letters after the last dot of the last segment: `php` of `/a.b/index.php`. */
export function extensionOf(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const dot = name.lastIndexOf('.')
  const extension = name.slice(dot + 1)
  return dot >= 0 && /^[A-Za-z0-9_~-]{1,16}$/.test(extension) ? extension : undefined
}

/** Decodes each run of `%XX` that is valid UTF-8 and leaves every other as it is. */
export function percentDecoded(text: string): string {
  return text.includes('%') ? text.replace(/(?:%[0-9A-Fa-f]{2})+/g, decodeRun) : text
}

function decodeRun(run: string): string {
  try {
    return decodeURIComponent(run)
  } catch (error) {
    if (error instanceof URIError) return run // Not UTF-8: what was sent is the best that can be shown.
    throw error
  }
}

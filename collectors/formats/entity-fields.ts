// Fields that name a who or a where, and the `related.*` lists that gather them.
// One place, so that every format fills `source.address`, `source.ip`, `source.domain` and `related.ip`
// the same way and an analyst can pivot from any log to any other.

import { isIP } from 'node:net'
import type { Event } from '#/kernel/event.ts'
import { addValue } from './event-fields.ts'

export type Side = 'source' | 'destination' | 'client' | 'server'

/** The address without brackets, IPv6 zone and `::ffff:` prefix when it is an IP address, else undefined. */
export function ipOf(text: string): string | undefined {
  let bare = text
  if (bare.startsWith('[') && bare.endsWith(']')) bare = bare.slice(1, -1)
  if (bare.length < 2 || bare.length > 80) return undefined
  const zone = bare.indexOf('%')
  if (zone > 0) bare = bare.slice(0, zone)
  if (isIP(bare) === 0) return undefined
  return /^::ffff:\d/i.test(bare) ? bare.slice(7) : bare
}

/**
 * Sets `<side>.address` as written and, by what it is, `<side>.ip` or `<side>.domain`, and adds it to
 * `related.ip` or `related.hosts`. `-` and the empty text are nothing.
 */
export function setAddress(event: Event, side: Side, text: string): void {
  if (text === '' || text === '-') return
  event[`${side}.address`] = text
  const ip = ipOf(text)
  if (ip === undefined) {
    event[`${side}.domain`] = text
    addValue(event, 'related.hosts', text)
  } else {
    event[`${side}.ip`] = ip
    addValue(event, 'related.ip', ip)
  }
}

/** Sets `user.name` and adds it to `related.user`; the empty text is nothing. */
export function setUser(event: Event, name: string): void {
  if (name === '') return
  event['user.name'] = name
  addValue(event, 'related.user', name)
}

/** Sets a TCP or UDP port when the text is one: 0–65535. */
export function setPort(event: Event, side: Side, text: string | number): void {
  const port = Number(text)
  if (text !== '' && Number.isInteger(port) && port >= 0 && port <= 65535) event[`${side}.port`] = port
}

/**
 * True for an address that is routed on the Internet: not private, loopback, link-local, shared (RFC 6598),
 * unique-local or unspecified.
 */
export function isPublicIp(ip: string): boolean {
  if (ip.includes(':')) return !/^(?:::1?$|f[cd]|fe[89ab])/i.test(ip)
  const [a = 0, b = 0] = ip.split('.', 2).map(Number)
  if (a === 0 || a === 10 || a === 127 || (a === 192 && b === 168) || (a === 169 && b === 254)) return false
  return !(a === 172 && b >= 16 && b <= 31) && !(a === 100 && b >= 64 && b <= 127)
}

// The line that nginx and Apache share: common and combined log format, with what administrators put around
// the line: in front a virtual host or a list of forwarded addresses, behind a response time or more headers.
//
//   [vhost[:port]] client[, client…] ident user [time] "request" status bytes [µs] ["referrer" "agent" …]
//
// The reader takes the line apart and fills the fields common to both; what is peculiar to nginx or Apache
// is left to their own modules. A request that is not HTTP (TLS bytes, probes) is kept as text.

import type { Event } from '#/kernel/event.ts'
import { ipOf, isPublicIp, setPort, setUser } from './entity-fields.ts'
import { addValue, integerOf, putText } from './event-fields.ts'
import { isoOfParts, monthOf } from './time.ts'
import { zoneMinutes } from './time-zone.ts'
import { hostAndPort, setUrl } from './web-url.ts'

/** A line taken apart, values as written. */
export interface AccessLine {
  readonly head: string
  readonly time: string
  readonly request: string
  readonly status: number
  readonly bytes: string
  /** What follows the bytes, in order. */
  readonly tail: readonly TailPart[]
}

/** One word or quoted string behind the bytes; `name` is that of `name="value"`. */
export interface TailPart {
  readonly text: string
  readonly quoted: boolean
  readonly name?: string
}

const TIME = /\[(\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4})\] "/y
const STATUS = / (\d{3}) (\d{1,18}|-)(?= |$)/y
const PART = / +(?:(?:([A-Za-z][\w-]{0,63})=)?"([^"\\]*(?:\\.[^"\\]*)*)"|([^\s"]\S*))/gy

/** Parts behind the bytes that are read; a log format has few. */
const MAX_TAIL_PARTS = 64

/** Takes a line apart; undefined when it is not an access line. */
export function parseAccessLine(body: string): AccessLine | undefined {
  const open = timeStart(body)
  if (open < 1) return undefined
  TIME.lastIndex = open
  const time = TIME.exec(body)![1]!
  const request = quotedEnd(body, TIME.lastIndex)
  if (request < 0) return undefined
  STATUS.lastIndex = request + 1
  const status = STATUS.exec(body)
  if (status === null) return undefined
  const tail: TailPart[] = []
  PART.lastIndex = STATUS.lastIndex
  while (tail.length < MAX_TAIL_PARTS) {
    const part = PART.exec(body)
    if (part === null) break
    const [, name, quoted, bare] = part
    tail.push({
      text: quoted ?? bare!,
      quoted: quoted !== undefined,
      ...(name === undefined ? {} : { name }),
    })
  }
  return {
    head: body.slice(0, open - 1),
    time,
    request: body.slice(open + TIME_LENGTH, request),
    status: Number(status[1]),
    bytes: status[2]!,
    tail,
  }
}

/** Length of `[07/Dec/2026:11:05:07 +0700] "`. */
const TIME_LENGTH = 30

/** Where the bracketed time stands: the first place that looks like one, for user names may hold brackets. */
function timeStart(body: string): number {
  let open = body.indexOf(' [')
  for (let tries = 0; open >= 0 && tries < 16; tries++) {
    TIME.lastIndex = open + 1
    if (TIME.test(body)) return open + 1
    open = body.indexOf(' [', open + 1)
  }
  return -1
}

/** Index of the quote that ends a string begun before `from`; a backslash guards the character after it. */
function quotedEnd(text: string, from: number): number {
  for (let end = text.indexOf('"', from); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0
    while (end - slashes > from && text.charCodeAt(end - slashes - 1) === 0x5c) slashes++
    // A quote that the server did not escape ends the request only where a status follows.
    if (slashes % 2 === 0 && STATUS_FOLLOWS.test(text.slice(end + 1, end + 6))) return end
  }
  return -1
}

const STATUS_FOLLOWS = /^ \d{3} /

/** Who stands before the time. */
export interface AccessHead {
  readonly vhost: string | undefined
  /** All client addresses as written, forwarded ones first. */
  readonly clients: readonly string[]
  readonly ident: string
  readonly user: string
}

/** Takes `[vhost] clients ident user` apart; user names with spaces are kept whole. */
export function parseAccessHead(head: string): AccessHead | undefined {
  const words = head.split(' ', 256)
  if (words.length < 3) return undefined
  const identAt = identIndex(words)
  if (identAt < 1) return undefined
  const front = words.slice(0, identAt)
  const first = front[0]!
  const hasVhost = front.length > 1 && first !== '' && !first.startsWith('"') && !first.endsWith(',')
  const clients = (hasVhost ? front.slice(1) : front)
    .join(' ')
    .split(/[\s,"]+/)
    .filter(client => client !== '')
  if (clients.length === 0) return undefined
  const user = words.slice(identAt + 1).join(' ')
  return { vhost: hasVhost ? first : undefined, clients, ident: words[identAt]!, user }
}

/**
 * Where the ident stands. It is nearly always a dash: all that follows the first one after the client is the
 * user. Without a dash it is the second word, unless that is a client behind a virtual host.
 */
function identIndex(words: readonly string[]): number {
  const dash = words.indexOf('-', 1)
  if (dash > 0 && dash < words.length - 1) return dash
  return words.length > 3 && !/[.:]/.test(words[1]!) ? 1 : words.length - 2
}

/** Fills what nginx and Apache lines have in common. False, with nothing changed, for an impossible time. */
export function applyAccess(event: Event, line: AccessLine): boolean {
  const time = isoOfAccessTime(line.time)
  if (time === undefined) return false
  event['@timestamp'] = time
  event['event.kind'] = 'event'
  event['event.category'] = ['web']
  event['event.outcome'] = line.status < 400 ? 'success' : 'failure'
  event['http.response.status_code'] = line.status
  const bytes = integerOf(line.bytes)
  if (bytes !== undefined) event['http.response.body.bytes'] = bytes
  return true
}

/** UTC ISO text of `07/Dec/2026:11:05:07 +0700`, or undefined when there is no such time. */
export function isoOfAccessTime(text: string): string | undefined {
  const month = monthOf(text.slice(3, 6))
  const zone = zoneMinutes(text.slice(21))
  if (month === undefined || zone === undefined) return undefined
  const number = (from: number, to: number) => Number(text.slice(from, to))
  const clock = { hour: number(12, 14), minute: number(15, 17), second: number(18, 20), fraction: '' }
  return isoOfParts({ year: number(7, 11), month, day: number(0, 2), ...clock }, zone)
}

const REQUEST = /^(\S*) (.*) HTTP\/(\d(?:\.\d)?)$/s
const OLD_REQUEST = /^(GET|HEAD|POST) (\/\S*)$/
const METHOD = /^[A-Za-z][A-Za-z_-]{0,31}$/

/** Fills `http.request.method`, `http.version` and `url.*`; returns the text when it is not a proper HTTP request. */
export function applyRequest(event: Event, request: string): string | undefined {
  if (request === '' || request === '-') return undefined
  const match = REQUEST.exec(request) ?? OLD_REQUEST.exec(request)
  if (match === null) return request
  const [, method, target, version] = match as unknown as [string, string, string, string | undefined]
  const proper = METHOD.test(method)
  if (proper) event['http.request.method'] = method
  if (version !== undefined) event['http.version'] = version
  setUrl(event, target, method)
  return proper ? undefined : request
}

/** Fills `destination.*` and `url.domain` from the virtual host. */
export function applyVhost(event: Event, vhost: string): void {
  const { host, port } = hostAndPort(vhost)
  if (host === '' || host === '-' || host === '_') return
  const ip = ipOf(host)
  if (ip === undefined) {
    event['destination.domain'] = host
    event['url.domain'] ??= host
    addValue(event, 'related.hosts', host)
  } else {
    event['destination.ip'] = ip
    addValue(event, 'related.ip', ip)
  }
  if (port !== undefined) setPort(event, 'destination', port)
}

/** Of a list of addresses the one most likely to be the visitor: the first public one, else the first. */
export function visitorOf(clients: readonly string[]): string {
  const ips = clients.filter(client => ipOf(client) !== undefined)
  return ips.find(ip => isPublicIp(ip)) ?? ips[0] ?? clients[0]!
}

/** Fills referrer and user agent: the first two quoted strings without a name behind the bytes. */
export function applyReferrerAndAgent(event: Event, line: AccessLine): readonly TailPart[] {
  const quoted = line.tail.filter(part => part.quoted && part.name === undefined)
  putText(event, 'http.request.referrer', quoted[0]?.text)
  putText(event, 'user_agent.original', quoted[1]?.text)
  return quoted.slice(2)
}

/** Fills `network.forwarded_ip` and `client.ip` from the value of an X-Forwarded-For header. */
export function applyForwarded(event: Event, value: string): readonly string[] {
  const addresses = value.split(/[\s,]+/, 64).filter(address => address !== '' && address !== '-')
  const ip = addresses.map(address => ipOf(hostAndPort(address).host)).find(address => address !== undefined)
  if (ip === undefined) return addresses
  event['network.forwarded_ip'] = ip
  event['client.ip'] = ip
  addValue(event, 'related.ip', ip)
  return addresses
}

/** Sets `user.name` from `%u` unless there was none. */
export function applyUser(event: Event, user: string): void {
  if (user !== '-' && user !== '""') setUser(event, user)
}

// The header of BSD syslog, which RFC 3164 describes rather than prescribes, with what senders make of it:
// no priority, no host, a year or a zone in the date, milliseconds, ISO dates, seconds since 1970, Cisco's
// sequence numbers and `*Mar  1`, tags with and without a process id.
// Every part is optional; what is left is the body. Never fails.

import { isIPv6 } from 'node:net'
import { isoOfEpoch, isoOfIsoLike, isoOfParts, monthOf, yearNear } from './time.ts'
import { zoneMinutes } from './time-zone.ts'

export interface Rfc3164Header {
  readonly priority: number | undefined
  /** UTC ISO 8601; undefined when the header has no time that can be read. */
  readonly timestamp: string | undefined
  readonly hostname: string | undefined
  /** Program; a device's mnemonic such as `%SYS-5-CONFIG_I` is part of the body. */
  readonly tag: string | undefined
  readonly procId: string | undefined
  /** The service that macOS's launchd speaks of: `launchd[1] (com.example.agent[23]): text`. */
  readonly service: string | undefined
  /** Where the body begins. */
  readonly bodyAt: number
}

const PRIORITY = /^<(\d{1,3})>/
/** Cisco: `36: `, `000123: host: `, `: `, then `*` or `.` when its clock is not set. */
const CISCO_PREFIX = /\s*(?:\d{1,10}: |: )?(?:([A-Za-z0-9][\w.-]*): )?([*.]?)(?=[A-Z][a-z]{2} |\d{4} )/y
const BSD_TIME =
  /(?:(\d{4}) )?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (?:(\d{4}),? )?(\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?(?: (\d{4})(?=:? ))?(?: ([A-Z]{1,5}|(?:UTC|GMT)?[+-]\d{1,2}:?\d{0,2})(?=:? ))?/y
const ISO_TIME =
  /\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?(?=[ :]|$)/y
const EPOCH_TIME = /(?:1 )?(\d{10}\.\d{1,9})(?= )/y
const IPV6_HOST = /([0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,8}) (?=\S)/y
/** A name has a letter or digit: `---` is no host, nor is anything quoted or bracketed. */
const HOST = /(?=[^ ]*[A-Za-z0-9])([^\s:[\]%<>"'={}|,;()]{1,255}) (?=\S)/y
const TAG = /([^\s:[\]%"'={}|,;<>][^\s:[\]"'={}|,;<>]{0,127})(?:\[([^\]\s]{0,64})\])?: ?/y
/** macOS names programs with spaces, `Web Helper[4711]: text`, and launchd its service after itself. */
const MACOS_TAG = /([A-Za-z][\w. -]{0,63})\[(\d{1,10})\](?: \(([^()\s[\]]{1,128})(?:\[\d{1,10}\])?\))?: ?/y
/** Marks of other formats that look like a tag. */
const NOT_A_TAG = /^(?:CEF|LEEF|https?|date|ftp)$/i

/** True for a line without priority that begins as syslog daemons write files: a date, a host, a tag. */
export function looksLikeSyslogFile(text: string): boolean {
  const first = text.charCodeAt(0)
  if (first >= 65 && first <= 90)
    return /^[A-Z][a-z]{2} {1,2}\d{1,2} (?:\d{4} )?\d{2}:\d{2}:\d{2}[ .,]/.test(text)
  if (first < 48 || first > 57) return false
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\S* [\w.:-]+ [^\s:["'={}|]+(?:\[[^\]\s]*\])?: /.test(text)
}

/** Reads as much of a header as there is. */
export function parseRfc3164(text: string, receivedMs: number, zoneOffsetMinutes: number): Rfc3164Header {
  const pri = PRIORITY.exec(text)
  const priority = pri !== null && Number(pri[1]) <= 191 ? Number(pri[1]) : undefined
  let at = pri === null ? 0 : pri[0].length
  let hostname: string | undefined

  const cisco = match(CISCO_PREFIX, text, at)
  if (cisco !== null) {
    at += cisco[0].length
    hostname = cisco[1]
  }
  const time = readTime(text, at, receivedMs, zoneOffsetMinutes)
  let endsWithColon = false
  if (time !== undefined) {
    at = time.end
    endsWithColon = text[at] === ':'
    if (endsWithColon) at++
  }
  while (text[at] === ' ') at++
  // Without a time there is no telling a host from the first word of a message.
  if (time !== undefined && !endsWithColon) {
    const address = match(IPV6_HOST, text, at)
    const named = match(TAG, text, at) === null ? match(HOST, text, at) : null
    const host = address !== null && isIPv6(address[1]!) ? address : named
    if (host !== null) {
      hostname = host[1]
      at += host[0].length
      if (text.startsWith(': ', at)) at += 2 // Cisco's `host : %MNEMONIC`
      while (text[at] === ' ') at++
    }
  }
  const tag = match(TAG, text, at) ?? match(MACOS_TAG, text, at)
  if (tag !== null && !NOT_A_TAG.test(tag[1]!)) {
    at += tag[0].length
    while (text[at] === ' ') at++
    return {
      priority,
      timestamp: time?.iso,
      hostname,
      tag: tag[1],
      procId: tag[2],
      service: tag[3],
      bodyAt: at,
    }
  }
  return {
    priority,
    timestamp: time?.iso,
    hostname,
    tag: undefined,
    procId: undefined,
    service: undefined,
    bodyAt: at,
  }
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

interface ReadTime {
  /** Undefined for a date that does not exist; the text is a time nonetheless. */
  readonly iso: string | undefined
  readonly end: number
}

function readTime(
  text: string,
  at: number,
  receivedMs: number,
  zoneOffsetMinutes: number,
): ReadTime | undefined {
  const bsd = match(BSD_TIME, text, at)
  if (bsd !== null) {
    const month = monthOf(bsd[2]!)
    if (month === undefined) return undefined
    const day = Number(bsd[3])
    const year = bsd[1] ?? bsd[4] ?? bsd[9]
    const zone = bsd[10] === undefined ? undefined : zoneMinutes(bsd[10])
    const iso = isoOfParts(
      {
        year: year === undefined ? yearNear(receivedMs, month, day) : Number(year),
        month,
        day,
        hour: Number(bsd[5]),
        minute: Number(bsd[6]),
        second: Number(bsd[7]),
        fraction: bsd[8] ?? '',
      },
      zone ?? zoneOffsetMinutes,
    )
    return { iso, end: at + bsd[0].length }
  }
  const iso = match(ISO_TIME, text, at)
  if (iso !== null) return { iso: isoOfIsoLike(iso[0], zoneOffsetMinutes), end: at + iso[0].length }
  const epoch = match(EPOCH_TIME, text, at)
  return epoch === null ? undefined : { iso: isoOfEpoch(epoch[1]!), end: at + epoch[0].length }
}

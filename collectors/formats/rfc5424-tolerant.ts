// RFC 5424 as some senders write it: header tokens that are too long or not ASCII, times in other ISO forms,
// repeated structured data ids, stray `]`, quotes and backslashes in values, no structured data at all. Asked only after the strict parser said no; returns undefined when the line is
// not near enough to RFC 5424, so that it is read as RFC 3164.

import type { Rfc5424Message } from './rfc5424.ts'
import { unescapeParam } from './rfc5424.ts'
import { isoOfIsoLike } from './time.ts'

/** `<PRI>VERSION TIMESTAMP HOSTNAME APP-NAME PROCID MSGID` and the rest; tokens are runs without spaces. */
const HEADER = /^<(\d{1,3})>(\d{1,3}) (\S+) (\S+) (\S+) (\S+) (\S+)(?: |$)/

export interface TolerantMessage extends Rfc5424Message {
  /** Where the structured data begins: a fault before it loses nothing, a fault from there on is a guess. */
  readonly structuredDataAt: number
}

/** Reads what is near RFC 5424; what cannot be read as structured data stays in the message. */
export function parseRfc5424Tolerant(text: string, zoneOffsetMinutes: number): TolerantMessage | undefined {
  const header = HEADER.exec(text)
  if (header === null) return undefined
  const [whole, priorityText, versionText, time, hostname, appName, procId, msgId] = header
  const priority = Number(priorityText)
  const timestamp = time === '-' ? undefined : isoOfIsoLike(time!, zoneOffsetMinutes)
  if (priority > 191 || (timestamp === undefined && time !== '-')) return undefined
  const rest = text.slice(whole.length)
  const elements: [string, [string, string][]][] = []
  let at = 0
  if (/^-(?: |$)/.test(rest)) at = 1
  else {
    for (let end = readElement(rest, at, elements); end !== undefined; end = readElement(rest, at, elements))
      at = end
  }
  while (rest[at] === ' ' || rest[at] === '\ufeff') at++
  return {
    kind: 'message',
    priority,
    version: Number(versionText),
    timestamp,
    hostname: nilable(hostname!),
    appName: nilable(appName!),
    procId: nilable(procId!),
    msgId: nilable(msgId!),
    structuredData: elements,
    message: rest.slice(at),
    structuredDataAt: whole.length,
  }
}

function nilable(token: string): string | undefined {
  return token === '-' ? undefined : token
}

const ELEMENT_START = /\[([^\s="\]]+)/y
/** A value ends at the quote after which a parameter or the end of the element follows. */
const PARAM = /\s+([^\s="\]]+)= ?"((?:[^"\\]|\\[^]|"(?!\]|\s+[^\s="\]]+="))*)"/y

/** Adds the element at `start`, its parameters joined to an earlier one of the same id; the position after it. */
function readElement(
  text: string,
  start: number,
  elements: [string, [string, string][]][],
): number | undefined {
  ELEMENT_START.lastIndex = start
  const opening = ELEMENT_START.exec(text)
  if (opening === null) return undefined
  const params: [string, string][] = []
  let at = ELEMENT_START.lastIndex
  for (;;) {
    PARAM.lastIndex = at
    const param = PARAM.exec(text)
    if (param === null) break
    params.push([param[1]!, unescapeParam(param[2]!)])
    at = PARAM.lastIndex
  }
  while (text[at] === ' ') at++
  if (text[at] !== ']') return undefined
  const id = opening[1]!
  const same = elements.find(element => element[0] === id)
  if (same === undefined) elements.push([id, params])
  else same[1].push(...params)
  return at + 1
}

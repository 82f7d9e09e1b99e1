// Apache httpd error log, as version 2.4 writes it
// (`[Sun Nov 22 09:30:00.123456 2026] [core:error] [pid 41:tid 42] [client 203.0.113.9:50022] AH00128: …`)
// and as 2.2 did (`[Sun Nov 22 09:30:00 2026] [error] [client 203.0.113.9] …`), and the lines httpd writes
// before its log is open (`AH00558: apache2: …`).

import type { Event } from '#/kernel/event.ts'
import { setAddress, setPort } from './entity-fields.ts'
import { putText } from './event-fields.ts'
import type { Format } from './format.ts'
import { isoOfAny } from './time.ts'
import { hostAndPort } from './web-url.ts'

const HEAD =
  /^\[((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2}(?:\.\d{1,9})? \d{4})\] \[(?:([a-z0-9_-]{0,64}):)?(emerg|alert|crit|error|warn|notice|info|debug|trace\d)\] /

export const apacheError: Format = {
  name: 'apache.error',
  describes: 'Apache error log, versions 2.2 and 2.4',
  recognises: body => (body.startsWith('[') ? HEAD.test(body) : EARLY.test(body)),
  parse(body, event, context) {
    const head = HEAD.exec(body)
    if (head === null) return readEarly(body, event)
    const iso = isoOfAny(head[1], context.zoneOffsetMinutes, context.receivedMs)
    if (iso === undefined) return false
    const level = head[3]!
    event['@timestamp'] = iso
    mark(event)
    event['event.type'] = [INFORMATIVE.test(level) ? 'info' : 'error']
    event['log.level'] = level
    putText(event, 'apache.error.module', head[2])
    readBrackets(body.slice(head[0].length), event)
    return true
  },
}

const EARLY = /^AH\d{5}: /
const INFORMATIVE = /^(?:notice|info|debug|trace)/

function mark(event: Event): void {
  event['event.kind'] = 'event'
  event['event.category'] = ['web']
  event['event.module'] = 'apache'
  event['event.dataset'] = 'apache.error'
}

function readEarly(body: string, event: Event): boolean {
  if (!EARLY.test(body)) return false
  mark(event)
  event['message'] = body
  return true
}

/** Process, client and remote address stand in brackets of their own before the message, in this order. */
function readBrackets(text: string, event: Event): void {
  let message = text
  const pid = /^\[pid (\d{1,10})(?::tid (\d{1,20}))?\] /.exec(message)
  if (pid !== null) {
    event['process.pid'] = Number(pid[1])
    if (pid[2] !== undefined) event['process.thread.id'] = Number(pid[2])
    message = message.slice(pid[0].length)
  }
  const client = /^\[(?:client|remote) ([^\]\s]{1,255}|\[[^\]\s]{1,80}\]:\d{1,5})\] /.exec(message)
  if (client !== null) {
    const { host, port } = hostAndPort(client[1]!)
    setAddress(event, 'source', host)
    if (port !== undefined) setPort(event, 'source', port)
    message = message.slice(client[0].length)
  }
  const referrer = /, referer: (\S{1,8192})$/.exec(message.slice(-8400))
  if (referrer !== null) putText(event, 'http.request.referrer', referrer[1])
  event['message'] = message
  const path = /^(?:AH\d{5}: )?File does not exist: (.+?)(?:, referer: \S+)?$/.exec(message)
  if (path !== null) event['file.path'] = path[1]!
  const code = /^(AH\d{5}): /.exec(message)
  if (code !== null) event['apache.error.code'] = code[1]!
}

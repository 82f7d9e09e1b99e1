// nginx error log:
// `2026/11/22 09:30:00 [error] 41#41: *7 open() "/x" failed (2: No such file …), client: 203.0.113.9,
// server: example.com, request: "GET /x HTTP/1.1", host: "example.com", referrer: "…"`.
// The message keeps all its text; who asked for what is read from its end, where nginx itself wrote it.

import type { Event } from '#/kernel/event.ts'
import { setAddress } from './entity-fields.ts'
import { putText } from './event-fields.ts'
import type { Format } from './format.ts'
import { isoOfIsoLike } from './time.ts'
import { applyRequest } from './web-access.ts'
import { setAuthority } from './web-url.ts'

const HEAD =
  /^(\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}:\d{2}) \[(debug|info|notice|warn|error|crit|alert|emerg)\] (\d{1,10})#(\d{1,10}): (?:\*(\d{1,19}) )?/

export const nginxError: Format = {
  name: 'nginx.error',
  describes: 'nginx error log',
  recognises: body => HEAD.test(body),
  parse(body, event, context) {
    const head = HEAD.exec(body)
    if (head === null) return false
    const [whole, time, level, pid, thread, connection] = head as unknown as [
      string,
      string,
      string,
      ...string[],
    ]
    const iso = isoOfIsoLike(time, context.zoneOffsetMinutes)
    if (iso === undefined) return false
    const message = body.slice(whole.length)
    event['@timestamp'] = iso
    event['event.kind'] = 'event'
    event['event.module'] = 'nginx'
    event['event.dataset'] = 'nginx.error'
    event['event.category'] = ['web']
    event['event.type'] = [level === 'info' || level === 'notice' || level === 'debug' ? 'info' : 'error']
    event['log.level'] = level
    event['process.pid'] = Number(pid)
    event['process.thread.id'] = Number(thread)
    if (connection !== undefined) event['nginx.error.connection_id'] = Number(connection)
    event['message'] = message
    readRequest(message, event)
    return true
  },
}

/** The parts nginx appends, in its order. It escapes no quotes here, so a string ends where the next part begins. */
const APPENDED =
  /^, client: ([^,\s]+), server: ([^,]*)(?:, (?:sub)?request: "(.*?)")?(?:, upstream: "([^"]*)")?(?:, host: "([^"]*)")?(?:, referrer: "([^"]*)")?$/s

function readRequest(message: string, event: Event): void {
  // Found from the end: a request may hold the same words, and nginx's own come last.
  for (let at = message.lastIndexOf(', client: '), tries = 0; at >= 0 && tries < 8; tries++) {
    const match = APPENDED.exec(message.slice(at))
    if (match !== null) {
      const [, client, server, request, upstream, host, referrer] = match as unknown as (string | undefined)[]
      setAddress(event, 'source', client === 'unix:' ? '' : client!)
      putText(event, 'nginx.error.server', server)
      putText(event, 'nginx.error.upstream', upstream)
      if (request !== undefined) putText(event, 'nginx.error.request', applyRequest(event, request))
      if (host !== undefined) setAuthority(event, host)
      putText(event, 'http.request.referrer', referrer)
      return
    }
    at = at === 0 ? -1 : message.lastIndexOf(', client: ', at - 1)
  }
}

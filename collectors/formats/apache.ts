// Apache httpd: access log (common, combined, vhost_combined, with a response time or an X-Forwarded-For
// header behind) and the ssl_request log: `[time] client TLSv1.3 CIPHER "request" bytes`.

import type { Event } from '#/kernel/event.ts'
import { setAddress, setPort } from './entity-fields.ts'
import { integerOf, putText } from './event-fields.ts'
import type { Format } from './format.ts'
import {
  type AccessLine,
  applyAccess,
  applyForwarded,
  applyReferrerAndAgent,
  applyRequest,
  applyUser,
  applyVhost,
  isoOfAccessTime,
  parseAccessHead,
  parseAccessLine,
} from './web-access.ts'
import { hostAndPort } from './web-url.ts'

export const apacheAccess: Format = {
  name: 'apache.access',
  describes: 'Apache access log: common, combined, vhost_combined, ssl_request',
  recognises: (body, context) =>
    context.forced === 'apache.access' || body.includes('] "') || SSL_HEAD.test(body),
  parse(body, event) {
    return readAccess(body, event) || readSslRequest(body, event)
  },
}

function readAccess(body: string, event: Event): boolean {
  const line = parseAccessLine(body)
  const head = line === undefined ? undefined : parseAccessHead(line.head)
  if (line === undefined || head === undefined || !applyAccess(event, line)) return false
  markAccess(event)
  if (head.vhost !== undefined) {
    applyVhost(event, head.vhost)
    event['url.domain'] ??= hostAndPort(head.vhost).host
  }
  const client = hostAndPort(head.clients.at(-1)!)
  setAddress(event, 'source', client.host)
  if (client.port !== undefined) setPort(event, 'source', client.port)
  applyUser(event, head.user)
  putText(event, 'apache.access.identity', head.ident)
  applyClientRequest(event, line.request)
  readTail(event, line, client.host)
  return true
}

function markAccess(event: Event): void {
  event['event.module'] = 'apache'
  event['event.dataset'] = 'apache.access'
}

function applyClientRequest(event: Event, request: string): void {
  const odd = applyRequest(event, request)
  // Bytes that are no text begin a TLS handshake on a port that speaks plain HTTP.
  if (odd !== undefined)
    putText(event, /^\\[xn]/.test(odd) ? 'apache.access.tls_handshake.error' : 'apache.access.request', odd)
}

function readTail(event: Event, line: AccessLine, client: string): void {
  const first = line.tail[0]
  if (first !== undefined && !first.quoted) {
    const micros = integerOf(first.text)
    if (micros !== undefined) event['apache.access.response_time'] = micros
  }
  const more = applyReferrerAndAgent(event, line)
  const named = line.tail.find(part => part.name?.toLowerCase() === 'x-forwarded-for')
  const forwarded =
    named?.text ?? (more[0] !== undefined && /^[\da-f.:, ]+$/i.test(more[0].text) ? more[0].text : '')
  event['apache.access.remote_addresses'] = [...applyForwarded(event, forwarded), client]
}

const SSL_HEAD =
  /^\[(\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4})\] (\S{1,255}) (SSLv[23]|TLSv1(?:\.\d)?|-) (\S{1,128}) "/

function readSslRequest(body: string, event: Event): boolean {
  const head = SSL_HEAD.exec(body)
  if (head === null) return false
  const [whole, time, client, protocol, cipher] = head as unknown as [string, string, string, string, string]
  const rest = /^(.*)" (\d{1,18}|-)(?: .*)?$/s.exec(body.slice(whole.length))
  const iso = isoOfAccessTime(time)
  if (rest === null || iso === undefined) return false
  event['@timestamp'] = iso
  event['event.kind'] = 'event'
  event['event.category'] = ['web']
  markAccess(event)
  setAddress(event, 'source', client)
  event['apache.access.remote_addresses'] = [client]
  applyClientRequest(event, rest[1]!)
  const bytes = integerOf(rest[2])
  if (bytes !== undefined) event['http.response.body.bytes'] = bytes
  readTls(event, protocol, cipher)
  return true
}

function readTls(event: Event, protocol: string, cipher: string): void {
  putText(event, 'apache.access.ssl.protocol', protocol)
  putText(event, 'apache.access.ssl.cipher', cipher)
  putText(event, 'tls.cipher', cipher)
  const version = /^(SSL|TLS)v(\d(?:\.\d)?)$/.exec(protocol)
  if (version === null) return
  event['tls.version_protocol'] = version[1]!.toLowerCase()
  event['tls.version'] = version[2]!.includes('.') ? version[2]! : `${version[2]!}.0`
}

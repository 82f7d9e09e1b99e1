// nginx: access log (combined, the `main` format of its own packages with X-Forwarded-For behind, a virtual
// host or a list of forwarded addresses in front, the Kubernetes ingress controller's format).
// A plain combined line could be Apache's as well: signs that only Apache leaves decide, else it is nginx's.

import type { Event } from '#/kernel/event.ts'
import { ipOf, setAddress } from './entity-fields.ts'
import { integerOf, putText } from './event-fields.ts'
import type { Format, LineContext } from './format.ts'
import {
  type AccessHead,
  type AccessLine,
  type TailPart,
  applyAccess,
  applyForwarded,
  applyReferrerAndAgent,
  applyRequest,
  applyUser,
  applyVhost,
  parseAccessHead,
  parseAccessLine,
  visitorOf,
} from './web-access.ts'
import { hostAndPort } from './web-url.ts'

export const nginxAccess: Format = {
  name: 'nginx.access',
  describes: 'nginx access log: combined, main, with virtual host, Kubernetes ingress',
  recognises: (body, context) =>
    context.forced === 'nginx.access' || (body.includes('] "') && !isApacheProgram(context)),
  parse(body, event, context) {
    const line = parseAccessLine(body)
    if (line === undefined) return false
    const head = parseAccessHead(line.head)
    if (head === undefined) return false
    if (context.forced === undefined && !isNginxProgram(context) && looksLikeApache(line, head)) return false
    if (!applyAccess(event, line)) return false
    event['event.type'] = ['access']
    event['event.module'] = 'nginx'
    event['event.dataset'] = 'nginx.access'
    if (head.vhost !== undefined) applyVhost(event, head.vhost)
    applyClients(event, head.clients)
    applyUser(event, head.user)
    putText(event, 'nginx.access.request', applyRequest(event, line.request))
    const more = applyReferrerAndAgent(event, line)
    if (more[0] !== undefined && more[0].text !== '-') applyForwarded(event, more[0].text)
    const words = line.tail.filter(part => !part.quoted)
    if (words.length > 0) applyIngress(event, words)
    return true
  },
}

function isNginxProgram({ program }: LineContext): boolean {
  return program === 'nginx' || program === 'nginx_access' || program === 'openresty'
}

function isApacheProgram({ program }: LineContext): boolean {
  return program === 'apache' || program === 'apache2' || program === 'httpd' || program === 'apache_access'
}

/** What nginx never writes: no user agent, a dash for no bytes, an ident, C escapes, a header with its name. */
function looksLikeApache(line: AccessLine, head: AccessHead): boolean {
  if (line.bytes === '-' || head.ident !== '-' || line.tail.length === 0) return true
  if (/\\["ntr\\bv]/.test(line.request)) return true
  return line.tail.some(part => part.name !== undefined || /\\"/.test(part.text)) || !line.tail[0]!.quoted
}

function applyClients(event: Event, clients: readonly string[]): void {
  const { host, port } = hostAndPort(visitorOf(clients))
  if (host === 'unix:') {
    event['source.address'] = host
    return
  }
  event['nginx.access.remote_ip_list'] = clients
  setAddress(event, 'source', host)
  if (port !== undefined) event['source.port'] = port
}

/**
 * The ingress controller's tail: request length and time, `[upstream]` and `[alternative]`, then for each
 * upstream tried its address, response length, time and status (lists with `, `), and the request id.
 */
function applyIngress(event: Event, words: readonly TailPart[]): void {
  const text = words.map(word => word.text).join(' ')
  const match =
    /^(\d+) ([\d.]+) \[([^\]]*)\] \[([^\]]*)\] (\S+(?:, \S+)*) ([\d-]+(?:, [\d-]+)*) ([\d.-]+(?:, [\d.-]+)*) ([\d-]+(?:, [\d-]+)*) (\w+)$/.exec(
      text,
    )
  if (match === null) {
    event['nginx.access.tail'] = text
    return
  }
  const [, length, time, upstream, alternative, addresses, lengths, times, statuses, id] =
    match as unknown as string[]
  const prefix = 'nginx.ingress_controller'
  event['event.dataset'] = prefix
  event['http.request.id'] = id!
  event[`${prefix}.http.request.length`] = Number(length)
  event[`${prefix}.http.request.time`] = Number(time)
  putText(event, `${prefix}.upstream.name`, upstream)
  putText(event, `${prefix}.upstream.alternative_name`, alternative)
  const last = addresses!.split(', ').at(-1)!
  const { host, port } = hostAndPort(last)
  if (ipOf(host) !== undefined) {
    event[`${prefix}.upstream.ip`] = host
    if (port !== undefined) event[`${prefix}.upstream.port`] = port
  }
  event[`${prefix}.upstream_address_list`] = addresses!.split(', ')
  event[`${prefix}.upstream.response.length_list`] = lengths!.split(', ')
  event[`${prefix}.upstream.response.time_list`] = times!.split(', ')
  event[`${prefix}.upstream.response.status_code_list`] = statuses!.split(', ')
  const status = integerOf(statuses!.split(', ').at(-1))
  if (status !== undefined) event[`${prefix}.upstream.response.status_code`] = status
}

// JSON that is neither ECS nor of a known format: application logs. Every value stays findable under its own
// name; what is evidently a time, a level, a host, a user, an address gets its ECS field as well.
// The same table serves key=value lines. A name that ECS uses for something else is never overwritten.

import { isIP } from 'node:net'
import type { Event, Scalar } from '#/kernel/event.ts'
import { gatherRelated, integerOf } from './event-fields.ts'
import { isoOfAny } from './time.ts'

type Kind = 'time' | 'keyword' | 'lower' | 'ip' | 'long' | 'text'

const MEANINGS: readonly (readonly [field: string, kind: Kind, names: string])[] = [
  ['@timestamp', 'time', '@timestamp timestamp time ts datetime date_time eventtime event_time created_at logtime asctime __realtime_timestamp'],
  ['message', 'text', 'message msg log text short_message'],
  ['log.level', 'lower', 'level severity lvl loglevel log_level levelname log.level'],
  ['log.logger', 'keyword', 'logger logger_name loggername log.logger'],
  ['host.hostname', 'keyword', 'host hostname host_name computername _hostname'],
  ['service.name', 'keyword', 'service app application appname service_name service.name'],
  ['process.name', 'keyword', 'program process processname syslog_identifier'],
  ['process.pid', 'long', 'pid process_id processid _pid'],
  ['source.ip', 'ip', 'src srcip src_ip source_ip sourceip sourceaddress sourceipaddress client_ip clientip client remote_addr remote_ip remoteaddr remoteip ip ip_address ipaddress'],
  ['source.port', 'long', 'spt sport srcport src_port source_port sourceport client_port remote_port'],
  ['destination.ip', 'ip', 'dst dstip dst_ip dest_ip destip destination_ip destinationip destinationaddress server_ip'],
  ['destination.port', 'long', 'dpt dport dstport dst_port dest_port destination_port destinationport'],
  ['network.transport', 'lower', 'proto protocol transport'],
  ['user.name', 'keyword', 'user username user_name usr login account'],
  ['event.action', 'keyword', 'action event_action'],
  ['http.request.method', 'keyword', 'method http_method request_method'],
  ['http.response.status_code', 'long', 'status status_code statuscode http_status response_code'],
  ['url.original', 'keyword', 'url uri request_uri request_url'],
  ['user_agent.original', 'keyword', 'user_agent useragent http_user_agent'],
  ['error.message', 'text', 'error err error_message exception'],
  ['trace.id', 'keyword', 'trace_id traceid trace.id'],
  ['http.request.id', 'keyword', 'request_id requestid'],
] // prettier-ignore

const BY_NAME: ReadonlyMap<string, readonly [field: string, kind: Kind]> = new Map(
  MEANINGS.flatMap(([field, kind, names]) => names.split(' ').map(name => [name, [field, kind]] as const)),
)

/** Gives ECS fields to the values in `fields` whose names say what they are; does not touch ECS fields that are set. */
export function putMeanings(
  fields: Event,
  event: Event,
  zoneOffsetMinutes: number,
  receivedMs: number,
): void {
  for (const name in fields) {
    const meaning = BY_NAME.get(name.toLowerCase())
    if (meaning === undefined) continue
    const [field, kind] = meaning
    const value = fields[name]
    if (value === undefined || typeof value === 'object') continue
    if (Object.hasOwn(event, field) && field !== '@timestamp') continue
    const read = readMeaning(value, kind, zoneOffsetMinutes, receivedMs)
    if (read !== undefined) event[field] = read
  }
  gatherRelated(event)
}

function readMeaning(
  value: Scalar,
  kind: Kind,
  zoneOffsetMinutes: number,
  receivedMs: number,
): Scalar | undefined {
  if (value === '' || value === '-') return undefined
  switch (kind) {
    case 'time':
      return isoOfAny(value, zoneOffsetMinutes, receivedMs)
    case 'keyword':
    case 'text':
      return String(value)
    case 'lower':
      return typeof value === 'string' ? value.toLowerCase() : undefined
    case 'ip':
      return typeof value === 'string' && isIP(value) !== 0 ? value : undefined
    case 'long':
      return typeof value === 'string' ? integerOf(value) : Number.isSafeInteger(value) ? value : undefined
    default:
      return kind satisfies never
  }
}

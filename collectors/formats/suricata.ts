// Suricata EVE JSON, versions 4 to 8: one object a line, `event_type` says what it tells of.
// Everything Suricata wrote is kept under `suricata.eve.*`; the fields that ECS has a name for are filled
// beside it: here those of every event, in suricata-events.ts those of each type.

import type { Event } from '#/kernel/event.ts'
import { setCommunityId } from './community-id.ts'
import { setAddress, setPort } from './entity-fields.ts'
import { flattenJson, isJsonObject } from './flatten-json.ts'
import type { JsonFormat, JsonObject } from './format.ts'
import { applyEventType } from './suricata-events.ts'
import { isoOfAny } from './time.ts'

export const suricataEve: JsonFormat = {
  name: 'suricata.eve',
  describes: 'Suricata EVE JSON: alerts, DNS, HTTP, TLS, flows, files, anomalies',
  recognises: document =>
    typeof document['event_type'] === 'string' &&
    typeof document['timestamp'] === 'string' &&
    ('flow_id' in document || 'src_ip' in document || 'stats' in document || 'engine' in document),
  parse(document, event, context, problems) {
    const type = document['event_type']
    if (typeof type !== 'string') return false
    const iso = isoOfAny(document['timestamp'], context.zoneOffsetMinutes, context.receivedMs)
    if (iso !== undefined) event['@timestamp'] = iso
    event['event.kind'] = 'event'
    event['event.module'] = 'suricata'
    event['event.dataset'] = 'suricata.eve'
    event['event.category'] = ['network']
    const {
      timestamp: _time,
      src_ip: _s,
      dest_ip: _d,
      src_port: _sp,
      dest_port: _dp,
      proto: _p,
      ...rest
    } = document
    flattenJson(rest, event, context.where, problems, 'suricata.eve.')
    applyFlowEnds(document, event)
    applyFlow(document, event)
    applyEventType(type, document, event)
    if (event['network.community_id'] === undefined) {
      setCommunityId(event, number(document['icmp_type']), number(document['icmp_code']))
    }
    return true
  },
}

function applyFlowEnds(document: JsonObject, event: Event): void {
  const { src_ip: source, dest_ip: destination, src_port: sourcePort, dest_port: destinationPort } = document
  if (typeof source === 'string') setAddress(event, 'source', source)
  if (typeof destination === 'string') setAddress(event, 'destination', destination)
  if (typeof sourcePort === 'number') setPort(event, 'source', sourcePort)
  if (typeof destinationPort === 'number') setPort(event, 'destination', destinationPort)
  const { proto, app_proto: application, community_id: communityId, vlan, host } = document
  if (typeof proto === 'string') event['network.transport'] = proto.toLowerCase()
  if (typeof application === 'string' && application !== 'failed' && application !== 'unknown') {
    event['network.protocol'] = application.toLowerCase()
  }
  if (typeof communityId === 'string') event['network.community_id'] = communityId
  if (Array.isArray(vlan) && vlan.length > 0) event['network.vlan.id'] = String(vlan[0])
  if (typeof host === 'string') event['observer.hostname'] = host
  event['observer.vendor'] = 'OISF'
  event['observer.product'] = 'Suricata'
  event['observer.type'] = 'ids'
  const ether = document['ether']
  if (!isJsonObject(ether)) return
  if (typeof ether['src_mac'] === 'string') event['source.mac'] = macOf(ether['src_mac'])
  if (typeof ether['dest_mac'] === 'string') event['destination.mac'] = macOf(ether['dest_mac'])
}

/** ECS writes hardware addresses as `00-1B-17-00-01-18`. */
function macOf(text: string): string {
  return text.toUpperCase().replaceAll(':', '-')
}

function applyFlow(document: JsonObject, event: Event): void {
  const flow = document['flow'] ?? document['netflow']
  if (!isJsonObject(flow)) return
  const packets = pair(flow, 'pkts', event, 'packets')
  if (packets !== undefined) event['network.packets'] = packets
  const bytes = pair(flow, 'bytes', event, 'bytes')
  if (bytes !== undefined) event['network.bytes'] = bytes
  const start = isoOfAny(flow['start'], 0, 0)
  if (start !== undefined) event['event.start'] = start
  const end = isoOfAny(flow['end'], 0, 0)
  if (end !== undefined) event['event.end'] = end
  const age = number(flow['age'])
  if (age !== undefined) event['event.duration'] = age * 1e9
}

/** Fills `source.<what>` and `destination.<what>` and returns their sum when both are known. */
function pair(flow: JsonObject, name: string, event: Event, what: string): number | undefined {
  const toServer = number(flow[`${name}_toserver`])
  const toClient = number(flow[`${name}_toclient`])
  if (toServer !== undefined) event[`source.${what}`] = toServer
  if (toClient !== undefined) event[`destination.${what}`] = toClient
  return toServer === undefined || toClient === undefined ? undefined : toServer + toClient
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

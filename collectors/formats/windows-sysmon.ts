// Sysmon: processes, files, registry, network, DNS. The same member names mean the same in every event, so one
// table of member → field serves all; what depends on the event id is below it.

import type { Event } from '#/kernel/event.ts'
import { wordTable } from '#/kernel/word-table.ts'
import { setCommunityId } from './community-id.ts'
import { setDomainParts } from './domain-name.ts'
import { ipOf, setPort } from './entity-fields.ts'
import { addValue } from './event-fields.ts'
import { isoOfIsoLike } from './time.ts'
import {
  dataText,
  setAccount,
  setCommandLine,
  setExecutable,
  setFile,
  setHashes,
  setPid,
} from './windows-fields.ts'
import type { EventData, WindowsHead } from './windows-record.ts'
import { applyRegistry } from './windows-registry.ts'

export function applySysmon(head: WindowsHead, data: EventData, event: Event): void {
  const text = (name: string) => dataText(data, name)
  const utcTime = text('UtcTime')
  const occurred = utcTime === undefined ? undefined : isoOfIsoLike(utcTime, 0)
  if (event['@timestamp'] !== undefined && head.timeCreated !== undefined)
    event['event.created'] = event['@timestamp']
  if (occurred !== undefined) event['@timestamp'] = occurred
  for (const [name, field] of SAME) {
    const value = text(name)
    if (value !== undefined) event[field] = value
  }
  setExecutable(event, 'process', text('Image') ?? text('SourceImage'))
  setPid(event, 'process', text('ProcessId') ?? text('SourceProcessId'))
  const user = text('User') ?? text('SourceUser')
  if (user !== undefined) setAccount(event, 'user', user)
  setFile(event, text('TargetFilename') ?? text('Device'))
  APPLY[head.eventId]?.(data, event)
}

/** Member of the event's data → field with the same value. */
const SAME = [
  ['ProcessGuid', 'process.entity_id'],
  ['SourceProcessGuid', 'process.entity_id'],
  ['SourceProcessGUID', 'process.entity_id'],
  ['RuleName', 'rule.name'],
] as const

const APPLY = wordTable<(data: EventData, event: Event) => void>({
  '1': applyProcess,
  '3': applyConnection,
  '6': applyLoaded,
  '7': applyLoaded,
  '10': applyTarget,
  '8': applyTarget,
  '12': applyRegistryEvent,
  '13': applyRegistryEvent,
  '14': applyRegistryEvent,
  '15': applyFileHashes,
  '17': applyPipe,
  '18': applyPipe,
  '22': applyDns,
  '23': applyFileHashes,
  '24': applyClipboard,
  '26': applyFileHashes,
  '27': (data, event) => {
    applyFileHashes(data, event)
    event['event.outcome'] = 'failure'
  },
  '28': applyFileHashes,
  '29': applyFileHashes,
  '255': applyError,
})

function applyProcess(data: EventData, event: Event): void {
  const text = (name: string) => dataText(data, name)
  setCommandLine(event, 'process', text('CommandLine'))
  setExecutable(event, 'process.parent', text('ParentImage'))
  setPid(event, 'process.parent', text('ParentProcessId'))
  setCommandLine(event, 'process.parent', text('ParentCommandLine'))
  for (const [name, field] of PROCESS_FIELDS) {
    const value = text(name)
    if (value !== undefined) event[field] = value
  }
  setPe(data, event, 'process')
  setHashes(event, text('Hashes') ?? text('Hash'), 'process')
}

const PROCESS_FIELDS = [
  ['ParentProcessGuid', 'process.parent.entity_id'],
  ['CurrentDirectory', 'process.working_directory'],
] as const

const PE_FIELDS = {
  process: peFields('process'),
  file: peFields('file'),
} as const

function peFields(prefix: 'process' | 'file'): readonly (readonly [member: string, field: string])[] {
  return [
    ['OriginalFileName', `${prefix}.pe.original_file_name`],
    ['Description', `${prefix}.pe.description`],
    ['Company', `${prefix}.pe.company`],
    ['Product', `${prefix}.pe.product`],
    ['FileVersion', `${prefix}.pe.file_version`],
  ]
}

function setPe(data: EventData, event: Event, prefix: keyof typeof PE_FIELDS): void {
  for (const [name, field] of PE_FIELDS[prefix]) {
    const value = dataText(data, name)
    if (value !== undefined) event[field] = value
  }
}

/** A driver or library that was loaded. */
function applyLoaded(data: EventData, event: Event): void {
  const path = dataText(data, 'ImageLoaded')
  setFile(event, path)
  setPe(data, event, 'file')
  setHashes(event, dataText(data, 'Hashes'), 'file')
  const signer = dataText(data, 'Signature')
  if (signer !== undefined) event['file.code_signature.subject_name'] = signer
  const status = dataText(data, 'SignatureStatus')
  if (status === undefined) return
  event['file.code_signature.status'] = status
  event['file.code_signature.valid'] = status === 'Valid'
}

function applyFileHashes(data: EventData, event: Event): void {
  setHashes(event, dataText(data, 'Hashes') ?? dataText(data, 'Hash'), 'file')
}

/** What was copied has hashes of its own; they only help to find it again. */
function applyClipboard(data: EventData, event: Event): void {
  setHashes(event, dataText(data, 'Hashes'), undefined)
}

function applyTarget(data: EventData, event: Event): void {
  const target = dataText(data, 'TargetUser')
  if (target !== undefined) addValue(event, 'related.user', target.slice(target.indexOf('\\') + 1))
}

function applyPipe(data: EventData, event: Event): void {
  const pipe = dataText(data, 'PipeName')
  if (pipe !== undefined) event['file.name'] = pipe
}

function applyRegistryEvent(data: EventData, event: Event): void {
  applyRegistry(event, dataText(data, 'TargetObject'), dataText(data, 'Details'))
}

function applyError(data: EventData, event: Event): void {
  event['event.outcome'] = 'failure'
  const code = dataText(data, 'ID')
  if (code !== undefined) event['error.code'] = code
  const reason = dataText(data, 'Description')
  if (reason !== undefined) event['error.message'] = reason
}

function applyConnection(data: EventData, event: Event): void {
  const text = (name: string) => dataText(data, name)
  for (const [side, name] of [
    ['source', 'Source'],
    ['destination', 'Destination'],
  ] as const) {
    const ip = ipOf(text(`${name}Ip`) ?? '')
    if (ip !== undefined) {
      event[`${side}.ip`] = ip
      addValue(event, 'related.ip', ip)
    }
    const host = text(`${name}Hostname`)
    if (host !== undefined) event[`${side}.domain`] = host
    setPort(event, side, text(`${name}Port`) ?? '')
  }
  const transport = text('Protocol')
  if (transport !== undefined) event['network.transport'] = transport.toLowerCase()
  const protocol = text('DestinationPortName') ?? text('SourcePortName')
  if (protocol !== undefined) event['network.protocol'] = protocol.toLowerCase()
  const initiated = text('Initiated')
  if (initiated !== undefined)
    event['network.direction'] = initiated.toLowerCase() === 'true' ? 'egress' : 'ingress'
  const version6 = text('SourceIsIpv6')
  if (version6 !== undefined) event['network.type'] = version6.toLowerCase() === 'true' ? 'ipv6' : 'ipv4'
  setCommunityId(event)
}

const DNS_TYPES = wordTable<string>({
  '1': 'A', '2': 'NS', '5': 'CNAME', '6': 'SOA', '12': 'PTR', '13': 'HINFO', '15': 'MX', '16': 'TXT', '28': 'AAAA',
  '33': 'SRV', '43': 'DS', '46': 'RRSIG', '47': 'NSEC', '48': 'DNSKEY', '65': 'HTTPS', '255': 'ANY', '257': 'CAA',
}) // prettier-ignore

/** Answers read of one query. */
const MAX_ANSWERS = 256

/** `type:  5 www.example.com;::ffff:192.0.2.1;` : records with their type's number, addresses without. */
function applyDns(data: EventData, event: Event): void {
  event['network.protocol'] = 'dns'
  const name = dataText(data, 'QueryName')
  const found: { data: string; type: string }[] = []
  for (const result of (dataText(data, 'QueryResults') ?? '').split(';', MAX_ANSWERS)) {
    const record = /^type: {1,4}(\d{1,5}) +(\S.*)$/.exec(result)
    const ip = record === null ? ipOf(result.trim()) : undefined
    if (record !== null) found.push({ data: record[2]!.trim(), type: DNS_TYPES[record[1]!] ?? record[1]! })
    else if (ip !== undefined) {
      found.push({ data: ip, type: ip.includes(':') ? 'AAAA' : 'A' })
      addValue(event, 'dns.resolved_ip', ip)
      addValue(event, 'related.ip', ip)
    }
  }
  if (found.length > 0) {
    event['dns.answers.data'] = found.map(answer => answer.data)
    event['dns.answers.type'] = found.map(answer => answer.type)
  }
  for (const answer of found)
    if (ipOf(answer.data) === undefined) addValue(event, 'related.hosts', answer.data)
  if (name === undefined) return
  event['dns.question.name'] = name
  setDomainParts(event, 'dns.question', name)
  addValue(event, 'related.hosts', name)
}

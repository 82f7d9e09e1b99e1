// Windows events as JSON, from winlogbeat, NXLog or evtx_dump → one flat event.
// The event's own data keep their names and values under `winlog.event_data.*` and `winlog.user_data.*`,
// because that is what detection rules are written against; ECS is filled beside them: here what holds for
// every channel, then by channel in windows-security.ts, windows-sysmon.ts and windows-powershell.ts.

import type { Event } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { Problem } from '#/kernel/problem.ts'
import { normaliseEcsTypes } from './ecs-document.ts'
import { flattenJson } from './flatten-json.ts'
import type { JsonFormat, JsonObject, LineContext } from './format.ts'
import { isoOfAny } from './time.ts'
import { meaningOf } from './windows-actions.ts'
import { applyPowershell } from './windows-powershell.ts'
import type { WindowsRecord } from './windows-record.ts'
import { applySecurity } from './windows-security.ts'
import { applyServices } from './windows-services.ts'
import { readWindowsRecord } from './windows-shapes.ts'
import { applySysmon } from './windows-sysmon.ts'

export const windowsEvent: JsonFormat = {
  name: 'windows',
  describes: 'Windows events as JSON: winlogbeat, NXLog, evtx_dump',
  recognises: looksLikeWindows,
  parse(document, event, context, problems) {
    const record = readWindowsRecord(document)
    if (record === undefined) return false
    writeRecord(record, event, context, problems)
    return true
  },
}

/**
 * The flat event of a document, or undefined when it is not a Windows event. Times without a zone are UTC.
 * The document's own `@timestamp` is replaced by the time at which Windows logged the event.
 */
export function normaliseWindows(document: JsonObject): Event | undefined {
  const event: Event = {}
  return windowsEvent.recognises(document, PLAIN) && windowsEvent.parse(document, event, PLAIN, [])
    ? event
    : undefined
}

const PLAIN: LineContext = {
  receivedMs: 0,
  zoneOffsetMinutes: 0,
  program: undefined,
  forced: undefined,
  where: 'document',
}

function looksLikeWindows(document: JsonObject): boolean {
  return (
    'winlog' in document ||
    'winlog.event_id' in document ||
    'Event' in document ||
    'EventID' in document ||
    ('System' in document && ('EventData' in document || 'UserData' in document))
  )
}

function writeRecord(record: WindowsRecord, event: Event, context: LineContext, problems: Problem[]): void {
  writeRest(record.rest, event, context, problems)
  flattenJson(systemFields(record), event, context.where, problems)
  flattenJson(record.eventData, event, context.where, problems, 'winlog.event_data.')
  flattenJson(record.userData, event, context.where, problems, 'winlog.user_data.')

  event['event.kind'] = 'event'
  const isLinux = record.channel === 'Linux-Sysmon/Operational'
  event['event.module'] = isLinux ? 'sysmon_linux' : 'windows'
  event['event.dataset'] = isLinux ? 'sysmon_linux.log' : datasetOf(record.channel)
  event['event.code'] = record.eventId
  if (record.provider !== undefined) event['event.provider'] = record.provider
  if (record.computer !== undefined) event['host.name'] = record.computer
  if (record.message !== undefined) event['message'] = record.message
  if (record.level !== undefined) event['log.level'] = levelName(record.level)
  if (record.userSid !== undefined) event['user.id'] = record.userSid
  const created = isoOfAny(record.timeCreated, context.zoneOffsetMinutes, context.receivedMs)
  if (created !== undefined) event['@timestamp'] = created

  const meaning = meaningOf(record.channel, record.eventId)
  if (meaning !== undefined) {
    if (meaning.categories.length > 0) event['event.category'] = meaning.categories.slice()
    if (meaning.types.length > 0) event['event.type'] = meaning.types.slice()
    if (meaning.action !== undefined) event['event.action'] = meaning.action
  }
  applyChannel(record, event)
}

/** What a shipper wrote around the event: kept under its own names, except the platform's, which are not the sender's to set. */
function writeRest(rest: JsonObject, event: Event, context: LineContext, problems: Problem[]): void {
  const flat: Event = {}
  flattenJson(rest, flat, context.where, problems)
  normaliseEcsTypes(flat, context.zoneOffsetMinutes, context.receivedMs)
  for (const field in flat) if (!field.startsWith('thapcanh.')) event[field] = flat[field]!
}

function applyChannel(record: WindowsRecord, event: Event): void {
  switch (record.channel) {
    case 'Security':
      applySecurity(record, event)
      break
    case 'Microsoft-Windows-Sysmon/Operational':
    case 'Linux-Sysmon/Operational':
      applySysmon(record, event)
      break
    case 'Windows PowerShell':
    case 'Microsoft-Windows-PowerShell/Operational':
    case 'PowerShellCore/Operational':
      applyPowershell(record, event)
      break
    default:
      applyServices(record, event)
  }
}

/** `winlog.*` as winlogbeat names it. */
function systemFields(record: WindowsRecord): JsonObject {
  return {
    'winlog.channel': record.channel ?? null,
    'winlog.event_id': record.eventId,
    'winlog.provider_name': record.provider ?? null,
    'winlog.provider_guid': record.providerGuid ?? null,
    'winlog.computer_name': record.computer ?? null,
    'winlog.record_id': record.recordId ?? null,
    'winlog.time_created': record.timeCreated ?? null,
    'winlog.level': record.level ?? null,
    'winlog.task': record.task,
    'winlog.opcode': record.opcode,
    'winlog.version': record.version,
    'winlog.keywords': record.keywords,
    'winlog.process.pid': record.pid ?? null,
    'winlog.process.thread.id': record.threadId ?? null,
    'winlog.user.identifier': record.userSid ?? null,
    'winlog.activity_id': record.activityId ?? null,
  }
}

const datasets = new Map([
  ['Security', 'windows.security'],
  ['System', 'windows.system'],
  ['Application', 'windows.application'],
  ['Microsoft-Windows-Sysmon/Operational', 'windows.sysmon_operational'],
  ['Windows PowerShell', 'windows.powershell'],
  ['Microsoft-Windows-PowerShell/Operational', 'windows.powershell_operational'],
  ['Microsoft-Windows-Windows Defender/Operational', 'windows.windows_defender'],
])

/** A known short name, else the channel's own name in small letters; kept, as far as the limits allow. */
function datasetOf(channel: string | undefined): string {
  if (channel === undefined) return 'windows.forwarded'
  const known = datasets.get(channel)
  if (known !== undefined) return known
  const words = channel.replace(/^Microsoft-Windows-/, '').toLowerCase()
  const dataset = `windows.${words.replace(/[^a-z0-9]+/g, '_').slice(0, 100)}`
  if (datasets.size < LIMITS.maxTraitValues && channel.length < 256) datasets.set(channel, dataset)
  return dataset
}

const LEVELS = ['information', 'critical', 'error', 'warning', 'information', 'verbose'] as const

/** Windows numbers its levels 1 (critical) to 5 (verbose); 0 is an audit event, shown as information. */
function levelName(level: string | number): string {
  return typeof level === 'string' ? level : (LEVELS[level] ?? String(level))
}

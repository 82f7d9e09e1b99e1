// What a Windows event means in ECS: here what holds for every channel, then by channel in windows-security.ts,
// windows-sysmon.ts, windows-powershell.ts and windows-services.ts.

import type { Event } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { LineContext } from './format.ts'
import { isoOfAny } from './time.ts'
import { meaningOf } from './windows-actions.ts'
import { applyPowershell } from './windows-powershell.ts'
import type { EventData, WindowsHead } from './windows-record.ts'
import { applySecurity } from './windows-security.ts'
import { applyServices } from './windows-services.ts'
import { applySysmon } from './windows-sysmon.ts'

/** Fills the event's ECS fields; what a shipper wrote around it is in there already. */
export function writeEcs(head: WindowsHead, data: EventData, event: Event, context: LineContext): void {
  event['event.kind'] = 'event'
  const isLinux = head.channel === 'Linux-Sysmon/Operational'
  event['event.module'] = isLinux ? 'sysmon_linux' : 'windows'
  event['event.dataset'] = isLinux ? 'sysmon_linux.log' : datasetOf(head.channel)
  event['event.code'] = head.eventId
  if (head.provider !== undefined) event['event.provider'] = head.provider
  if (head.computer !== undefined) event['host.name'] = head.computer
  if (head.message !== undefined) event['message'] = head.message
  if (head.level !== undefined) event['log.level'] = levelName(head.level)
  if (head.userSid !== undefined) event['user.id'] = head.userSid
  const created = isoOfAny(head.timeCreated, context.zoneOffsetMinutes, context.receivedMs)
  if (created !== undefined) event['@timestamp'] = created

  const meaning = meaningOf(head.channel, head.eventId)
  if (meaning !== undefined) {
    if (meaning.categories.length > 0) event['event.category'] = meaning.categories.slice()
    if (meaning.types.length > 0) event['event.type'] = meaning.types.slice()
    if (meaning.action !== undefined) event['event.action'] = meaning.action
  }
  applyChannel(head, data, event)
}

function applyChannel(head: WindowsHead, data: EventData, event: Event): void {
  switch (head.channel) {
    case 'Security':
      applySecurity(head, data, event)
      break
    case 'Microsoft-Windows-Sysmon/Operational':
    case 'Linux-Sysmon/Operational':
      applySysmon(head, data, event)
      break
    case 'Windows PowerShell':
    case 'Microsoft-Windows-PowerShell/Operational':
    case 'PowerShellCore/Operational':
      applyPowershell(data, event)
      break
    default:
      applyServices(head, data, event)
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

// What an event is known by when rules are routed: its dataset, Windows channel and event id, program, vendor, …
// All in lower case. Log sources (`log-source.ts`) are described in these traits and in nothing else.

import type { Event } from '#/kernel/event.ts'
import { textOf, valuesOf } from '#/kernel/event.ts'

/** What of an event decides where it belongs; all in lower case. */
export interface Traits {
  readonly module: string
  readonly dataset: string
  readonly channel: string
  readonly eventId: string
  readonly registryChange: string
  readonly program: string
  /** thapcanh.format: which of our formats read the line. */
  readonly format: string
  readonly vendor: string
  readonly observer: string
  readonly os: string
  readonly action: string
  readonly protocol: string
  readonly categories: readonly string[]
  readonly types: readonly string[]
}

export type TraitName = keyof Traits

/**
 * Trait → what it may be: `x*` is a beginning, `*x` an ending, `*` anything but empty, `` empty, `!(x|y)` none
 * of these.
 */
export type Way = Readonly<Partial<Record<TraitName, readonly string[]>>>

/** Every field that `traitsOf` looks at, and the traits it may decide. */
export const TRAIT_FIELDS: Readonly<Record<string, readonly TraitName[]>> = {
  'event.module': ['module'],
  // Of an audit record process.name is not the program.
  'event.dataset': ['dataset', 'program'],
  'winlog.channel': ['channel'],
  Channel: ['channel'],
  'winlog.provider_name': ['channel'],
  'winlog.event_id': ['eventId'],
  'event.code': ['eventId'],
  EventID: ['eventId'],
  'winlog.event_data.EventType': ['registryChange'],
  EventType: ['registryChange'],
  'log.syslog.appname': ['program'],
  'process.name': ['program'],
  'thapcanh.format': ['format'],
  'observer.vendor': ['vendor'],
  'observer.type': ['observer'],
  'host.os.type': ['os'],
  'host.os.platform': ['os'],
  'host.os.family': ['os'],
  'event.action': ['action'],
  'network.protocol': ['protocol'],
  'event.category': ['categories'],
  'event.type': ['types'],
}

/** The traits of an event. */
export function traitsOf(event: Event): Traits {
  return {
    module: lower(event, 'event.module'),
    dataset: lower(event, 'event.dataset'),
    channel: lower(event, 'winlog.channel') || lower(event, 'Channel') || channelOfProvider(event),
    eventId: lower(event, 'winlog.event_id') || lower(event, 'event.code') || lower(event, 'EventID'),
    registryChange: lower(event, 'winlog.event_data.EventType') || lower(event, 'EventType'),
    program: programOf(event),
    format: lower(event, 'thapcanh.format'),
    vendor: lower(event, 'observer.vendor'),
    observer: lower(event, 'observer.type'),
    os: lower(event, 'host.os.type') || lower(event, 'host.os.platform') || lower(event, 'host.os.family'),
    action: lower(event, 'event.action'),
    protocol: lower(event, 'network.protocol'),
    categories: lowerAll(event, 'event.category'),
    types: lowerAll(event, 'event.type'),
  }
}

/** Who wrote the line. In an audit record process.name is who was watched, not who wrote. */
function programOf(event: Event): string {
  const writer = lower(event, 'log.syslog.appname')
  if (writer !== '') return writer
  return isAuditDataset(lower(event, 'event.dataset')) ? '' : lower(event, 'process.name')
}

/** True for a dataset, in lower case, whose records tell of programs and are not written by them. */
export function isAuditDataset(dataset: string): boolean {
  return dataset.startsWith('audit')
}

const PROVIDER_CHANNELS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'microsoft-windows-sysmon': 'microsoft-windows-sysmon/operational',
    'microsoft-windows-security-auditing': 'security',
    'microsoft-windows-powershell': 'microsoft-windows-powershell/operational',
    'microsoft-windows-windows defender': 'microsoft-windows-windows defender/operational',
    'service control manager': 'system',
  }),
)

/** The channel that a Windows provider writes to, for shippers that leave the channel out. */
function channelOfProvider(event: Event): string {
  return channelOf(lower(event, 'winlog.provider_name'))
}

/** The channel of a provider, both in lower case; empty when it is not known. */
export function channelOf(provider: string): string {
  return PROVIDER_CHANNELS.get(provider) ?? ''
}

function lower(event: Event, field: string): string {
  return textOf(event, field)?.toLowerCase() ?? ''
}

function lowerAll(event: Event, field: string): readonly string[] {
  return valuesOf(event, field).map(value => String(value).toLowerCase())
}

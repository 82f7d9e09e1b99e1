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
  return lower(event, 'event.dataset').startsWith('audit') ? '' : lower(event, 'process.name')
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
  return PROVIDER_CHANNELS.get(lower(event, 'winlog.provider_name')) ?? ''
}

function lower(event: Event, field: string): string {
  return textOf(event, field)?.toLowerCase() ?? ''
}

function lowerAll(event: Event, field: string): readonly string[] {
  return valuesOf(event, field).map(value => String(value).toLowerCase())
}

// Ties an event to the monitored system it belongs to: by host name, then by the sender's address, then by
// the listener it came in through, then by the addresses inside the event (the attacked side first). What a
// firewall or sensor observed belongs to the system it saw, and to the sensor's own only when it saw none.
// Answers are remembered per host and address; the memory is bounded and cleared when full.

import { BlockList, isIP } from 'node:net'
import { valuesOf, type Event } from '#/kernel/event.ts'
import type { MonitoredSystem } from '#/kernel/monitored-system.ts'

const HOST_FIELDS = ['host.name', 'host.hostname', 'log.syslog.hostname']
/** The device that watched others; it may name itself as host too. */
const OBSERVER_FIELDS = ['observer.hostname', 'observer.name']
/** The side that is attacked or serves comes before the side that asks. */
const ADDRESS_FIELDS = ['host.ip', 'server.ip', 'destination.ip', 'client.ip', 'source.ip']
const MEMORY_LIMIT = 50_000

export type AssignSystem = (event: Event, listener: string, peer: string) => MonitoredSystem | undefined

export function createSystemAssignment(systems: readonly MonitoredSystem[]): AssignSystem {
  const byHost = remember(hostLookup(systems))
  const byAddress = remember(addressLookup(systems))
  const byListener = new Map(systems.flatMap(system => system.listeners.map(id => [id, system] as const)))

  const firstOf = (event: Event, fields: readonly string[], lookup: Lookup): MonitoredSystem | undefined => {
    for (const field of fields) {
      for (const value of valuesOf(event, field)) {
        const system = lookup(String(value))
        if (system) return system
      }
    }
    return undefined
  }
  return (event, listener, peer) => {
    const observed = OBSERVER_FIELDS.some(field => event[field] !== undefined)
    return (
      (observed ? firstOf(event, ADDRESS_FIELDS, byAddress) : undefined) ??
      firstOf(event, HOST_FIELDS, byHost) ??
      firstOf(event, OBSERVER_FIELDS, byHost) ??
      byAddress(peer) ??
      byListener.get(listener) ??
      firstOf(event, ADDRESS_FIELDS, byAddress)
    )
  }
}

type Lookup = (key: string) => MonitoredSystem | undefined

function hostLookup(systems: readonly MonitoredSystem[]): Lookup {
  const exact = new Map<string, MonitoredSystem>()
  const patterns: { pattern: RegExp; system: MonitoredSystem }[] = []
  for (const system of systems) {
    for (const host of system.hosts) {
      const name = host.toLowerCase()
      if (name.includes('*')) patterns.push({ pattern: globToRegExp(name), system })
      else exact.set(name, system)
    }
  }
  return host => {
    const name = host.toLowerCase()
    return exact.get(name) ?? patterns.find(({ pattern }) => pattern.test(name))?.system
  }
}

function globToRegExp(glob: string): RegExp {
  return new RegExp(
    `^${glob
      .split('*')
      .map(part => RegExp.escape(part))
      .join('[^]*')}$`,
  )
}

function addressLookup(systems: readonly MonitoredSystem[]): Lookup {
  const lists = systems.map(system => ({ system, list: blockListOf(system.addresses) }))
  return address => {
    const version = isIP(address)
    if (version === 0) return undefined
    return lists.find(({ list }) => list.check(address, version === 4 ? 'ipv4' : 'ipv6'))?.system
  }
}

function blockListOf(addresses: readonly string[]): BlockList {
  const list = new BlockList()
  for (const entry of addresses) {
    const [address = '', prefix] = entry.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (prefix === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(prefix), family)
  }
  return list
}

function remember(lookup: Lookup): Lookup {
  const known = new Map<string, MonitoredSystem | undefined>()
  return key => {
    if (known.has(key)) return known.get(key)
    if (known.size >= MEMORY_LIMIT) known.clear()
    const system = lookup(key)
    known.set(key, system)
    return system
  }
}

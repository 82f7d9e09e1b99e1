// What of a monitored system stands where. The configuration file gives the part that collection needs; the
// register adds the rest to it, or holds a whole system of its own. One record a system: of one that the
// configuration names, the configured part wins, whatever the record says.

import type { MonitoredSystem, RegisteredSystem } from '#/kernel/monitored-system.ts'
import type { Collection } from '#/store/records.ts'

export const MONITORED_SYSTEMS: Collection<RegisteredSystem> = {
  name: 'monitored-system',
  keys: ({ unitId, level, source }) => ({ unitId, level, source }),
}

/** Fields of a system that the configuration file settles when it names the system. */
export const CONFIG_FIELDS = ['name', 'level', 'owner', 'hosts', 'addresses', 'listeners'] as const

/** What holds of a system about which nothing has been stated. */
export const UNSTATED = {
  name: '',
  owner: '',
  hosts: [],
  addresses: [],
  listeners: [],
  unitId: null,
  kind: 'other',
  purpose: '',
  operator: '',
  operatorAddress: '',
  domains: [],
  zones: [],
  links: [],
  providers: [],
  contacts: [],
  services: [],
  operatingSystem: '',
  measures: [],
  approval: { state: null, decision: '', expected: '' },
  regulation: '',
  measuresState: null,
  measuresExpected: '',
  inspections: [],
  source: 'register',
} as const satisfies Omit<RegisteredSystem, 'id' | 'level'>

/** A configured system with what the register has stated of it, if anything. */
export function withConfigured(
  configured: MonitoredSystem,
  stated: RegisteredSystem | undefined,
): RegisteredSystem {
  const { id, name, level, owner, hosts, addresses, listeners } = configured
  const unitId = stated?.unitId ?? configured.unitId ?? null
  return {
    ...UNSTATED,
    ...stated,
    id,
    name,
    level,
    owner,
    hosts,
    addresses,
    listeners,
    unitId,
    source: 'config',
  }
}

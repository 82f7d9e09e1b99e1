// A system's fields as a form holds them: read from what was typed, compared with what was there.

import type { RegisteredSystemView } from '#/api/contract/register.ts'
import { fieldText, trimmedText } from '../parts/field-text.ts'
import type { SystemFields } from './register-api.ts'

export const EMPTY_SYSTEM: RegisteredSystemView = {
  id: '',
  name: '',
  level: 1,
  owner: '',
  hosts: [],
  addresses: [],
  listeners: [],
  unitId: null,
  kind: 'internal',
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
}

export const KINDS = ['internal', 'public-service', 'infrastructure', 'industrial-control', 'other'] as const
export const ZONES = [
  'border',
  'dmz',
  'internal',
  'server',
  'wireless',
  'database',
  'administration',
  'device-administration',
] as const
export const APPROVAL_STATES = ['drafting', 'submitted', 'appraised', 'approved'] as const
export const PLAN_STATES = ['none', 'partly', 'fully'] as const
export const INSPECTIONS = ['before-use', 'periodic'] as const
export const PROVIDER_KINDS = ['internet', 'hosting', 'security', 'software', 'other'] as const
export const SERVICES = ['web', 'mail', 'database'] as const
export const MEASURES = ['antivirus', 'firewall', 'ids'] as const

/** Settled by the configuration file when the system stands there. */
export const CONFIGURED: ReadonlySet<string> = new Set([
  'name',
  'level',
  'owner',
  'hosts',
  'addresses',
  'listeners',
])

/** One entry a line, or parted by commas or semicolons where no entry holds one. */
function listed(fields: FormData, name: string, by: RegExp): string[] {
  return fieldText(fields, name)
    .split(by)
    .map(text => text.trim())
    .filter(text => text !== '')
}
const NETWORK_WORDS = /[\s,;]+/
const LINES = /\n/

function chosen<T extends string>(fields: FormData, name: string, among: readonly T[]): T | null {
  return among.find(value => value === fields.get(name)) ?? null
}

function ticked<T extends string>(fields: FormData, name: string, among: readonly T[]): T[] {
  const values = new Set(fields.getAll(name))
  return among.filter(value => values.has(value))
}

/** The rows of a list in their order: `contacts.3.name` is the name in the row with key 3. */
function rowsOf(fields: FormData, list: string): ((part: string) => string)[] {
  const keys = new Set(
    [...fields.keys()].filter(name => name.startsWith(`${list}.`)).map(name => name.split('.')[1] ?? ''),
  )
  return [...keys].map(key => part => trimmedText(fields, `${list}.${key}.${part}`))
}

const isFilled = (...texts: readonly string[]): boolean => texts.some(text => text !== '')

function readSuppliers(fields: FormData): Pick<SystemFields, 'links' | 'providers' | 'contacts'> {
  return {
    links: rowsOf(fields, 'links')
      .map(part => ({
        provider: part('provider'),
        // What is no number stays one that is none: the form says so.
        megabits: part('megabits') === '' ? null : Number(part('megabits').replace(',', '.')),
        monitored: part('monitored') === 'on',
      }))
      .filter(({ provider, megabits }) => provider !== '' || megabits !== null),
    providers: rowsOf(fields, 'providers')
      .map(part => ({
        name: part('name'),
        kind: PROVIDER_KINDS.find(kind => kind === part('kind')) ?? 'other',
        telephone: part('telephone'),
      }))
      .filter(({ name, telephone }) => isFilled(name, telephone)),
    contacts: rowsOf(fields, 'contacts')
      .map(part => ({
        name: part('name'),
        position: part('position'),
        telephone: part('telephone'),
        email: part('email'),
        duty: part('duty'),
      }))
      .filter(contact => isFilled(...Object.values(contact))),
  }
}

/** What the form says; what the configuration settles stays as it is in `base`. */
export function readFields(fields: FormData, base: RegisteredSystemView): SystemFields {
  const level = Number(fields.get('level'))
  const read: SystemFields = {
    name: trimmedText(fields, 'name'),
    level: ([1, 2, 3, 4, 5] as const).find(known => known === level) ?? base.level,
    owner: trimmedText(fields, 'owner'),
    hosts: listed(fields, 'hosts', NETWORK_WORDS),
    addresses: listed(fields, 'addresses', NETWORK_WORDS),
    listeners: listed(fields, 'listeners', NETWORK_WORDS),
    unitId: trimmedText(fields, 'unitId') || null,
    kind: chosen(fields, 'kind', KINDS) ?? base.kind,
    purpose: trimmedText(fields, 'purpose'),
    operator: trimmedText(fields, 'operator'),
    operatorAddress: trimmedText(fields, 'operatorAddress'),
    domains: listed(fields, 'domains', NETWORK_WORDS),
    zones: ticked(fields, 'zones', ZONES),
    ...readSuppliers(fields),
    services: [...ticked(fields, 'services', SERVICES), ...listed(fields, 'services.more', LINES)],
    operatingSystem: trimmedText(fields, 'operatingSystem'),
    measures: [...ticked(fields, 'measures', MEASURES), ...listed(fields, 'measures.more', LINES)],
    approval: {
      state: chosen(fields, 'approval.state', APPROVAL_STATES),
      decision: trimmedText(fields, 'approval.decision'),
      expected: trimmedText(fields, 'approval.expected'),
    },
    regulation: trimmedText(fields, 'regulation'),
    measuresState: chosen(fields, 'measuresState', PLAN_STATES),
    measuresExpected: trimmedText(fields, 'measuresExpected'),
    inspections: ticked(fields, 'inspections', INSPECTIONS),
  }
  if (base.source !== 'config') return read
  const { name, owner, hosts, addresses, listeners } = base
  return { ...read, name, level: base.level, owner, hosts, addresses, listeners }
}

/** Lists whose order says nothing. */
const SETS: ReadonlySet<string> = new Set(['zones', 'inspections', 'services', 'measures'])

function isSame(field: string, before: unknown, after: unknown): boolean {
  if (SETS.has(field) && Array.isArray(before) && Array.isArray(after))
    return before.length === after.length && new Set(before).symmetricDifference(new Set(after)).size === 0
  return JSON.stringify(before) === JSON.stringify(after)
}

/** Only what was changed, so that what others changed meanwhile stays. */
export function changedFields(before: RegisteredSystemView, after: SystemFields): Partial<SystemFields> {
  const was = before as Readonly<Record<string, unknown>>
  return Object.fromEntries(
    Object.entries(after).filter(([field, value]) => !isSame(field, was[field], value)),
  )
}

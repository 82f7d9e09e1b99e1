// What is wrong with a system as stated, field by field, all of it at once; and what is merely odd. The shape
// has been checked before (contract, CSV columns): here stands what a shape cannot say.

import { domainToASCII } from 'node:url'
import type { NetworkZone, RegisteredSystem, SystemLevel } from '#/kernel/monitored-system.ts'
import { hasHostBits, parseAddressRange } from './addresses.ts'
import { CONFIG_FIELDS } from './system-record.ts'

export interface FieldProblem {
  readonly field: keyof RegisteredSystem
  /** In Vietnamese, and the same in English. */
  readonly text: string
  readonly textEnglish: string
}

/** Zones by level, Circular 12/2022, Phụ lục I–V. */
const ZONES_BY_LEVEL: Readonly<Record<SystemLevel, readonly NetworkZone[]>> = (() => {
  const one = ['internal', 'border', 'dmz'] as const
  const two = [...one, 'server', 'wireless'] as const
  const three = [...two, 'database', 'administration'] as const
  const four = [...three, 'device-administration'] as const
  return { 1: one, 2: two, 3: three, 4: four, 5: four }
})()

const SYSTEM_ID = /^[a-z0-9][a-z0-9-]{0,63}$/
const HOST = /^[\p{L}\p{N}_.*-]{1,253}$/u
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/
const TELEPHONE = /^[+()\d][\d\s().+-]{2,}(\s*(ext|máy lẻ)\.?\s*\d+)?$/i

export interface Surroundings {
  readonly unitIds: ReadonlySet<string>
  /** Listeners of the configuration; undefined: not known here. */
  readonly listenerIds?: ReadonlySet<string> | undefined
}

/** Empty when the system may be written. */
export function problemsOfSystem(system: RegisteredSystem, around: Surroundings): readonly FieldProblem[] {
  const problems: FieldProblem[] = []
  const complain = (field: FieldProblem['field'], text: string, textEnglish: string): void => {
    problems.push({ field, text, textEnglish })
  }
  if (!SYSTEM_ID.test(system.id))
    complain(
      'id',
      `mã "${system.id}" chỉ được gồm chữ thường không dấu, số và dấu gạch nối`,
      `the id "${system.id}" may hold small letters, digits and hyphens only`,
    )
  if (system.name.trim() === '') complain('name', 'phải có tên', 'must have a name')
  for (const host of system.hosts)
    if (!HOST.test(host))
      complain('hosts', `"${host}" không phải tên máy`, `"${host}" is not the name of a host`)
  for (const address of system.addresses)
    if (parseAddressRange(address) === undefined)
      complain(
        'addresses',
        `"${address}" không phải địa chỉ IP hay dải CIDR`,
        `"${address}" is neither an address nor a CIDR range`,
      )
  for (const domain of system.domains)
    if (asciiDomain(domain) === undefined)
      complain('domains', `"${domain}" không phải tên miền`, `"${domain}" is not a domain name`)
  if (system.unitId !== null && !around.unitIds.has(system.unitId))
    complain('unitId', `không có đơn vị "${system.unitId}"`, `there is no unit "${system.unitId}"`)
  for (const id of system.listeners)
    if (around.listenerIds !== undefined && !around.listenerIds.has(id))
      complain('listeners', `không có cổng thu "${id}"`, `there is no listener "${id}"`)
  for (const { name, email, telephone } of system.contacts) {
    if (email !== '' && !EMAIL.test(email))
      complain('contacts', `"${email}" không phải thư điện tử`, `"${email}" is not an e-mail address`)
    if (telephone !== '' && !TELEPHONE.test(telephone))
      complain(
        'contacts',
        `"${telephone}" không phải số điện thoại`,
        `"${telephone}" is not a telephone number`,
      )
    if (name.trim() === '') complain('contacts', 'đầu mối phải có tên', 'a contact must have a name')
  }
  for (const { name, telephone } of system.providers) {
    if (telephone !== '' && !TELEPHONE.test(telephone))
      complain(
        'providers',
        `"${telephone}" không phải số điện thoại`,
        `"${telephone}" is not a telephone number`,
      )
    if (name.trim() === '') complain('providers', 'nhà cung cấp phải có tên', 'a provider must have a name')
  }
  return problems
}

/** Odd, but no reason to refuse it. */
export function doubtsAboutSystem(system: RegisteredSystem): readonly FieldProblem[] {
  const doubts: FieldProblem[] = []
  for (const address of system.addresses)
    if (hasHostBits(address))
      doubts.push({
        field: 'addresses',
        text: `"${address}" có phần máy khác 0; được hiểu là cả dải`,
        textEnglish: `"${address}" has host bits set; it is read as the whole range`,
      })
  for (const zone of system.zones)
    if (!ZONES_BY_LEVEL[system.level].includes(zone))
      doubts.push({
        field: 'zones',
        text: `Thông tư 12/2022 không nêu vùng mạng này (${zone}) ở cấp độ ${system.level}`,
        textEnglish: `Circular 12/2022 does not name this zone (${zone}) at level ${system.level}`,
      })
  return doubts
}

/** The domain in the form of the DNS, for comparing; `*.` in front is kept. Undefined: not a domain. */
export function asciiDomain(text: string): string | undefined {
  const [, star = '', rest = ''] = /^(\*\.)?(.*)$/.exec(text.trim().replace(/\.$/, '')) ?? []
  // The function reads URLs' hosts, and passes over what may follow one.
  if (/[\s/?#@:\\]/.test(rest)) return undefined
  const ascii = domainToASCII(rest)
  const isName = /^(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{1,62}$/.test(ascii)
  return isName ? star + ascii : undefined
}

/** Which of the fields that the configuration file settles would be changed. */
export function configuredFieldsChanged(
  before: RegisteredSystem,
  after: RegisteredSystem,
): readonly string[] {
  return CONFIG_FIELDS.filter(field => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
}

/** Services and measures as Mẫu 03 prints them, in the register's words. */
const KNOWN_WORDS: Readonly<Record<string, string>> = {
  'web server': 'web',
  'mail server': 'mail',
  'database server': 'database',
  antivirus: 'antivirus',
  firewall: 'firewall',
  'hệ thống phát hiện xâm nhập': 'ids',
  ids: 'ids',
}

/** Texts trimmed and in NFC, domains and hosts in small letters, no blank or repeated list entries. */
export function tidySystem(system: RegisteredSystem): RegisteredSystem {
  const tidy = tidyValue(system) as RegisteredSystem
  const once = (texts: readonly string[]): string[] => [...new Set(texts.filter(text => text !== ''))]
  return {
    ...tidy,
    hosts: once(tidy.hosts),
    addresses: once(tidy.addresses.map(address => address.toLowerCase())),
    listeners: once(tidy.listeners),
    domains: once(tidy.domains.map(domain => domain.toLowerCase().replace(/\.$/, ''))),
    services: once(tidy.services.map(service => KNOWN_WORDS[service.toLowerCase()] ?? service)),
    measures: once(tidy.measures.map(measure => KNOWN_WORDS[measure.toLowerCase()] ?? measure)),
  }
}

function tidyValue(value: unknown): unknown {
  if (typeof value === 'string') return value.normalize('NFC').replaceAll(/\r\n?/g, '\n').trim()
  if (Array.isArray(value)) return value.map(tidyValue)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, tidyValue(member)]))
}

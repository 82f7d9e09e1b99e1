// Field names: where in a flat ECS event the value of a Sigma field stands. A rule asks by the name its log source
// uses (`Image`, `cs-uri-query`, `a1`); the event holds ECS names and vendors' names. The tables stand in
// `field-tables.ts`; this file turns them into ordered lists of sources, the first that is present counts.
//
// Any name not in a table is looked for as it stands, then under the vendor prefixes of the log source.

import type { Event, Scalar } from '#/kernel/event.ts'
import { textOf } from '#/kernel/event.ts'
import {
  ANTIVIRUS_FIELDS,
  AUDITD_FIELDS,
  CLOUD_FIELDS,
  DNS_FIELDS,
  FIREWALL_FIELDS,
  FORTIGATE_FIELDS,
  LINUX_AUTH_FIELDS,
  PROCESS_FIELDS,
  SURICATA_FIELDS,
  WEB_FIELDS,
  WINDOWS_FIELDS,
  ZEEK_FIELDS,
} from './field-tables.ts'
import type { FieldTable } from './field-tables.ts'
import type { LogSource } from './rule.ts'

export type FieldSource =
  | { readonly kind: 'key'; readonly key: string }
  /** The members of all of them together. */
  | { readonly kind: 'joined'; readonly keys: readonly string[] }
  | {
      readonly kind: 'computed'
      readonly key: string
      /** The fields it is made of: without all of them there is nothing to compute. */
      readonly reads: readonly string[]
      readonly compute: (event: Event) => Scalar | undefined
    }

/** The field names of one kind of log source. */
export interface FieldNames {
  /** In order of preference; made once per name. */
  sourcesOf(name: string): readonly FieldSource[]
}

/** The names that rules for this log source use; the same object for equal log sources. */
export function fieldNamesFor(logsource: LogSource): FieldNames {
  const { product = '', category = '', service = '' } = logsource
  const key = `${product}\n${category}\n${service}`.toLowerCase()
  let names = known.get(key)
  if (names === undefined) {
    if (known.size >= MAX_KEPT) known.clear()
    const profile = profileOf(product.toLowerCase(), category.toLowerCase(), service.toLowerCase())
    names = sharedNames(profile)
    known.set(key, names)
  }
  return names
}

interface Profile {
  readonly tables: readonly FieldTable[]
  /** Prefixes under which a name is looked for before it is looked for as it stands. */
  readonly before: readonly string[]
  /** Prefixes under which it is looked for afterwards. */
  readonly after: readonly string[]
}

const MAX_KEPT = 10_000
const known = new Map<string, FieldNames>()
const shared = new Map<string, FieldNames>()

function sharedNames(profile: Profile): FieldNames {
  const key = JSON.stringify([profile.tables.map(table => table.name), profile.before, profile.after])
  const existing = shared.get(key)
  if (existing !== undefined) return existing
  if (shared.size >= MAX_KEPT) shared.clear()
  const names = createFieldNames(profile)
  shared.set(key, names)
  return names
}

const WINDOWS_PREFIXES = ['winlog.event_data.', 'winlog.user_data.', 'winlog.']

function profileOf(product: string, category: string, service: string): Profile {
  if (product === 'windows') return { tables: [WINDOWS_FIELDS], before: WINDOWS_PREFIXES, after: [] }
  if (category === 'antivirus') {
    return { tables: [ANTIVIRUS_FIELDS, WINDOWS_FIELDS], before: [], after: WINDOWS_PREFIXES }
  }
  if (service === 'auditd') {
    return { tables: [AUDITD_FIELDS], before: ['auditd.log.', 'auditd.data.'], after: ['auditd.'] }
  }
  const after = [...vendorPrefixes(product, service), 'winlog.event_data.']
  return { tables: tablesOf(product, category), before: [], after }
}

function tablesOf(product: string, category: string): readonly FieldTable[] {
  if (product === 'zeek') return [ZEEK_FIELDS, WEB_FIELDS, FIREWALL_FIELDS]
  if (product === 'suricata') return [SURICATA_FIELDS, WEB_FIELDS, DNS_FIELDS, FIREWALL_FIELDS]
  if (product.startsWith('forti')) return [FORTIGATE_FIELDS, FIREWALL_FIELDS, WEB_FIELDS]
  if (CLOUDS.has(product)) return [CLOUD_FIELDS, FIREWALL_FIELDS]
  if (category === 'webserver' || category === 'proxy') return [WEB_FIELDS, FIREWALL_FIELDS]
  if (category === 'dns') return [DNS_FIELDS, FIREWALL_FIELDS]
  if (category === 'firewall') return [FIREWALL_FIELDS]
  if (product === 'linux' && category === '') return [LINUX_AUTH_FIELDS, FIREWALL_FIELDS]
  if (/^(?:process|network|file|image|dns)_/.test(category)) return [PROCESS_FIELDS]
  return [WEB_FIELDS, FIREWALL_FIELDS, DNS_FIELDS, PROCESS_FIELDS]
}

const CLOUDS: ReadonlySet<string> = new Set(
  'aws azure bitbucket gcp github kubernetes m365 okta onelogin'.split(' '),
)

/** Where vendors' own fields stand: by product, and by product and service. */
function vendorPrefixes(product: string, service: string): readonly string[] {
  const stem = VENDOR_STEMS.get(product) ?? [product]
  const services = service === '' ? [] : [`.${service}.`, `.${service.split('.').at(-1)}.`]
  const prefixes = stem
    .filter(word => word !== '')
    .flatMap(word => [...services.map(suffix => word + suffix), `${word}.`])
  return [...new Set(prefixes)]
}

const VENDOR_STEMS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    fortigate: ['fortinet.firewall', 'fortinet'],
    fortios: ['fortinet.firewall', 'fortinet'],
    fortinet: ['fortinet.firewall', 'fortinet'],
    suricata: ['suricata.eve', 'suricata'],
    paloalto: ['panw.panos', 'panw', 'paloalto'],
    cisco: ['cisco.asa', 'cisco.ftd', 'cisco.ios', 'cisco'],
    m365: ['o365.audit', 'o365', 'm365_defender', 'm365'],
    kubernetes: ['kubernetes.audit', 'kubernetes'],
  }),
)

function createFieldNames(profile: Profile): FieldNames {
  const sources = new Map<string, readonly FieldSource[]>()
  return {
    sourcesOf(name) {
      const made = sources.get(name) ?? sourcesIn(profile, name)
      if (sources.size >= MAX_KEPT) sources.clear()
      sources.set(name, made)
      return made
    },
  }
}

function sourcesIn(profile: Profile, name: string): readonly FieldSource[] {
  const mapped = profile.tables.map(table => table.sources[name]).find(found => found !== undefined) ?? []
  const spellings = spellingsOf(name)
  const written = [
    ...profile.before.flatMap(prefix => spellings.map(spelling => prefix + spelling)),
    name,
    ...mapped,
    ...profile.after.flatMap(prefix => spellings.map(spelling => prefix + spelling)),
  ]
  return [...new Set(written)].map(readSource)
}

/** `ThreatName` also stands as `Threat Name`, `Threat_Name` and, in vendors' ECS, `threat_name`. */
function spellingsOf(name: string): readonly string[] {
  const apart = name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, ' ')
  const spaced = apart.replaceAll('_', ' ')
  return [...new Set([name, spaced, apart.replaceAll(' ', '_'), spaced.replaceAll(' ', '_').toLowerCase()])]
}

/** `a&b` joins, `=name` computes, anything else is the event's field. */
function readSource(written: string): FieldSource {
  if (written.startsWith('=')) {
    const name = written.slice(1) as keyof typeof COMPUTED
    return { kind: 'computed', ...COMPUTED[name] }
  }
  return written.includes('&') ? { kind: 'joined', keys: written.split('&') } : { kind: 'key', key: written }
}

const HASH_OWNERS = ['process', 'dll', 'file']
const HASH_KINDS = ['sha1', 'md5', 'sha256', 'imphash']
const HASH_FIELDS = HASH_OWNERS.flatMap(owner =>
  HASH_KINDS.flatMap(kind => [`${owner}.hash.${kind}`, `${owner}.pe.${kind}`]),
)

const COMPUTED = {
  hashes: { key: 'process.hash', reads: HASH_FIELDS, compute: hashesOf },
  account: { key: 'user.name', reads: ['user.name'], compute: accountOf },
  initiated: { key: 'network.direction', reads: ['network.direction'], compute: initiatedOf },
} as const

/** As Sysmon writes them: `MD5=…,SHA256=…`. */
function hashesOf(event: Event): string | undefined {
  for (const owner of HASH_OWNERS) {
    const hashes = HASH_KINDS.map(kind => [
      kind,
      textOf(event, `${owner}.hash.${kind}`) ?? textOf(event, `${owner}.pe.${kind}`),
    ])
      .filter(([, hash]) => hash !== undefined)
      .map(([kind, hash]) => `${kind!.toUpperCase()}=${hash}`)
    if (hashes.length > 0) return hashes.join(',')
  }
  return undefined
}

/** `DOMAIN\name`. */
function accountOf(event: Event): string | undefined {
  const name = textOf(event, 'user.name')
  const domain = textOf(event, 'user.domain')
  return name === undefined || domain === undefined ? name : `${domain}\\${name}`
}

/** Sysmon's Initiated: whether the connection went out from this host. */
function initiatedOf(event: Event): string | undefined {
  const direction = textOf(event, 'network.direction')
  return direction === undefined ? undefined : String(direction === 'egress' || direction === 'outbound')
}

// A monitored system (đối tượng giám sát): an information system of the city, with its level. The part that
// collection needs is MonitoredSystem; the register (register/) keeps a RegisteredSystem, which is all that
// the law's forms ask about it.

export type SystemLevel = 1 | 2 | 3 | 4 | 5

export interface MonitoredSystem {
  readonly id: string
  readonly name: string
  /** Cấp độ 1–5, Decree 85/2016 and Decree 331/2026. */
  readonly level: SystemLevel
  /** Chủ quản. */
  readonly owner: string
  /** Host names; `*` is a wildcard. Compared ignoring case. */
  readonly hosts: readonly string[]
  /** Addresses or CIDR ranges of its hosts. */
  readonly addresses: readonly string[]
  /** Listener ids whose senders all belong to it. */
  readonly listeners: readonly string[]
  /** The unit (sở, phường …) whose people see its incidents; null: only those who see all. */
  readonly unitId?: string | null
}

/** Vùng mạng, Circular 12/2022: the zones of levels 1–5. */
export const NETWORK_ZONES = [
  'internal',
  'border',
  'dmz',
  'server',
  'wireless',
  'database',
  'administration',
  'device-administration',
] as const
export type NetworkZone = (typeof NETWORK_ZONES)[number]

/** Loại hệ thống thông tin, Decree 85/2016 art. 6.2 and Decree 331/2026 art. 9. */
export const SYSTEM_KINDS = [
  'internal',
  'public-service',
  'infrastructure',
  'industrial-control',
  'other',
] as const
export type SystemKind = (typeof SYSTEM_KINDS)[number]

/** Columns 6, 10 and 12 of Mẫu 08, Decree 331/2026. */
export const APPROVAL_STATES = ['drafting', 'submitted', 'appraised', 'approved'] as const
export const MEASURES_STATES = ['none', 'partly', 'fully'] as const
export const INSPECTIONS = ['before-use', 'periodic'] as const

export interface SystemContact {
  readonly name: string
  readonly position: string
  readonly telephone: string
  readonly email: string
  /** Đầu mối ứng cứu sự cố, đầu mối giám sát, quản trị, … */
  readonly duty: string
}

/** Who supplies what: Internet links, hosting, security services. */
export interface SystemProvider {
  readonly name: string
  readonly kind: 'internet' | 'hosting' | 'security' | 'software' | 'other'
  readonly telephone: string
}

export interface InternetLink {
  readonly provider: string
  /** As declared under Circular 31/2017 art. 5.3.g, in Mbit/s; null when not declared. */
  readonly megabits: number | null
  /** A base monitoring device covers it (art. 5.2.b). */
  readonly monitored: boolean
}

/** Everything the register knows. An empty text or null is "not stated": forms leave it open. */
export interface RegisteredSystem extends MonitoredSystem {
  readonly unitId: string | null
  readonly kind: SystemKind
  readonly purpose: string
  /** Đơn vị vận hành, and its address. */
  readonly operator: string
  readonly operatorAddress: string
  readonly domains: readonly string[]
  readonly zones: readonly NetworkZone[]
  readonly links: readonly InternetLink[]
  readonly providers: readonly SystemProvider[]
  readonly contacts: readonly SystemContact[]
  /** Services on it: `web`, `mail`, `database`, or words of one's own. */
  readonly services: readonly string[]
  readonly operatingSystem: string
  /** Measures in place: `antivirus`, `firewall`, `ids`, or words of one's own. */
  readonly measures: readonly string[]
  readonly approval: {
    readonly state: (typeof APPROVAL_STATES)[number] | null
    /** Number, date and body of the decision. */
    readonly decision: string
    readonly expected: string
  }
  /** Quy chế bảo đảm an ninh mạng: number, date, body. */
  readonly regulation: string
  readonly measuresState: (typeof MEASURES_STATES)[number] | null
  readonly measuresExpected: string
  readonly inspections: readonly (typeof INSPECTIONS)[number][]
  /** From the configuration file (not editable in the console), the register, or an import. */
  readonly source: 'config' | 'register'
}

/** A unit of the city whose people see only their own rows: sở, phường, xã, trung tâm. */
export interface Unit {
  readonly id: string
  readonly name: string
  readonly kind: 'city' | 'department' | 'ward' | 'centre' | 'other'
  /** The unit above; people of a unit see what is below it too. */
  readonly parentId: string | null
}

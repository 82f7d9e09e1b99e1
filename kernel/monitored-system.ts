// A monitored system (đối tượng giám sát): an information system of the city, with its level.

export interface MonitoredSystem {
  readonly id: string
  readonly name: string
  /** Cấp độ 1–5, Decree 85/2016 and Decree 331/2026. */
  readonly level: 1 | 2 | 3 | 4 | 5
  /** Chủ quản. */
  readonly owner: string
  /** Host names; `*` is a wildcard. Compared ignoring case. */
  readonly hosts: readonly string[]
  /** Addresses or CIDR ranges of its hosts. */
  readonly addresses: readonly string[]
  /** Listener ids whose senders all belong to it. */
  readonly listeners: readonly string[]
}

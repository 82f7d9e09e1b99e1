// Where two systems claim the same host, address, domain or listener: an event then belongs to the first of
// them, and people should know. Pure; n systems with m addresses cost m log m.

import type { RegisteredSystem } from '#/kernel/monitored-system.ts'
import { parseAddressRange, type AddressRange } from './addresses.ts'
import { asciiDomain } from './check-system.ts'

export interface RegisterWarning {
  readonly systemIds: readonly string[]
  readonly field: keyof RegisteredSystem
  readonly text: string
  readonly textEnglish: string
}

/** More than these help nobody; the last one then says so. */
const MAX_WARNINGS = 500

export function findOverlaps(systems: readonly RegisteredSystem[]): readonly RegisterWarning[] {
  const warnings: RegisterWarning[] = []
  const seen = new Set<string>()
  const warn = (a: Claim, b: Claim, field: RegisterWarning['field'], what: string, english: string): void => {
    if (a.system.id === b.system.id) return
    const key = `${field}\n${[a.system.id, b.system.id].sort().join('\n')}\n${what}`
    if (seen.has(key)) return
    seen.add(key)
    warnings.push({
      systemIds: [a.system.id, b.system.id],
      field,
      text: `"${a.system.name}" và "${b.system.name}" cùng khai ${what}`,
      textEnglish: `"${a.system.name}" and "${b.system.name}" both state ${english}`,
    })
  }
  sameTexts(systems, 'listeners', id => id, warn, ['cổng thu', 'the listener'])
  sameTexts(systems, 'domains', asciiDomain, warn, ['tên miền', 'the domain'])
  sameTexts(systems, 'hosts', host => host.toLowerCase(), warn, ['máy', 'the host'])
  hostsUnderPatterns(systems, warn)
  overlappingRanges(systems, warn)
  if (warnings.length <= MAX_WARNINGS) return warnings
  const more = warnings.length - MAX_WARNINGS
  return [
    ...warnings.slice(0, MAX_WARNINGS),
    {
      systemIds: [],
      field: 'addresses',
      text: `và ${more} chỗ trùng khác`,
      textEnglish: `and ${more} more overlaps`,
    },
  ]
}

interface Claim {
  readonly system: RegisteredSystem
  readonly text: string
}
type Warn = (a: Claim, b: Claim, field: RegisterWarning['field'], what: string, english: string) => void
type TextField = 'listeners' | 'domains' | 'hosts'

function sameTexts(
  systems: readonly RegisteredSystem[],
  field: TextField,
  normal: (text: string) => string | undefined,
  warn: Warn,
  [word, english]: readonly [string, string],
): void {
  const first = new Map<string, Claim>()
  for (const system of systems)
    for (const text of system[field]) {
      const key = normal(text)
      if (key === undefined) continue
      const known = first.get(key)
      if (known === undefined) first.set(key, { system, text })
      else warn(known, { system, text }, field, `${word} ${text}`, `${english} ${text}`)
    }
}

function hostsUnderPatterns(systems: readonly RegisteredSystem[], warn: Warn): void {
  const hosts = systems.flatMap(system => system.hosts.map(text => ({ system, text })))
  const plain = hosts.filter(({ text }) => !text.includes('*'))
  for (const pattern of hosts.filter(({ text }) => text.includes('*'))) {
    const parts = pattern.text
      .toLowerCase()
      .split('*')
      .map(part => RegExp.escape(part))
    const matches = new RegExp(`^${parts.join('.*')}$`)
    for (const host of plain)
      if (matches.test(host.text.toLowerCase()))
        warn(
          pattern,
          host,
          'hosts',
          `máy ${host.text} (theo mẫu ${pattern.text})`,
          `the host ${host.text} (by the pattern ${pattern.text})`,
        )
  }
}

/** Two CIDR ranges overlap only when one holds the other: a walk with the open ranges on a stack finds all. */
function overlappingRanges(systems: readonly RegisteredSystem[], warn: Warn): void {
  const ranges = systems.flatMap(system =>
    system.addresses.flatMap(text => {
      const range = parseAddressRange(text)
      return range === undefined ? [] : [{ ...range, system, text }]
    }),
  )
  ranges.sort(byStartThenWidest)
  const open: (typeof ranges)[number][] = []
  for (const range of ranges) {
    for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
      if (last.version === range.version && last.last >= range.first) break
      open.pop()
    }
    for (const wider of open.slice(-8))
      warn(wider, range, 'addresses', `địa chỉ ${range.text}`, `the addresses ${range.text}`)
    open.push(range)
  }
}

function byStartThenWidest(a: AddressRange, b: AddressRange): number {
  if (a.version !== b.version) return a.version - b.version
  if (a.first !== b.first) return a.first < b.first ? -1 : 1
  return a.last === b.last ? 0 : a.last > b.last ? -1 : 1
}

// Domains known to be bad, kept as records. Whoever matches events hears of each change. A domain that a person
// switched off stays in the list, so that it is not taken up again from the next page that names it.

import type { Clock } from '#/kernel/clock.ts'
import type { Indicator, KeptIndicator } from '#/kernel/indicator.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { readAll } from './all-records.ts'
import { put, type Collection, type Records, type Stored } from './records.ts'

export const INDICATORS: Collection<KeptIndicator> = {
  name: 'indicator',
  keys: ({ addedAt, enabled }) => ({ addedAt, enabled: enabled ? 1 : 0 }),
}

export interface NewIndicator {
  readonly domain: string
  readonly reason: string
  readonly mentionId: string | null
  readonly addedBy: string
  /** How long it counts. */
  readonly days: number
}

export interface Indicators {
  /** Newest first; those switched off and expired too. */
  list(): readonly Stored<KeptIndicator>[]
  /** Those that count now, for matching. */
  active(): readonly Indicator[]
  /** `known`: it is in the list already and is left as it is; `full`: LIMITS.maxIndicators are. */
  add(indicator: NewIndicator): Promise<'added' | 'known' | 'full'>
  /** Undefined when there is none. */
  switch(domain: string, enabled: boolean, seen: number): Promise<'done' | 'conflict' | undefined>
  /** Tells `onChanged` when some have expired since. */
  refresh(): void
}

const DAY_MS = 24 * 60 * 60_000

export async function createIndicators(options: {
  readonly records: Records
  readonly clock: Clock
  readonly onChanged: (active: readonly Indicator[]) => void
}): Promise<Indicators> {
  const { records, clock, onChanged } = options
  const kept = new Map((await readAll(records, INDICATORS)).map(one => [one.id, one]))

  const active = (): readonly Indicator[] =>
    [...kept.values()]
      .filter(({ record }) => record.enabled && record.expiresAt > clock.now())
      .map(({ record: { domain, reason } }) => ({ domain, reason }))
  let told = ''
  function tell(): void {
    const now = active()
    const key = now.map(({ domain }) => domain).join('\n')
    if (key === told) return
    told = key
    onChanged(now)
  }
  async function write(record: KeptIndicator, seen: number): Promise<'done' | 'conflict'> {
    const outcome = await records.commit([put(INDICATORS, record.domain, record, seen)])
    if (outcome === 'done') kept.set(record.domain, { id: record.domain, version: seen + 1, record })
    tell()
    return outcome
  }
  tell()

  return {
    list: () => [...kept.values()].sort((a, b) => b.record.addedAt - a.record.addedAt),
    active,
    async add({ domain, days, ...rest }) {
      if (kept.has(domain)) return 'known'
      if (kept.size >= LIMITS.maxIndicators) return 'full'
      const addedAt = clock.now()
      const record = { domain, ...rest, addedAt, expiresAt: addedAt + days * DAY_MS, enabled: true }
      return (await write(record, 0)) === 'done' ? 'added' : 'known'
    },
    async switch(domain, enabled, seen) {
      const known = kept.get(domain)
      return known === undefined ? undefined : await write({ ...known.record, enabled }, seen)
    },
    refresh: tell,
  }
}

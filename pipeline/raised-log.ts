// What collectors and correlators hand to the process that keeps the state: alerts, and what exceptions hid. It stays in
// the log until it is kept; what is handed over twice has the same ids and is passed over.

import { deserialize, serialize } from 'node:v8'
import type { SharedLogs } from '#/cluster/redis-logs.ts'
import type { Alert } from '#/kernel/alert.ts'
import type { HiddenAlerts } from '#/kernel/detection-exception.ts'

export type Raised =
  | { readonly kind: 'alerts'; readonly alerts: readonly Alert[] }
  | { readonly kind: 'hidden'; readonly hidden: readonly HiddenAlerts[] }

const LOG = 'raised'
/** Alerts carry their events: so many make an entry of a few hundred KiB. */
const ALERTS_OF_AN_ENTRY = 100
const ENTRIES_AT_ONCE = 20

/** Resolves when it is in the log; throws Retryable when it could not be put there. */
export async function handOn(logs: SharedLogs, raised: Raised): Promise<void> {
  const parts: readonly Raised[] =
    raised.kind === 'hidden'
      ? [raised]
      : Array.from({ length: Math.ceil(raised.alerts.length / ALERTS_OF_AN_ENTRY) }, (_, nth) => ({
          kind: 'alerts',
          alerts: raised.alerts.slice(nth * ALERTS_OF_AN_ENTRY, (nth + 1) * ALERTS_OF_AN_ENTRY),
        }))
  await logs.append(parts.map(part => ({ log: LOG, data: serialize(part) })))
}

/** One step: keeps what is in the log, waits until it is `kept` for good, then lets it go. How many entries there were. */
export async function takeRaised(
  logs: SharedLogs,
  keep: (raised: Raised) => void,
  kept: () => Promise<void>,
): Promise<number> {
  const entries = await logs.read(LOG, null, ENTRIES_AT_ONCE)
  for (const { data } of entries) keep(deserialize(data) as Raised)
  const last = entries.at(-1)
  if (last === undefined) return 0
  await kept()
  await logs.trim(LOG, last.id)
  return entries.length
}

// What a cluster keeps, for the page about how long events are kept: the indices of Elasticsearch with what keeps each, and
// how long its disks last.

import type { Platform } from '#/api/platform.ts'
import type { Clock } from '#/kernel/clock.ts'
import { forecastDisk } from '#/store/disk-forecast.ts'
import { readKeptEvents, type KeptIndex } from '#/store/elastic/kept-indices.ts'
import { openElasticClient } from '#/store/elastic/open-elastic.ts'
import type { LegalHolds } from '#/store/legal-holds.ts'
import type { Joined } from './join-cluster.ts'

const DAY_MS = 86_400_000

type EventDays = Awaited<ReturnType<Platform['eventDays']>>

/** The indices and the forecast of the disks that they lie on. Throws Retryable (`store.failed`). */
export async function keptInCluster(
  { elastic, retention }: Pick<Joined, 'elastic' | 'retention'>,
  legalHolds: Pick<LegalHolds, 'list'>,
  clock: Clock,
): Promise<Required<Pick<EventDays, 'indices' | 'forecast'>>> {
  const holds = (await legalHolds.list()).filter(({ releasedAt }) => releasedAt === null)
  const client = openElasticClient(elastic)
  try {
    const { indices, disk } = await readKeptEvents({
      client,
      prefix: elastic.prefix,
      keepMs: retention.keepMs,
      holds,
    })
    return { indices, forecast: forecastDisk(indices.flatMap(fileOf), disk, clock.now()) }
  } finally {
    await client.close()
  }
}

/** An index is begun every day, so the day of its newest event is the day that it is of. */
function fileOf({ lastMs, bytes, keptUntilMs, heldBy }: KeptIndex) {
  if (lastMs === null) return []
  const goneMs = heldBy.length > 0 ? null : keptUntilMs
  return [{ dayMs: Math.floor(lastMs / DAY_MS) * DAY_MS, bytes, goneMs }]
}

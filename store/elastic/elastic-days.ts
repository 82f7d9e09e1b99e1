// Days of events are the embedded store's. On Elasticsearch there are none: indices are begun and deleted by
// retention.ts, and copied by Elasticsearch's own snapshots.

import { Permanent } from '#/kernel/errors.ts'
import type { EmbeddedDays } from '../embedded/day-keeping.ts'

export const ELASTIC_DAYS: EmbeddedDays = {
  days: async () => [],
  seal: async () => true,
  manifests: async () => [],
  prove: async () => [],
  async remove(file) {
    throw new Permanent('store.failed', `${file} is no sealed day: events are in Elasticsearch`)
  },
  async copyTo() {},
}

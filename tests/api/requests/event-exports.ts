// Requests of exports for the role matrix.

import type { City } from '../invented-platform.ts'
import { startedExport } from '../invented-exports.ts'

const done = async (city: City, who: string | undefined): Promise<{ id: string }> => ({
  id: await startedExport(city.platform, who ?? 'lead'),
})

export const eventExportRequests = {
  startEventExport: { payload: { q: 'sshd', format: 'ndjson' } },
  startEvidenceExport: { payload: { q: 'sshd', reason: 'Cung cấp cho cơ quan điều tra' } },
  listEventExports: {},
  downloadEventExport: { path: done },
  cancelEventExport: { path: done },
} as const

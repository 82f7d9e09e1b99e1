// Somebody reported an incident on the public page: the people on duty hear of it at once.

import type { IntakeNotice } from '#/incidents/intake-notice.ts'
import type { Notices } from '#/notices/notices.ts'
import type { Stored } from '#/store/records.ts'

export async function tellOfNotice(
  { id, record }: Stored<IntakeNotice>,
  notices: Pick<Notices, 'notify'>,
): Promise<void> {
  await notices.notify({
    id: `intake.received:${id}`,
    kind: 'intake.received',
    severity: 'high',
    unitId: null,
    title: `Thông báo sự cố ${record.number}`,
    titleEnglish: `Incident notice ${record.number}`,
    text: `${record.reporter} báo về ${record.system}: ${record.description}`,
    textEnglish: `${record.reporter} reports about ${record.system}: ${record.description}`,
    link: `/intake/${encodeURIComponent(id)}`,
    at: record.receivedAt,
    audience: { roles: ['analyst', 'lead'] },
  })
}

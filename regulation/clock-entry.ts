// The line in an incident's history that a deed on one of its clocks leaves. The words are for the people of the
// centre, in Vietnamese; `parts` say the same for other languages.

import type { TimelineEntry } from '#/kernel/incident.ts'
import type { ClockDeed } from './clock-deeds.ts'
import type { ClockState } from './clock.ts'
import type { LegalClock } from './profile-schema.ts'

const DONE = {
  met: 'Đã thực hiện',
  paused: 'Tạm dừng',
  resumed: 'Tiếp tục tính',
  started: 'Bắt đầu tính',
  'set-aside': 'Không phải thực hiện',
  withdrawn: 'Rút lại xác nhận về',
} as const satisfies Record<ClockDeed['kind'], string>

/** `state` is where the clock stands after the deed. */
export function clockEntry(deed: ClockDeed, clock: LegalClock, state: ClockState): TimelineEntry {
  const late = deed.kind === 'met' && state === 'met-late' ? ' (trễ hạn)' : ''
  const article = deed.article === null ? '' : ` [${deed.article}]`
  return {
    at: deed.recordedAt,
    by: deed.by,
    kind: 'clock',
    text: `${DONE[deed.kind]} ${clock.id}, ${clock.title.vi}${late}: ${deed.reason}${article}`,
    reason: deed.reason,
    parts: {
      act: deed.kind,
      clock: clock.id,
      titleEnglish: clock.title.en,
      state,
      at: String(deed.at),
      ...(deed.documentId === null ? {} : { documentId: deed.documentId }),
      ...(deed.article === null ? {} : { article: deed.article }),
    },
  }
}

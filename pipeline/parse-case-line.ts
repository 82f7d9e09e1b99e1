// The raw line of a rule's case as an event, as a file listener would read it. Cases are read as if received on one
// and the same day, so that lines without a year always get the same one.

import { parseRecord } from '#/collectors/formats/parse-record.ts'
import type { Event } from '#/kernel/event.ts'

const CASE_DAY = Date.UTC(2026, 10, 22, 12)

export function parseCaseLine(line: string): Event {
  const record = {
    bytes: new TextEncoder().encode(line),
    envelope: 'line',
    receivedMs: CASE_DAY,
    listener: 'cases',
    peer: 'cases',
    sequence: 1,
  } as const
  return parseRecord(record).event
}

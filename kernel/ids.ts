// Ids. An event's id begins with its time of receipt and ends with its place in the raw log, so that ids
// sort by time and the same raw record always gets the same id, however often it is read.

/** 11 hex digits of receipt time (ms), then 10 of the record's sequence number in the raw log. */
export function eventId(receivedMs: number, sequence: number): string {
  return receivedMs.toString(16).padStart(11, '0') + sequence.toString(16).padStart(10, '0')
}

/** Time of receipt (ms UTC) of an event id, or undefined when the text is not one. */
export function receivedMsOfEventId(id: string): number | undefined {
  return /^[0-9a-f]{21}$/.test(id) ? Number.parseInt(id.slice(0, 11), 16) : undefined
}

/** Sequence number in the raw log of an event id, or undefined when the text is not one. */
export function sequenceOfEventId(id: string): number | undefined {
  return /^[0-9a-f]{21}$/.test(id) ? Number.parseInt(id.slice(11), 16) : undefined
}

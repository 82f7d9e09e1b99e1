// Ids. An event's id begins with its time of receipt and ends with its place in the raw log, so that ids
// sort by time and the same raw record always gets the same id, however often it is read.
//
// In a cluster several raw logs are written at once. Each has a number of its own, from 1, and its sequences begin
// beyond those of every log with a lesser number: no two events have the same id, whoever received them.

/** 11 hex digits of receipt time (ms), then the record's sequence number: 10 digits, in a cluster 12. */
export function eventId(receivedMs: number, sequence: number): string {
  const digits = sequence < SEQUENCES_OF_A_LOG ? 10 : 12
  return receivedMs.toString(16).padStart(11, '0') + sequence.toString(16).padStart(digits, '0')
}

/** Time of receipt (ms UTC) of an event id, or undefined when the text is not one. */
export function receivedMsOfEventId(id: string): number | undefined {
  return EVENT_ID.test(id) ? Number.parseInt(id.slice(0, 11), 16) : undefined
}

/** Sequence number in the raw log of an event id, or undefined when the text is not one. */
export function sequenceOfEventId(id: string): number | undefined {
  return EVENT_ID.test(id) ? Number.parseInt(id.slice(11), 16) : undefined
}

/** The sequence after which that of a log begins; 0 for the log of a platform that runs alone. */
export function firstSequenceOfLog(log: number): number {
  return log * SEQUENCES_OF_A_LOG
}

/** 48 bits are kept of a sequence (collectors/raw-log/record-codec.ts): 8 for the log, 40 for its records. */
const SEQUENCES_OF_A_LOG = 2 ** 40
export const MAX_LOGS = 255

const EVENT_ID = /^[0-9a-f]{21}(?:[0-9a-f]{2})?$/

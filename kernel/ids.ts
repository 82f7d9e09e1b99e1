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
  return isEventId(id) ? hexNumber(id, 0, TIME_DIGITS) : undefined
}

/** Sequence number in the raw log of an event id, or undefined when the text is not one. */
export function sequenceOfEventId(id: string): number | undefined {
  return isEventId(id) ? hexNumber(id, TIME_DIGITS, id.length) : undefined
}

/** The sequence after which that of a log begins; 0 for the log of a platform that runs alone. */
export function firstSequenceOfLog(log: number): number {
  return log * SEQUENCES_OF_A_LOG
}

/** 48 bits are kept of a sequence (collectors/raw-log/record-codec.ts): 8 for the log, 40 for its records. */
const SEQUENCES_OF_A_LOG = 2 ** 40
export const MAX_LOGS = 255

const TIME_DIGITS = 11

/** By character codes, as the numbers are read: this runs for every event that is stored. */
function isEventId(id: string): boolean {
  if (id.length !== 21 && id.length !== 23) return false
  for (let i = 0; i < id.length; i++) if (hexDigit(id.charCodeAt(i)) < 0) return false
  return true
}

function hexNumber(id: string, from: number, to: number): number {
  let value = 0
  for (let i = from; i < to; i++) value = value * 16 + hexDigit(id.charCodeAt(i))
  return value
}

/** Below 0 for what is none; capitals are none. */
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  return code >= 0x61 && code <= 0x66 ? code - 0x57 : -1
}

// A stored event as the one line that proofs speak of: canonical JSON (RFC 8785) of its fields and its id. Events are
// flat, so the fields in order are enough. Half a surrogate pair, which RFC 8785 knows no text for, is its JSON escape.

import type { Event } from '#/kernel/event.ts'

/** Without the line's end. */
export function eventLine(id: string, event: Event): string {
  const names = Object.keys(event)
  if (!names.includes('_id')) names.push('_id')
  const fields = names
    .sort()
    .map(name => `${JSON.stringify(name)}:${JSON.stringify(name === '_id' ? id : event[name])}`)
  return `{${fields.join(',')}}`
}

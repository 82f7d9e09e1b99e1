// The Event: one log record in ECS 9 names, flat.
//
// Flat, because a rule, a column and an index all want one lookup. Keys are dotted field names
// ("source.ip"); values are scalars or arrays of scalars, never nested objects. Fields outside ECS keep
// their vendor's name under a vendor prefix ("fortinet.firewall.subtype", "winlog.event_data.Image").
// Text is NFC; the bytes as received stay in `event.original`.

/** One value of a field. `null` never occurs: an absent value is an absent key. */
export type Scalar = string | number | boolean
export type FieldValue = Scalar | readonly Scalar[]

/** A flat ECS document. `@timestamp` is always an ISO 8601 string in UTC with milliseconds or finer. */
export type Event = { [field: string]: FieldValue }

/** Fields that Thápcanh itself adds to each event; the rest of the names are ECS. */
export const OWN_FIELDS = {
  /** Id of the monitored system the event belongs to, absent when no system claims it. */
  system: 'thapcanh.system.id',
  /** Level 1–5 of that system. */
  systemLevel: 'thapcanh.system.level',
  /** Name of the format that read the line; `unknown` when none did. */
  format: 'thapcanh.format',
  /** Id of the listener it came in through. */
  listener: 'thapcanh.listener',
  /** Who sent it, as the listener saw it: an address, a file's path, a token's name. */
  peer: 'thapcanh.peer',
  /** What surrounded it on the wire (`syslog`, `json`, `hec`, `line`): kept where no format knew the line, to read it again. */
  envelope: 'thapcanh.envelope',
} as const

/** The value of a field as a list: absent is empty, a scalar is one member. */
export function valuesOf(event: Event, field: string): readonly Scalar[] {
  const value = event[field]
  if (value === undefined) return []
  return Array.isArray(value) ? (value as readonly Scalar[]) : [value as Scalar]
}

/** The first value of a field as text, or undefined. */
export function textOf(event: Event, field: string): string | undefined {
  const value = event[field]
  if (value === undefined) return undefined
  const first = Array.isArray(value) ? (value as readonly Scalar[])[0] : (value as Scalar)
  return first === undefined ? undefined : String(first)
}

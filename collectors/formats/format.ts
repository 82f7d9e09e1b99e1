// The contract of a format: a table-like module that turns one line into ECS fields.
// `registry.ts` holds the list of all formats and decides which one reads a line; `parse-record.ts` is the
// way in: raw record → flat event and the problems met on the way.

import type { Event } from '#/kernel/event.ts'
import type { Problem } from '#/kernel/problem.ts'

/** What is known of a line beside its own bytes. */
export interface LineContext {
  /** Time of receipt in ms UTC: gives RFC 3164 its year, and a line without a time its `@timestamp`. */
  readonly receivedMs: number
  /** Minutes east of UTC of senders that do not say their zone, from the listener's configuration. */
  readonly zoneOffsetMinutes: number
  /** Program name from the syslog header, lower case, when there was one: `sshd`, `sudo`, `nginx`. */
  readonly program: string | undefined
  /** Format forced by configuration or `--format`, else undefined. */
  readonly forced: string | undefined
  /** Where problems are placed: `listener peer`. */
  readonly where: string
}

export interface Format {
  /** Name on the command line and in `thapcanh.format`: `sshd`, `nginx.access`, `fortigate`. */
  readonly name: string
  /** One sentence for `parse --help` and the docs: what writes such lines. */
  readonly describes: string
  /** Cheap and safe test on the message body (after any syslog header): may this format read it? */
  recognises(body: string, context: LineContext): boolean
  /**
   * Reads the body into `event` (which already holds what the syslog or JSON envelope said) and returns
   * true; or returns false, having changed nothing, when the line is not of this format after all.
   * Sets `@timestamp` when the body has a better one than the envelope.
   */
  parse(body: string, event: Event, context: LineContext, problems: Problem[]): boolean
}

/** A format of JSON objects (Suricata EVE, Windows): it is given the parsed object, never text. */
export interface JsonFormat {
  readonly name: string
  readonly describes: string
  recognises(document: JsonObject, context: LineContext): boolean
  /** As Format.parse. */
  parse(document: JsonObject, event: Event, context: LineContext, problems: Problem[]): boolean
}

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject
export interface JsonObject {
  readonly [key: string]: JsonValue
}

/** What one line became. There is always an event: what no format knows keeps its text and is findable. */
export interface ParsedLine {
  readonly event: Event
  readonly problems: readonly Problem[]
}

// A raw record: one log line (or document) exactly as a listener received it, before anything reads it.
// It is what the raw log stores and what the pipeline parses; its place in the log gives the event its id.

/** What surrounds the payload, known to the listener that took it off the wire. */
export type Envelope =
  /** A syslog message (RFC 3164, 5424 or something near): UDP, TCP, TLS, RELP. */
  | 'syslog'
  /** One JSON object: NDJSON, `_bulk` source documents. */
  | 'json'
  /** A Splunk HEC event object `{time, host, source, sourcetype, event, fields}`. */
  | 'hec'
  /** A plain line with nothing around it: files, HEC raw. */
  | 'line'

export interface RawLine {
  readonly bytes: Uint8Array
  readonly envelope: Envelope
  /** Time of receipt, ms UTC. */
  readonly receivedMs: number
  /** Id of the listener in the configuration. */
  readonly listener: string
  /** Sender address, file path, or token name: what a person would call the source. */
  readonly peer: string
  /**
   * What its listener needs to recognise the line after a crash, beside its bytes: the batch key of an HTTP
   * request, the place in a followed file. At most 255 bytes; kept in the raw log, not part of the event.
   */
  readonly mark?: string
}

export interface RawRecord extends RawLine {
  /** Position in the log, from 1, without gaps, never reused. */
  readonly sequence: number
}

/** Where listeners put what they received. */
export interface RawSink {
  /**
   * Takes lines in order; resolves when all of them are on stable storage, and only then may the sender
   * hear an acknowledgement. Rejects with Retryable (`disk.full`) when they could not be written; none of
   * them counts as received then.
   */
  append(lines: readonly RawLine[]): Promise<void>
  /** True while so much waits to be written that senders should be paused. */
  readonly congested: boolean
  /** Resolves when it is no longer congested. */
  relieved(): Promise<void>
}

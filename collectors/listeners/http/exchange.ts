// What an HTTP endpoint is given and what it gives back. Endpoints never write to the response: the listener
// does, so that every answer is logged, counted and shaped in one place.

import type { IncomingMessage } from 'node:http'
import type { Envelope, RawLine } from '#/collectors/raw-log/record.ts'
import type { Refusal } from './read-body.ts'

/** What a token may open. */
export type InletName = 'ingest' | 'bulk' | 'hec'

export interface Answer {
  readonly status: number
  /** Sent as JSON; nothing is sent for undefined. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Exchange {
  readonly request: IncomingMessage
  readonly url: URL
  /** Time of receipt, ms UTC. */
  readonly receivedMs: number
  /** The body, decompressed. */
  readonly body: Buffer
  /** A line of this exchange, cut when it is too long. */
  line(bytes: Buffer, envelope: Envelope): RawLine
  /** Resolves when the lines are durable; repeats of a batch with the same Idempotency-Key are not kept again. */
  keep(lines: readonly RawLine[]): Promise<void>
  /** Counts a problem of this request. */
  problem(detail: string): void
}

export interface Endpoint {
  readonly methods: readonly string[]
  readonly path: RegExp
  /** Which permission of a token it needs; `open` needs none. */
  readonly needs: InletName | 'open'
  /** False for requests whose body says nothing: it is not read. */
  readonly readsBody: boolean
  handle(exchange: Exchange): Promise<Answer>
  /** A refusal in the words of this endpoint's protocol. */
  refuse(refusal: Refusal): Answer
}

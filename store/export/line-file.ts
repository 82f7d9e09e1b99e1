// The events of an export as lines of JSON, and what their fields hold: the file from which CSV and Parquet are made.

import { open, rename, type FileHandle } from 'node:fs/promises'
import type { Event, Scalar } from '#/kernel/event.ts'
import type { SearchHit } from '../event-store.ts'

/** What a field was seen to hold. */
export interface SeenField {
  list: boolean
  text: boolean
  fraction: boolean
  whole: boolean
  boolean: boolean
}

/** Field → what it held, in the order in which fields were met. */
export type SeenFields = Map<string, SeenField>

/** Adds what the event's fields hold. */
export function readFields(event: Event, fields: SeenFields): void {
  for (const [name, value] of Object.entries(event)) {
    let seen = fields.get(name)
    if (seen === undefined) {
      seen = { list: false, text: false, fraction: false, whole: false, boolean: false }
      fields.set(name, seen)
    }
    if (Array.isArray(value)) {
      seen.list = true
      for (const member of value as readonly Scalar[]) see(seen, member)
    } else see(seen, value as Scalar)
  }
}

function see(seen: SeenField, value: Scalar): void {
  if (typeof value === 'string') seen.text = true
  else if (typeof value === 'boolean') seen.boolean = true
  else if (Number.isSafeInteger(value)) seen.whole = true
  else seen.fraction = true
}

/**
 * An event as one line of JSON, without its end. Separators of lines and paragraphs that are not ASCII are escaped:
 * Node's reader of lines would break there.
 */
export function lineOf({ id, event }: SearchHit): string {
  return JSON.stringify({ ...event, _id: id }).replace(/[\u2028\u2029]/g, mark =>
    mark === '\u2028' ? '\\u2028' : '\\u2029',
  )
}

export class LineFile {
  /** Bytes written so far. */
  bytes = 0
  private readonly path: string
  private handle: FileHandle | undefined

  constructor(path: string) {
    this.path = path
  }

  /** Begins the file; only its owner may read it. */
  async open(): Promise<this & AsyncDisposable> {
    const handle = await open(this.path, 'w', 0o600)
    this.handle = handle
    return Object.assign(this, { [Symbol.asyncDispose]: () => handle.close() })
  }

  async write(text: string): Promise<void> {
    const bytes = Buffer.from(text)
    await this.handle!.writeFile(bytes)
    this.bytes += bytes.length
  }

  async add(hits: readonly SearchHit[]): Promise<void> {
    await this.write(hits.map(hit => `${lineOf(hit)}\n`).join(''))
  }

  async moveTo(path: string): Promise<void> {
    await rename(this.path, path)
  }
}

// When a format was added since the last start, the lines that no format knew are read again: each is
// parsed from its kept original, matched against the rules, and put in the place of the unknown one.

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { formatsFingerprint } from '#/collectors/formats/registry.ts'
import type { Envelope, RawRecord } from '#/collectors/raw-log/record.ts'
import type { Alert } from '#/kernel/alert.ts'
import { OWN_FIELDS, textOf } from '#/kernel/event.ts'
import { receivedMsOfEventId } from '#/kernel/ids.ts'
import type { SearchHit, StoredEvent } from '#/store/event-store.ts'
import { readBatch } from './read-batch.ts'
import type { PipelineContext } from './run-pipeline.ts'

const CHUNK = 1000

/** Runs before the pipeline starts; does nothing when the formats are the same as at the last start. */
export async function parseUnknownAgain(context: PipelineContext, directory: string): Promise<void> {
  const stamp = join(directory, 'formats.txt')
  const fingerprint = formatsFingerprint()
  const known = await readFile(stamp, 'utf8').catch(() => undefined)
  if (known === fingerprint) return
  if (known !== undefined && !(await readAll(context))) return
  await writeFile(stamp, fingerprint)
}

/** False when the platform was stopped before the end: the next start begins again, which is harmless. */
async function readAll(context: PipelineContext): Promise<boolean> {
  for (let after: string | null = null; ;) {
    if (context.signal.aborted) return false
    const hits = await context.store.unknown(after, CHUNK)
    const last = hits.at(-1)
    if (last === undefined) return true
    after = last.id
    const { events, alerts } = readHits(hits, context)
    if (alerts.length > 0) await context.keepAlerts(alerts)
    if (events.length > 0) await context.store.replace(events)
  }
}

/** Only those that a format now knows; ids stay, so alerts and links to the events stay right. */
function readHits(
  hits: readonly SearchHit[],
  context: PipelineContext,
): { events: StoredEvent[]; alerts: Alert[] } {
  const events: StoredEvent[] = []
  const alerts: Alert[] = []
  for (const hit of hits) {
    const record = rawRecordOf(hit)
    if (record === undefined) continue
    const batch = readBatch([record], context.stages, context.clock.now(), false)
    const [stored] = batch.events
    if (stored === undefined || textOf(stored.event, OWN_FIELDS.format) === 'unknown') continue
    events.push({ ...stored, id: hit.id })
    alerts.push(...batch.alerts)
  }
  return { events, alerts }
}

function rawRecordOf(hit: SearchHit): RawRecord | undefined {
  const original = textOf(hit.event, 'event.original')
  const receivedMs = receivedMsOfEventId(hit.id)
  if (original === undefined || receivedMs === undefined) return undefined
  return {
    bytes: Buffer.from(original),
    envelope: (textOf(hit.event, OWN_FIELDS.envelope) ?? 'line') as Envelope,
    receivedMs,
    listener: textOf(hit.event, OWN_FIELDS.listener) ?? '',
    peer: textOf(hit.event, OWN_FIELDS.peer) ?? '',
    sequence: Number.parseInt(hit.id.slice(11), 16),
  }
}

// A job as people and programs see it, from what stands of it in Redis.

import type { Job } from '../job-queue.ts'
import { firstTurn, type KeptJob, type Turn } from './turns.ts'

/** Ids of BullMQ may not be whole numbers. */
export function bullId(number: number): string {
  return `j${number}`
}

export function numberOf(id: string): number {
  return Number(id.slice(1))
}

/** What BullMQ holds against a second job of the same key; it may not be empty, and a key may. */
export function holderOf(key: string): string {
  return `=${key}`
}

/** BullMQ wants no colon in the name of a queue. */
export function bullName(queue: string): string {
  return encodeURIComponent(queue)
}

/** The Turn that is written, or the first. */
export function turnOf(job: KeptJob, text: string | null | undefined): Turn {
  return text ? (JSON.parse(text) as Turn) : firstTurn(job)
}

/** `state` and `fields` as the script `jobRecords` gives them; undefined when the job is gone. */
export function jobOf(
  queue: string,
  id: string,
  state: string,
  fields: readonly string[],
  now: number,
): Job | undefined {
  if (state === '') return undefined
  const hash = new Map<string, string>()
  for (let at = 0; at < fields.length; at += 2) hash.set(fields[at]!, fields[at + 1]!)
  const kept = JSON.parse(hash.get('data')!) as KeptJob
  const turn = turnOf(kept, hash.get('turn'))
  const time = (field: string): number | null => (hash.has(field) ? Number(hash.get(field)) : null)
  return {
    id: String(numberOf(id)),
    queue,
    key: kept.key,
    data: kept.data,
    state: state === 'delayed' || state === 'due' ? 'waiting' : (state as Job['state']),
    attempt: Number(hash.get('ats') ?? 0) - turn.startedBefore,
    // One that stands in line was due, or was woken.
    runAt: state === 'due' ? Math.min(turn.runAt, now) : turn.runAt,
    everyMs: kept.everyMs ?? null,
    createdAt: Number(hash.get('timestamp')),
    startedAt: time('processedOn'),
    endedAt: time('finishedOn') ?? turn.endedAt,
    lastError: lastErrorOf(state, hash, turn),
  }
}

function lastErrorOf(state: string, hash: ReadonlyMap<string, string>, turn: Turn): string | null {
  if (state === 'done') return null
  if (state === 'failed') return hash.get('failedReason') ?? null
  return Number(hash.get('stc') ?? 0) > turn.lostBefore ? 'its worker was lost while it ran' : turn.lastError
}

// Exceptions from detection rules, kept as records with their history. Nobody puts in force what they proposed
// themselves: an exception hides alerts, so two people answer for it. Whoever matches events hears of each change.

import type { Clock } from '#/kernel/clock.ts'
import type { ExceptionDefinition, ExceptionEntry, KeptException } from '#/kernel/detection-exception.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { readAll } from './all-records.ts'
import { append, put, type Collection, type Records, type Stored } from './records.ts'

const EXCEPTIONS: Collection<KeptException> = {
  name: 'detection-exception',
  keys: ({ createdAt }) => ({ createdAt }),
}

export type ExceptionOutcome =
  | { readonly kind: 'done'; readonly exception: Stored<KeptException> }
  /** `own`: whoever proposed it may not approve it; `no-proposal`: nothing waits; `ended`: it is over. */
  | { readonly kind: 'not-found' | 'conflict' | 'own' | 'no-proposal' | 'ended' | 'not-in-force' | 'full' }

export interface ExceptionStore {
  /** Newest first. */
  list(): readonly Stored<KeptException>[]
  get(id: string): Stored<KeptException> | undefined
  /** Oldest first, at most `limit`. */
  history(id: string, limit: number): Promise<readonly ExceptionEntry[]>
  propose(definition: ExceptionDefinition, by: string): Promise<ExceptionOutcome>
  /** Takes the place of an earlier proposal; what is in force stays so. */
  change(id: string, definition: ExceptionDefinition, by: string, seen: number): Promise<ExceptionOutcome>
  approve(id: string, by: string, seen: number): Promise<ExceptionOutcome>
  reject(id: string, by: string, reason: string, seen: number): Promise<ExceptionOutcome>
  withdraw(id: string, by: string, reason: string, seen: number): Promise<ExceptionOutcome>
  /** What was approved and has not ended; some may have expired. */
  readonly inForce: () => readonly ExceptionInForce[]
}

export interface ExceptionInForce {
  readonly id: string
  readonly definition: ExceptionDefinition
}

export interface ExceptionStoreOptions {
  readonly records: Records
  readonly clock: Clock
  readonly newId: () => string
  /** One has come into force, has changed, or (`definition` null) is no longer in force. */
  readonly onChanged: (id: string, definition: ExceptionDefinition | null) => void
}

export async function createExceptionStore(options: ExceptionStoreOptions): Promise<ExceptionStore> {
  const { records, clock, newId, onChanged } = options
  const kept = new Map((await readAll(records, EXCEPTIONS)).map(one => [one.id, one]))

  /** Writes record and history together; what is wrong with the step comes back from `make` as text. */
  async function step(
    id: string,
    seen: number,
    make: (known: KeptException) => readonly [KeptException, ExceptionEntry] | StepFault,
  ): Promise<ExceptionOutcome> {
    const known = kept.get(id)
    if (known === undefined) return { kind: 'not-found' }
    if (known.version !== seen) return { kind: 'conflict' }
    const made = make(known.record)
    return typeof made === 'string' ? { kind: made } : await write(id, made, seen)
  }

  async function write(
    id: string,
    [record, entry]: readonly [KeptException, ExceptionEntry],
    seen: number,
  ): Promise<ExceptionOutcome> {
    const log = logOf(id)
    const changes = [put(EXCEPTIONS, id, record, seen), append(log, [entry], await records.lastNumber(log))]
    if ((await records.commit(changes)) === 'conflict') return { kind: 'conflict' }
    const before = kept.get(id)?.record.inForce?.definition ?? null
    const exception = { id, version: seen + 1, record }
    kept.set(id, exception)
    const after = definitionInForce(record)
    if (after !== before) onChanged(id, after)
    return { kind: 'done', exception }
  }

  return {
    list: () => [...kept.values()].sort((a, b) => b.record.createdAt - a.record.createdAt),
    get: id => kept.get(id),
    history: async (id, limit) =>
      (await records.entries<ExceptionEntry>(logOf(id), 0, limit)).map(({ entry }) => entry),
    inForce: () =>
      [...kept.values()].flatMap(({ id, record }) => {
        const definition = definitionInForce(record)
        return definition === null ? [] : [{ id, definition }]
      }),

    async propose(definition, by) {
      if (kept.size >= LIMITS.maxExceptions) return { kind: 'full' }
      const at = clock.now()
      const proposal = { definition, by, at }
      const record = { createdBy: by, createdAt: at, changedAt: at, inForce: null, proposal, ended: null }
      return await write(newId(), [record, { at, by, kind: 'proposed', reason: '', definition }], 0)
    },

    change: (id, definition, by, seen) =>
      step(id, seen, known => {
        if (known.ended !== null) return 'ended'
        const at = clock.now()
        const proposal = { definition, by, at }
        return [
          { ...known, changedAt: at, proposal },
          { at, by, kind: 'changed', reason: '', definition },
        ]
      }),

    approve: (id, by, seen) =>
      step(id, seen, known => {
        const { proposal } = known
        if (proposal === null) return 'no-proposal'
        if (proposal.by === by) return 'own'
        const at = clock.now()
        const { definition } = proposal
        const inForce = { definition, approvedBy: by, approvedAt: at }
        return [
          { ...known, changedAt: at, inForce, proposal: null },
          { at, by, kind: 'approved', reason: '', definition },
        ]
      }),

    reject: (id, by, reason, seen) =>
      step(id, seen, known => {
        const { proposal, inForce } = known
        if (proposal === null) return 'no-proposal'
        const at = clock.now()
        const { definition } = proposal
        const ended = inForce === null ? ({ kind: 'rejected', by, at, reason, definition } as const) : null
        return [
          { ...known, changedAt: at, proposal: null, ended },
          { at, by, kind: 'rejected', reason, definition },
        ]
      }),

    withdraw: (id, by, reason, seen) =>
      step(id, seen, known => {
        if (known.ended !== null) return 'ended'
        if (known.inForce === null) return 'not-in-force'
        const at = clock.now()
        const { definition } = known.inForce
        const ended = { kind: 'withdrawn', by, at, reason, definition } as const
        return [
          { ...known, changedAt: at, inForce: null, proposal: null, ended },
          { at, by, kind: 'withdrawn', reason, definition: null },
        ]
      }),
  }
}

type StepFault = 'own' | 'no-proposal' | 'ended' | 'not-in-force'

function definitionInForce({ inForce, ended }: KeptException): ExceptionDefinition | null {
  return ended === null && inForce !== null ? inForce.definition : null
}

function logOf(id: string): string {
  return `exception ${id}`
}

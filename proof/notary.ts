// Signs where the audit trail ends, whenever it has grown, and keeps the heads in a log of their own.

import type { Clock } from '#/kernel/clock.ts'
import type { Audit } from '#/store/audit.ts'
import { append, type Records } from '#/store/records.ts'
import { signHead, type SignedHead } from './signed-head.ts'
import type { SigningKey } from './signing-key.ts'

export const HEADS_LOG = 'audit-heads'

export interface Notary {
  /** The newest head, made now if the trail has grown; undefined for an empty trail. */
  sign(): Promise<SignedHead | undefined>
  latest(): Promise<SignedHead | undefined>
}

export function createNotary(options: {
  readonly records: Records
  readonly audit: Audit
  readonly key: SigningKey
  readonly clock: Clock
}): Notary {
  const { records, audit, key, clock } = options

  async function last(): Promise<{ readonly count: number; readonly head: SignedHead | undefined }> {
    const count = await records.lastNumber(HEADS_LOG)
    const [found] = count === 0 ? [] : await records.entries<SignedHead>(HEADS_LOG, count - 1, 1)
    return { count, head: found?.entry }
  }

  return {
    async sign() {
      for (;;) {
        const { count, head } = await last()
        const tip = await audit.tip()
        if (tip.number === 0 || (head !== undefined && head.number === tip.number && head.hash === tip.hash))
          return head
        const signed = signHead(tip, clock.now(), key)
        if ((await records.commit([append(HEADS_LOG, [signed], count)])) === 'done') return signed
      }
    },
    latest: async () => (await last()).head,
  }
}

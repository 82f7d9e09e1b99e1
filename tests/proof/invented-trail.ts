// A data folder with an audit trail of invented deeds, signed as the platform signs it.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createNotary, type Notary } from '#/proof/notary.ts'
import { openSigningKey, type SigningKey } from '#/proof/signing-key.ts'
import { createAudit, type Audit } from '#/store/audit.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import type { Records } from '#/store/records.ts'

export interface InventedTrail extends Disposable {
  readonly directory: string
  readonly state: string
  readonly audit: Audit
  readonly notary: Notary
  readonly key: SigningKey
  readonly records: Records
  readonly clock: { now(): number }
  /** So many more deeds. */
  grow(deeds: number): Promise<void>
  /** Closes the database; the folder stays until the end. */
  close(): void
}

const ACTIONS = ['user.created', 'document.signed', 'approval.given', 'incident.closed'] as const

export function inventedTrail(): InventedTrail {
  const directory = mkdtempSync(join(tmpdir(), 'thapcanh-proof-'))
  const path = join(directory, 'state.sqlite')
  let now = Date.parse('2026-11-30T00:00:00Z')
  const clock = { now: () => (now += 1000) }
  const state = openEmbeddedStateStore({ path, clock })
  const audit = createAudit(state.records, clock)
  const key = openSigningKey(join(directory, 'keys'))
  let isOpen = true
  const close = (): void => {
    if (isOpen) state[Symbol.dispose]()
    isOpen = false
  }
  return {
    directory,
    state: path,
    audit,
    key,
    records: state.records,
    clock,
    notary: createNotary({ records: state.records, audit, key, clock }),
    async grow(deeds) {
      const first = await audit.lastNumber()
      for (let at = first; at < first + deeds; at++)
        await audit.record(
          `người.${at % 7}`,
          ACTIONS[at % ACTIONS.length]!,
          `incident 2026-${at}`,
          `lý do ${at}`,
        )
    },
    close,
    [Symbol.dispose]() {
      close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

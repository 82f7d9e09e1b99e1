// The state store of a cluster on a log in memory: everything but Elasticsearch itself.

import { describe } from 'vitest'
import { describeReplicatedState } from './replicated-state-conformance.ts'
import type { OpenedLog } from './replicated-bench.ts'
import { describeStateLog } from './state-log-conformance.ts'
import { createLogTwin } from './state-log-twin.ts'

async function openTwin(): Promise<OpenedLog> {
  const twin = createLogTwin()
  return {
    log: twin,
    another: () => twin,
    async damageEntry(number) {
      twin.entries.get(number)!['payload'] = Buffer.from('altered').toString('base64')
    },
    async loseEntry(number) {
      twin.entries.delete(number)
    },
    async damagePiece(baseId, index) {
      twin.pieces.get(`${baseId}-${index}`)!.data = Buffer.from('altered')
    },
    async [Symbol.asyncDispose]() {},
  }
}

describe('in memory', { timeout: 120_000 }, () => {
  describeStateLog('in memory', openTwin)
  describeReplicatedState('log in memory', openTwin, 50)
})

// A batch of many records is read in turns with what else the pipeline's thread has to do, and is then as if read at once.

import { expect, test } from 'vitest'
import type { RawRecord } from '#/collectors/raw-log/record.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { readBatch, readBatchInTurns, type BatchStages } from '#/pipeline/read-batch.ts'

const NOW = Date.UTC(2026, 10, 29, 10)
const COUNT = 2 * LIMITS.maxTurnEvents + 1

/** Every thousandth line is empty, which is a problem. */
const records = Array.from({ length: COUNT }, (_, i): RawRecord => ({
  bytes: Buffer.from(i % 1000 === 0 ? '' : `<86>1 - web-01 sshd ${i} - - line ${i}`),
  envelope: 'syslog',
  receivedMs: NOW,
  listener: 'syslog-tcp',
  peer: '192.0.2.7',
  sequence: i + 1,
}))

/** Stages that raise nothing; what correlations see is written down. */
function stagesOf(seen: unknown[]): BatchStages {
  return {
    matcher: { match: () => [] },
    matchIndicators: () => [],
    exceptions: () => ({ hiding: () => [] }),
    onEvent: () => {},
    onHit: () => {},
    assignSystem: () => undefined,
    readings: new Map(),
    correlation: {
      see: (_event: unknown, _matches: unknown, { sequence }: RawRecord) => void seen.push(sequence),
      raisesAlerts: () => true,
    },
  } as unknown as BatchStages
}

test('others have their turn, and nothing is lost, doubled or out of order', async () => {
  const [seenAtOnce, seenInTurns]: [unknown[], unknown[]] = [[], []]
  const atOnce = readBatch(records, stagesOf(seenAtOnce), NOW)
  const seenAtTurns: number[] = []
  setImmediate(() => {
    seenAtTurns.push(seenInTurns.length)
    setImmediate(() => seenAtTurns.push(seenInTurns.length))
  })
  const inTurns = await readBatchInTurns(records, stagesOf(seenInTurns), { now: () => NOW })
  expect(seenAtTurns).toEqual([LIMITS.maxTurnEvents, 2 * LIMITS.maxTurnEvents])
  expect(inTurns).toEqual(atOnce)
  expect(seenInTurns).toEqual(seenAtOnce)
  expect(inTurns.events).toHaveLength(COUNT)
})

test('no records are an empty batch', async () => {
  expect(await readBatchInTurns([], stagesOf([]), { now: () => NOW })).toEqual({
    events: [],
    alerts: [],
    hidden: [],
    problems: [],
  })
})

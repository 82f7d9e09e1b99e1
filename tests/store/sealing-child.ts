// A process that appends batch after batch over several days and seals those that are over, until it is killed. It
// says on stdout which positions are committed. Run by the test of sealing: `node sealing-child.ts DIRECTORY`.

import { systemClock } from '#/kernel/clock.ts'
import { openEmbeddedEventStore } from '#/store/embedded/event-store.ts'
import { DAY, stored } from './invented-events.ts'

const store = await openEmbeddedEventStore({
  directory: process.argv[2]!,
  clock: systemClock,
  report: problem => process.stderr.write(`${JSON.stringify(problem)}\n`),
  memoryLimitMb: 256,
})
const BATCH = 200
/** Received a minute apart: a day has seven batches. */
const APART_MS = 60_000
for (let position = await store.position(); ; position += BATCH) {
  const events = Array.from({ length: BATCH }, (_, i) => {
    const sequence = position + i + 1
    return stored(
      sequence,
      { 'thapcanh.system.level': 1 + (sequence % 5) },
      DAY + sequence * (APART_MS - 1000),
    )
  })
  await store.append(events, position + BATCH)
  process.stdout.write(`${position + BATCH}\n`)
  const endedBeforeMs = DAY + (position + BATCH) * APART_MS
  // After a kill at midnight a position may be within a batch.
  if (Math.floor(position / BATCH) % 4 === 3) await store.keeping.seal(endedBeforeMs)
}

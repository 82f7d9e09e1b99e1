// A process that appends batch after batch and says on stdout which positions are committed, until it is
// killed. Run by the crash test: `node appending-child.ts DIRECTORY`.

import { systemClock } from '#/kernel/clock.ts'
import { openEmbeddedEventStore } from '#/store/embedded/event-store.ts'
import { DAY, stored } from './invented-events.ts'

const store = await openEmbeddedEventStore({
  directory: process.argv[2]!,
  clock: systemClock,
  report: problem => process.stderr.write(`${JSON.stringify(problem)}\n`),
  memoryLimitMb: 256,
})
/** Received a second apart, so that a few batches cross midnight. */
const startMs = DAY + 86_400_000 - 4_000_000
const BATCH = 500
for (let position = await store.position(); ; position += BATCH) {
  const events = Array.from({ length: BATCH }, (_, i) =>
    stored(position + i + 1, { 'user.name': `user${i}` }, startMs),
  )
  await store.append(events, position + BATCH)
  process.stdout.write(`${position + BATCH}\n`)
}

// A process that puts mentions batch after batch and says on stdout how many are acknowledged, until it is killed.
// Run by the crash test: `node putting-child.ts FILE`.

import { openEmbeddedMentionStore } from '#/store/embedded/mention-store.ts'
import { inventedMention } from './invented-mentions.ts'

const BATCH = 20
await using store = await openEmbeddedMentionStore({
  path: process.argv[2]!,
  onFailed: error => {
    throw error
  },
})
for (let from = (await store.totals({})).mentions; ; from += BATCH) {
  await store.put(
    Array.from({ length: BATCH }, (_, i) => ({
      mention: inventedMention(from + i + 1, { topics: ['flood', 'traffic'] }),
      sketch: new Uint8Array(64),
    })),
  )
  process.stdout.write(`${from + BATCH}\n`)
}

// The block lists of the invented city: one entry, one firewall that fetches.

import type { Clock } from '#/kernel/clock.ts'
import { createBlockFeed } from '#/playbooks/actions/block-feed.ts'
import { createBlockLists } from '#/playbooks/actions/block-lists.ts'
import { createProtectedAssets } from '#/playbooks/actions/protected-assets.ts'
import type { Records } from '#/store/records.ts'

export async function inventedBlockLists(records: Records, clock: Clock) {
  const protectedAssets = createProtectedAssets([{ value: '192.0.2.53', reason: 'máy chủ DNS' }])
  const blockLists = createBlockLists({
    records,
    clock,
    protectedAssets,
    lists: [{ id: 'firewall', name: 'Tường lửa', holds: ['address'] }],
  })
  await blockLists.add({
    list: 'firewall',
    value: '203.0.113.9',
    reason: 'Quét cổng',
    incidentId: null,
    runId: null,
    addedBy: 'analyst',
    expiresAt: null,
  })
  const blockFeed = createBlockFeed({
    blockLists,
    records,
    clock,
    consumers: [{ name: 'fw-01', tokenSecret: 'fw-01', lists: ['firewall'], expectEveryMinutes: 30 }],
    secret: name => `token-of-${name}`,
  })
  return { blockLists, blockFeed }
}

// The health of a cluster is the sum of what its processes tell.

import { expect, test } from 'vitest'
import type { Health } from '#/api/contract/schemas.ts'
import type { KnownNode } from '#/cluster/node-registry.ts'
import { withNodes } from '#/roles/cluster-health.ts'
import { HEALTH } from '../api/invented-platform.ts'

function nodeOf(name: string, health: unknown): KnownNode {
  const status = { name, roles: ['collector' as const], startedAt: 0, figures: {}, problems: [], health }
  return { status, silentMs: 100 }
}

test('problems of a code are those of all processes, however many kinds of them are shown', () => {
  const kinds = Array.from({ length: 50 }, (_, n) => ({
    code: 'line.malformed',
    where: `sender ${n}`,
    count: 1,
    lastDetail: '',
    lastAt: 1000 + n,
  }))
  const own: Health = { ...HEALTH, problems: 2, problemsByCode: { 'store.failed': 2 } }
  const other: Health = {
    ...HEALTH,
    problems: 54,
    problemsByCode: { 'store.failed': 4, 'line.malformed': 50 },
    problemKinds: kinds,
  }
  const { problemsByCode: _, ...ofEarlierVersion } = HEALTH
  const health = withNodes(own, [nodeOf('a', other), nodeOf('b', ofEarlierVersion)])
  expect(health.problems).toBe(56)
  expect(health.problemsByCode).toEqual({ 'store.failed': 6, 'line.malformed': 50 })
  expect(health.problemKinds).toHaveLength(50)
})

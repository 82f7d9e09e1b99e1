// The health of a cluster as one report: what its collectors receive, store and lose, added to what the leader says of
// itself, and all processes by name. One that fell silent is shown with what it said last.

import type { Health } from '#/api/contract/schemas.ts'
import type { KnownNode } from '#/cluster/node-registry.ts'

/** As many kinds of problems as the contract promises. */
const SHOWN_PROBLEM_KINDS = 50

export function withNodes(own: Health, nodes: readonly KnownNode[]): Health {
  const reports = nodes.flatMap(({ status }) =>
    status.health === undefined ? [] : [{ node: status.name, health: status.health as Health }],
  )
  const of = reports.map(({ health }) => health)
  const sum = (figure: (health: Health) => number): number =>
    [own, ...of].reduce((total, health) => total + figure(health), 0)
  return {
    ...own,
    receivedPerSecond: sum(health => health.receivedPerSecond),
    storedPerSecond: sum(health => health.storedPerSecond),
    received: sum(health => health.received),
    stored: sum(health => health.stored),
    lagEvents: sum(health => health.lagEvents),
    lagMs: Math.max(own.lagMs, ...of.map(health => health.lagMs)),
    dropped: sum(health => health.dropped),
    problems: sum(health => health.problems),
    problemsByCode: sumByCode([own, ...of]),
    problemKinds: [
      ...own.problemKinds,
      ...reports.flatMap(({ node, health }) =>
        health.problemKinds.map(kind => ({ ...kind, where: `${node}: ${kind.where}` })),
      ),
    ]
      .sort((a, b) => b.lastAt - a.lastAt)
      .slice(0, SHOWN_PROBLEM_KINDS),
    silentSources: [own, ...of].flatMap(health => health.silentSources),
    listeners: [
      ...own.listeners,
      ...reports.flatMap(({ node, health }) =>
        health.listeners.map(listener => ({ ...listener, id: `${node}: ${listener.id}` })),
      ),
    ],
    storeError: own.storeError ?? of.find(health => health.storeError !== null)?.storeError ?? null,
    nodes: nodes.map(({ status, silentMs }) => ({
      name: status.name,
      roles: [...status.roles],
      startedAt: status.startedAt,
      silentMs,
      figures: { ...status.figures },
    })),
  }
}

/** A process of an earlier version does not tell it. */
function sumByCode(healths: readonly Partial<Pick<Health, 'problemsByCode'>>[]): Health['problemsByCode'] {
  const sums: Record<string, number> = {}
  for (const { problemsByCode = {} } of healths)
    for (const [code, count] of Object.entries(problemsByCode)) sums[code] = (sums[code] ?? 0) + count
  return sums
}

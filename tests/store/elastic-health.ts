// What `thapcanh doctor` says of an Elasticsearch that is well, and of one that has lost a shard.

import { Client } from '@elastic/elasticsearch'
import { expect, test, vi } from 'vitest'
import { checkCluster } from '#/cli/cluster-check.ts'
import type { Finding } from '#/cli/finding.ts'

const INDEX = 'doctor-red'

export function describeElasticHealth(url: () => string): void {
  const look = async (): Promise<Finding | undefined> => {
    // Whose password is missing: it is not waited for.
    const redis = { url: 'unix:///nowhere/redis.sock', passwordFile: '/nowhere/password' }
    const elasticsearch = { nodes: [url()], prefix: 'doctor', shards: 1 }
    const calls = { host: '127.0.0.1', port: 0 }
    const findings = await checkCluster({ redis, elasticsearch, calls }, 60_000)
    return findings.find(({ check }) => check === 'elasticsearch')
  }

  test('doctor tells the state of Elasticsearch, and that events cannot be found in a red one', async () => {
    expect(await look()).toMatchObject({ ok: true, detail: expect.stringMatching(/answers: version 8\./) })
    await using stack = new AsyncDisposableStack()
    const client = new Client({ node: url() })
    stack.defer(async () => await client.close())
    // No node may hold it.
    await client.indices.create({
      index: INDEX,
      settings: { 'index.routing.allocation.require._name': 'nobody' },
      wait_for_active_shards: 0,
    })
    stack.defer(async () => void (await client.indices.delete({ index: INDEX })))
    const isRed = async (): Promise<boolean> => (await client.cluster.health()).status === 'red'
    await vi.waitUntil(isRed, { timeout: 60_000 })
    expect(await look()).toMatchObject({ ok: false, detail: expect.stringContaining('its state is red') })
  })
}

// Tests that need a real Elasticsearch: one node for a whole file, since starting it costs more than most files.

import { afterAll, beforeAll, describe } from 'vitest'
import { noElasticsearch } from '../support/elasticsearch/archive.ts'
import { startElasticsearch, type ElasticsearchCluster } from '../support/elasticsearch/cluster.ts'

/** Describes the tests, each with so much time; skips them with the reason where there is no Elasticsearch. */
export function describeOnElasticsearch(
  timeout: number,
  tests: (node: () => ElasticsearchCluster['nodes'][number]) => void,
): void {
  const why = noElasticsearch ? ` (${noElasticsearch})` : ''
  describe.skipIf(noElasticsearch !== false)(`a real Elasticsearch${why}`, { timeout }, () => {
    let cluster: ElasticsearchCluster | undefined
    beforeAll(async () => {
      cluster = await startElasticsearch()
    }, 300_000)
    afterAll(async () => {
      await cluster?.[Symbol.asyncDispose]()
    })
    tests(() => cluster!.nodes[0]!)
  })
}

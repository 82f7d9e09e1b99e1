// Everything that needs a real Elasticsearch, on one node: starting it costs more than all these tests.

import { afterAll, beforeAll, describe } from 'vitest'
import { noElasticsearch } from '../support/elasticsearch/archive.ts'
import { type ElasticsearchCluster, startElasticsearch } from '../support/elasticsearch/cluster.ts'
import { describeEventStore } from './event-store-conformance.ts'
import { describeElasticHealth } from './elastic-health.ts'
import { describeElasticEventStore } from './elastic-event-store.ts'
import { openOnElastic } from './open-on-elastic.ts'
import { describeSearchOracle } from './search-oracle.ts'
import { describeSorting } from './sort-conformance.ts'

describe.skipIf(noElasticsearch !== false)(
  `a real Elasticsearch${noElasticsearch ? ` (${noElasticsearch})` : ''}`,
  { timeout: 120_000 },
  () => {
    let cluster: ElasticsearchCluster
    beforeAll(async () => {
      cluster = await startElasticsearch()
    }, 300_000)
    afterAll(async () => {
      await cluster?.[Symbol.asyncDispose]()
    })

    const url = (): string => cluster.nodes[0]!.url
    describeEventStore('Elasticsearch', () => openOnElastic(url()))
    describeSorting('Elasticsearch', () => openOnElastic(url()))
    describeSearchOracle('Elasticsearch', () => openOnElastic(url()))
    describeElasticEventStore(url)
    describeElasticHealth(url)
  },
)

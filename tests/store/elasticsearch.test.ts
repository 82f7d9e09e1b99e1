// Everything that needs a real Elasticsearch, on one node: starting it costs more than all these tests.

import { describeEventStore } from './event-store-conformance.ts'
import { describeElasticHealth } from './elastic-health.ts'
import { describeElasticEventStore } from './elastic-event-store.ts'
import { describeOnElasticsearch } from './on-elasticsearch.ts'
import { openOnElastic } from './open-on-elastic.ts'
import { describeSearchOracle } from './search-oracle.ts'
import { describeSorting } from './sort-conformance.ts'

describeOnElasticsearch(120_000, node => {
  const url = (): string => node().url
  describeEventStore('Elasticsearch', () => openOnElastic(url()))
  describeSorting('Elasticsearch', () => openOnElastic(url()))
  describeSearchOracle('Elasticsearch', () => openOnElastic(url()))
  describeElasticEventStore(url)
  describeElasticHealth(url)
})

// Component and index templates of the event streams: the columns of kernel/field-types.ts with their ECS types, the
// store's own fields, and how indices are kept. Put at every start; an index that is there keeps what it was made
// with, and the next one of its stream has the new.

import type { Client, estypes } from '@elastic/elasticsearch'
import { COLUMNS, type ColumnType } from '#/kernel/field-types.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { OWN } from './event-fields.ts'

type Property = estypes.MappingProperty

/** Longer texts are kept and not indexed as a column; a term of Lucene has at most 32,766 bytes. */
const LONGEST_KEYWORD = 1024

const KEYWORD: Property = { type: 'keyword', ignore_above: LONGEST_KEYWORD }
/** As much as other tools need to search for words; the store itself searches in the grams. */
const TEXT: Property = { type: 'text', norms: false, index_options: 'docs' }
const IP: Property = { type: 'ip', ignore_malformed: true }

const PROPERTIES = {
  keyword: KEYWORD,
  'keyword[]': KEYWORD,
  text: TEXT,
  long: { type: 'long', ignore_malformed: true },
  double: { type: 'double', ignore_malformed: true },
  boolean: { type: 'boolean', ignore_malformed: true },
  date: { type: 'date', ignore_malformed: true },
  ip: IP,
  'ip[]': IP,
} as const satisfies Record<ColumnType, Property>

const TOKENS: Property = { type: 'keyword', doc_values: false }

const OWN_PROPERTIES: Readonly<Record<string, Property>> = {
  [OWN.id]: { type: 'keyword' },
  [OWN.micros]: { type: 'long' },
  [OWN.received]: { type: 'date', format: 'epoch_millis' },
  [OWN.sequence]: { type: 'long' },
  [OWN.writer]: { type: 'keyword' },
  [OWN.values]: TOKENS,
  [OWN.fields]: { type: 'keyword' },
  [OWN.grams]: { type: 'text', analyzer: 'whitespace', norms: false, index_options: 'docs' },
  [OWN.unclear]: TOKENS,
  [OWN.misfit]: { type: 'keyword', index: false, doc_values: false },
}

/** Puts the templates for streams named `{prefix}-events-*`. */
export async function putEventTemplates(client: Client, prefix: string, shards: number): Promise<void> {
  const columns = [...COLUMNS].map(([name, type]): [string, Property] => [
    name,
    name === '@timestamp' ? { type: 'date' } : PROPERTIES[type],
  ])
  await client.cluster.putComponentTemplate({
    name: `${prefix}-ecs`,
    template: { mappings: { properties: Object.fromEntries(columns) } },
  })
  await client.cluster.putComponentTemplate({
    name: `${prefix}-store`,
    template: {
      settings: {
        number_of_shards: shards,
        auto_expand_replicas: '0-1',
        codec: 'best_compression',
        refresh_interval: '1s',
        mapping: { total_fields: { limit: LIMITS.maxElasticFields, ignore_dynamic_beyond_limit: true } },
      },
      mappings: {
        // Flat names: `user` and `user.name` may both have values.
        subobjects: false,
        dynamic: true,
        date_detection: false,
        // Tokens and grams can be made again of the rest.
        _source: { excludes: [OWN.values, OWN.fields, OWN.grams] },
        dynamic_templates: [
          // Fields outside ECS can be counted and sorted; they are found by their tokens.
          { vendor: { match_mapping_type: '*', mapping: { ...KEYWORD, index: false } as Property } },
        ],
        properties: OWN_PROPERTIES,
      },
    },
  })
  await client.indices.putIndexTemplate({
    name: `${prefix}-events`,
    index_patterns: [`${prefix}-events-*`],
    data_stream: {},
    composed_of: [`${prefix}-ecs`, `${prefix}-store`],
    // Above Elastic's own templates for logs.
    priority: 500,
  })
}

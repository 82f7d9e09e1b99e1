// What shippers ask of Elasticsearch before they send: who are you, which licence, are the index templates,
// life-cycle policies and pipelines there. There are none of these things here, and none are needed: the
// answers say that all is well, so that the shippers go on to `_bulk`.

import type { Answer, Endpoint, Exchange } from './exchange.ts'
import { ELASTIC_HEADERS, elasticRefusal } from './bulk-endpoint.ts'

/** The version whose answers these are; Beats refuse to talk to one older than themselves by a major. */
const VERSION = '9.0.0'
const UID = '00000000-0000-4000-8000-000000000000'

const licence = { status: 'active', uid: UID, type: 'basic', mode: 'basic' }

const banner = {
  name: 'thapcanh',
  cluster_name: 'thapcanh',
  cluster_uuid: UID,
  version: {
    number: VERSION,
    build_flavor: 'default',
    build_type: 'tar',
    build_hash: 'thapcanh',
    build_date: '2026-01-01T00:00:00.000Z',
    build_snapshot: false,
    lucene_version: '10.1.0',
    minimum_wire_compatibility_version: '8.18.0',
    minimum_index_compatibility_version: '8.0.0',
  },
  tagline: 'You Know, for Search',
}

/** Path → body of a GET; the name in the path is `$1`. */
const ANSWERS: readonly (readonly [RegExp, (name: string) => object])[] = [
  [/^\/$/, () => banner],
  [/^\/_license\/?$/, () => ({ license: licence })],
  [/^\/_xpack\/?$/, () => ({ license: licence, features: { ilm: { available: true, enabled: true } } })],
  [/^\/_cluster\/health\/?$/, () => ({ cluster_name: 'thapcanh', status: 'green', timed_out: false })],
  [/^\/_ilm\/policy\/([^/]+)$/, name => ({ [name]: { version: 1, policy: { phases: {} } } })],
  [
    /^\/_index_template\/([^/]+)$/,
    name => ({ index_templates: [{ name, index_template: { index_patterns: [name] } }] }),
  ],
  [/^\/_template\/([^/]+)$/, name => ({ [name]: { index_patterns: [name] } })],
  [
    /^\/_component_template\/([^/]+)$/,
    name => ({ component_templates: [{ name, component_template: { template: {} } }] }),
  ],
  [/^\/_data_stream\/([^/]+)$/, name => ({ data_streams: [{ name, status: 'GREEN' }] })],
  [/^\/_ingest\/pipeline\/([^/]+)$/, name => ({ [name]: { processors: [] } })],
  [/^\/_alias\/([^/]+)$/, name => ({ [name]: { aliases: { [name]: {} } } })],
  [/^\/_index_template\/?$/, () => ({ index_templates: [] })],
]

export const elasticHello: Endpoint = {
  methods: ['GET', 'HEAD', 'PUT', 'POST'],
  path: new RegExp(ANSWERS.map(([path]) => path.source).join('|')),
  needs: 'bulk',
  readsBody: false,
  handle: hello,
  refuse: elasticRefusal,
}

async function hello({ request, url }: Exchange): Promise<Answer> {
  if (request.method === 'PUT' || request.method === 'POST') {
    return { status: 200, headers: ELASTIC_HEADERS, body: { acknowledged: true } }
  }
  for (const [path, body] of ANSWERS) {
    const name = path.exec(url.pathname)
    if (name) return { status: 200, headers: ELASTIC_HEADERS, body: body(name[1] ?? '') }
  }
  throw new Error(`no answer for ${url.pathname}`)
}

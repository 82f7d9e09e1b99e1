// The client of a cluster's Elasticsearch, made of plain data, so that every thread can make its own.

import { Client } from '@elastic/elasticsearch'

export interface ElasticPlace {
  readonly nodes: readonly string[]
  /** Begins the names of all indices, streams and templates. */
  readonly prefix: string
  /** Primary shards of each index. */
  readonly shards: number
  readonly account?: { readonly username: string; readonly password: string }
  /** Certificate that signed those of the nodes, PEM. */
  readonly ca?: string
}

/** A request without an answer is given up after this. */
const REQUEST_MS = 60_000

/** Connects when it is first asked for something. */
export function openElasticClient({ nodes, account, ca }: ElasticPlace): Client {
  return new Client({
    nodes: [...nodes],
    requestTimeout: REQUEST_MS,
    ...(account === undefined ? {} : { auth: account }),
    ...(ca === undefined ? {} : { tls: { ca } }),
  })
}

// The client of a cluster's Elasticsearch, made of plain data, so that every thread can make its own.

import {
  Client,
  SniffingTransport,
  type TransportRequestOptions,
  type TransportRequestParams,
} from '@elastic/elasticsearch'

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

/**
 * Connects when it is first asked for something. `ending` is asked at each request that has no signal of its own for the
 * one that ends it.
 */
export function openElasticClient(
  { nodes, account, ca }: ElasticPlace,
  ending?: () => AbortSignal | undefined,
): Client {
  return new Client({
    nodes: [...nodes],
    requestTimeout: REQUEST_MS,
    ...(ending === undefined ? {} : { Transport: endedBy(ending) }),
    ...(account === undefined ? {} : { auth: account }),
    ...(ca === undefined ? {} : { tls: { ca } }),
  })
}

/** The client makes it itself, of a class. */
function endedBy(ending: () => AbortSignal | undefined): typeof SniffingTransport {
  return class extends SniffingTransport {
    override async request<T>(
      params: TransportRequestParams,
      options: TransportRequestOptions = {},
    ): Promise<T> {
      const signal = options.signal ?? ending()
      return await super.request<T>(params, signal === undefined ? options : { ...options, signal })
    }
  }
}

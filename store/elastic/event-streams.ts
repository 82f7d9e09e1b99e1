// Names of the event streams, and the indices behind them.

import type { Client } from '@elastic/elasticsearch'

/** All event streams. */
export function streamsOf(prefix: string): string {
  return `${prefix}-events-*`
}

export interface EventStream {
  readonly name: string
  /** The last is written to. */
  readonly indices: readonly string[]
}

/** The streams that there are. */
export async function listStreams(client: Client, prefix: string): Promise<readonly EventStream[]> {
  const { data_streams } = await client.indices.resolveIndex({ name: streamsOf(prefix) })
  return data_streams.map(({ name, backing_indices }) => ({
    name,
    indices: [backing_indices].flat().sort(),
  }))
}

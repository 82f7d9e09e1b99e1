// The blobs that other tests use are held to the same as those of Elasticsearch.

import { describeBlobStore } from './blob-store-conformance.ts'
import { createMemoryBlobs } from './memory-blobs.ts'

describeBlobStore('in memory', async () => ({
  ...createMemoryBlobs(),
  async [Symbol.asyncDispose]() {},
}))

// The contract of a place that all processes of a cluster reach, for bytes that are kept as they are: attached files,
// models. A blob is named by the SHA-256 of its bytes, so it never changes, and writing it twice is writing it once.

/** Everything may throw Retryable (`state.away`: it cannot be reached now) or Permanent (`state.refused`). */
export interface BlobStore {
  /** Whether the blob is there whole. */
  has(sha256: string, signal?: AbortSignal): Promise<boolean>
  /** Resolves when the blob is there durably. `bytes` must be those of the name; they are not hashed again. */
  put(sha256: string, bytes: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<void>
  /** The bytes as they lie there, not compared with the name; undefined when the blob is not there. */
  get(sha256: string, signal?: AbortSignal): Promise<AsyncIterable<Buffer> | undefined>
  /** Takes the blob away; none there is no mistake. */
  remove(sha256: string, signal?: AbortSignal): Promise<void>
  /** The names of all that are there, whole or half written. */
  list(signal?: AbortSignal): AsyncIterable<string>
}

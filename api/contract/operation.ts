// The shape of one operation of the API: method, path, who may call it, what goes in and comes out.

import type { TSchema } from 'typebox'
import type { Access } from './permissions.ts'

export interface Operation {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Fastify path. */
  readonly path: string
  readonly access: Access
  readonly summary: string
  readonly params?: TSchema
  readonly query?: TSchema
  readonly body?: TSchema
  /**
   * How the body comes when it is not JSON. `bytes`: application/octet-stream, handed on as a stream that the
   * handler bounds itself; `form`: as a page without script posts it, a flat object of texts.
   */
  readonly consumes?: 'bytes' | 'form'
  /** Body of the 200 answer; absent means 204 without a body. */
  readonly answer?: TSchema
  /** Of a GET that writes something down, as downloads do in the audit trail: it counts as a change. */
  readonly writesDown?: true
  /** Media type of the 200 answer when it is not JSON; the handler then answers text, bytes or a stream. */
  readonly produces?: string
}

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
  /** Body of the 200 answer; absent means 204 without a body. */
  readonly answer?: TSchema
}

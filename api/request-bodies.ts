// How bodies are read: JSON everywhere, and on the operations that say so in the contract, bytes as a stream
// or the form of a page without script. Anything else is 415. A body that is not whole after its time is given
// up: soon for what is small, later for an upload, whose handler also bounds its size.

import type { FastifyInstance } from 'fastify'
import type { Operation } from './contract/operation.ts'
import { ApiError } from './errors.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** How the body comes when it is not JSON; see contract/operation.ts. */
    consumes?: NonNullable<Operation['consumes']>
  }
}

const BODY_TIMEOUT_MS = 30_000
const UPLOAD_TIMEOUT_MS = 15 * 60_000
/** Fields of a form; ours have fewer than thirty. */
const MAX_FORM_FIELDS = 64

/** Sets the parsers and times of an instance whose routes are registered afterwards. */
export function installRequestBodies(app: FastifyInstance): void {
  app.server.headersTimeout = BODY_TIMEOUT_MS
  app.server.requestTimeout = UPLOAD_TIMEOUT_MS
  app.removeContentTypeParser('text/plain')

  app.addContentTypeParser('application/octet-stream', (request, payload, done) => {
    if (request.routeOptions.config.consumes === 'bytes') done(null, payload)
    else done(unsupported())
  })
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (request, text, done) => {
      if (request.routeOptions.config.consumes !== 'form') return done(unsupported())
      const fields = [...new URLSearchParams(text as string)]
      if (fields.length > MAX_FORM_FIELDS)
        return done(new ApiError('request.invalid', 'body: too many fields'))
      // A name that comes twice keeps what came last.
      done(null, Object.fromEntries(fields))
    },
  )

  app.addHook('onRequest', async (request, reply) => {
    const { headers } = request
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
    if (!hasBody || request.routeOptions.config.consumes === 'bytes') return
    const timer = setTimeout(() => {
      // Answered already, as a live stream is that never reads a body: only the request is given up.
      if (reply.raw.headersSent) return void request.raw.destroy()
      reply.hijack()
      reply.raw.writeHead(408, { connection: 'close' }).end()
      request.raw.destroy()
    }, BODY_TIMEOUT_MS)
    timer.unref()
    const stop = (): void => clearTimeout(timer)
    request.raw.once('end', stop).once('close', stop)
    // Refused before its body was read.
    reply.raw.once('finish', stop)
  })
}

function unsupported(): ApiError {
  return new ApiError('request.unsupported-type', 'This wants a body of application/json.')
}

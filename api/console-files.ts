// The console: files of the build, and its page for every other path a person may have bookmarked. What
// the build names by its content may be kept for ever; the page itself is asked for each time.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { withPublicFiles } from './access.ts'
import { answerError } from './error-answers.ts'
import { ApiError } from './errors.ts'

const PAGE = 'index.html'
/** Vite's names: `assets/queue-B3xk9_aZ.js`. */
const NAMED_BY_CONTENT = /[\\/]assets[\\/][^\\/]+-[\w-]{8,}\.\w+$/
const YEAR_SECONDS = 365 * 24 * 60 * 60

/** Serves the folder of the built console and answers everything that is nowhere else. */
export async function installConsole(app: FastifyInstance, webDirectory: string | undefined): Promise<void> {
  const directory =
    webDirectory !== undefined && existsSync(join(webDirectory, PAGE)) ? webDirectory : undefined
  if (directory !== undefined) {
    const files = { root: directory, index: PAGE, cacheControl: false, setHeaders: setCaching }
    // At the root for the fallback below; the route itself in a scope that is public.
    await app.register(fastifyStatic, { ...files, serve: false })
    await withPublicFiles(app, async scope => {
      await scope.register(fastifyStatic, { ...files, decorateReply: false })
    })
  }

  app.setNotFoundHandler((request, reply) => {
    if (!wantsPage(request)) return answerError(new ApiError('not-found', 'There is nothing here.'), reply)
    return directory === undefined ? answerWithoutConsole(reply) : reply.sendFile(PAGE, directory)
  })
}

function setCaching(reply: FastifyReply, path: string): void {
  const forEver = `public, max-age=${YEAR_SECONDS}, immutable`
  void reply.header('cache-control', NAMED_BY_CONTENT.test(path) ? forEver : 'no-cache')
}

/** A person's browser asking for a view of the console: not an API path, not a missing file. */
function wantsPage(request: FastifyRequest): boolean {
  const path = request.url.split('?', 1)[0]!
  if (request.method !== 'GET' || /^\/(?:api|docs|assets)(?:\/|$)/i.test(path)) return false
  return (
    !path.slice(path.lastIndexOf('/')).includes('.') && (request.headers.accept ?? '').includes('text/html')
  )
}

function answerWithoutConsole(reply: FastifyReply): FastifyReply {
  return reply
    .code(503)
    .type('text/plain; charset=utf-8')
    .send('Giao diện chưa được dựng. / The console has not been built.\n')
}

// The documentation at /docs, from files of our own, under the same Content-Security-Policy as the rest.

import fastifySwagger from '@fastify/swagger'
import fastifySwaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { openApiDocument } from './openapi.ts'

export const DOCS_PATH = '/docs'

/** Serves Swagger UI at /docs and the document at /docs/json and /docs/yaml. */
export async function installDocs(app: FastifyInstance, version: string): Promise<void> {
  const document = openApiDocument(version) as Parameters<typeof JSON.stringify>[0]
  await app.register(fastifySwagger, { mode: 'static', specification: { document } })
  await app.register(fastifySwaggerUi, {
    routePrefix: DOCS_PATH,
    uiConfig: { deepLinking: true, docExpansion: 'list', validatorUrl: null },
    theme: { title: 'Thápcanh API' },
  })
}

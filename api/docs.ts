// The documentation at /docs, from files of our own, under the same Content-Security-Policy as the rest.

import fastifySwagger from '@fastify/swagger'
import fastifySwaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { withPublicFiles } from './access.ts'
import { openApiDocument } from './openapi.ts'

type Document = Parameters<typeof JSON.stringify>[0]
/** By version: writing it takes a quarter of what an instance of the API takes to begin. */
const written = new Map<string, Document>()

/** Serves Swagger UI at /docs and the document at /docs/json and /docs/yaml. */
export async function installDocs(app: FastifyInstance, version: string): Promise<void> {
  const document = written.get(version) ?? (openApiDocument(version) as Document)
  written.set(version, document)
  await withPublicFiles(app, async files => {
    await files.register(fastifySwagger, { mode: 'static', specification: { document } })
    await files.register(fastifySwaggerUi, {
      routePrefix: '/docs',
      uiConfig: { deepLinking: true, docExpansion: 'list', validatorUrl: null },
      theme: { title: 'Thápcanh API' },
    })
  })
}

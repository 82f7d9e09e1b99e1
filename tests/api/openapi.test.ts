// The document at /docs is OpenAPI 3.1 and says of each operation what the table says.

import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { OPERATIONS, type Operation } from '#/api/contract/operations.ts'
import { openApiDocument } from '#/api/openapi.ts'
import { openCity } from './invented-platform.ts'
import { OPENAPI_SHAPE } from './openapi-shape.ts'

type Json = Record<string, unknown>
const document = openApiDocument('1.2.3') as Json

/** Every object inside a value. */
function* objectsIn(value: unknown): Generator<Json> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield value as Json
  for (const inner of Object.values(value)) yield* objectsIn(inner)
}

test('the document has the shape that OpenAPI 3.1 asks for', () => {
  const validate = new Ajv2020({ strict: false, allErrors: true }).compile(OPENAPI_SHAPE)
  validate(document)
  expect(validate.errors ?? []).toEqual([])
})

test('every reference leads somewhere, and every schema is JSON Schema 2020-12', () => {
  const { schemas } = document['components'] as { schemas: Json }
  const references = [...objectsIn(document)].flatMap(one =>
    typeof one['$ref'] === 'string' ? [one['$ref']] : [],
  )
  expect(references.length).toBeGreaterThan(30)
  for (const reference of references)
    expect(Object.keys(schemas)).toContain(reference.replace('#/components/schemas/', ''))
  const ajv = new Ajv2020({ strict: false })
  for (const schema of Object.values(schemas)) expect(ajv.validateSchema(schema as Json)).toBe(true)
})

test('every path parameter is in its path, and every part of a path is a parameter', () => {
  const paths = document['paths'] as Record<
    string,
    Record<string, { parameters?: { name: string; in: string }[] }>
  >
  for (const [path, methods] of Object.entries(paths))
    for (const { parameters = [] } of Object.values(methods)) {
      const named = parameters.filter(one => one.in === 'path').map(one => one.name)
      expect([...path.matchAll(/\{(\w+)\}/g)].map(found => found[1])).toEqual(named)
    }
})

test.each(Object.entries(OPERATIONS) as [string, Operation][])(
  '%s is there with its permission and security',
  (name, operation) => {
    const paths = document['paths'] as Record<string, Record<string, Json>>
    const described = paths[operation.path.replace(/:(\w+)/g, '{$1}')]![operation.method.toLowerCase()]!
    expect(described).toMatchObject({
      operationId: name,
      summary: operation.summary,
      'x-permission': operation.access,
    })
    expect((described['security'] as unknown[]).length === 0).toBe(operation.access === 'public')
    expect('requestBody' in described).toBe(operation.body !== undefined || operation.consumes === 'bytes')
  },
)

test('anybody may read it, as JSON, as YAML and as a page of our own files under the same policy', async () => {
  await using city = await openCity({ version: '1.2.3' })
  const json = await city.api.inject({ url: '/docs/json' })
  expect(json.json()).toEqual(JSON.parse(JSON.stringify(document)))
  expect((await city.api.inject({ url: '/docs/yaml' })).body).toMatch(/^openapi: 3\.1\.0/)
  const page = await city.api.inject({ url: '/docs/' })
  expect(page.headers['content-security-policy']).toContain("script-src 'self'")
  for (const [, path] of page.body.matchAll(/(?:src|href)="([^"]+)"/g)) {
    expect(path).not.toMatch(/^(https?:)?\/\//)
    const file = await city.api.inject({ url: new URL(path!, 'http://x/docs/').pathname })
    expect([path, file.statusCode]).toEqual([path, 200])
  }
})

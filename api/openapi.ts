// The OpenAPI 3.1 document, written from the operations table: TypeBox schemas are JSON Schema already, so
// they go in as they are, the named ones once under components. Nothing in it is secret.

import { GRANTS, OPERATIONS, type Operation, type OperationName } from './contract/operations.ts'
import * as contract from './contract/schemas.ts'
import { SESSION_COOKIE } from './auth/sessions.ts'

type Json = Readonly<Record<string, unknown>>

/** Every schema exported by the contract, by name. */
const NAMED = new Map<unknown, string>(
  Object.entries(contract).flatMap(([name, schema]) =>
    typeof schema === 'object' ? [[schema, name] as const] : [],
  ),
)

/** Statuses an operation may refuse with, beside those of its own table entry. */
const REFUSALS: Readonly<Record<number, string>> = {
  400: 'The request does not fit the contract',
  401: 'Nobody is signed in',
  403: 'Not allowed, or from a page of another site',
  404: 'There is no such thing',
  409: 'It has changed meanwhile, or is in a state that forbids this',
  413: 'The body is too large',
  415: 'The body is not JSON',
  429: 'Too many attempts',
  503: 'Busy; try again after Retry-After seconds',
}

/** The document as a plain object; `version` is the platform's. */
export function openApiDocument(version: string): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const name of Object.keys(OPERATIONS) as OperationName[]) {
    const operation: Operation = OPERATIONS[name]
    const path = operation.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: describeOperation(name, operation) }
  }
  const schemas = Object.fromEntries([...NAMED].map(([schema, name]) => [name, inline(schema)]))
  return {
    openapi: '3.1.0',
    info: {
      title: 'Thápcanh',
      version,
      description: 'The API of the console. Errors answer `{error, message}` with a stable code.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(Object.values(OPERATIONS).map(tagOf))].map(tag => ({ name: tag })),
    paths,
    components: {
      schemas,
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE },
        local: {
          type: 'http',
          scheme: 'bearer',
          description: 'Token of the running process, from this machine only',
        },
      },
    },
  }
}

function describeOperation(name: string, operation: Operation): Json {
  const { summary, access, params, query } = operation
  const parameters = [...parametersOf(params, 'path'), ...parametersOf(query, 'query')]
  const roles = Object.entries(GRANTS).flatMap(([role, granted]) =>
    granted.some(one => one === access) ? [role] : [],
  )
  const readable = GRANTS.viewer.some(granted => granted === access)
  const security = [{ session: [] }, ...(readable ? [{ local: [] }] : [])]
  return {
    operationId: name,
    summary,
    tags: [tagOf(operation)],
    'x-permission': access,
    ...(roles.length === 0 ? {} : { 'x-roles': roles }),
    security: access === 'public' ? [] : security,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...requestBodyOf(operation),
    responses: { ...successOf(name, operation), ...refusalsOf(operation) },
  }
}

function requestBodyOf({ body, consumes }: Operation): Json {
  if (consumes === 'bytes')
    return { requestBody: { required: true, content: { 'application/octet-stream': {} } } }
  if (body === undefined) return {}
  const type = consumes === 'form' ? 'application/x-www-form-urlencoded' : 'application/json'
  return { requestBody: { required: true, content: { [type]: { schema: refer(body) } } } }
}

function successOf(name: string, operation: Operation): Json {
  if (name === 'live')
    return {
      200: {
        description: 'Messages, one in each `data:`',
        content: { 'text/event-stream': { schema: refer(contract.LiveMessage) } },
      },
    }
  if (operation.produces !== undefined)
    return { 200: { description: 'Done', content: { [operation.produces]: {} } } }
  if (operation.answer === undefined) return { 204: { description: 'Done' } }
  return {
    200: { description: 'Done', content: { 'application/json': { schema: refer(operation.answer) } } },
  }
}

function refusalsOf(operation: Operation): Json {
  const isPublic = operation.access === 'public'
  const isUnsafe = operation.method !== 'GET'
  const refusals = [
    ...((operation.body ?? operation.query ?? operation.params) ? [400] : []),
    ...(isPublic && operation.body === undefined ? [] : [401, 403]),
    ...(operation.params === undefined ? [] : [404]),
    ...(isUnsafe && (operation.params !== undefined || operation.path === '/api/users') ? [409] : []),
    ...(operation.body === undefined ? [] : [413, 415]),
    ...(operation.path.startsWith('/api/session') && operation.body !== undefined ? [429] : []),
    ...(operation.path.startsWith('/api/') ? [503] : []),
  ]
  return Object.fromEntries(
    refusals.map(status => {
      const schema = status === 409 ? contract.ConflictBody : contract.ErrorBody
      return [
        status,
        { description: REFUSALS[status], content: { 'application/json': { schema: refer(schema) } } },
      ]
    }),
  )
}

function parametersOf(schema: unknown, place: 'path' | 'query'): Json[] {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    readonly properties?: Readonly<Record<string, Json>>
    readonly required?: readonly string[]
  }
  return Object.entries(properties).map(([name, member]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(member['description'] === undefined ? {} : { description: member['description'] }),
    schema: refer(member),
  }))
}

/** `/api/incidents/:id/take` → `incidents`. */
function tagOf(operation: Operation): string {
  return /^\/api\/(\w+)/.exec(operation.path)?.[1] ?? 'process'
}

/** A schema as it is written into the document: named ones by reference. */
function refer(schema: unknown): unknown {
  const name = NAMED.get(schema)
  return name === undefined ? inline(schema) : { $ref: `#/components/schemas/${name}` }
}

function inline(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(refer)
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, refer(value)]))
}

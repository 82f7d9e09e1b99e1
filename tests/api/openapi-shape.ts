// What OpenAPI 3.1.0 asks of a document's structure, written as JSON Schema after the specification
// (sections 4.8.1 to 4.8.30), for the objects that ours uses. Schemas themselves are checked apart.

const closed = { additionalProperties: false, patternProperties: { '^x-': {} } } as const
const text = { type: 'string' } as const
const media = {
  type: 'object',
  minProperties: 1,
  additionalProperties: { type: 'object', properties: { schema: { type: 'object' } }, ...closed },
} as const

const parameter = {
  type: 'object',
  required: ['name', 'in', 'schema'],
  properties: {
    name: text,
    in: { enum: ['query', 'header', 'path', 'cookie'] },
    required: { type: 'boolean' },
    description: text,
    schema: { type: 'object' },
  },
  // 4.8.12: a path parameter must be required.
  anyOf: [
    { properties: { in: { not: { const: 'path' } } } },
    { required: ['required'], properties: { required: { const: true } } },
  ],
  ...closed,
} as const

const operation = {
  type: 'object',
  required: ['operationId', 'responses'],
  properties: {
    operationId: text,
    summary: text,
    description: text,
    tags: { type: 'array', items: text },
    security: {
      type: 'array',
      items: { type: 'object', additionalProperties: { type: 'array', items: text } },
    },
    parameters: { type: 'array', uniqueItems: true, items: parameter },
    requestBody: {
      type: 'object',
      required: ['content'],
      properties: { required: { type: 'boolean' }, content: media, description: text },
      ...closed,
    },
    responses: {
      type: 'object',
      minProperties: 1,
      patternProperties: {
        '^[1-5](\\d\\d|XX)$': {
          type: 'object',
          required: ['description'],
          properties: { description: text, content: media },
          ...closed,
        },
      },
      additionalProperties: false,
    },
  },
  ...closed,
} as const

const securityScheme = {
  type: 'object',
  required: ['type'],
  oneOf: [
    {
      properties: { type: { const: 'apiKey' }, in: { enum: ['query', 'header', 'cookie'] } },
      required: ['name', 'in'],
    },
    { properties: { type: { const: 'http' } }, required: ['scheme'] },
  ],
} as const

export const OPENAPI_SHAPE = {
  type: 'object',
  required: ['openapi', 'info', 'paths'],
  properties: {
    openapi: { type: 'string', pattern: '^3\\.1\\.\\d+$' },
    info: {
      type: 'object',
      required: ['title', 'version'],
      properties: {
        title: text,
        version: text,
        description: text,
        license: {
          type: 'object',
          required: ['name'],
          properties: { name: text, identifier: text, url: text },
          not: { required: ['identifier', 'url'] },
          ...closed,
        },
      },
      ...closed,
    },
    servers: {
      type: 'array',
      items: { type: 'object', required: ['url'], properties: { url: text }, ...closed },
    },
    tags: {
      type: 'array',
      uniqueItems: true,
      items: { type: 'object', required: ['name'], properties: { name: text, description: text }, ...closed },
    },
    paths: {
      type: 'object',
      patternProperties: {
        '^/': {
          type: 'object',
          properties: { get: operation, post: operation, patch: operation, delete: operation },
          ...closed,
        },
      },
      additionalProperties: false,
    },
    components: {
      type: 'object',
      properties: {
        schemas: { type: 'object', propertyNames: { pattern: '^[a-zA-Z0-9._-]+$' } },
        securitySchemes: { type: 'object', additionalProperties: securityScheme },
      },
      ...closed,
    },
  },
  ...closed,
} as const

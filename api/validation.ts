// Requests are checked against the contract as they are: bodies without any coercion, query strings and
// paths with text read as the number or boolean the contract asks for. Unknown members are refused, not
// stripped. A refusal names the place and what would be right: `body/version: must be integer`.

import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import type { FastifySchema, FastifySchemaCompiler } from 'fastify'
import { ApiError } from './errors.ts'

const PLACES: Readonly<Record<string, string>> = { body: 'body', querystring: 'query', params: 'path' }

const forBodies = new Ajv({ coerceTypes: false, removeAdditional: false, useDefaults: false })
const forText = new Ajv({ coerceTypes: true, removeAdditional: false, useDefaults: true })
/** Compiling is slow, and the schemas of the contract are the same for every instance of the API. */
const compiledBodies = new WeakMap<object, ValidateFunction>()
const compiledTexts = new WeakMap<object, ValidateFunction>()

/**
 * The validator compiler for Fastify, with two Ajv instances: one for bodies, one for text. A schema is compiled with
 * the first request that needs it: all of them take a second, for which no start should wait.
 */
export function createValidatorCompiler(): FastifySchemaCompiler<FastifySchema> {
  return ({ schema, httpPart }) => {
    const place = PLACES[httpPart ?? ''] ?? 'request'
    return (data: unknown) => {
      const validate = compileOnce(schema, httpPart === 'body')
      if (validate(data)) return { value: data }
      return { error: new ApiError('request.invalid', describe(place, validate.errors ?? [])) }
    }
  }
}

function compileOnce(schema: object, isBody: boolean): ValidateFunction {
  const known = isBody ? compiledBodies : compiledTexts
  const found = known.get(schema)
  if (found !== undefined) return found
  const validate = (isBody ? forBodies : forText).compile(schema)
  known.set(schema, validate)
  return validate
}

/** One sentence for the first thing wrong. Ajv puts a failed union last, after what failed inside it. */
function describe(place: string, errors: readonly ErrorObject[]): string {
  const last = errors.at(-1)
  if (last === undefined) return `${place}: is not valid`
  const at = `${place}${last.instancePath}`
  switch (last.keyword) {
    case 'additionalProperties':
      return `${at}/${cut(last.params['additionalProperty'])}: unknown field`
    case 'required':
      return `${at}/${cut(last.params['missingProperty'])}: is required`
    case 'anyOf':
      return `${at}: ${describeUnion(errors.slice(0, -1))}`
    default:
      return `${at}: ${describeOne(last)}`
  }
}

function describeUnion(branches: readonly ErrorObject[]): string {
  return [...new Set(branches.map(describeOne))].join(' or ')
}

function describeOne(error: ErrorObject): string {
  if (error.keyword !== 'enum') return error.message ?? 'is not valid'
  return `must be one of ${(error.params['allowedValues'] as readonly string[]).join(', ')}`
}

function cut(name: unknown): string {
  return String(name).slice(0, 64)
}

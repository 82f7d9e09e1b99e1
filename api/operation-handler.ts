// How a handler looks to its operation: parameters, query and body already checked and typed by the
// contract, and an answer of the contract's shape. Registers all of them from the table, and only from it.

import type { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Static, TSchema } from 'typebox'
import type { PersonPrincipal, Principal } from './auth/principal.ts'
import { OPERATIONS, type Operation, type OperationName } from './contract/operations.ts'
import type { UntilSettled } from './settling.ts'

type Part<Op, Key extends string> = Op extends { readonly [K in Key]: infer S extends TSchema }
  ? Static<S>
  : undefined
type Asker<Op extends Operation> = Op['access'] extends 'public'
  ? undefined
  : Op['access'] extends 'signed-in'
    ? PersonPrincipal
    : Principal

type Body<Op> = Op extends { readonly consumes: 'bytes' } ? Readable : Part<Op, 'body'>

/** One request to an operation. */
export interface Call<Op extends Operation> {
  readonly params: Part<Op, 'params'>
  readonly query: Part<Op, 'query'>
  readonly body: Body<Op>
  readonly principal: Asker<Op>
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

type Answer<Op> = Op extends { readonly produces: string }
  ? string | Buffer | Readable
  : Op extends { readonly answer: infer S extends TSchema }
    ? Static<S>
    : void

/** Answers an operation; refuses by throwing ApiError. Without an answer in the contract it is a 204. */
export type Handler<Op extends Operation> = (call: Call<Op>) => Answer<Op> | Promise<Answer<Op>>

/** A handler for each operation named: routes/*.ts provide them, server.ts puts them together. */
export type Handlers<Name extends OperationName = OperationName> = {
  readonly [N in Name]: Handler<(typeof OPERATIONS)[N]>
}

/** Registers every operation of the contract with its handler; what may change something goes through `untilSettled`. */
export function registerOperations(
  app: FastifyInstance,
  handlers: Handlers,
  untilSettled: UntilSettled = (_request, work) => work(),
): void {
  for (const name of Object.keys(OPERATIONS) as OperationName[])
    registerOperation(app, OPERATIONS[name], handlers[name], untilSettled)
}

function registerOperation(
  app: FastifyInstance,
  operation: Operation,
  handler: Handler<Operation>,
  untilSettled: UntilSettled,
): void {
  const { method, path, access, params, query, body, consumes, writesDown, produces } = operation
  const isChange = method !== 'GET' || writesDown === true
  app.route({
    method,
    url: path,
    config: { access, ...(consumes === undefined ? {} : { consumes }) },
    schema: {
      ...(params === undefined ? {} : { params }),
      ...(query === undefined ? {} : { querystring: query }),
      ...(body === undefined ? {} : { body }),
    },
    handler: async (request, reply) => {
      const work = async (): Promise<unknown> =>
        await handler({
          params: request.params,
          query: request.query,
          body: request.body,
          principal: request.principal,
          request,
          reply,
        } as Call<Operation>)
      const answer = isChange ? await untilSettled(request, work) : await work()
      // A stream has taken the reply over.
      if (reply.sent) return reply
      if (produces !== undefined) return reply.type(produces).send(answer)
      return answer === undefined ? reply.code(204).send() : reply.send(answer)
    },
  })
}

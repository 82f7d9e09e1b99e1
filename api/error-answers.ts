// The last stop of everything thrown while a request is served: refusals keep their code, errors of the
// framework get ours, a failing store is 503, and what is left is a bug of ours: 500 with nothing of its
// inside shown to the client, counted as `request.failed` and handed whole to the operator's log.

import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Permanent, Retryable } from '#/kernel/errors.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import { ApiError, type ApiErrorCode } from './errors.ts'
import { unsettled } from './settling.ts'

export interface ErrorSinks {
  readonly report: ReportProblem
  /** Receives unexpected errors with their stack, for the operator only. */
  readonly logError: (error: unknown, where: string, requestId: string) => void
}

/** Fastify's own refusals by status, in our words. */
const FRAMEWORK_ERRORS: Readonly<Record<number, ApiErrorCode>> = {
  400: 'request.invalid',
  // @fastify/static refuses odd paths with 403: for the caller there is nothing there.
  403: 'not-found',
  404: 'not-found',
  413: 'request.too-large',
  414: 'request.invalid',
  415: 'request.unsupported-type',
}

/** Answers every thrown error of the instance as `{error, message}`. */
export function installErrorAnswers(app: FastifyInstance, sinks: ErrorSinks): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    // The caller hung up and its search was called off: nobody is there to answer.
    if (error.name === 'AbortError' && reply.raw.destroyed) {
      reply.hijack()
      return reply
    }
    return answerError(toApiError(error, request, sinks), reply)
  })
}

/** Method and path of the contract, for the operator. */
export function whereOf(request: FastifyRequest): string {
  return `${request.method} ${request.routeOptions.url ?? 'unknown path'}`
}

/** Writes one refusal as the contract's ErrorBody, with its status and headers. */
export function answerError(error: ApiError, reply: FastifyReply): FastifyReply {
  const { retryAfterSeconds, body } = error.details
  if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds))
  return reply.code(error.statusCode).send({ error: error.code, message: error.message, ...body })
}

function toApiError(error: FastifyError, request: FastifyRequest, sinks: ErrorSinks): ApiError {
  if (error instanceof ApiError) return error
  const where = whereOf(request)
  // What was done before is in this process alone, and another may lead already.
  if (error instanceof Retryable && error.code === 'leader.lost') return unsettled()
  if (error instanceof Retryable) {
    sinks.report({ code: 'store.failed', where, detail: error.message })
    return new ApiError('store.unavailable', 'The store cannot answer now; try again shortly.', {
      retryAfterSeconds: 5,
    })
  }
  // The stores refuse a place to continue from that they did not give out.
  if (error instanceof Permanent && error.code === 'request.malformed')
    return new ApiError('request.invalid', `query/after: ${error.message}`)
  const framework = error.code?.startsWith('FST_') ? FRAMEWORK_ERRORS[error.statusCode ?? 500] : undefined
  if (framework !== undefined) return new ApiError(framework, error.message)
  sinks.report({ code: 'request.failed', where, detail: error.message.slice(0, 300) })
  sinks.logError(error, where, request.id)
  return new ApiError(
    'internal',
    `The platform failed to answer; the operator can see why in its log (request ${request.id}).`,
  )
}

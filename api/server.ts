// Puts the API together: limits, headers, validation, access, routes from the operations table, the docs
// and the console. It does not listen: main.ts does, and tests use `inject`.

import { randomUUID } from 'node:crypto'
import fastifyCookie from '@fastify/cookie'
import { fastify, type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { Retryable } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { installAccess } from './access.ts'
import { createPasswordWork } from './auth/password-hash.ts'
import { createSessions } from './auth/sessions.ts'
import { createSignInThrottle } from './auth/sign-in-throttle.ts'
import { createIncidentWork } from './change-incident.ts'
import { installConsole } from './console-files.ts'
import { installDocs } from './docs.ts'
import { answerError, installErrorAnswers, whereOf, type ErrorSinks } from './error-answers.ts'
import { ApiError } from './errors.ts'
import { createShowIncident } from './incident-view.ts'
import { openLiveHub } from './live/live-hub.ts'
import { registerOperations } from './operation-handler.ts'
import type { Platform } from './platform.ts'
import { installRequestBodies } from './request-bodies.ts'
import { auditRoutes } from './routes/audit.ts'
import { noticeRoutes } from './routes/notices.ts'
import { blockListRoutes } from './routes/block-lists.ts'
import { documentRoutes } from './routes/documents.ts'
import { eventRoutes } from './routes/events.ts'
import { eventExportRoutes } from './routes/event-exports.ts'
import { savedSearchRoutes } from './routes/saved-searches.ts'
import { incidentBulkRoutes } from './routes/incident-bulk.ts'
import { incidentMoveRoutes } from './routes/incident-moves.ts'
import { incidentWorkRoutes } from './routes/incident-work.ts'
import { incidentRoutes } from './routes/incidents.ts'
import { deskWorkRoutes } from './routes/desk-work.ts'
import { intakeDeskRoutes } from './routes/intake-desk.ts'
import { intakePublicRoutes } from './routes/intake-public.ts'
import { lawRoutes } from './routes/law.ts'
import { mediaRoutes } from './routes/media.ts'
import { mediaSourceRoutes } from './routes/media-sources.ts'
import { mediaWorkRoutes } from './routes/media-work.ts'
import { backtestRoutes } from './routes/backtests.ts'
import { detectionRoutes } from './routes/detection.ts'
import { exceptionRoutes } from './routes/exceptions.ts'
import { retentionRoutes } from './routes/retention.ts'
import { ruleSetRoutes } from './routes/rule-sets.ts'
import { registerRoutes } from './routes/register.ts'
import { liveRoutes } from './routes/live.ts'
import { operatingRoutes } from './routes/operating.ts'
import { playbookRoutes } from './routes/playbooks.ts'
import { platformRoutes } from './routes/platform.ts'
import { sessionRoutes } from './routes/session.ts'
import { userRoutes } from './routes/users.ts'
import { SECURITY_HEADERS, installSecurityHeaders } from './security-headers.ts'
import { createUntilSettled, type Settling, type UntilSettled } from './settling.ts'
import { createValidatorCompiler } from './validation.ts'

export interface ApiOptions extends ErrorSinks {
  readonly platform: Platform
  /** Folder of the built console; without it, only the API answers. */
  readonly webDirectory?: string | undefined
  /** Bearer token that lets programs on this machine read what a viewer reads. */
  readonly trustLoopbackToken?: string | undefined
  /** Bearer token that lets Prometheus read metrics from anywhere. */
  readonly metricsToken?: string | undefined
  /** PEM texts; with them the server speaks HTTPS. */
  readonly tls?: { readonly key: string; readonly cert: string } | undefined
  /** Addresses of reverse proxies whose X-Forwarded-* headers are believed. */
  readonly trustedProxies?: readonly string[] | undefined
  /** The platform's version, for the documentation. */
  readonly version: string
  /** Of the process that leads a cluster: when what was changed is kept. */
  readonly settling?: Settling | undefined
}

/** Resolves when all routes are in place; close() ends the live streams first. */
export async function createApi(options: ApiOptions): Promise<FastifyInstance> {
  const { platform, report } = options
  const { state, clock } = platform
  const app = createInstance(options)
  app.server.maxConnections = LIMITS.maxConnections

  const sessions = createSessions(state, clock)
  const passwords = createPasswordWork()
  const throttle = createSignInThrottle(clock)
  const show = createShowIncident(platform)
  const work = createIncidentWork(platform, show)
  const hub = openLiveHub(platform, sessions, show)
  app.addHook('preClose', async () => hub[Symbol.dispose]())

  app.setValidatorCompiler(createValidatorCompiler())
  // Answers are built field by field (incident-view.ts): what is sent is what the view says.
  app.setSerializerCompiler(() => data => JSON.stringify(data))
  installRequestBodies(app)
  installErrorAnswers(app, options)
  installSecurityHeaders(app)
  await app.register(fastifyCookie)
  installAccess(app, {
    sessions,
    report,
    localToken: options.trustLoopbackToken,
    metricsToken: options.metricsToken,
  })

  const handlers = {
    ...sessionRoutes({ state, sessions, passwords, throttle, report }),
    ...incidentRoutes(platform, show, work),
    ...incidentWorkRoutes(platform, show, work),
    ...incidentMoveRoutes(platform, show, work),
    ...incidentBulkRoutes(platform),
    ...documentRoutes(platform),
    ...eventRoutes(platform),
    ...savedSearchRoutes(platform),
    ...eventExportRoutes(platform),
    ...platformRoutes(platform),
    ...operatingRoutes(platform, options.version),
    ...liveRoutes(hub),
    ...auditRoutes(platform),
    ...retentionRoutes(platform),
    ...playbookRoutes(platform),
    ...lawRoutes(platform),
    ...registerRoutes(platform),
    ...deskWorkRoutes(platform),
    ...intakePublicRoutes(platform),
    ...intakeDeskRoutes(platform),
    ...blockListRoutes(platform),
    ...noticeRoutes(platform),
    ...ruleSetRoutes(platform),
    ...exceptionRoutes(platform),
    ...detectionRoutes(platform),
    ...backtestRoutes(platform),
    ...mediaRoutes(platform),
    ...mediaWorkRoutes(platform),
    ...mediaSourceRoutes(platform),
    ...userRoutes(platform, passwords),
  }
  registerOperations(app, handlers, untilSettledOf(options))
  await installDocs(app, options.version)
  await installConsole(app, options.webDirectory)
  await app.ready()
  return app
}

function untilSettledOf({ settling, logError }: ApiOptions): UntilSettled | undefined {
  if (settling === undefined) return undefined
  return createUntilSettled(settling, (error, request) => {
    // Refusals of what nobody waits for are nobody's matter.
    if (!(error instanceof ApiError || error instanceof Retryable))
      logError(error, `after the answer to ${whereOf(request)}`, request.id)
  })
}

function createInstance({ tls, trustedProxies }: ApiOptions): FastifyInstance {
  const settings: FastifyServerOptions = {
    bodyLimit: LIMITS.maxApiBodyBytes,
    trustProxy: trustedProxies === undefined ? false : [...trustedProxies],
    routerOptions: { maxParamLength: 200 },
    exposeHeadRoutes: false,
    // Addresses that cannot even be routed; hooks do not run for them.
    frameworkErrors: (error, _request, reply) =>
      void answerError(new ApiError('request.invalid', error.message), reply.headers(SECURITY_HEADERS)),
    logger: false,
    // Names a request in an answer and in the log.
    genReqId: () => randomUUID(),
  }
  return tls === undefined
    ? fastify(settings)
    : (fastify({ ...settings, https: { ...tls } } as never) as unknown as FastifyInstance)
}

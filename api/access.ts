// Deny by default. A route without an access in its configuration cannot be registered; a request reaches
// its handler only when its access is met. The order: is it from our own pages (403), who is it (401), must
// they change their password first (403), may they (403). Bodies are read only after all of that.

import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ReportProblem } from '#/kernel/problem.ts'
import { isLoopback, sameToken } from './auth/local-token.ts'
import { LOCAL_PRINCIPAL, METRICS_PRINCIPAL, personPrincipal, type Principal } from './auth/principal.ts'
import { crossSiteReason } from './auth/same-origin.ts'
import { SESSION_COOKIE, type Sessions } from './auth/sessions.ts'
import type { Access } from './contract/operations.ts'
import { ApiError } from './errors.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route; see contract/operations.ts. */
    access?: Access
  }
  interface FastifyInstance {
    /** Set on the scope of a plugin whose routes are files that hold nothing secret. */
    servesPublicFiles?: true
  }
  interface FastifyRequest {
    /** Set for every route that is not public. */
    principal: Principal | undefined
  }
}

export interface AccessOptions {
  readonly sessions: Sessions
  readonly report: ReportProblem
  readonly localToken: string | undefined
  /** Lets whoever has it read metrics, from anywhere. */
  readonly metricsToken: string | undefined
}

/** Guards every route registered after it, those of plugins included. */
export function installAccess(app: FastifyInstance, options: AccessOptions): void {
  app.decorateRequest('principal', undefined)

  app.addHook('onRoute', function (route) {
    if (this.servesPublicFiles === true) route.config = { ...route.config, access: 'public' }
    if (route.config?.access === undefined)
      throw new Error(`${String(route.method)} ${route.url} declares no access`)
  })

  app.addHook('onRequest', async request => {
    if (request.is404) return
    const reason = crossSiteReason(request.method, request.headers, request.host)
    if (reason !== undefined) throw new ApiError('request.cross-site', reason)

    const access = request.routeOptions.config.access
    if (access === undefined) throw new Error(`${request.url} has no access`)
    if (access === 'public') return
    const principal = authenticate(request, options)
    if (principal === undefined) throw new ApiError('session.required', 'Sign in first.')
    authorize(principal, access)
    request.principal = principal
  })
}

function authenticate(request: FastifyRequest, options: AccessOptions): Principal | undefined {
  const { authorization } = request.headers
  if (authorization !== undefined) return authenticateBearer(authorization, request, options)
  const token = request.cookies[SESSION_COOKIE]
  if (token === undefined || token === '') return undefined
  const signedIn = options.sessions.use(token)
  return signedIn === undefined ? undefined : personPrincipal(signedIn)
}

function authenticateBearer(
  authorization: string,
  request: FastifyRequest,
  options: AccessOptions,
): Principal | undefined {
  const token = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization)?.[1]
  // Both: behind a proxy on this machine every socket is local, but the client is not.
  const isLocal = isLoopback(request.socket.remoteAddress) && isLoopback(request.ip)
  if (
    isLocal &&
    token !== undefined &&
    options.localToken !== undefined &&
    sameToken(token, options.localToken)
  )
    return LOCAL_PRINCIPAL
  if (token !== undefined && options.metricsToken !== undefined && sameToken(token, options.metricsToken))
    return METRICS_PRINCIPAL
  options.report({
    code: 'request.unauthorized',
    where: `api ${request.ip}`,
    detail: 'a bearer token was refused',
  })
  return undefined
}

function authorize(principal: Principal, access: Exclude<Access, 'public'>): void {
  if (access === 'signed-in') {
    if (principal.kind === 'person') return
    throw new ApiError('permission.denied', 'This is for people who are signed in.')
  }
  if (access === 'this-machine') {
    if (principal.kind === 'local') return
    throw new ApiError('permission.denied', 'This is for commands on the machine itself.')
  }
  if (principal.kind === 'person' && principal.user.mustChangePassword)
    throw new ApiError('password.must-change', 'Change the one-time password first.')
  if (!principal.permissions.includes(access))
    throw new ApiError('permission.denied', `Your role does not include ${access}.`)
}

/** A scope for a plugin that serves files anybody may read, and only such. */
export function withPublicFiles(app: FastifyInstance, register: (files: FastifyInstance) => Promise<void>) {
  return app.register(async files => {
    files.decorate('servesPublicFiles', true)
    await register(files)
  })
}

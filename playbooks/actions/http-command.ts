// An HTTP request as CACAO writes it (start line, headers, content) rendered to plain data, and sent. Shared by
// the http-api and openc2-http commands.

import type { HttpOutcome } from '#/outbound/http-request.ts'
import type { PerformContext, RenderContext } from '../action.ts'
import { planAuthentication, type AuthenticationPlan } from './authentication.ts'
import { renderContent, type Content } from './content.ts'
import { httpEndpoint } from './endpoint.ts'
import { authorize } from './http-authorization.ts'
import { redactValues } from './secrets.ts'
import type { SendHttp } from './send-http.ts'
import { CannotRender, commandText, fill, fillSecrets, hasControl } from './template.ts'

/** `details` of a rendered HTTP command; plain data, for it is kept and hashed. */
export interface HttpDetails {
  readonly method: string
  readonly url: string
  /** Several values of one name are joined with `, ` (RFC 9110, 5.2). */
  readonly headers: Readonly<Record<string, string>>
  readonly authentication: AuthenticationPlan
  readonly content: Content
}

/** Method, target, and a version that is not used. */
const START_LINE = /^([A-Za-z]{1,20})[ \t]+(\S.*?)(?:[ \t]+HTTP\/(?:1(?:\.[01])?|2(?:\.0)?|3))?[ \t]*$/
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
/** Ours or the connection's: what they say is not for a playbook to say. */
const RESERVED = [
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'upgrade',
  'te',
  'trailer',
  'expect',
]
export const KEY_PLACEHOLDER = '{idempotency-key}'

/** Throws CannotRender. */
export function renderHttp(
  context: RenderContext,
  own: Readonly<Record<string, string>>,
  mediaType?: string,
): HttpDetails {
  const { command, substitute } = context
  const [, method = '', target = ''] = START_LINE.exec(commandText(command).trim()) ?? []
  if (method === '') throw new CannotRender('the command is not “METHOD target HTTP/1.1”')
  const endpoint = httpEndpoint(context)
  const url = urlOf(endpoint?.base, target, substitute)
  const authentication = planAuthentication(endpoint?.authentication, substitute)
  if (authentication.kind !== 'none' && url.protocol === 'http:' && !isLoopback(url.hostname))
    throw new CannotRender(`a secret would be sent to ${url.host} without TLS`)
  const headers = headersOf(command['headers'], substitute)
  const content = renderContent(command, mediaType ?? headers['content-type'], substitute)
  const written = [url.href, ...Object.values(headers), content.kind === 'text' ? content.text : '']
  if (
    url.protocol === 'http:' &&
    !isLoopback(url.hostname) &&
    written.some(text => /\{secret:|%7Bsecret:/i.test(text))
  )
    throw new CannotRender(`a secret would be sent to ${url.host} without TLS`)
  return {
    method: method.toUpperCase(),
    // Braces of a secret's name stay as they are: it is filled in when the command is sent.
    url: url.href.replaceAll(/%7B(secret:[A-Za-z0-9._-]+)%7D/g, '{$1}'),
    headers: {
      ...(content.kind === 'none' ? {} : { 'content-type': content.mediaType }),
      ...headers,
      ...own,
    },
    authentication,
    content,
  }
}

/** The request with secrets and key filled in. A token that cannot be had is `not-sent`. */
export async function sendRendered(
  details: HttpDetails,
  { secret, idempotencyKey, signal }: PerformContext,
  send: SendHttp,
): Promise<HttpOutcome> {
  const authorization = await authorize(details.authentication, secret, send, signal)
  if ('kind' in authorization) return authorization
  const headers = Object.fromEntries(
    Object.entries(details.headers).map(([name, value]) => [
      name,
      fillSecrets(value.replaceAll(KEY_PLACEHOLDER, idempotencyKey), secret),
    ]),
  )
  const body = bodyOf(details.content, secret)
  const outcome = await send({
    method: details.method,
    url: fillSecrets(details.url, secret, encodeURIComponent),
    headers: { ...headers, ...authorization.headers },
    ...(body === undefined ? {} : { body }),
    signal,
  })
  if (outcome.kind !== 'answered' || authorization.fetched === undefined) return outcome
  // A machine may print what it was sent; this token is no secret that the engine knows of.
  const text = redactValues(
    outcome.body.toString('latin1'),
    new Map([[authorization.fetched, 'access-token']]),
  )
  return { ...outcome, body: Buffer.from(text, 'latin1') }
}

function bodyOf(content: Content, secret: (name: string) => string): string | Uint8Array | undefined {
  if (content.kind === 'none') return undefined
  if (content.kind === 'bytes') return Buffer.from(content.base64, 'base64')
  const isJson = /json/i.test(content.mediaType)
  const isForm = /x-www-form-urlencoded/i.test(content.mediaType)
  return fillSecrets(content.text, secret, value => {
    if (isJson) return JSON.stringify(value).slice(1, -1)
    return isForm ? encodeURIComponent(value) : value
  })
}

/** The target of the start line under the machine's base; values in it are percent-encoded. */
function urlOf(base: URL | undefined, target: string, substitute: (text: string) => string): URL {
  const written = fill(target, substitute, encodeURIComponent)
  if (hasControl(written) || /\s/.test(written)) throw new CannotRender('the request target holds a space')
  const isAbsolute = /^https?:\/\//i.test(written)
  if (base === undefined && !isAbsolute)
    throw new CannotRender('the step names no machine (agent or target of type http-api) for the request')
  const text = isAbsolute ? written : `${base!.href}${written.replace(/^\/+/, '')}`
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined) throw new CannotRender(`“${text.slice(0, 120)}” is not an address`)
  if (url.username !== '' || url.password !== '')
    throw new CannotRender('an address holds a user name or password; use authentication_info')
  if (base !== undefined && url.origin !== base.origin)
    throw new CannotRender(`the request goes to ${url.origin}, the step’s machine is ${base.origin}`)
  url.hash = ''
  return url
}

function headersOf(headers: unknown, substitute: (text: string) => string): Record<string, string> {
  if (headers === undefined) return {}
  if (typeof headers !== 'object' || headers === null) throw new CannotRender('headers are not an object')
  const written: Record<string, string> = {}
  for (const [name, values] of Object.entries(headers) as [string, unknown][]) {
    const lower = name.toLowerCase()
    if (!TOKEN.test(name)) throw new CannotRender(`“${name.slice(0, 60)}” is not the name of a header`)
    if (RESERVED.includes(lower)) throw new CannotRender(`the header ${name} is not for a playbook to set`)
    const list = Array.isArray(values) ? values : [values]
    if (!list.every(value => typeof value === 'string'))
      throw new CannotRender(`the header ${name} is not text`)
    written[lower] = list.map(value => headerValue(name, value, substitute)).join(', ')
  }
  return written
}

function headerValue(name: string, template: string, substitute: (text: string) => string): string {
  const value = fill(template, substitute).trim()
  if (hasControl(value)) throw new CannotRender(`the header ${name} holds a line break or control character`)
  if (/[^\u0020-\u007e]/.test(value)) throw new CannotRender(`the header ${name} holds letters beyond ASCII`)
  return value
}

export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}

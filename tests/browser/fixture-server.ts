// A stand-in for the platform: serves the built console under the platform's own security headers and
// answers the contract from memory, live stream included. Tests steer it through the object it returns.

import { existsSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { GRANTS } from '#/api/contract/operations.ts'
import type {
  Health,
  IncidentPageView,
  IncidentView,
  LiveMessage,
  Me,
  TimelineView,
  UserView,
} from '#/api/contract/schemas.ts'
import { SECURITY_HEADERS } from '#/api/security-headers.ts'
import { SEVERITIES } from '#/kernel/severity.ts'
import { alerts, event, firstTimeline, health, incident, PASSWORD, SYSTEMS, USERS } from './fixture-data.ts'
import { MediaFixture } from './fixture-media.ts'
import { RulesFixture } from './fixture-rules.ts'
import { FixtureSearch } from './fixture-search.ts'

const MIME: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

interface Refusal {
  readonly status: number
  readonly error: string
  readonly position?: number
}
const refuse = (status: number, error: string, position?: number): Refusal => ({
  status,
  error,
  ...(position === undefined ? {} : { position }),
})

export interface FixtureOptions {
  readonly webDirectory: string
  readonly incidents?: number
}

/** Everything a test may look at or steer. */
export class Fixture implements AsyncDisposable {
  readonly incidents = new Map<string, IncidentView>()
  readonly timelines = new Map<string, TimelineView[]>()
  readonly users = new Map<string, UserView>(USERS.map(user => [user.name, { ...user }]))
  /** Queries of event searches, as they came. */
  readonly search = new FixtureSearch(id => this.incidents.get(id)?.code ?? id)
  readonly searches: URLSearchParams[] = []
  complete = true
  /** Who is signed in; one browser at a time is enough for tests. */
  signedIn: string | null = null
  health: Health = health()
  readonly media = new MediaFixture()
  readonly rules = new RulesFixture()
  readonly #streams = new Set<ServerResponse>()
  readonly #server = createServer((request, response) => void this.#serve(request, response))
  readonly #web: string
  readonly #sockets = new Set<{ destroy(): unknown }>()

  constructor(options: FixtureOptions) {
    this.#web = options.webDirectory
    for (let n = 0; n < (options.incidents ?? 30); n++) this.put(incident(n))
    this.#server.on('connection', socket => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
    })
  }

  async listen(): Promise<string> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise(resolve => this.#server.close(resolve))
  }

  put(given: IncidentView): void {
    this.incidents.set(given.id, given)
    if (!this.timelines.has(given.id)) this.timelines.set(given.id, firstTimeline(given))
  }

  /** Stores an incident and tells the live streams, as the platform does. */
  raise(given: IncidentView): void {
    this.put(given)
    this.tell({ kind: 'incident', incident: given })
  }

  tell(message: LiveMessage): void {
    for (const stream of this.#streams) stream.write(`data: ${JSON.stringify(message)}\n\n`)
  }

  tellHealth(changes: Partial<Health>): void {
    this.health = health(changes)
    this.tell({ kind: 'health', health: this.health })
  }

  dropStreams(): void {
    for (const stream of this.#streams) stream.destroy()
  }

  get streams(): number {
    return this.#streams.size
  }

  #me(): Me | Refusal {
    const user = this.users.get(this.signedIn ?? '')
    if (user === undefined) return refuse(401, 'session.required')
    const { name, displayName, role, mustChangePassword } = user
    return { name, displayName, role, mustChangePassword, permissions: [...GRANTS[role]], units: null }
  }

  #page(query: URLSearchParams): IncidentPageView {
    const all = [...this.incidents.values()]
    const one = (key: string): string[] => (query.get(key) ?? '').split(',').filter(word => word !== '')
    const owner = query.get('owner')
    const text = (query.get('text') ?? '').toLowerCase()
    const found = all
      .filter(item => one('status').length === 0 || one('status').includes(item.status))
      .filter(item => one('severity').length === 0 || one('severity').includes(item.severity))
      .filter(
        item =>
          owner === null || item.owner === (owner === 'me' ? this.signedIn : owner === 'none' ? null : owner),
      )
      .filter(item => !query.has('system') || item.system?.id === query.get('system'))
      .filter(item => `${item.title} ${item.code} ${item.entity.value}`.toLowerCase().includes(text))
      .sort(
        (a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) || b.lastSeen - a.lastSeen,
      )
    const from = Number(query.get('after') ?? 0)
    const to = from + Number(query.get('limit') ?? 100)
    const open = all.filter(item => item.status !== 'closed')
    return {
      incidents: found.slice(from, to),
      next: to < found.length ? String(to) : null,
      total: found.length,
      counts: {
        new: all.filter(item => item.status === 'new').length,
        open: all.filter(item => item.status === 'open').length,
        closed: all.length - open.length,
        unassigned: open.filter(item => item.owner === null).length,
        mine: open.filter(item => item.owner === this.signedIn).length,
        dueSoon: 0,
      },
    }
  }

  #change(id: string, action: string, body: Readonly<Record<string, unknown>>): IncidentView | Refusal {
    const current = this.incidents.get(id)
    if (current === undefined) return refuse(404, 'incident.not-found')
    if (body['version'] !== current.version) return refuse(409, 'conflict')
    const by = this.signedIn ?? ''
    const at = Date.now()
    type Parts = Pick<TimelineView, 'owner' | 'outcome' | 'reason'>
    const [kind, text, changes, parts = {}] = ((): [
      TimelineView['kind'],
      string,
      Partial<IncidentView>,
      Parts?,
    ] => {
      switch (action) {
        case 'take':
          return [
            'taken',
            'Nhận xử lý',
            { status: 'open', owner: by, acknowledgedAt: current.acknowledgedAt ?? at },
            { owner: { before: current.owner, after: by } },
          ]
        case 'notes':
          return ['note', String(body['text']), {}]
        case 'close':
          return [
            'closed',
            String(body['reason']),
            {
              status: 'closed',
              closedAt: at,
              disposition: body['disposition'] as IncidentView['disposition'],
              mau05: body['mau05'] as number | null,
            },
            {
              outcome: {
                disposition: body['disposition'] as NonNullable<IncidentView['disposition']>,
                mau05: body['mau05'] as number | null,
              },
              reason: String(body['reason']),
            },
          ]
        case 'assign':
          return [
            'assigned',
            String(body['owner']),
            { owner: body['owner'] as string | null },
            { owner: { before: current.owner, after: body['owner'] as string | null } },
          ]
        default:
          return ['reopened', String(body['reason']), { status: 'open', closedAt: null, disposition: null }]
      }
    })()
    const next: IncidentView = { ...current, ...changes, updatedAt: at, version: current.version + 1 }
    this.timelines.get(id)?.push({ at, by, kind, text, ...parts })
    this.raise(next)
    return next
  }

  #answer(method: string, url: URL, body: Readonly<Record<string, unknown>>): unknown {
    const path = url.pathname
    if (path === '/api/session' && method === 'POST') {
      if (!this.users.has(String(body['name'])) || body['password'] !== PASSWORD)
        return refuse(401, 'sign-in.refused')
      this.signedIn = String(body['name'])
      return this.#me()
    }
    const me = this.#me()
    if ('status' in me || path === '/api/session') {
      if (method === 'DELETE') this.signedIn = null
      return method === 'DELETE' ? undefined : me
    }
    if (path === '/api/session/password') {
      this.users.set(me.name, { ...(this.users.get(me.name) as UserView), mustChangePassword: false })
      return undefined
    }
    if (me.mustChangePassword) return refuse(403, 'password.must-change')
    if (this.rules.knows(path)) return this.rules.answer(method, url, body, me.name)
    const [, , collection, id = '', action = ''] = path.split('/')
    if (collection === 'incidents' && id === '') return this.#page(url.searchParams)
    if (collection === 'incidents' && method === 'POST') return this.#change(id, action, body)
    if (collection === 'incidents' && action === 'clocks')
      return { profile: '', now: Date.now(), clocks: [], deeds: [] }
    if (collection === 'incidents' && action !== '') return refuse(404, 'not-found')
    if (path === '/api/runs') return { runs: [], next: null }
    if (path === '/api/documents') return { documents: [], next: null }
    if (path === '/api/pending') return []
    if (collection === 'incidents') {
      const found = this.incidents.get(id)
      if (found === undefined) return refuse(404, 'incident.not-found')
      return { incident: found, alerts: alerts(found), timeline: this.timelines.get(id) }
    }
    if (collection === 'media') return this.media.answer(method, url, body, me.name)
    if (path === '/api/events') return this.#search(url.searchParams)
    const found = this.search.answer(method, path, url.searchParams, body, me.name)
    if (found !== undefined) return found
    if (path === '/api/health') return this.health
    if (path === '/api/systems') return SYSTEMS
    if (path === '/api/assignees') {
      if (!me.permissions.includes('incidents.lead')) return refuse(403, 'permission.denied')
      return [...this.users.values()]
        .filter(
          ({ role, disabled }) => !disabled && GRANTS[role].some(granted => granted === 'incidents.work'),
        )
        .map(({ name, displayName }) => ({ name, displayName }))
    }
    if (path === '/api/users' && method === 'GET') return [...this.users.values()]
    if (path === '/api/users') {
      const user = { ...body, disabled: false, mustChangePassword: true } as unknown as UserView
      if (this.users.has(user.name)) return refuse(409, 'user.exists')
      this.users.set(user.name, user)
      return { user, oneTimePassword: 'mot-lan-7Qx2-9fLm' }
    }
    if (collection === 'users') {
      const { resetPassword, ...changes } = body
      const user = { ...(this.users.get(id) as UserView), ...changes }
      this.users.set(id, user)
      return { user, oneTimePassword: resetPassword === true ? 'mot-lan-Hk41-22aa' : null }
    }
    return refuse(404, 'not-found')
  }

  #search(query: URLSearchParams): unknown {
    this.searches.push(query)
    const q = query.get('q') ?? ''
    const quote = q.lastIndexOf('"')
    if (q.split('"').length % 2 === 0) return refuse(400, 'query.invalid', quote)
    if (q.includes('khong-co')) return { hits: [], next: null, complete: true, tookMs: 3.2 }
    const from = Number(query.get('after') ?? 0)
    const hits = Array.from({ length: 100 }, (_, n) => ({ id: `event-${from + n}`, event: event(from + n) }))
    return { hits, next: from < 200 ? String(from + 100) : null, complete: this.complete, tookMs: 12.4 }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value)
    const url = new URL(request.url ?? '/', 'http://fixture')
    if (url.pathname === '/api/live') return this.#stream(response)
    if (!url.pathname.startsWith('/api/')) return this.#file(url.pathname, response)
    const text = (await Array.fromAsync(request)).join('')
    const isFile = request.headers['content-type'] === 'application/octet-stream'
    const body = (text === '' || isFile ? {} : JSON.parse(text)) as Readonly<Record<string, unknown>>
    const answer = this.#answer(request.method ?? 'GET', url, body)
    const refused =
      typeof answer === 'object' && answer !== null && 'error' in answer && typeof answer.error === 'string'
        ? (answer as Refusal)
        : undefined
    response.statusCode = refused?.status ?? (answer === undefined ? 204 : 200)
    response.setHeader('content-type', 'application/json')
    const sent = refused === undefined ? answer : { ...refused, message: `fixture: ${refused.error}` }
    response.end(answer === undefined ? undefined : JSON.stringify(sent))
  }

  #stream(response: ServerResponse): void {
    if (this.signedIn === null) {
      response.statusCode = 401
      response.end('{"error":"session.required","message":""}')
      return
    }
    response.setHeader('content-type', 'text/event-stream')
    response.write('retry: 300\n\n')
    this.#streams.add(response)
    response.on('close', () => this.#streams.delete(response))
    response.write(`data: ${JSON.stringify({ kind: 'health', health: this.health })}\n\n`)
  }

  #file(path: string, response: ServerResponse): void {
    const file = join(this.#web, path)
    const found = extname(path) !== '' && existsSync(file) ? file : join(this.#web, 'index.html')
    response.setHeader('content-type', MIME[extname(found)] ?? 'application/octet-stream')
    response.end(readFileSync(found))
  }
}

// Block lists for people, and the feed for firewalls. Who fetches is known by a token alone: FortiGate sends it
// as Basic, Palo Alto as Basic or in the address, pfSense in the address, scripts as Bearer.

import { LIMITS } from '#/kernel/limits.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Problem } from '#/kernel/problem.ts'
import type { BlockEntry } from '#/playbooks/actions/block-lists.ts'
import type { Principal } from '../auth/principal.ts'
import type { BlockEntryView } from '../contract/block-lists.ts'
import { ApiError } from '../errors.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'
import { createPurses, type Purses, type PurseSize } from '../purses.ts'
import { seesUnit, visibleIncident } from '../visible.ts'

type BlockListHandlers = Handlers<
  'listBlockLists' | 'listBlockEntries' | 'addBlockEntry' | 'removeBlockEntry' | 'fetchBlockList'
>

/** Firewalls ask every minute at most; a few lists each. */
const FETCHES: PurseSize = { attempts: 30, refillMs: 2_000 }
/** Wrong tokens from one address. */
const REFUSALS: PurseSize = { attempts: 10, refillMs: 30_000 }

export function blockListRoutes(platform: Platform): BlockListHandlers {
  const { blockLists, blockFeed, audit, clock, state } = platform
  const fetches = createPurses(FETCHES, LIMITS.maxSignInKeys, clock)
  const refusals = createPurses(REFUSALS, LIMITS.maxSignInKeys, clock)

  /** An incident that the reader may not see stays unnamed. */
  function show(entry: BlockEntry, principal: Principal): BlockEntryView {
    const incident = entry.incidentId === null ? undefined : state.incident(entry.incidentId)
    const seen = incident !== undefined && seesUnit(principal, incident.unitId, platform.units)
    const { list, kind, value, reason, addedBy, addedAt, expiresAt } = entry
    const { incidentId, runId } =
      seen || entry.incidentId === null ? entry : { incidentId: null, runId: null }
    return { list, kind, value, reason, incidentId, runId, addedBy, addedAt, expiresAt }
  }

  function consumerOf(request: FastifyRequest, reply: FastifyReply, token: string | undefined) {
    const consumer = token === undefined ? undefined : blockFeed.consumerOf(token)
    if (consumer !== undefined) return consumer
    pay(refusals, request.ip)
    // Clients that know a name and password send them only when asked.
    void reply.header('www-authenticate', 'Basic realm="block lists"')
    throw new ApiError('feed.unauthorized', 'This list needs the token of a consumer.')
  }

  return {
    async listBlockLists() {
      const fetched = await blockFeed.fetches()
      return (await blockLists.lists()).map(list => ({
        ...list,
        holds: [...list.holds],
        address: `/blocklists/${list.id}.txt`,
        fetches: fetched
          .filter(fetch => fetch.list === list.id)
          .map(({ consumer, at, address, agent, entries, silent }) => ({
            consumer,
            at,
            address,
            agent,
            entries,
            silent,
          })),
      }))
    },

    async listBlockEntries({ params, query, principal }) {
      const page = await blockLists.entries(params.list, query.limit ?? 100, query.after)
      if (page === undefined) throw noSuchList()
      return { ...page, entries: page.entries.map(entry => show(entry, principal)) }
    },

    async addBlockEntry({ params, body, principal }) {
      if (body.incidentId !== null) visibleIncident(platform, principal, body.incidentId)
      const addedBy = principal.name
      const added = await blockLists.add({ ...body, list: params.list, runId: null, addedBy })
      if ('code' in added) throw await refused(params.list, added)
      const { entry } = added
      const until = entry.expiresAt === null ? 'no end' : `until ${new Date(entry.expiresAt).toISOString()}`
      await audit.record(
        addedBy,
        'block.added',
        `block list ${entry.list}`,
        `${entry.value}, ${until}: ${entry.reason}`,
      )
      return show(entry, principal)
    },

    async removeBlockEntry({ params, body, principal }) {
      const removed = await blockLists.remove(params.list, body.value)
      if (typeof removed !== 'boolean') throw await refused(params.list, removed)
      if (!removed) throw new ApiError('block-entry.not-found', `${body.value} is not in this list.`)
      await audit.record(
        principal.name,
        'block.removed',
        `block list ${params.list}`,
        `${body.value}: ${body.reason}`,
      )
    },

    async fetchBlockList({ params, query, request, reply }) {
      const list = params.file.replace(/\.txt$/, '')
      const consumer = consumerOf(request, reply, tokenOf(request, query.token))
      pay(fetches, consumer.name)
      const options = { kind: query.kind, comments: query.comments === '1' }
      const feed = consumer.lists.includes(list) ? await blockFeed.feed(list, options) : undefined
      if (feed === undefined) throw noSuchList()
      await blockFeed.fetched(
        consumer.name,
        list,
        request.ip,
        request.headers['user-agent'] ?? '',
        feed.entries,
      )
      void reply.headers({
        etag: feed.etag,
        'last-modified': new Date(feed.changedAt).toUTCString(),
        'cache-control': 'private, no-cache',
      })
      if (!isKnown(request, feed.etag, feed.changedAt)) return feed.text
      void reply.code(304)
      return ''
    },
  }

  async function refused(list: string, { code, detail }: Problem): Promise<ApiError> {
    const lists = await blockLists.lists()
    if (!lists.some(({ id }) => id === list)) return noSuchList()
    return new ApiError(
      code === 'command.protected' ? 'block-entry.protected' : 'block-entry.invalid',
      detail,
    )
  }
}

function noSuchList(): ApiError {
  return new ApiError('block-list.not-found', 'There is no such block list.')
}

/** Takes one attempt of the key, or refuses until there is one again. */
function pay(purses: Purses, key: string): void {
  const waitMs = purses.waitMs(key)
  if (waitMs > 0) throw throttled(waitMs)
  purses.take(key)
}

function throttled(waitMs: number): ApiError {
  const retryAfterSeconds = Math.ceil(waitMs / 1000)
  return new ApiError('feed.throttled', 'Asked too often.', { retryAfterSeconds })
}

/** From the query, `Authorization: Bearer`, or the password (else the name) of `Authorization: Basic`. */
function tokenOf(request: FastifyRequest, fromQuery: string | undefined): string | undefined {
  if (fromQuery !== undefined) return fromQuery
  const [, scheme = '', value = ''] = /^(\S+) +(\S+)$/.exec(request.headers.authorization ?? '') ?? []
  if (scheme.toLowerCase() === 'bearer') return value
  if (scheme.toLowerCase() !== 'basic') return undefined
  const pair = Buffer.from(value, 'base64').toString()
  const colon = pair.indexOf(':')
  return colon === -1 ? pair : pair.slice(colon + 1) || pair.slice(0, colon)
}

/** `If-None-Match` counts before `If-Modified-Since` (RFC 9110, 13.2.2). */
function isKnown(request: FastifyRequest, etag: string, changedAt: number): boolean {
  const tags = request.headers['if-none-match']
  if (tags !== undefined)
    return tags.split(',').some(tag => ['*', etag].includes(tag.trim().replace(/^W\//, '')))
  const since = Date.parse(request.headers['if-modified-since'] ?? '')
  return !Number.isNaN(since) && Math.floor(changedAt / 1000) * 1000 <= since
}

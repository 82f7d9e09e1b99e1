// The block lists as firewalls fetch them: plain text, one value a line, behind a token for each consumer.
// Every consumer's last fetch is kept, so that a firewall which stopped asking is seen.

import { createHash, timingSafeEqual } from 'node:crypto'
import type { Clock } from '#/kernel/clock.ts'
import { put, type Collection, type Records } from '#/store/records.ts'
import type { BlockEntry, BlockLists } from './block-lists.ts'
import type { BlockKind } from './block-value.ts'

export interface BlockConsumer {
  /** Shown to people: `fw-01`. */
  readonly name: string
  /** Name of the secret that holds its token. */
  readonly tokenSecret: string
  /** Ids of the lists it may fetch. */
  readonly lists: readonly string[]
  /** Silent for longer than this, it is shown as silent. */
  readonly expectEveryMinutes: number
}

export interface ConsumerFetch {
  readonly consumer: string
  readonly list: string
  /** Null: never since the configuration names it. */
  readonly at: number | null
  /** From where; empty when it never came. */
  readonly address: string
  readonly agent: string
  /** Values it was given, or had already. */
  readonly entries: number
  readonly silent: boolean
}

export interface Feed {
  readonly text: string
  /** Quoted, strong. */
  readonly etag: string
  readonly changedAt: number
  readonly entries: number
}

export interface FeedOptions {
  readonly kind?: BlockKind | undefined
  /** A line above each value with its reason and end, after `#`. */
  readonly comments: boolean
}

export interface BlockFeed {
  /** The consumer whose token this is. */
  consumerOf(token: string): BlockConsumer | undefined
  /** Undefined: there is no such list. */
  feed(list: string, options: FeedOptions): Promise<Feed | undefined>
  fetched(consumer: string, list: string, address: string, agent: string, entries: number): Promise<void>
  fetches(): Promise<readonly ConsumerFetch[]>
  /** Consumers that nobody can be, because their token cannot be read; for the page of health and for doctor. */
  withoutToken(): readonly { readonly consumer: string; readonly reason: string }[]
}

interface FetchRecord {
  readonly consumer: string
  readonly list: string
  readonly at: number
  readonly address: string
  readonly agent: string
  readonly entries: number
}

const FETCHES: Collection<FetchRecord> = {
  name: 'block-fetch',
  keys: ({ consumer, list, at }) => ({ consumer, list, at }),
}
const MAX_AGENT = 200

export interface BlockFeedOptions {
  readonly blockLists: BlockLists
  readonly records: Records
  readonly clock: Clock
  readonly consumers: readonly BlockConsumer[]
  /** Throws when there is none of the name. */
  readonly secret: (name: string) => string
}

export function createBlockFeed({
  blockLists,
  records,
  clock,
  consumers,
  secret,
}: BlockFeedOptions): BlockFeed {
  /** A consumer's record counts from when the process first looked for it. */
  const since = clock.now()

  return {
    consumerOf(token) {
      const asked = digest(token)
      // All are compared, whichever fits.
      const fitting = consumers.filter(consumer => {
        const known = secretOf(secret, consumer.tokenSecret)
        return known !== undefined && timingSafeEqual(digest(known), asked)
      })
      return fitting[0]
    },

    async feed(list, { kind, comments }) {
      const found = await blockLists.all(list)
      if (found === undefined) return undefined
      const entries = found.entries.filter(entry => kind === undefined || entry.kind === kind)
      const text = entries.map(entry => `${comments ? comment(entry) : ''}${entry.value}\n`).join('')
      const etag = `"${createHash('sha256').update(text).digest('hex').slice(0, 32)}"`
      return { text, etag, changedAt: found.changedAt, entries: entries.length }
    },

    async fetched(consumer, list, address, agent, entries) {
      const id = `${consumer}/${list}`
      const next = { consumer, list, at: clock.now(), address, agent: agent.slice(0, MAX_AGENT), entries }
      const before = await records.get(FETCHES, id)
      // A conflict is another fetch of the same moment: either record says that it came.
      await records.commit([put(FETCHES, id, next, before?.version ?? 0)])
    },

    withoutToken: () =>
      consumers.flatMap(({ name, tokenSecret }) => {
        try {
          secret(tokenSecret)
          return []
        } catch (error) {
          return [{ consumer: name, reason: (error as Error).message }]
        }
      }),

    async fetches() {
      const now = clock.now()
      const rows: ConsumerFetch[] = []
      for (const { name, lists, expectEveryMinutes } of consumers) {
        for (const list of lists) {
          const last = (await records.get(FETCHES, `${name}/${list}`))?.record
          const silent = now - (last?.at ?? since) > expectEveryMinutes * 60_000
          const nothing = { at: null, address: '', agent: '', entries: 0 }
          rows.push({ ...nothing, ...last, consumer: name, list, silent })
        }
      }
      return rows
    },
  }
}

function comment({ reason, expiresAt, addedAt }: BlockEntry): string {
  // A reason may hold what a log line said: it stays on its line.
  // oxlint-disable-next-line no-control-regex
  const words = reason.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
  const end = expiresAt === null ? '' : `, until ${new Date(expiresAt).toISOString()}`
  return `# ${new Date(addedAt).toISOString()}${end}: ${words}\n`
}

function secretOf(secret: (name: string) => string, name: string): string | undefined {
  try {
    return secret(name)
  } catch {
    // A consumer without a token is nobody: it is refused like any stranger. `withoutToken` names it.
    return undefined
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

// `thapcanh search QUERY [--from T] [--to T] [--sort S] [--limit N] [--unmarked] [--data DIR]`: stored events as NDJSON
// on stdout, newest first unless `--sort oldest` or `--sort FIELD:asc`; `--unmarked`: without Vietnamese marks, those
// that have them as typed first. A running platform has the hot file open and is asked over HTTP; else the files are
// read.

import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readEnvironment } from '#/config.ts'
import { systemClock } from '#/kernel/clock.ts'
import { Permanent, Retryable } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { RunningFile } from '#/pipeline/data-folder.ts'
import { openEmbeddedEventStore } from '#/store/embedded/event-store.ts'
import type { SearchRequest, SearchResult } from '#/store/event-store.ts'
import { parseSearchQuery } from '#/store/search-query.ts'
import { parseSearchSort, type SearchSort } from '#/store/search-sort.ts'
import { searchTonedFirst } from '#/store/toned-first.ts'
import { parseTime } from '#/store/time-argument.ts'
import type { Io } from './io.ts'
import { findRunningPlatform } from './running-platform.ts'

const DEFAULT_LIMIT = 100

type ReadPage = (
  page: Pick<SearchRequest, 'limit' | 'after'>,
) => Promise<Pick<SearchResult, 'hits' | 'next' | 'complete'>>

/** Exit 0 when the search ran to its end, 1 when it had to give up, 2 for bad input. */
export async function search(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await searchFor(argv, io)
  } catch (error) {
    if (!(error instanceof BadArgument)) throw error
    io.stderr.write(`search: ${error.message}\n`)
    return 2
  }
}

/** An argument of the wrong form; never leaves this file. */
class BadArgument extends Error {}

async function searchFor(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args: markExcluded(argv),
    allowPositionals: true,
    options: {
      from: { type: 'string' },
      to: { type: 'string' },
      limit: { type: 'string' },
      sort: { type: 'string' },
      unmarked: { type: 'boolean' },
      data: { type: 'string' },
    },
  })
  const query = positionals.join(' ').replaceAll(EXCLUDED, '')
  const parsed = parseSearchQuery(query)
  if ('problem' in parsed) {
    const { message, messageVi, position } = parsed.problem
    throw new BadArgument(`${message}\n  ${messageVi}\n  ${query}\n  ${' '.repeat(position)}^`)
  }
  const now = systemClock.now()
  const fromMs = timeOf('--from', values.from, now)
  const toMs = timeOf('--to', values.to, now)
  if (fromMs !== undefined && toMs !== undefined && fromMs >= toMs)
    throw new Permanent('request.malformed', `--from ${values.from} is not before --to ${values.to}`)
  const limit = limitOf(values.limit)
  const sort = sortOf(values.sort)
  const range = { ...(fromMs === undefined ? {} : { fromMs }), ...(toMs === undefined ? {} : { toMs }) }

  const dataDirectory = values.data ?? readEnvironment().dataDirectory
  const running = await findRunningPlatform(dataDirectory)
  if (running !== undefined) {
    return await printPages(
      page =>
        askPlatform(running, {
          q: query,
          unmarked: values.unmarked === true,
          sort: values.sort,
          ...range,
          ...page,
        }),
      limit,
      io,
    )
  }
  const directory = join(dataDirectory, 'events')
  if (!existsSync(directory))
    throw new Permanent('data.unusable', `There are no stored events in ${dataDirectory}.`)
  await using store = await openEmbeddedEventStore({
    directory,
    clock: systemClock,
    report: ({ where, detail }) => io.stderr.write(`search: ${where}: ${detail}\n`),
    memoryLimitMb: 1024,
    readOnly: true,
  })
  const find = values.unmarked === true ? searchTonedFirst : plainSearch
  const asked = { query: parsed.query, ...range, ...(sort === undefined ? {} : { sort }) }
  return await printPages(page => find(store, { ...asked, ...page }), limit, io)
}

const plainSearch: typeof searchTonedFirst = (store, request, signal) => store.search(request, signal)

/** No argument can hold a NUL. */
const EXCLUDED = '\0'

/** `-user.name:root` leaves events out; it is no option, of which none here has a single dash. */
function markExcluded(argv: readonly string[]): string[] {
  return argv.map(text => (/^-[^-]/.test(text) ? EXCLUDED + text : text))
}

function timeOf(option: string, text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined
  const ms = parseTime(text, now)
  if (ms === undefined) {
    throw new BadArgument(
      `${option}: “${text}” is neither ISO 8601 nor a span back from now like 15m, 24h, 7d`,
    )
  }
  return ms
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_LIMIT
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new BadArgument(`--limit: “${text}” is not a number of events`)
  return Number(text)
}

/** Newest first when nothing is said. */
function sortOf(text: string | undefined): SearchSort | undefined {
  if (text === undefined) return undefined
  const sort = parseSearchSort(text)
  if (sort === undefined) {
    const what = 'a field of single words, numbers, addresses or times with :asc or :desc'
    throw new BadArgument(`--sort: “${text}” is neither newest nor oldest nor ${what}`)
  }
  return sort
}

/** Page after page until there are enough events or no more. */
async function printPages(read: ReadPage, limit: number, io: Io): Promise<number> {
  let after: string | undefined
  for (let left = limit; left > 0;) {
    const page = await read({
      limit: Math.min(left, LIMITS.maxSearchRows),
      ...(after === undefined ? {} : { after }),
    })
    for (const { event } of page.hits) await writeLine(io, JSON.stringify(event))
    left -= page.hits.length
    // A search that ran out of time goes on where it stopped, as long as it gets anywhere.
    if (!page.complete && (page.next === null || page.next === after)) {
      io.stderr.write('search: not everything could be searched; a shorter time range (--from, --to) helps\n')
      return 1
    }
    if (page.next === null) return 0
    after = page.next
  }
  return 0
}

async function writeLine({ stdout }: Io, line: string): Promise<void> {
  if (!stdout.write(`${line}\n`)) await once(stdout, 'drain')
}

interface Asked extends Pick<SearchRequest, 'fromMs' | 'toMs' | 'limit' | 'after'> {
  readonly q: string
  readonly unmarked: boolean
  readonly sort: string | undefined
}

async function askPlatform(
  { url, localToken }: RunningFile,
  { q, unmarked, sort, fromMs, toMs, limit, after }: Asked,
): Promise<Pick<SearchResult, 'hits' | 'next' | 'complete'>> {
  const address = new URL('/api/events', url)
  address.searchParams.set('limit', String(limit))
  if (q !== '') address.searchParams.set('q', q)
  if (unmarked) address.searchParams.set('unmarked', 'true')
  if (fromMs !== undefined) address.searchParams.set('from', new Date(fromMs).toISOString())
  if (toMs !== undefined) address.searchParams.set('to', new Date(toMs).toISOString())
  if (sort !== undefined) address.searchParams.set('sort', sort)
  if (after !== undefined) address.searchParams.set('after', after)
  const answer = await fetch(address, { headers: { authorization: `Bearer ${localToken}` } }).catch(
    (error: unknown) => {
      throw new Retryable('store.failed', `The running platform at ${url} does not answer.`, { cause: error })
    },
  )
  const text = await answer.text()
  if (answer.ok) return JSON.parse(text) as SearchResult
  const reason = `The platform at ${url} answered ${answer.status}: ${text.slice(0, 500)}`
  throw answer.status < 500 ? new Permanent('store.failed', reason) : new Retryable('store.failed', reason)
}

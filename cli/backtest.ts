// `thapcanh backtest --rules DIR… [--from T] [--to T] [--no-exceptions] [--data DIR] [--config FILE]`: what rules
// would have raised over stored events, one line a rule that would have, most first: counts, days, systems, entities,
// samples, and how noisy it would be. Exceptions in force and filter documents of the folders hide what they cover;
// correlations wait for late events as the configuration says. Events are read from the files, or asked of the
// platform that runs on them; either way they are matched here.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { ExceptionView } from '#/api/contract/exceptions.ts'
import { readEnvironment } from '#/config.ts'
import { loadRules } from '#/correlation/load-rules.ts'
import { createBacktestRun } from '#/detection/backtest/backtest-run.ts'
import { alertsPerDay } from '#/detection/backtest/noise.ts'
import { showFindings } from '#/detection/backtest/show-backtest.ts'
import { systemClock } from '#/kernel/clock.ts'
import { Permanent, Retryable } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { RunningFile } from '#/pipeline/data-folder.ts'
import { createExceptionShelf } from '#/pipeline/exception-shelf.ts'
import { openEmbeddedEventStore } from '#/store/embedded/event-store.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import type { SearchHit } from '#/store/event-store.ts'
import { createExceptionStore, type ExceptionInForce } from '#/store/exceptions.ts'
import { parseTime } from '#/store/time-argument.ts'
import { readDataConfig } from './data-config.ts'
import type { Io } from './io.ts'
import { readRuleFiles } from './rule-files.ts'
import { findRunningPlatform } from './running-platform.ts'

/** Where events and exceptions come from. */
interface History extends AsyncDisposable {
  page(afterId: string | null): Promise<readonly SearchHit[]>
  exceptions(): Promise<readonly ExceptionInForce[]>
}

interface Span {
  readonly fromMs?: number
  readonly toMs?: number
}

const PROGRESS_MS = 2000
const DAY_MS = 86_400_000

/** Exit 2 when a rule could not be loaded; the others are asked all the same. */
export async function backtest(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      rules: { type: 'string', multiple: true },
      from: { type: 'string' },
      to: { type: 'string' },
      'no-exceptions': { type: 'boolean', default: false },
      data: { type: 'string' },
      config: { type: 'string' },
    },
  })
  const folders = [...(values.rules ?? []), ...positionals]
  if (folders.length === 0)
    throw new Permanent('backtest.no-rules', 'backtest: name a folder of rules with --rules')
  const now = systemClock.now()
  const span = spanOf(values.from, values.to, now)
  const loaded = loadRules(await readRuleFiles(folders))
  const errors = loaded.problems.filter(({ code }) => code !== 'rule.lint')
  for (const { where, detail, code } of errors) io.stderr.write(`${where}: ${detail} [${code}]\n`)
  const dataDirectory = values.data ?? readEnvironment().dataDirectory
  const running = await findRunningPlatform(dataDirectory)
  await using history =
    running === undefined ? await openFiles(dataDirectory, span, io) : askPlatform(running, span)
  const exceptions = values['no-exceptions']
    ? undefined
    : createExceptionShelf(loaded, await history.exceptions()).current()
  const run = createBacktestRun({
    rules: loaded.rules,
    correlations: loaded.correlations,
    ...(exceptions === undefined ? {} : { exceptions }),
    latenessMs: readDataConfig(dataDirectory, values.config).correlation.latenessSeconds * 1000,
    now,
  })
  let toldAt = performance.now()
  for (let after: string | null = null; ;) {
    const hits = await history.page(after)
    const last = hits.at(-1)
    if (last === undefined) break
    run.see(hits)
    after = last.id
    if (performance.now() - toldAt < PROGRESS_MS) continue
    toldAt = performance.now()
    const { events, alerts } = run.progress
    io.stderr.write(`${events} events, ${alerts} alerts so far\n`)
  }
  run.finish()
  const { rules, spanMs } = run.findings()
  for (const found of rules) io.stdout.write(`${JSON.stringify(showFindings(found))}\n`)
  const { events, alerts, hidden } = run.progress
  const perDay = alertsPerDay(alerts, spanMs).toFixed(1)
  const days = Math.max(1, spanMs / DAY_MS).toFixed(1)
  io.stderr.write(
    `${loaded.rules.length} rules and ${loaded.correlations.length} correlations over ${events} events of ${days} days: ${alerts} alerts (${perDay} a day) by ${rules.length} of them, ${hidden} hidden by exceptions\n`,
  )
  return errors.length > 0 ? 2 : 0
}

function spanOf(from: string | undefined, to: string | undefined, now: number): Span {
  const read = (option: string, text: string | undefined): number | undefined => {
    if (text === undefined) return undefined
    const ms = parseTime(text, now)
    if (ms !== undefined) return ms
    const detail = `“${text}” is neither ISO 8601 nor a span back from now like 15m, 24h, 7d`
    throw new Permanent('request.malformed', `backtest: ${option}: ${detail}`)
  }
  const fromMs = read('--from', from)
  const toMs = read('--to', to)
  if (fromMs !== undefined && toMs !== undefined && fromMs >= toMs)
    throw new Permanent('request.malformed', `backtest: --from ${from} is not before --to ${to}`)
  return { ...(fromMs === undefined ? {} : { fromMs }), ...(toMs === undefined ? {} : { toMs }) }
}

async function openFiles(dataDirectory: string, span: Span, io: Io): Promise<History> {
  const directory = join(dataDirectory, 'events')
  if (!existsSync(directory))
    throw new Permanent('data.unusable', `There are no stored events in ${dataDirectory}.`)
  const store = await openEmbeddedEventStore({
    directory,
    clock: systemClock,
    report: ({ where, detail }) => io.stderr.write(`backtest: ${where}: ${detail}\n`),
    memoryLimitMb: 1024,
    readOnly: true,
  })
  return {
    page: afterId => store.scan({ afterId, limit: LIMITS.maxScanRows, ...span }),
    async exceptions() {
      const path = join(dataDirectory, 'state.sqlite')
      if (!existsSync(path)) return []
      using state = openEmbeddedStateStore({ path, clock: systemClock })
      const { records } = state
      const newId = (): string => ''
      const kept = await createExceptionStore({ records, clock: systemClock, newId, onChanged: () => {} })
      return kept.inForce()
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}

const PAGE = 1000

function askPlatform({ url, localToken }: RunningFile, { fromMs, toMs }: Span): History {
  async function get<Answer>(path: string, query: Readonly<Record<string, string>>): Promise<Answer> {
    const address = new URL(path, url)
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value)
    const answer = await fetch(address, { headers: { authorization: `Bearer ${localToken}` } }).catch(
      (error: unknown) => {
        throw new Retryable('store.failed', `The running platform at ${url} does not answer.`, {
          cause: error,
        })
      },
    )
    const text = await answer.text()
    if (answer.ok) return JSON.parse(text) as Answer
    const reason = `The platform at ${url} answered ${answer.status}: ${text.slice(0, 500)}`
    throw answer.status < 500 ? new Permanent('store.failed', reason) : new Retryable('store.failed', reason)
  }
  return {
    async page(after) {
      const { hits } = await get<{ readonly hits: readonly SearchHit[] }>('/api/events/scan', {
        limit: String(PAGE),
        ...(fromMs === undefined ? {} : { from: String(fromMs) }),
        ...(toMs === undefined ? {} : { to: String(toMs) }),
        ...(after === null ? {} : { after }),
      })
      return hits
    },
    async exceptions() {
      const all: ExceptionInForce[] = []
      for (let offset = 0; ; offset += PAGE) {
        const query = { state: 'active', limit: String(PAGE), offset: String(offset) }
        const { exceptions } = await get<{ readonly exceptions: readonly ExceptionView[] }>(
          '/api/exceptions',
          query,
        )
        for (const { id, origin, body } of exceptions)
          if (origin === 'console' && body.expiresAt !== null)
            all.push({ id, definition: { ...body, expiresAt: body.expiresAt } })
        if (exceptions.length < PAGE) return all
      }
    },
    [Symbol.asyncDispose]: async () => {},
  }
}

// `thapcanh detect --rules DIR… [--events FILE|-]`: events in, one line a match out. A bad line or a bad rule is
// told on stderr with its place and reason, the rest is still done, and the exit code is 2.
//
// Filter documents of the folders hide what they cover, matches and firings: those are counted by --stats and told of
// at the end. A match that is hidden is not correlated either.
//
// Correlations look at the whole input in the order of the events' own times, whatever the order of the lines, so
// their firings come when it has ended: `{"lines":[…],"at":…,"rule":…}`.

import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { expiredFilters } from '#/correlation/exceptions/load-filters.ts'
import type { LoadedRule } from '#/correlation/loaded-rule.ts'
import { matchedBy } from '#/correlation/make-correlation-alert.ts'
import type { PlaceholderValues } from '#/correlation/placeholders.ts'
import type { Match } from '#/correlation/rule.ts'
import { Correlator } from '#/correlation/windows/correlator.ts'
import type { Firing } from '#/correlation/windows/observation.ts'
import type { MatchedField } from '#/kernel/alert.ts'
import { isoTime, systemClock } from '#/kernel/clock.ts'
import { Permanent } from '#/kernel/errors.ts'
import type { Problem } from '#/kernel/problem.ts'
import { matchInThisThread, matchInThreads } from './detect-lines.ts'
import { prepareDetectRules } from './detect-rules.ts'
import type { MatchedLines } from './detect-rules.ts'
import { createFiringFilter, type FiringFilter } from './hidden-firings.ts'
import type { Io } from './io.ts'
import { lineBatches } from './event-lines.ts'
import { readRuleFiles } from './rule-files.ts'

interface Counts {
  events: number
  matches: number
  firings: number
  badLines: number
}

export async function detect(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      rules: { type: 'string', multiple: true },
      events: { type: 'string', default: '-' },
      placeholders: { type: 'string' },
      'all-sources': { type: 'boolean', default: false },
      stats: { type: 'boolean', default: false },
      threads: { type: 'string', default: '1' },
    },
  })
  const threads = threadsOf(values.threads)
  const folders = [...(values.rules ?? []), ...positionals]
  if (folders.length === 0)
    throw new Permanent('detect.no-rules', 'detect: name a folder of rules with --rules')
  const began = performance.now()
  const placeholders = values.placeholders === undefined ? {} : await readPlaceholders(values.placeholders)
  const source = {
    files: await readRuleFiles(folders),
    placeholders,
    routing: !values['all-sources'],
    nowMs: systemClock.now(),
  }
  const prepared = prepareDetectRules(source)
  const { rules, correlations, filters, problems } = prepared.loaded
  const errors = problems.filter(problem => problem.code !== 'rule.lint')
  for (const error of errors) io.stderr.write(`${error.where}: ${error.detail} [${error.code}]\n`)
  for (const { where, detail } of expiredFilters(filters, source.nowMs))
    io.stderr.write(`${where}: ${detail}\n`)
  const loaded = performance.now()
  const cpuLoaded = process.cpuUsage()
  const hidden = new Map<string, number>()
  const remarks = new Map<string, [problem: Problem, count: number]>()
  const report = (problem: Problem): void => {
    const key = `${problem.code} ${problem.where}`
    remarks.set(key, [problem, (remarks.get(key)?.[1] ?? 0) + 1])
  }
  const correlator = new Correlator({ correlations, report, latenessMs: 'whole-input' })
  const lines = lineBatches(values.events, io.stdin)
  const batches = threads > 1 ? matchInThreads(lines, source, threads) : matchInThisThread(lines, prepared)
  const { exceptions } = prepared
  const firingFilter = createFiringFilter({ correlations, exceptions, nowMs: source.nowMs, report })
  const telling = { path: values.events, rules, correlator, firingFilter, hidden, io }
  const counts = await tellMatches(batches, telling)
  for (const [problem, count] of remarks.values())
    io.stderr.write(`${problem.where}: ${problem.detail} [${problem.code}, ${count} times]\n`)
  for (const [id, count] of hidden) io.stderr.write(`the filter ${id} hid ${count} matches\n`)
  if (values.stats) {
    const seconds = (performance.now() - loaded) / 1000
    const cpu = process.cpuUsage(cpuLoaded)
    const stats = {
      ...counts,
      hidden: [...hidden.values()].reduce((sum, count) => sum + count, 0),
      rules: rules.length,
      correlations: correlations.length,
      ruleProblems: errors.length,
      loadSeconds: round((loaded - began) / 1000),
      seconds: round(seconds),
      // The processor's time, of all threads: what else the machine does counts little in it.
      cpuSeconds: round((cpu.user + cpu.system) / 1e6),
      eventsPerSecond: Math.round(counts.events / Math.max(seconds, 1e-6)),
    }
    io.stderr.write(`${JSON.stringify(stats)}\n`)
  }
  return errors.length + counts.badLines > 0 ? 2 : 0
}

/** More would each hold all rules, and read faster than one thread can write. */
const MAX_THREADS = 64

function threadsOf(written: string): number {
  const count = /^\d{1,3}$/.test(written) ? Number(written) : 0
  if (count >= 1 && count <= MAX_THREADS) return count
  throw new Permanent('detect.threads', `detect: --threads must be a number from 1 to ${MAX_THREADS}`)
}

interface Telling {
  readonly path: string
  readonly rules: readonly LoadedRule[]
  readonly correlator: Correlator
  readonly firingFilter: FiringFilter
  /** Counts by filter, of matches and of firings. */
  readonly hidden: Map<string, number>
  readonly io: Io
}

async function tellMatches(batches: AsyncIterable<MatchedLines>, telling: Telling): Promise<Counts> {
  const { path, rules, correlator, firingFilter, hidden, io } = telling
  const hide = (id: string): void => void hidden.set(id, (hidden.get(id) ?? 0) + 1)
  const counts: Counts = { events: 0, matches: 0, firings: 0, badLines: 0 }
  const isCorrelated = correlator.correlations.length > 0
  for await (const batch of batches) {
    batch.hidden.forEach(hide)
    for (const line of batch.lines) {
      if (line.kind === 'bad') {
        counts.badLines += 1
        io.stderr.write(`${path}:${line.number}: ${line.reason}\n`)
        continue
      }
      counts.events += 1
      if (line.matches.length === 0 && !isCorrelated) continue
      const matches = line.matches.map(({ rule, matched }) => ({ rule: rules[rule]!, matched }))
      correlator.see(line.event, matches, { sequence: line.number, receivedMs: 0, source: path })
      firingFilter.see(line.number, line.event, matches)
      const told = matches.filter(({ rule }) => correlator.raisesAlerts(rule.summary))
      if (told.length === 0) continue
      counts.matches += told.length
      await writeLines(
        told.map(match => matchLine(line.number, match)),
        io,
      )
    }
  }
  correlator.finish()
  const firings = correlator.takeFirings().filter(firing => {
    const [by] = firingFilter.hiding(firing)
    if (by !== undefined) hide(by)
    return by === undefined
  })
  counts.firings = firings.length
  await writeLines(firings.map(firingLine), io)
  return counts
}

async function writeLines(lines: readonly object[], io: Io): Promise<void> {
  if (lines.length === 0) return
  if (!io.stdout.write(lines.map(line => `${JSON.stringify(line)}\n`).join('')))
    await once(io.stdout, 'drain')
}

function matchLine(line: number, { rule, matched }: Match): object {
  return { line, rule: rule.summary.id, title: rule.summary.title, fields: fieldsOf(matched) }
}

/** `lines`: of the window's events; of something that did not happen, the last event before. */
function firingLine(firing: Firing): object {
  const { id, title } = firing.correlation.summary
  const lines = firing.events.map(({ sequence }) => sequence).sort((a, b) => a - b)
  return { lines, at: isoTime(firing.at), rule: id, title, fields: fieldsOf(matchedBy(firing)) }
}

/** Every field that made the rule match, once; a field that matched by several values shows the list of them. */
function fieldsOf(matched: readonly MatchedField[]): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = {}
  for (const { field, value } of matched) {
    const before = fields[field]
    const known = before === undefined ? [] : [before].flat()
    if (!known.includes(value)) fields[field] = before === undefined ? value : [...known, value]
  }
  return fields
}

async function readPlaceholders(path: string): Promise<PlaceholderValues> {
  const refuse = (reason: string): Permanent =>
    new Permanent('detect.placeholders', `detect: ${path}: ${reason}`)
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw refuse(`cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  })
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    throw refuse(`is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  const valid =
    typeof parsed === 'object' &&
    parsed !== null &&
    Object.values(parsed).every(list => Array.isArray(list) && list.every(item => typeof item === 'string'))
  if (!valid) throw refuse('must be an object of name → list of texts')
  return parsed as PlaceholderValues
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}

// `thapcanh detect --rules DIR… [--events FILE|-]`: events in, one line a match out. A bad line or a bad rule is
// told on stderr with its place and reason, the rest is still done, and the exit code is 2.

import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { createCompiledMatcher } from '#/correlation/compiled/compiled-matcher.ts'
import { loadRules } from '#/correlation/load-rules.ts'
import type { PlaceholderValues } from '#/correlation/placeholders.ts'
import type { Match, Matcher } from '#/correlation/rule.ts'
import { Permanent } from '#/kernel/errors.ts'
import type { Io } from './io.ts'
import { numberedLines, readJsonEvent } from './json-events.ts'
import { readRuleFiles } from './rule-files.ts'

interface Counts {
  events: number
  matches: number
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
    },
  })
  const folders = [...(values.rules ?? []), ...positionals]
  if (folders.length === 0)
    throw new Permanent('detect.no-rules', 'detect: name a folder of rules with --rules')
  const began = performance.now()
  const placeholders = values.placeholders === undefined ? {} : await readPlaceholders(values.placeholders)
  const { rules, problems } = loadRules(await readRuleFiles(folders), { placeholders })
  const errors = problems.filter(problem => problem.code !== 'rule.lint')
  for (const error of errors) io.stderr.write(`${error.where}: ${error.detail} [${error.code}]\n`)
  const loaded = performance.now()
  const matcher = createCompiledMatcher(rules, { routing: !values['all-sources'] })
  const counts = await matchLines(values.events, matcher, io)
  if (values.stats) {
    const seconds = (performance.now() - loaded) / 1000
    const stats = {
      ...counts,
      rules: rules.length,
      ruleProblems: errors.length,
      loadSeconds: round((loaded - began) / 1000),
      seconds: round(seconds),
      eventsPerSecond: Math.round(counts.events / Math.max(seconds, 1e-6)),
    }
    io.stderr.write(`${JSON.stringify(stats)}\n`)
  }
  return errors.length + counts.badLines > 0 ? 2 : 0
}

async function matchLines(path: string, matcher: Matcher, io: Io): Promise<Counts> {
  const counts: Counts = { events: 0, matches: 0, badLines: 0 }
  for await (const { number, text } of numberedLines(path, io.stdin)) {
    const trimmed = text.trim()
    if (trimmed === '') continue
    const event = readJsonEvent(trimmed)
    if (typeof event === 'string') {
      counts.badLines += 1
      io.stderr.write(`${path}:${number}: ${event}\n`)
      continue
    }
    counts.events += 1
    const matches = matcher.match(event)
    if (matches.length === 0) continue
    counts.matches += matches.length
    const lines = matches.map(match => `${JSON.stringify(matchLine(number, match))}\n`)
    if (!io.stdout.write(lines.join(''))) await once(io.stdout, 'drain')
  }
  return counts
}

/** Every field that made the rule match, once; a field that matched by several values shows the list of them. */
function matchLine(line: number, { rule, matched }: Match): object {
  const fields: Record<string, string | string[]> = {}
  for (const { field, value } of matched) {
    const before = fields[field]
    const known = before === undefined ? [] : [before].flat()
    if (!known.includes(value)) fields[field] = before === undefined ? value : [...known, value]
  }
  return { line, rule: rule.summary.id, title: rule.summary.title, fields }
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

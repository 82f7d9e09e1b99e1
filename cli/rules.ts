// `thapcanh rules check DIR…` loads and lints; `rules test DIR…` runs the cases inside the rules;
// `rules explain --rule ID --event FILE [DIR…]` says why a rule matched an event or did not.
// Findings are JSON lines on stdout, words for people on stderr; exit 2 when something is wrong.

import { parseArgs } from 'node:util'
import { parseRecord } from '#/collectors/formats/parse-record.ts'
import { runCorrelationCases } from '#/correlation/correlation-cases.ts'
import { explainRule } from '#/correlation/explanation.ts'
import type { Explanation } from '#/correlation/explanation.ts'
import { loadRules } from '#/correlation/load-rules.ts'
import type { LoadedRules } from '#/correlation/load-rules.ts'
import { missingCases, runCases } from '#/correlation/rule-cases.ts'
import { Permanent } from '#/kernel/errors.ts'
import type { Event } from '#/kernel/event.ts'
import type { Problem } from '#/kernel/problem.ts'
import type { Io } from './io.ts'
import { numberedLines, readJsonEvent } from './json-events.ts'
import { readRuleFiles } from './rule-files.ts'

export async function rules(args: string[], io: Io): Promise<number> {
  const [command, ...rest] = args
  if (command === 'check') return check(await loadNamed(rest), io)
  if (command === 'test') return test(await loadNamed(rest), io)
  if (command === 'explain') return explain(rest, io)
  throw new Permanent(
    'rules.no-command',
    'rules: say check DIR…, test DIR… or explain --rule ID --event FILE [DIR…]',
  )
}

async function loadNamed(args: string[]): Promise<LoadedRules> {
  return load(parseArgs({ args, allowPositionals: true, options: {} }).positionals)
}

async function load(folders: readonly string[]): Promise<LoadedRules> {
  if (folders.length === 0) throw new Permanent('rules.no-folder', 'rules: name at least one folder of rules')
  return loadRules(await readRuleFiles(folders))
}

function check({ rules, correlations, problems }: LoadedRules, io: Io): number {
  for (const problem of problems) io.stdout.write(`${JSON.stringify(problem)}\n`)
  const errors = errorsOf(problems)
  const lints = problems.length - errors.length
  const loaded = `${rules.length} rules and ${correlations.length} correlations loaded`
  io.stderr.write(`${loaded}, ${errors.length} errors, ${lints} remarks\n`)
  return errors.length > 0 ? 2 : 0
}

function test({ rules, correlations, problems }: LoadedRules, io: Io): number {
  const errors: Problem[] = [...errorsOf(problems)]
  const results = [...runCases(rules, parseLine), ...runCorrelationCases(correlations, parseLine)]
  const all = [...rules, ...correlations]
  for (const result of results) {
    const { rule, case: one, problem } = result
    const line = { rule: rule.summary.id, case: one.name, kind: one.kind, ok: problem === undefined }
    io.stdout.write(`${JSON.stringify(line)}\n`)
    if (problem !== undefined) errors.push(problem)
  }
  errors.push(...all.flatMap(missingCases))
  for (const error of errors) io.stderr.write(`${error.where}: ${error.detail} [${error.code}]\n`)
  const without = all.filter(rule => rule.cases.length === 0).length
  const failed = results.filter(result => result.problem !== undefined).length
  io.stderr.write(
    `${all.length} rules (${without} without cases), ${results.length} cases, ${failed} failed\n`,
  )
  return errors.length > 0 ? 2 : 0
}

async function explain(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      rule: { type: 'string' },
      event: { type: 'string', default: '-' },
      rules: { type: 'string', multiple: true },
    },
  })
  const folders = [...(values.rules ?? []), ...positionals]
  const loaded = await load(folders.length === 0 ? ['rules'] : folders)
  const rule = loaded.rules.find(candidate => candidate.summary.id === values.rule?.toLowerCase())
  if (rule === undefined) {
    throw new Permanent(
      'rules.no-such-rule',
      `rules: no rule with the id ${values.rule ?? '(none given)'} was loaded`,
    )
  }
  let bad = 0
  for await (const { number, text } of numberedLines(values.event, io.stdin)) {
    if (text.trim() === '') continue
    const event = readJsonEvent(text.trim())
    if (typeof event === 'string') {
      bad += 1
      io.stderr.write(`${values.event}:${number}: ${event}\n`)
      continue
    }
    const why = explainRule(rule, event)
    io.stdout.write(`${JSON.stringify({ line: number, rule: rule.summary.id, ...why })}\n`)
    io.stderr.write(`${number}: ${rule.summary.title}\n${indented(why.why, 1)}`)
  }
  return bad > 0 ? 2 : 0
}

function indented(why: Explanation, depth: number): string {
  const found =
    why.found === undefined ? '' : `, found ${why.found.length === 0 ? 'nothing' : why.found.join(' | ')}`
  const own = `${'  '.repeat(depth)}${why.matched ? '✓' : '✗'} ${why.says}${found}\n`
  return own + (why.of ?? []).map(part => indented(part, depth + 1)).join('')
}

function errorsOf(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter(problem => problem.code !== 'rule.lint')
}

/** Cases are read as if received on this day, so that lines without a year always get the same one. */
const CASE_DAY = Date.UTC(2026, 10, 22, 12)

/** The event of a raw line, as a file listener would read it. */
export function parseLine(line: string): Event {
  const record = {
    bytes: new TextEncoder().encode(line),
    envelope: 'line',
    receivedMs: CASE_DAY,
    listener: 'cases',
    peer: 'cases',
    sequence: 1,
  } as const
  return parseRecord(record).event
}

// `thapcanh rules check [--liveness] DIR…` loads and lints, and sees whether every rule can fire; `rules test DIR…` runs the cases inside the rules;
// `rules explain --rule ID --event FILE [DIR…]` says why a rule matched an event or did not.
// Findings are JSON lines on stdout, words for people on stderr; exit 2 when something is wrong.

import { parseArgs } from 'node:util'
import { runCorrelationCases } from '#/correlation/correlation-cases.ts'
import { explainRule } from '#/correlation/explanation.ts'
import type { Explanation } from '#/correlation/explanation.ts'
import { prepareExceptions } from '#/correlation/exceptions/exceptions.ts'
import { nameRules } from '#/correlation/exceptions/filter-reach.ts'
import { asExceptions, expiredFilters } from '#/correlation/exceptions/load-filters.ts'
import { loadRules } from '#/correlation/load-rules.ts'
import type { LoadedRule } from '#/correlation/loaded-rule.ts'
import type { LoadedRules } from '#/correlation/loaded-rules.ts'
import { makeAlert } from '#/correlation/make-alert.ts'
import type { Span } from '#/correlation/text-pattern.ts'
import { missingCases, runCases } from '#/correlation/rule-cases.ts'
import { systemClock } from '#/kernel/clock.ts'
import { Permanent } from '#/kernel/errors.ts'
import type { Event } from '#/kernel/event.ts'
import type { Problem } from '#/kernel/problem.ts'
import { parseCaseLine } from '#/pipeline/parse-case-line.ts'
import type { Io } from './io.ts'
import { numberedLines } from './event-lines.ts'
import { readJsonEvent } from './json-events.ts'
import { readRuleFiles } from './rule-files.ts'
import { tellOfSilentRules } from './rules-liveness.ts'
import { ruleSetCommand } from './rule-sets.ts'

export async function rules(args: string[], io: Io): Promise<number> {
  const [command, ...rest] = args
  if (command === 'check') return checkNamed(rest, io)
  if (command === 'test') return test(await loadNamed(rest), io)
  if (command === 'explain') return explain(rest, io)
  const ofSets = ruleSetCommand(command)
  if (ofSets !== undefined) return ofSets(rest, io)
  throw new Permanent(
    'rules.no-command',
    'rules: say check DIR…, test DIR…, explain --rule ID --event FILE [DIR…], import PATH, sets, diff SET, rollback SET, rule SET RULE on|off|policy, or export SET FILE.zip',
  )
}

async function loadNamed(args: string[]): Promise<LoadedRules> {
  return load(parseArgs({ args, allowPositionals: true, options: {} }).positionals)
}

async function load(folders: readonly string[]): Promise<LoadedRules> {
  if (folders.length === 0) throw new Permanent('rules.no-folder', 'rules: name at least one folder of rules')
  return loadRules(await readRuleFiles(folders))
}

/** With `--liveness`, a rule that cannot fire is an error too. */
async function checkNamed(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { liveness: { type: 'boolean', default: false } },
  })
  const loaded = await load(positionals)
  const code = check(loaded, io)
  return values.liveness && tellOfSilentRules(loaded, systemClock.now(), io) > 0 ? 2 : code
}

function check(loaded: LoadedRules, io: Io): number {
  const { rules, correlations, filters } = loaded
  const problems = [...loaded.problems, ...expiredFilters(filters, systemClock.now())]
  for (const problem of problems) io.stdout.write(`${JSON.stringify(problem)}\n`)
  const errors = errorsOf(problems)
  const lints = problems.length - errors.length
  const found = `${rules.length} rules, ${correlations.length} correlations and ${filters.length} filters loaded`
  io.stderr.write(`${found}, ${errors.length} errors, ${lints} remarks\n`)
  return errors.length > 0 ? 2 : 0
}

function test({ rules, correlations, problems }: LoadedRules, io: Io): number {
  const errors: Problem[] = [...errorsOf(problems)]
  const results = [...runCases(rules, parseCaseLine), ...runCorrelationCases(correlations, parseCaseLine)]
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
  const hiding = hidingFilters(loaded, rule)
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
    const hiddenBy = why.matched ? hiding(event) : []
    io.stdout.write(`${JSON.stringify({ line: number, rule: rule.summary.id, ...why, hiddenBy })}\n`)
    io.stderr.write(`${number}: ${rule.summary.title}\n${indented(why.why, 1)}`)
    for (const { id, title } of hiddenBy) io.stderr.write(`  hidden by the filter ${title} (${id})\n`)
  }
  return bad > 0 ? 2 : 0
}

/** Which of the folders' filters hide the rule's match of an event. */
function hidingFilters(
  { rules, correlations, filters }: LoadedRules,
  rule: LoadedRule,
): (event: Event) => readonly { readonly id: string; readonly title: string }[] {
  const exceptions = prepareExceptions(asExceptions(filters), nameRules(rules, correlations))
  const now = systemClock.now()
  return event => {
    const alert = makeAlert({ rule, matched: [] }, event, '', now)
    return exceptions.hiding(rule, event, alert, now).map(({ id, title }) => ({ id, title }))
  }
}

function indented(why: Explanation, depth: number): string {
  const found = why.values === undefined ? '' : `, found ${foundWords(why)}`
  const own = `${'  '.repeat(depth)}${why.matched ? '✓' : '✗'} ${why.says}${found}\n`
  const omitted = why.omitted === undefined ? '' : `${'  '.repeat(depth + 1)}… and ${why.omitted} more\n`
  return own + (why.of ?? []).map(part => indented(part, depth + 1)).join('') + omitted
}

/** The values, with what made them match between brackets. */
function foundWords({ values = [], present }: Explanation): string {
  if (values.length === 0) return present === true ? 'no value' : 'nothing'
  return values.map(({ value, spans }) => bracketed(value, spans)).join(' | ')
}

function bracketed(value: string, spans: readonly Span[]): string {
  let text = ''
  let at = 0
  for (const { from, to } of spans) {
    text += `${value.slice(at, from)}⟦${value.slice(from, to)}⟧`
    at = to
  }
  return text + value.slice(at)
}

function errorsOf(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter(problem => problem.code !== 'rule.lint')
}

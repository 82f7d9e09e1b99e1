// `thapcanh rules import PATH`, `sets`, `diff`, `rollback`, `rule` and `export`: rules of others as sets, at the command
// line. What is found goes to stdout as JSON lines (of `diff`, as unified diffs), words for people to stderr. Rules
// that cannot run are told and do not keep the others from being imported.

import { readFile, stat, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { basename, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { readEnvironment } from '#/config.ts'
import { systemClock } from '#/kernel/clock.ts'
import { Permanent, Retryable } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { JudgedRow, PlannedUpdate, RuleSetOutcome, RuleSetSummary } from '#/rulesets/desk.ts'
import { parsePolicy } from '#/rulesets/policy-schema.ts'
import { sourceKey } from '#/rulesets/policy.ts'
import { readRuleSetFolder } from '#/rulesets/read-folder.ts'
import { readRuleSetZip } from '#/rulesets/read-zip.ts'
import type { RuleSetContent } from '#/rulesets/rule-set.ts'
import { stageVersion } from '#/rulesets/version-folder.ts'
import { writeRuleSetZip } from '#/rulesets/write-zip.ts'
import type { Io } from './io.ts'
import { openLocalRuleSets, type LocalRuleSets } from './local-rule-sets.ts'

/** In the audit trail the command line is the platform itself; the reason names the account of the machine. */
const BY = 'thapcanh'
const BAD_PATH = /[^a-z0-9]+/g

const COMMANDS: Readonly<Record<string, (args: string[], io: Io) => Promise<number>>> = {
  import: importRules,
  sets: listSets,
  diff: showDiff,
  rollback: rollBack,
  rule: decideRule,
  export: exportSet,
}

/** Undefined when it is no command about sets. */
export function ruleSetCommand(name: string | undefined) {
  return name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
}

const OPTIONS = {
  data: { type: 'string' },
  name: { type: 'string' },
  policy: { type: 'string' },
  apply: { type: 'boolean', default: false },
  reason: { type: 'string', default: '' },
  rule: { type: 'string' },
} as const

function parse(args: string[]) {
  return parseArgs({ args, allowPositionals: true, options: OPTIONS })
}

const open = (data: string | undefined, io: Io): Promise<LocalRuleSets> =>
  openLocalRuleSets(data ?? readEnvironment().dataDirectory, text => io.stderr.write(`${text}\n`))

async function importRules(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parse(args)
  const [path] = positionals
  if (path === undefined || positionals.length > 1)
    throw new Permanent('rules.no-folder', 'rules import: name one folder or ZIP archive of rules')
  const policy =
    values.policy === undefined ? null : parsePolicy(await readText(values.policy), values.policy)
  const name = values.name ?? nameOf(path)
  await using local = await open(values.data, io)
  const { desk, directory, program } = local
  const source = resolve(path)
  const options = { directory, name, source, by: BY, clock: systemClock, program }
  const { version } = (await stageVersion(await readSource(path), options)).manifest
  const plan = await desk.plan(name, version, policy)
  if (plan === undefined) throw notFound()
  tellPlan(plan, io)
  if (!local.looksForSources && plan.choice.policy.seenWithinDays !== null)
    io.stderr.write('the platform runs and looks for log sources itself, some seconds after this\n')
  if (!values.apply) {
    io.stderr.write(`nothing is changed yet; --apply puts ${name} ${version} to work\n`)
    return 0
  }
  const reason = reasonOf(values.reason)
  settled(await desk.apply({ name, version, policy, seen: plan.recordVersion, by: BY, reason }))
  io.stderr.write(`${name} ${version} is at work\n`)
  return 0
}

/** The last name of the path, as sets are called. */
function nameOf(path: string): string {
  const base = basename(resolve(path)).replace(/\.zip$/i, '')
  return base
    .toLowerCase()
    .replace(BAD_PATH, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 48)
}

async function readSource(path: string): Promise<RuleSetContent> {
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error)
  })
  if (found.isDirectory()) return await readRuleSetFolder(path)
  if (found.size > LIMITS.maxRuleSetZipBytes)
    throw new Permanent('rule-set.refused', `${path} has more than ${LIMITS.maxRuleSetZipBytes} bytes`)
  return readRuleSetZip(
    await readFile(path).catch((error: unknown) => {
      throw unreadable(path, error)
    }),
  )
}

async function readText(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch((error: unknown) => {
    throw unreadable(path, error)
  })
}

function tellPlan(plan: PlannedUpdate, io: Io): void {
  const tell = (line: object): void => void io.stdout.write(`${JSON.stringify(line)}\n`)
  for (const row of plan.added) tell({ kind: 'added', ...ruleLine(row) })
  for (const row of plan.changed) tell({ kind: 'changed', ...ruleLine(row), diff: row.diff })
  for (const { id, title, path } of plan.removed) tell({ kind: 'removed', rule: id, title, path })
  for (const row of plan.turnedOff) tell({ kind: 'turned-off', ...ruleLine(row) })
  for (const { code, where, detail } of plan.problems) tell({ kind: 'problem', code, where, detail })
  for (const id of plan.decisionsWithoutRule) tell({ kind: 'decision-without-rule', rule: id })
  const { manifest, added, changed, removed, unchanged, on, off, turnedOn, turnedOff } = plan
  const reasons = Object.entries(plan.byReason)
    .filter(([, rules]) => rules > 0)
    .map(([why, rules]) => `${why} ${rules}`)
  io.stderr.write(
    [
      `${manifest.name} ${manifest.version}: ${manifest.files} files, ${manifest.ignored} left out`,
      `rules: ${added.length} added, ${changed.length} changed, ${removed.length} removed, ${unchanged} unchanged`,
      `on ${on} (${turnedOn.length} newly), off ${off} (${turnedOff.length} newly): ${reasons.join(', ')}`,
      `${plan.errors} errors, ${plan.remarks} remarks; log source in no table: ${plan.unmapped}`,
      ...manifest.licences.map(({ path, says }) => `${path}: ${says.slice(0, 100)}`),
      '',
    ].join('\n'),
  )
}

function ruleLine({ rule, verdict }: JudgedRow): object {
  const { id, title, level, status, author, path, logsource } = rule
  const source = logsource === undefined ? null : sourceKey(logsource)
  return { rule: id, title, level, status, author, path, source, ...verdict }
}

async function listSets(args: string[], io: Io): Promise<number> {
  const { values } = parse(args)
  await using local = await open(values.data, io)
  for (const summary of await local.desk.list()) io.stdout.write(`${JSON.stringify(setLine(summary))}\n`)
  return 0
}

function setLine({ name, atWork, damaged, versions }: RuleSetSummary): object {
  const staged = versions.map(({ version, source, stagedAt }) => ({ version, source, stagedAt }))
  if (atWork === null) return { name, version: null, damaged, versions: staged }
  const { record, rules, on, errors, remarks, unmapped } = atWork
  const { version, previous, enabled, policy, decisions, seen } = record
  return {
    name,
    version,
    previous: previous?.version ?? null,
    enabled,
    rules,
    on,
    errors,
    remarks,
    unmapped,
    policy,
    decisions,
    seenSources: seen.sources,
    versions: staged,
  }
}

async function showDiff(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parse(args)
  const [name, named] = positionals
  if (name === undefined) throw new Permanent('rules.no-folder', 'rules diff: name the rule set')
  await using local = await open(values.data, io)
  const { desk } = local
  const summary = await desk.get(name)
  const version = named ?? summary?.versions[0]?.version
  if (version === undefined) throw notFound()
  if (values.rule !== undefined) {
    const diff = await desk.diff(name, version, values.rule)
    if (diff === undefined) throw notFound()
    io.stdout.write(diff)
    return 0
  }
  const plan = await desk.plan(name, version, null)
  if (plan === undefined) throw notFound()
  for (const { rule, before, diff } of plan.changed) {
    const lines = diff ?? (await desk.diff(name, version, rule.id)) ?? ''
    io.stdout.write(`--- ${before.path}\n+++ ${rule.path}\n${lines}`)
  }
  for (const { rule } of plan.added) io.stdout.write(`added ${rule.path}: ${rule.title}\n`)
  for (const { path, title } of plan.removed) io.stdout.write(`removed ${path}: ${title}\n`)
  return 0
}

async function rollBack(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parse(args)
  await using local = await open(values.data, io)
  const { name, seen } = await atWork(local, positionals[0])
  const reason = reasonOf(values.reason)
  const { atWork: now } = settled(await local.desk.rollBack({ name, seen, by: BY, reason }))
  io.stderr.write(`${name} ${now?.record.version} is at work\n`)
  return 0
}

async function decideRule(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parse(args)
  const [set, ruleId, decision] = positionals
  if (ruleId === undefined || (decision !== 'on' && decision !== 'off' && decision !== 'policy'))
    throw new Permanent('rules.no-command', 'rules rule: say SET RULE on|off|policy --reason TEXT')
  if (values.reason.trim() === '')
    throw new Permanent('rules.no-command', 'rules rule: say why with --reason; it is shown to others')
  await using local = await open(values.data, io)
  const { name, seen } = await atWork(local, set)
  const reason = reasonOf(values.reason)
  settled(await local.desk.decide({ name, seen, by: BY, ruleId, decision, reason }))
  io.stderr.write(`${ruleId}: ${decision}\n`)
  return 0
}

async function exportSet(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parse(args)
  const [name, path] = positionals
  if (name === undefined || path === undefined)
    throw new Permanent('rules.no-command', 'rules export: say SET FILE.zip')
  await using local = await open(values.data, io)
  const files = await local.desk.files(name)
  if (files === undefined) throw notFound()
  await writeFile(path, writeRuleSetZip(files)).catch((error: Error) => {
    throw new Permanent('rule-set.unreadable', `${path} cannot be written: ${error.message}`, {
      cause: error,
    })
  })
  io.stderr.write(`${files.length} files in ${path}\n`)
  return 0
}

async function atWork(
  { desk }: LocalRuleSets,
  name: string | undefined,
): Promise<{ readonly name: string; readonly seen: number }> {
  const summary = name === undefined ? undefined : await desk.get(name)
  if (name === undefined || summary === undefined || summary.atWork === null) throw notFound()
  return { name, seen: summary.atWork.recordVersion }
}

function settled(outcome: RuleSetOutcome): RuleSetSummary {
  if (typeof outcome !== 'string') return outcome
  if (outcome === 'conflict')
    throw new Retryable('rule-set.changed', 'Someone changed the rule set at the same moment; look again.')
  throw outcome === 'nothing-before'
    ? new Permanent('rule-set.not-found', 'There is no version before the one at work.')
    : notFound()
}

function notFound(): Permanent {
  return new Permanent('rule-set.not-found', 'There is no such rule set, version or rule; see `rules sets`.')
}

function reasonOf(given: string): string {
  const account = `command line, ${userInfo().username}`
  return given.trim() === '' ? account : `${given.trim()} (${account})`
}

function unreadable(path: string, error: unknown): Permanent {
  const reason = error instanceof Error ? error.message : String(error)
  return new Permanent('rule-set.unreadable', `${path} cannot be read: ${reason}`, { cause: error })
}

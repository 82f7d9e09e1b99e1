// `thapcanh playbook run FILE [CALLED…] [--dry-run] [--var k=v]…`: a playbook on this machine, without the
// platform. A dry run prints every rendered command, one JSON line each, and sends nothing. A real run keeps its
// state in a folder of its own and asks on the terminal; without one, what waits for a person stays waiting.
// Exit 0 when it succeeded, 1 when it failed, 2 for bad input, 3 when it waits and can be continued.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Permanent } from '#/kernel/errors.ts'
import { validatePlaybook } from '#/playbooks/cacao/validate.ts'
import type { Playbook } from '#/playbooks/cacao/playbook.ts'
import type { PlaybookDesk } from '#/playbooks/desk.ts'
import type { DryRun } from '#/playbooks/engine/dry-run.ts'
import type { Io } from './io.ts'
import { openLocalPlaybooks, type LocalPlaybooks } from './local-playbooks.ts'
import { readDocument } from './playbook-validate.ts'
import { createAsker } from './playbook-questions.ts'

const WAITS = 3

export async function playbookRun(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      'dry-run': { type: 'boolean', default: false },
      var: { type: 'string', multiple: true, default: [] },
      config: { type: 'string' },
      data: { type: 'string' },
      runs: { type: 'string' },
      continue: { type: 'string' },
    },
  })
  const continued = values.continue
  if (continued === undefined && positionals.length === 0)
    throw new Permanent('playbook.no-file', 'playbook run: name the file of a playbook')
  if (continued !== undefined && values.runs === undefined)
    throw new Permanent('playbook.no-file', 'playbook run --continue: say --runs with the folder of the run')
  const variables = Object.fromEntries(values.var.map(readVariable))
  const documents: Playbook[] = []
  for (const file of positionals) {
    const playbook = await readPlaybook(file, io)
    if (playbook === undefined) return 2
    documents.push(playbook)
  }

  const folder = values.runs ?? mkdtempSync(join(tmpdir(), 'thapcanh-run-'))
  let keep = values.runs !== undefined
  try {
    await using local = await openLocalPlaybooks({
      folder,
      config: values.config,
      data: values.data,
      isDry: values['dry-run'],
      io,
    })
    await importAll(local.desk, documents)
    const [first] = documents
    if (values['dry-run']) return await dryRun(local.desk, first!, variables, io)
    const runId = continued ?? (await start(local.desk, first!, variables, io))
    if (runId === undefined) return 2
    io.stderr.write(`run ${runId} in ${folder}\n`)
    const code = await follow(local, runId, io)
    if (code !== WAITS) return code
    keep = true
    io.stderr.write(
      `It waits for a person. Go on at a terminal with:\n  thapcanh playbook run --continue ${runId} --runs ${folder}\n`,
    )
    return WAITS
  } finally {
    if (!keep) rmSync(folder, { recursive: true, force: true })
  }
}

/** `ip=192.0.2.1` and `__ip__=192.0.2.1` are the same. */
function readVariable(text: string): [string, string] {
  const at = text.indexOf('=')
  const name = text.slice(0, at).replace(/^__(.*)__$/, '$1')
  if (at < 1 || !/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name))
    throw new Permanent('playbook.bad-variable', `--var ${text}: write name=value`)
  return [`__${name}__`, text.slice(at + 1)]
}

async function readPlaybook(file: string, { stderr }: Io): Promise<Playbook | undefined> {
  const { playbook, errors, warnings } = validatePlaybook(await readDocument(file), 'interop')
  for (const { pointer, message, code } of errors)
    stderr.write(`${file}:${pointer || '/'}: ${message} [${code}]\n`)
  for (const { pointer, message, code } of warnings)
    stderr.write(`${file}:${pointer || '/'}: ${message} [${code}] (warning)\n`)
  return playbook
}

async function importAll(desk: PlaybookDesk, documents: readonly Playbook[]): Promise<void> {
  for (const document of documents) {
    if ((await desk.import(document, userInfo().username)) !== 'exists') continue
    const known = await desk.get(document.id, document.modified)
    if (JSON.stringify(known?.playbook) === JSON.stringify(document)) continue
    throw new Permanent(
      'playbook.exists',
      `${document.name}: the library has this version of it with other contents; change its \`modified\``,
    )
  }
}

async function dryRun(
  desk: PlaybookDesk,
  { id, modified }: Playbook,
  variables: Readonly<Record<string, string>>,
  { stdout, stderr }: Io,
): Promise<number> {
  const result = await desk.dryRun({ playbookId: id, version: modified, incidentId: null, variables })
  if ('kind' in result) {
    stderr.write(`playbook run: ${result.reason}\n`)
    return 2
  }
  for (const step of result.steps) {
    for (const { target, rendered, unknowns, problems } of step.commands) {
      const { path, name, sure, approval } = step
      stdout.write(
        `${JSON.stringify({ step: name, path, sure, target, approval, unknowns, rendered, problems })}\n`,
      )
    }
  }
  return summarise(result, stderr)
}

/** What would change, and what is wrong. */
function summarise({ steps, changes, problems }: DryRun, stderr: Io['stderr']): number {
  const commands = steps.flatMap(step => step.commands)
  const all = [...problems, ...commands.flatMap(command => command.problems)]
  stderr.write(`${steps.length} steps, ${commands.length} commands, nothing sent\n`)
  for (const { change, sure } of changes)
    stderr.write(`  ${sure ? 'would change' : 'might change'}: ${change}\n`)
  for (const { code, where, detail } of all) stderr.write(`  ${where}: ${detail} [${code}]\n`)
  return all.length === 0 ? 0 : 2
}

async function start(
  desk: PlaybookDesk,
  playbook: Playbook,
  variables: Readonly<Record<string, string>>,
  { stderr }: Io,
): Promise<string | undefined> {
  const { state, signatures } = desk.verify(playbook)
  const why = signatures.map(({ reason }) => reason).join('; ')
  if (state !== 'valid') stderr.write(`playbook run: signature: ${[state, why].filter(Boolean).join(': ')}\n`)
  const { id, modified, name } = playbook
  const by = userInfo().username
  const started = await desk.start({ playbookId: id, version: modified, incidentId: null, variables, by })
  if (started.kind === 'done') return started.run.id
  stderr.write(`playbook run: ${name}: ${started.reason}\n`)
  return undefined
}

/** Drives the run, prints what happens, and asks, until it has ended or nobody is there to be asked. */
async function follow({ desk, changed }: LocalPlaybooks, runId: string, io: Io): Promise<number> {
  using asker = createAsker(desk, io)
  await using _working = await desk.work()
  let printed = 0
  for (;;) {
    const change = changed()
    for (let more = true; more;) {
      const entries = await desk.log(runId, printed, 500)
      for (const { number, entry } of entries) {
        io.stdout.write(`${JSON.stringify({ number, ...entry })}\n`)
        printed = number
      }
      more = entries.length > 0
    }
    const detail = await desk.run(runId)
    if (detail === undefined) {
      io.stderr.write(`playbook run: there is no run ${runId} in this folder\n`)
      return 2
    }
    const { run, pending, steps } = detail
    if (run.endedAt !== null) {
      io.stderr.write(`${run.state}${run.reason === '' ? '' : `: ${run.reason}`}\n`)
      return run.state === 'succeeded' ? 0 : 1
    }
    const [question] = pending.filter(one => !asker.passedOver.has(one.id))
    if (question !== undefined && (await asker.ask(question)) === 'asked') continue
    const busy = steps.some(
      ({ type, state }) => type === 'action' && (state === 'running' || state === 'delayed'),
    )
    if (pending.length > 0 && !busy) return WAITS
    await change
  }
}

// `thapcanh playbook validate FILE… [--profile strict|interop]`: findings as `file:pointer: message` on stderr, one
// JSON line with the verdict of each file on stdout, exit 2 when one of them is no playbook that can be run.

import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { Permanent } from '#/kernel/errors.ts'
import type { Finding, Profile } from '#/playbooks/cacao/finding.ts'
import { validatePlaybook } from '#/playbooks/cacao/validate.ts'
import type { Io } from './io.ts'

export async function playbookValidate(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { profile: { type: 'string', default: 'strict' } },
  })
  const profile = profileNamed(values.profile)
  if (positionals.length === 0) {
    throw new Permanent('playbook.no-file', 'playbook validate: name at least one file')
  }
  let worst = 0
  for (const file of positionals) {
    const valid = report(file, profile, await readDocument(file), io)
    if (!valid) worst = 2
  }
  return worst
}

/** A playbook's file as JSON. */
export async function readDocument(file: string): Promise<unknown> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Permanent('playbook.unreadable', `${file}: cannot be read: ${why}`, { cause })
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Permanent('playbook.not-json', `${file}: not JSON: ${why}`, { cause })
  }
}

function profileNamed(name: string): Profile {
  if (name === 'strict' || name === 'interop') return name
  throw new Permanent(
    'playbook.no-such-profile',
    `playbook validate: the profile is strict or interop, not ${name}`,
  )
}

function report(file: string, profile: Profile, document: unknown, { stdout, stderr }: Io): boolean {
  const { playbook, errors, warnings } = validatePlaybook(document, profile)
  for (const finding of errors) stderr.write(`${line(file, finding)}\n`)
  for (const finding of warnings) stderr.write(`${line(file, finding)} (warning)\n`)
  const valid = playbook !== undefined
  const { id = null, name = null } = playbook ?? {}
  stdout.write(`${JSON.stringify({ file, profile, valid, id, name, errors, warnings })}\n`)
  return valid
}

function line(file: string, { pointer, code, message }: Finding): string {
  return `${file}:${pointer === '' ? '/' : pointer}: ${message} [${code}]`
}

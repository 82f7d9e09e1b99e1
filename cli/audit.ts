// `thapcanh audit verify DIR`: proves offline that the audit trail and the sealed days of events of a data folder are
// whole and unaltered. What is wrong comes as one JSON object a line on stdout, in the order of the trail; words for people go to stderr.

import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Permanent } from '#/kernel/errors.ts'
import { HEADS_LOG } from '#/proof/notary.ts'
import type { Damage } from '#/proof/damage.ts'
import { readHead } from '#/proof/signed-head.ts'
import { publicKeysOf, readPublicKeys, type PublicKeys } from '#/proof/signing-key.ts'
import { DAY_DELETED, DAY_SEALED, verifyDays, type DaysProof, type SealedBook } from '#/proof/verify-days.ts'
import { verifyTrail, type FoundHead, type TrailProof } from '#/proof/verify-trail.ts'
import { AUDIT_LOG, type AuditEntry } from '#/store/audit.ts'
import { openLogReader, type LogReader } from '#/store/embedded/read-log.ts'
import type { Io } from './io.ts'

/** Exit 0 when all is as it was, 1 when something is not, 2 for bad input. */
export async function audit(argv: readonly string[], io: Io): Promise<number> {
  const [action, ...rest] = argv
  if (action === 'verify') return await verify(rest, io).catch(asUnreadable)
  io.stderr.write('audit: say `audit verify DIR`\n')
  return 2
}

async function verify(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { anchor: { type: 'string', multiple: true }, key: { type: 'string', multiple: true } },
  })
  const [directory, ...more] = positionals
  if (directory === undefined || more.length > 0) {
    io.stderr.write('audit verify: name one data folder\n')
    return 2
  }
  const state = join(directory, 'state.sqlite')
  if (statSync(state, { throwIfNoEntry: false }) === undefined)
    throw new Permanent('request.malformed', `${directory} is no data folder: it has no state.sqlite`)
  const keys = keysFor(directory, values.key)
  const anchored = (values.anchor ?? []).flatMap(headsOfFile)
  using log = openLogReader(state)
  const { heads, damage: badHeads } = headsOfPlatform(log)
  const proof = verifyTrail(log.entries(AUDIT_LOG), [...heads, ...anchored], keys)
  const days = await verifyDays(join(directory, 'events'), bookOf(log))
  if (log.wasWritten())
    throw new Permanent('store.failed', `${state} was written while it was verified; verify it again`)
  const damage = [...badHeads, ...proof.damage, ...days.damage]
  for (const each of damage) io.stdout.write(`${JSON.stringify(each)}\n`)
  io.stderr.write(summary(proof, days, damage, anchored.length))
  return damage.length === 0 ? 0 : 1
}

/** What may not be read is neither whole nor damaged: errors of the disk become Permanent (`request.malformed`). */
function asUnreadable(error: unknown): never {
  const { syscall, message } = error as NodeJS.ErrnoException
  if (syscall === undefined) throw error
  throw new Permanent('request.malformed', `The data folder cannot be read: ${message}`, { cause: error })
}

/** Those named, which alone are believed then; otherwise those of the data folder. */
function keysFor(directory: string, files: readonly string[] | undefined): PublicKeys {
  if (files === undefined) return readPublicKeys(join(directory, 'keys'))
  return new Map(
    files.flatMap(file => {
      const keys = publicKeysOf([readText(file)])
      if (keys.size === 0) throw new Permanent('request.malformed', `${file} is no public key (PEM)`)
      return [...keys]
    }),
  )
}

function headsOfPlatform(log: LogReader): { readonly heads: FoundHead[]; readonly damage: Damage[] } {
  const heads: FoundHead[] = []
  const damage: Damage[] = []
  for (const { number, body } of log.entries(HEADS_LOG)) {
    const from = `signed head ${number}`
    const head = readHead(body)
    if (head !== undefined && JSON.stringify(head) === body) heads.push({ from, head })
    else damage.push({ kind: 'altered', where: from, detail: 'is not as the platform writes it' })
  }
  return { heads, damage }
}

/** Lines that are no head, such as the words of a mail, are passed over; a file without any is a mistake. */
function headsOfFile(file: string): FoundHead[] {
  const found = readText(file)
    .split(/\r?\n/)
    .flatMap((line, at) => {
      const head = readHead(line)
      return head === undefined ? [] : [{ from: `${file}, line ${at + 1}`, head }]
    })
  if (found.length === 0) throw new Permanent('request.malformed', `${file} holds no head of an audit trail`)
  return found
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new Permanent('request.malformed', `${file} cannot be read: ${(error as Error).message}`, {
      cause: error,
    })
  }
}

/** What the trail says of sealed days; entries that are none are found by `verifyTrail`. */
function bookOf(log: LogReader): SealedBook {
  const digests = new Map<string, string>()
  const deleted = new Set<string>()
  for (const { body } of log.entries(AUDIT_LOG)) {
    if (!body.includes(DAY_SEALED) && !body.includes(DAY_DELETED)) continue
    const { by, action, subject, detail } = readEntry(body)
    if (by !== 'thapcanh') continue
    if (action === DAY_SEALED) digests.set(subject.replace(/^events /, ''), detail)
    if (action === DAY_DELETED) deleted.add(subject)
  }
  return { digests, deleted }
}

function readEntry(body: string): Partial<AuditEntry> & Pick<AuditEntry, 'subject' | 'detail'> {
  try {
    return JSON.parse(body) as AuditEntry
  } catch {
    return { subject: '', detail: '' }
  }
}

function summary(
  { entries, heldUpTo }: TrailProof,
  { days, files }: DaysProof,
  damage: readonly Damage[],
  anchored: number,
): string {
  const [first] = damage
  const after = entries - heldUpTo
  const lines = [
    first === undefined
      ? `Nguyên vẹn / whole: ${entries} entries of the audit trail, ${days} sealed days in ${files} files`
      : `KHÔNG nguyên vẹn / NOT whole: ${first.where} ${first.kind === 'absent' ? 'is absent' : first.kind === 'truncated' ? 'is the last' : 'was altered'}: ${first.detail}`,
    ...(damage.length > 1 ? [`${damage.length} such places in all`] : []),
    ...(after > 0
      ? [`${after} entries after the last signed head (entry ${heldUpTo}) are held fast by no signature`]
      : []),
    ...(anchored === 0
      ? ['No --anchor was given: a trail rewritten with the key of this folder would not be noticed']
      : [`${anchored} heads from outside were compared`]),
  ]
  return `${lines.join('\n')}\n`
}

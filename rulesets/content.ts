// From named bytes to the content of a rule set: which files are rules or licences, their texts, a common folder
// cut off their paths, and the hash by which a version is known. The same files give the same content, however
// they came: as a folder, a checkout, an archive with one folder around everything, or our own export.

import { createHash } from 'node:crypto'
import { LIMITS } from '#/kernel/limits.ts'
import type { Problem } from '#/kernel/problem.ts'
import type { RuleSetContent, RuleSetFile } from './rule-set.ts'

export interface NamedBytes {
  /** With `/`, relative. */
  readonly path: string
  readonly bytes: Uint8Array
}

const RULE_FILE = /\.ya?ml$/i
const LICENCE_FILE = /(^|\/)(LICEN[CS]E|COPYING|NOTICE)([.-][^/]*)?$/i
/** `.git`, `.github` and the like are the workshop, not the rules. */
const HIDDEN = /(^|\/)\.[^/]/
/** What file systems take. */
const MAX_NAME_BYTES = 255
/** A YAML file without any of these at the top is about something else: an index, a mapping, a workflow. */
const RULE_KEY = /^(title|logsource|detection|correlation|filter|action)\s*:/m

/** Whether a file has to be read at all. */
export function isWanted(path: string): boolean {
  return !HIDDEN.test(path) && (RULE_FILE.test(path) || LICENCE_FILE.test(path))
}

export function isLicence(path: string): boolean {
  return LICENCE_FILE.test(path)
}

/** `ignored` and `problems` are of the reader that came before. */
export function makeContent(
  read: readonly NamedBytes[],
  ignored: number,
  problems: readonly Problem[],
): RuleSetContent {
  const files: RuleSetFile[] = []
  const found: Problem[] = [...problems]
  let left = ignored
  for (const { path, bytes } of read) {
    const refuse = (detail: string): void => void found.push({ code: 'rule.invalid', where: path, detail })
    if (path.split('/').some(part => Buffer.byteLength(part) > MAX_NAME_BYTES)) {
      refuse(`has a name of more than ${MAX_NAME_BYTES} bytes`)
      continue
    }
    if (bytes.length > LIMITS.maxRuleFileBytes) {
      refuse(`has ${bytes.length} bytes; at most ${LIMITS.maxRuleFileBytes} are read`)
      continue
    }
    const text = decode(bytes)
    if (text === undefined) refuse('is not UTF-8')
    else if (isLicence(path) || RULE_KEY.test(text)) files.push({ path, text })
    else left += 1
  }
  const cut = commonFolder(files.map(({ path }) => path))
  const shorter = files
    .map(({ path, text }) => ({ path: path.slice(cut.length), text }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
  return {
    files: shorter,
    sha256: hashOf(shorter),
    problems: found.map(problem => ({ ...problem, where: withoutFolder(problem.where, cut) })),
    ignored: left,
  }
}

/** Hex SHA-256 over the lengths and bytes of paths and texts. */
export function hashOf(files: readonly RuleSetFile[]): string {
  const hash = createHash('sha256')
  for (const { path, text } of files) {
    for (const part of [path, text]) hash.update(`${Buffer.byteLength(part)}\n`).update(part)
  }
  return hash.digest('hex')
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** The folders that all paths begin with, with a `/` at the end; empty when there are none. */
function commonFolder(paths: readonly string[]): string {
  const [first] = paths
  if (first === undefined) return ''
  let common = first.split('/').slice(0, -1)
  for (const path of paths) {
    const parts = path.split('/').slice(0, -1)
    const differs = common.findIndex((part, at) => part !== parts[at])
    if (differs !== -1) common = common.slice(0, differs)
  }
  return common.length === 0 ? '' : `${common.join('/')}/`
}

function withoutFolder(where: string, folder: string): string {
  return where.startsWith(folder) ? where.slice(folder.length) : where
}

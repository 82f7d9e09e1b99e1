// What Windows providers write alike, whatever the channel: accounts, paths, hashes, command lines, hex numbers.

import type { Event } from '#/kernel/event.ts'
import { rememberingRecent } from '#/kernel/recent-texts.ts'
import { wordTable } from '#/kernel/word-table.ts'
import { addValue } from './event-fields.ts'
import { isJsonObject } from './flatten-json.ts'
import type { EventData } from './windows-record.ts'
import { scalarText, wholeNumber } from './windows-record.ts'

/** The text of a member of the event's data; undefined when absent, empty or a word for "none". */
export function dataText(data: EventData, name: string): string | undefined {
  const value = data.at(name)
  if (isJsonObject(value)) return undefined
  const text = scalarText(value)
  return text === '-' || text === '(null)' ? undefined : text
}

const ACCOUNT_FIELDS = {
  user: { name: 'user.name', domain: 'user.domain' },
  'source.user': { name: 'source.user.name', domain: 'source.user.domain' },
  'destination.user': { name: 'destination.user.name', domain: 'destination.user.domain' },
} as const

/** Sets `<prefix>.domain` and `<prefix>.name` from `DOMAIN\name`, and `related.user` by the name. */
export function setAccount(event: Event, prefix: keyof typeof ACCOUNT_FIELDS, text: string): void {
  const fields = ACCOUNT_FIELDS[prefix]
  const slash = text.indexOf('\\')
  const name = text.slice(slash + 1)
  if (slash > 0) event[fields.domain] = text.slice(0, slash)
  if (name === '') return
  event[fields.name] = name
  addValue(event, 'related.user', name)
}

const [BACKSLASH, SLASH] = [0x5c, 0x2f]

/** The part after the last backslash or slash. */
export function baseName(path: string): string {
  let at = path.length
  while (at > 0 && path.charCodeAt(at - 1) !== BACKSLASH && path.charCodeAt(at - 1) !== SLASH) at -= 1
  return path.slice(at)
}

const PROCESS_FIELDS = {
  process: {
    executable: 'process.executable',
    name: 'process.name',
    pid: 'process.pid',
    commandLine: 'process.command_line',
    args: 'process.args',
    argsCount: 'process.args_count',
  },
  'process.parent': {
    executable: 'process.parent.executable',
    name: 'process.parent.name',
    pid: 'process.parent.pid',
    commandLine: 'process.parent.command_line',
    args: 'process.parent.args',
    argsCount: 'process.parent.args_count',
  },
} as const

type ProcessPrefix = keyof typeof PROCESS_FIELDS

/** Sets executable and name of `process` or `process.parent`. */
export function setExecutable(event: Event, prefix: ProcessPrefix, path: string | undefined): void {
  if (path === undefined) return
  const fields = PROCESS_FIELDS[prefix]
  event[fields.executable] = path
  const name = baseName(path)
  if (name !== '') event[fields.name] = name
}

/** Sets `<prefix>.pid` from a decimal or hexadecimal number. */
export function setPid(event: Event, prefix: ProcessPrefix, value: string | undefined): void {
  const pid = wholeNumber(value)
  if (pid !== undefined) event[PROCESS_FIELDS[prefix].pid] = pid
}

/** Sets command line, arguments and their number. */
export function setCommandLine(event: Event, prefix: ProcessPrefix, text: string | undefined): void {
  if (text === undefined) return
  const fields = PROCESS_FIELDS[prefix]
  event[fields.commandLine] = text
  const args = splitCommandLine(text)
  if (args.length === 0) return
  event[fields.args] = args
  event[fields.argsCount] = args.length
}

/** Arguments kept of one command line. */
const MAX_ARGS = 256

/** Command lines, and texts of hashes, that are remembered with what they were read as; longer ones are not. */
const [RECENT, MAX_REMEMBERED] = [64, 4096]

/** The words of a command line; a part in double quotes is one word and keeps its quotes. */
export const splitCommandLine = rememberingRecent(wordsOf, RECENT, MAX_REMEMBERED)

function wordsOf(text: string): readonly string[] {
  const args: string[] = []
  let at = 0
  while (args.length < MAX_ARGS) {
    while (at < text.length && isSpace(text.charCodeAt(at))) at += 1
    if (at === text.length) break
    const from = at
    at = endOfWord(text, at)
    args.push(text.slice(from, at))
  }
  return args
}

function endOfWord(text: string, from: number): number {
  let at = from
  while (at < text.length) {
    const unit = text.charCodeAt(at)
    if (isSpace(unit)) return at
    if (unit === QUOTE) at = text.indexOf('"', at + 1)
    if (at < 0) return text.length
    at += 1
  }
  return at
}

const QUOTE = 0x22
const [TAB, RETURN, SPACE, ASCII] = [0x09, 0x0d, 0x20, 0x80]

/** What `\s` means in a regular expression. */
function isSpace(unit: number): boolean {
  if (unit < ASCII) return unit === SPACE || (unit >= TAB && unit <= RETURN)
  return /\s/.test(String.fromCharCode(unit))
}

/** Sets path, directory, name and extension of `file`, or path and name of `dll`. */
export function setFile(event: Event, path: string | undefined): void {
  if (path === undefined) return
  event['file.path'] = path
  const name = baseName(path)
  if (name !== '') event['file.name'] = name
  const directory = path.slice(0, Math.max(0, path.length - name.length - 1))
  if (directory !== '') event['file.directory'] = directory
  const dot = name.lastIndexOf('.')
  if (dot >= 0 && /^[\w~-]{1,32}$/.test(name.slice(dot + 1))) event['file.extension'] = name.slice(dot + 1)
}

/** Below which field the hashes of an event are. */
export type HashOwner = 'process' | 'file'

const HASH_FIELDS = wordTable<Readonly<Record<HashOwner, string>>>({
  MD5: { process: 'process.hash.md5', file: 'file.hash.md5' },
  SHA1: { process: 'process.hash.sha1', file: 'file.hash.sha1' },
  SHA256: { process: 'process.hash.sha256', file: 'file.hash.sha256' },
  IMPHASH: { process: 'process.pe.imphash', file: 'file.pe.imphash' },
})

/** Hashes read of one event. */
const MAX_HASHES = 16

/**
 * Sets the hashes of `SHA1=…,MD5=…,SHA256=…,IMPHASH=…` below their owner, if they have one, in lower case, and
 * `related.hash`.
 */
export function setHashes(event: Event, text: string | undefined, owner: HashOwner | undefined): void {
  if (text === undefined) return
  for (const { fields, hash } of readHashes(text)) {
    if (owner !== undefined) event[fields[owner]] = hash
    addValue(event, 'related.hash', hash)
  }
}

interface Hash {
  readonly fields: Readonly<Record<HashOwner, string>>
  readonly hash: string
}

const readHashes = rememberingRecent(
  (text): readonly Hash[] => text.split(',', MAX_HASHES).flatMap(readHash),
  RECENT,
  MAX_REMEMBERED,
)

/** Nothing when the part is no hash that has a field. */
function readHash(part: string): readonly Hash[] {
  const equals = part.indexOf('=')
  const fields = HASH_FIELDS[part.slice(0, equals).trim().toUpperCase()]
  const hash = part
    .slice(equals + 1)
    .trim()
    .toLowerCase()
  // All zeros is Sysmon's "there is none".
  return fields !== undefined && /^(?!0+$)[0-9a-f]{16,128}$/.test(hash) ? [{ fields, hash }] : []
}

// What Windows providers write alike, whatever the channel: accounts, paths, hashes, command lines, hex numbers.

import type { Event } from '#/kernel/event.ts'
import { addValue } from './event-fields.ts'
import { isJsonObject } from './flatten-json.ts'
import type { JsonObject } from './format.ts'
import { scalarText, wholeNumber } from './windows-record.ts'

/** The text of a member of the event's data; undefined when absent, empty or a word for "none". */
export function dataText(data: JsonObject, name: string): string | undefined {
  const value = Object.hasOwn(data, name) ? data[name] : undefined
  if (isJsonObject(value)) return undefined
  const text = scalarText(value)
  return text === '-' || text === '(null)' ? undefined : text
}

/** Sets `<prefix>.domain` and `<prefix>.name` from `DOMAIN\name`, and `related.user` by the name. */
export function setAccount(
  event: Event,
  prefix: 'user' | 'source.user' | 'destination.user',
  text: string,
): void {
  const slash = text.indexOf('\\')
  const name = text.slice(slash + 1)
  if (slash > 0) event[`${prefix}.domain`] = text.slice(0, slash)
  if (name === '') return
  event[`${prefix}.name`] = name
  addValue(event, 'related.user', name)
}

/** The part after the last backslash or slash. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1)
}

/** Sets executable and name of `process` or `process.parent`. */
export function setExecutable(
  event: Event,
  prefix: 'process' | 'process.parent',
  path: string | undefined,
): void {
  if (path === undefined) return
  event[`${prefix}.executable`] = path
  const name = baseName(path)
  if (name !== '') event[`${prefix}.name`] = name
}

/** Sets `<prefix>.pid` from a decimal or hexadecimal number. */
export function setPid(event: Event, prefix: 'process' | 'process.parent', value: string | undefined): void {
  const pid = wholeNumber(value)
  if (pid !== undefined) event[`${prefix}.pid`] = pid
}

/** Sets command line, arguments and their number. */
export function setCommandLine(
  event: Event,
  prefix: 'process' | 'process.parent',
  text: string | undefined,
): void {
  if (text === undefined) return
  event[`${prefix}.command_line`] = text
  const args = splitCommandLine(text)
  if (args.length === 0) return
  event[`${prefix}.args`] = args
  event[`${prefix}.args_count`] = args.length
}

/** Arguments kept of one command line. */
const MAX_ARGS = 256

/** The words of a command line; a part in double quotes is one word and keeps its quotes. */
export function splitCommandLine(text: string): string[] {
  const args: string[] = []
  for (const match of text.matchAll(/(?:"[^"]*(?:"|$)|[^\s"])+/g)) {
    args.push(match[0])
    if (args.length === MAX_ARGS) break
  }
  return args
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

const HASH_FIELDS: Readonly<Record<string, string>> = {
  MD5: 'hash.md5',
  SHA1: 'hash.sha1',
  SHA256: 'hash.sha256',
  IMPHASH: 'pe.imphash',
}

/** Sets the hashes of `SHA1=…,MD5=…,SHA256=…,IMPHASH=…` below each prefix, in lower case, and `related.hash`. */
export function setHashes(event: Event, text: string | undefined, prefixes: readonly string[]): void {
  if (text === undefined) return
  for (const part of text.split(',', 16)) {
    const equals = part.indexOf('=')
    const field = HASH_FIELDS[part.slice(0, equals).trim().toUpperCase()]
    const hash = part
      .slice(equals + 1)
      .trim()
      .toLowerCase()
    // All zeros is Sysmon's "there is none".
    if (field === undefined || !/^[0-9a-f]{16,128}$/.test(hash) || /^0+$/.test(hash)) continue
    for (const prefix of prefixes) event[`${prefix}.${field}`] = hash
    addValue(event, 'related.hash', hash)
  }
}

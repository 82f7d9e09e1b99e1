// Secrets for playbooks: a YAML file of `name: value`, readable by its owner alone, read anew at each use so
// that a changed password needs no restart. A playbook only ever names a secret. The redaction takes every
// value, and the forms in which programs print them, out of what is logged.

import { readFileSync, statSync } from 'node:fs'
import { parse } from 'yaml'
import { Permanent } from '#/kernel/errors.ts'

export interface Secrets {
  /** The value; throws Permanent `secret.missing` or `secrets.unusable`. */
  secret(name: string): string
  /** The text without any secret that has been read, in plain, base64, hex, URL, JSON or HTML form. */
  redact(text: string): string
}

const TOO_SHORT_TO_FIND = 4
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/

/** Without a file every name is missing. */
export function createSecrets(path: string | undefined): Secrets {
  const used = new Map<string, string>()
  return {
    secret(name) {
      const value = path === undefined ? undefined : readSecrets(path).get(name)
      if (value === undefined)
        throw new Permanent(
          'secret.missing',
          `There is no secret named ${name} in ${path ?? 'the configuration'}.`,
        )
      used.set(value, name)
      return value
    },
    redact: text => redactValues(text, used),
  }
}

/** Takes each value (key) out of the text and puts `{secret:name}` in its place. */
export function redactValues(text: string, values: ReadonlyMap<string, string>): string {
  const forms = [...values].flatMap(([value, name]) => formsOf(value).map(form => ({ form, name })))
  // Longest first: a secret may be the beginning of another's form.
  return forms
    .sort((one, other) => other.form.length - one.form.length)
    .reduce((left, { form, name }) => left.replaceAll(form, `{secret:${name}}`), text)
}

function formsOf(value: string): readonly string[] {
  if (value.length < TOO_SHORT_TO_FIND) return []
  const bytes = Buffer.from(value)
  const encoded = encodeURIComponent(value)
  const lines = value.includes('\n') ? value.split('\n').filter(line => line.trim().length >= 16) : []
  return [
    ...new Set([
      value,
      value.trim(),
      ...lines,
      ...innerBase64(bytes),
      bytes.toString('base64url'),
      bytes.toString('hex'),
      encoded,
      encoded.replaceAll(/%[0-9A-F]{2}/g, escape => escape.toLowerCase()),
      encoded.replaceAll('%20', '+'),
      JSON.stringify(value).slice(1, -1),
      value
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;'),
      value.replaceAll("'", `'\\''`),
    ]),
  ].filter(form => form.length >= TOO_SHORT_TO_FIND)
}

/** Base64 of the value wherever it begins inside what was encoded (`user:password`): the part that is its own. */
function innerBase64(bytes: Buffer): readonly string[] {
  return [0, 1, 2].map(offset => {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes])
    const text = padded.toString('base64').replace(/=+$/, '')
    const from = offset === 0 ? 0 : offset + 1
    // The last character mixes with what follows unless the bytes end on a boundary.
    return text.slice(from, padded.length % 3 === 0 ? undefined : -1)
  })
}

/** All names with their values; throws Permanent `secrets.unusable`, whose message holds none of them. */
export function readSecrets(path: string): ReadonlyMap<string, string> {
  const unusable = (why: string, cause?: unknown) =>
    new Permanent('secrets.unusable', `The secrets in ${path} cannot be used: ${why}.`, { cause })
  let text: string
  try {
    const { mode } = statSync(path)
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      throw unusable(`others may read it (mode ${(mode & 0o777).toString(8)}); set it to 600`)
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Permanent) throw error
    throw unusable((error as NodeJS.ErrnoException).code ?? 'it cannot be read', error)
  }
  let document: unknown
  try {
    document = parse(text)
  } catch {
    // The parser's message quotes the line, and the line is a secret.
    throw unusable('it is not YAML')
  }
  if (document === null) return new Map()
  if (typeof document !== 'object' || Array.isArray(document))
    throw unusable('it is not a list of `name: value`')
  return new Map(
    Object.entries(document).map(([name, value]: [string, unknown]) => {
      if (!NAME.test(name)) throw unusable(`“${name.slice(0, 40)}” is not a name`)
      if (typeof value !== 'string' || value === '') throw unusable(`${name} is not a text; put it in quotes`)
      return [name, value]
    }),
  )
}

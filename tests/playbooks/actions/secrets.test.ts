// Secrets come from a file that is nobody else's, and never show up in a log.

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { createSecrets } from '#/playbooks/actions/secrets.ts'

const folder = mkdtempSync(join(tmpdir(), 'thapcanh-secrets-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function secretsOf(text: string, mode = 0o600) {
  const path = join(folder, 'secrets.yaml')
  writeFileSync(path, text)
  chmodSync(path, mode)
  return createSecrets(path)
}

test('a secret is read at each use', () => {
  const secrets = secretsOf('fw: "one"\n')
  expect(secrets.secret('fw')).toBe('one')
  secretsOf('fw: "two"\n')
  expect(secrets.secret('fw')).toBe('two')
})

test.each([
  ['others may read it', 'fw: "one"', 0o640, 'secrets.unusable', '600'],
  ['it is no YAML', 'fw: "hush', 0o600, 'secrets.unusable', 'not YAML'],
  ['it is a list', '- hush', 0o600, 'secrets.unusable', 'not a list of'],
  ['a secret is a number', 'fw: 1234567', 0o600, 'secrets.unusable', 'quotes'],
  ['the name is not there', 'fx: "hush"', 0o600, 'secret.missing', 'fw'],
])('%s: refused, without a word of what is in it', (_, text, mode, code, words) => {
  const secrets = secretsOf(text, mode)
  const error = thrown(() => secrets.secret('fw'))
  expect(error).toMatchObject({ name: 'Permanent', code })
  expect(error.message).toContain(words)
  expect(`${error.message} ${String(error.cause)}`).not.toMatch(/hush|one|1234567/)
})

test('without a file every secret is missing', () => {
  expect(thrown(() => createSecrets(undefined).secret('fw'))).toMatchObject({ code: 'secret.missing' })
  expect(thrown(() => createSecrets(join(folder, 'none')).secret('fw'))).toMatchObject({
    code: 'secrets.unusable',
  })
})

test('no form of a secret is left in a text', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 6, maxLength: 30 }).filter(text => text.trim().length >= 6),
      fc.string({ maxLength: 8 }),
      fc.string({ maxLength: 8 }),
      (value, before, after) => {
        const secrets = secretsOf(`s: ${JSON.stringify(value)}\n`)
        secrets.secret('s')
        const base64 = Buffer.from(`${before}:${value}`).toString('base64')
        const text = `${before}${value}${after} ${encodeURIComponent(value)} ${base64} ${JSON.stringify(value)}`
        const redacted = secrets.redact(text)
        expect(redacted).not.toContain(value)
        expect(redacted).not.toContain(encodeURIComponent(value))
        expect(redacted).not.toContain(base64)
        expect(redacted).not.toContain(JSON.stringify(value).slice(1, -1))
      },
    ),
    { numRuns: 200 },
  )
})

function thrown(work: () => unknown): Error & { readonly code: string } {
  try {
    work()
  } catch (error) {
    return error as Error & { readonly code: string }
  }
  throw new Error('nothing was thrown')
}

// The keys of a cluster: made by its first leader, the same in the folder of every one after it, and never in clear
// anywhere else.

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openAuthorHash } from '#/crawler/author-hash.ts'
import type { Problem } from '#/kernel/problem.ts'
import { isSignature, openSigningKey, readPublicKeys } from '#/proof/signing-key.ts'
import { shareKeys } from '#/roles/shared-keys.ts'

const SECRET = 's'.repeat(40)

function openCity() {
  const path = mkdtempSync(join(tmpdir(), 'thapcanh-keys-'))
  const settings = new Map<string, string>()
  const state = {
    setting: (key: string) => settings.get(key),
    putSetting: (key: string, value: string) => void settings.set(key, value),
  }
  return {
    settings,
    /** A process leads with a folder of that name; the codes of its problems. */
    lead(name: string, secret: string | null = SECRET) {
      const folder = { keys: join(path, `${name}-keys`), authorKey: join(path, `${name}-author.key`) }
      const problems: Problem[] = []
      shareKeys({
        state,
        folder,
        secret: secret ?? undefined,
        report: problem => void problems.push(problem),
      })
      return { ...folder, codes: problems.map(({ code }) => code) }
    },
    authorKeyOf: (name: string) => join(path, `${name}-author.key`),
    keysOf: (name: string) => join(path, `${name}-keys`),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  }
}

test('the second leader signs with the key of the first, and tells authors apart as it did', () => {
  using city = openCity()
  const first = city.lead('a')
  const signature = openSigningKey(first.keys).sign('head')
  const author = openAuthorHash(first.authorKey)('Lan', 'bao-a')
  const second = city.lead('b')
  const key = openSigningKey(second.keys)
  expect(key.sign('head')).toBe(signature)
  expect(openAuthorHash(second.authorKey)('Lan', 'bao-a')).toBe(author)
  expect([first.codes, second.codes]).toEqual([[], []])
  expect(statSync(join(second.keys, 'proof.key')).mode & 0o777).toBe(0o600)
  const inState = [...city.settings.values()].join('\n')
  expect(inState).not.toContain('PRIVATE KEY')
  expect(inState).not.toContain(readFileSync(first.authorKey, 'utf8').trim())
})

test('a folder that had keys of its own gives them up, and its old signatures can still be read by all', () => {
  using city = openCity()
  const old = openSigningKey(city.keysOf('b'))
  const signature = old.sign('head')
  const first = city.lead('a')
  const second = city.lead('b')
  expect(openSigningKey(second.keys).id).toBe(openSigningKey(first.keys).id)
  const third = city.lead('c')
  const publicKeys = readPublicKeys(third.keys)
  expect(isSignature('head', signature, publicKeys.get(old.id)!)).toBe(true)
  expect(readdirSync(third.keys).filter(name => name.endsWith('.pub'))).toHaveLength(2)
})

test('a leader with another secret leaves the keys in the state, and says so', () => {
  using city = openCity()
  const first = city.lead('a')
  const before = [...city.settings.entries()].filter(([key]) => key !== 'cluster:public-keys')
  const other = city.lead('b', 'o'.repeat(40))
  expect(new Set(other.codes)).toEqual(new Set(['cluster.keys']))
  expect(openSigningKey(other.keys).id).not.toBe(openSigningKey(first.keys).id)
  expect([...city.settings.entries()].filter(([key]) => key !== 'cluster:public-keys')).toEqual(before)
  expect(city.lead('c').codes).toEqual([])
  expect(openSigningKey(city.keysOf('c')).id).toBe(openSigningKey(first.keys).id)
})

test('who has the keys seals them anew when the secret was changed', () => {
  using city = openCity()
  const { keys } = city.lead('a')
  const changed = 'n'.repeat(40)
  expect(city.lead('a', changed).codes).toEqual([])
  city.lead('b', changed)
  expect(openSigningKey(city.keysOf('b')).id).toBe(openSigningKey(keys).id)
})

test('a key that was lost from a folder comes back from the state', () => {
  using city = openCity()
  const { keys, authorKey } = city.lead('a')
  const [id, author] = [openSigningKey(keys).id, readFileSync(authorKey, 'utf8')]
  unlinkSync(join(keys, 'proof.key'))
  unlinkSync(authorKey)
  city.lead('a')
  expect(openSigningKey(keys).id).toBe(id)
  expect(readFileSync(authorKey, 'utf8')).toBe(author)
})

test('without a secret only public halves travel, and that is told', () => {
  using city = openCity()
  const first = city.lead('a', null)
  const alone = openSigningKey(first.keys)
  expect(first.codes).toEqual(['cluster.keys'])
  expect([...city.settings.keys()]).toEqual(['cluster:public-keys'])
  const second = city.lead('b', null)
  expect(openSigningKey(second.keys).id).not.toBe(alone.id)
  expect(readPublicKeys(second.keys).has(alone.id)).toBe(true)
})

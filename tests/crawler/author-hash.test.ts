// Authors' names as keyed hashes: stable, and nowhere in the database.

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createAuthorHash, openAuthorHash } from '#/crawler/author-hash.ts'
import { openEmbeddedMentionStore } from '#/store/embedded/mention-store.ts'
import { inventedMention } from '../store/invented-mentions.ts'

function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), 'thapcanh-author-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) }
}

test('case, spaces and the encoding of marks make no other voice; source and key do', () => {
  const hash = createAuthorHash(new Uint8Array(32))
  const lan = hash('Trần Thị Lan', 'bao-a')
  expect(lan).toMatch(/^[0-9a-f]{32}$/)
  expect(hash(' TRẦN  Thị\u00a0lan '.normalize('NFD'), 'bao-a')).toBe(lan)
  expect(hash('Trần Thị Lân', 'bao-a')).not.toBe(lan)
  expect(hash('Trần Thị Lan', 'bao-b')).not.toBe(lan)
  expect(createAuthorHash(new Uint8Array(32).fill(1))('Trần Thị Lan', 'bao-a')).not.toBe(lan)
  expect([hash(null, 'bao-a'), hash('  ', 'bao-a')]).toEqual([null, null])
})

test('the key is made at the first start, for the owner only, and stays', () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'author.key')
  writeFileSync(`${file}.new`, 'half of a ke')
  const first = openAuthorHash(file)('Lan', 'bao-a')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(openAuthorHash(file)('Lan', 'bao-a')).toBe(first)
  expect(readdirSync(folder.path)).toEqual(['author.key'])
})

test('a damaged key stops the start instead of making new voices of old ones', () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'author.key')
  writeFileSync(file, 'abc')
  expect(() => openAuthorHash(file)).toThrow(
    expect.objectContaining({ name: 'Fatal', code: 'data.unusable' }),
  )
})

test('the name is nowhere in the files of the store', async () => {
  using folder = temporaryFolder()
  const name = 'Nguyễn Thị Mưa Đông'
  const hash = createAuthorHash(new Uint8Array(32).fill(9))
  const path = join(folder.path, 'media.sqlite')
  {
    await using store = await openEmbeddedMentionStore({ path, onFailed: () => {} })
    await store.put([{ mention: inventedMention(1, { author: hash(name, 'bao-song-xanh') }), sketch: null }])
    expect((await store.totals({})).voices).toBe(1)
    for (const file of readdirSync(folder.path)) expectNoTrace(join(folder.path, file), name)
  }
  for (const file of readdirSync(folder.path)) expectNoTrace(join(folder.path, file), name)
})

/** In no form in which it could be written. */
function expectNoTrace(file: string, name: string): void {
  const bytes = readFileSync(file)
  for (const form of [name, name.toLowerCase(), name.normalize('NFD'), 'nguyen thi mua dong', 'Mưa Đông'])
    for (const encoding of ['utf8', 'utf16le'] as const)
      expect(bytes.includes(Buffer.from(form, encoding)), `${form} in ${file}`).toBe(false)
}

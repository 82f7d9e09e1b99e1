// Archives as we write them are read by the system's own tar, and each header has one way to be written.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { decodeHeader, encodeHeader } from '#/store/tar/tar-header.ts'
import { openTarWriter } from '#/store/tar/tar-writer.ts'

let directory: string
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'thapcanh-tar-'))))
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const long = `${'thu-muc/'.repeat(12)}${'a'.repeat(90)}.txt`

test('the system’s tar reads what was written, byte for byte', async () => {
  const path = join(directory, 'a.tar')
  {
    await using tar = await openTarWriter(path, 1_795_000_000)
    const part = await tar.add('sự-kiện.txt', [Buffer.from('xin '), Buffer.from('chào')], 0o600)
    expect(part).toEqual({
      path: 'sự-kiện.txt',
      bytes: 9,
      sha256: '8aaecd06d85c7f743d3545e7b865f3053c647591f95919c1c0b003046d4757aa',
    })
    await tar.add('trống', [])
    await tar.add(long, [Buffer.alloc(1024, 'x')])
    await tar.finish()
    expect(tar.bytes).toBe(readFileSync(path).length)
  }
  execFileSync('tar', ['xf', path, '-C', directory])
  expect(readFileSync(join(directory, 'sự-kiện.txt'), 'utf8')).toBe('xin chào')
  expect(readFileSync(join(directory, 'trống')).length).toBe(0)
  expect(readFileSync(join(directory, long), 'utf8')).toBe('x'.repeat(1024))
})

test.each([
  { path: 'a', bytes: 0, mode: 0o644, mtime: 0 },
  { path: long, bytes: 8 ** 11 - 1, mode: 0o600, mtime: 1_795_000_000 },
  { path: 'lớn', bytes: 8 ** 11, mode: 0o440, mtime: 1 },
  { path: 'x'.repeat(100), bytes: 2 ** 45, mode: 0o444, mtime: 1 },
])('the header of $path with $bytes bytes is read back', entry => {
  expect(decodeHeader(encodeHeader(entry))).toEqual(entry)
})

test('a header with any bit changed is another one, or none', () => {
  const entry = { path: 'events.ndjson', bytes: 4096, mode: 0o644, mtime: 1_795_000_000 }
  const header = encodeHeader(entry)
  for (let at = 0; at < header.length; at++) {
    const changed = Buffer.from(header)
    changed[at]! ^= 1
    expect(decodeHeader(changed), `byte ${at}`).toBeUndefined()
  }
  expect(() => encodeHeader({ ...entry, path: 'y'.repeat(101) })).toThrow(/too long/)
})

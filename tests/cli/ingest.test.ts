// `ingest` brings files in: into the data folder when no platform runs on it, else through the running one.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { startChildPlatform, TEST_TOKEN } from '#/bench/child-platform.ts'
import { storedEvents } from '../support/stored-events.ts'

const root = join(import.meta.dirname, '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'thapcanh-ingest-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const plain = join(folder, 'auth.log')
const packed = join(folder, 'auth.log.1.gz')
const line = (n: number): string =>
  `Nov 22 10:00:${String(n % 60).padStart(2, '0')} web-01 sshd[${n}]: Invalid user u${n} from 203.0.113.9 port 4122`
writeFileSync(plain, `${Array.from({ length: 2500 }, (_, n) => line(n)).join('\n')}\n`)
writeFileSync(packed, gzipSync(Array.from({ length: 40 }, (_, n) => line(5000 + n)).join('\r\n')))

async function ingest(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [join(root, 'cli', 'thapcanh.ts'), 'ingest', ...args])
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number]
  return { code, stdout, stderr }
}

describe('ingest', () => {
  test(
    'into a data folder without a platform stores every line, read by its format',
    { timeout: 60_000 },
    async () => {
      const data = join(folder, 'data')
      const { code, stdout, stderr } = await ingest(plain, packed, '--data', data)
      expect(stderr).toContain('auth.log: 2500 lines, 100 %')
      expect({ code, stdout }).toEqual({ code: 0, stdout: '{"files":2,"lines":2540}\n' })
      const events = await storedEvents(data)
      expect(events).toHaveLength(2540)
      expect(new Set(events.map(event => event['thapcanh.format']))).toEqual(new Set(['sshd']))
      expect(events.filter(event => event['log.file.path'] === packed)).toHaveLength(40)
    },
  )

  test(
    'into a data folder goes by the configuration that is named, and by no other',
    { timeout: 60_000 },
    async () => {
      const config = join(folder, 'named.yaml')
      const system = { id: 'web', name: 'Cổng dịch vụ công', level: 3, hosts: ['web-01'] }
      writeFileSync(config, JSON.stringify({ systems: [system] }))
      const data = join(folder, 'named')
      const { code } = await ingest(packed, '--config', config, '--data', data)
      expect(code).toBe(0)
      const events = await storedEvents(data)
      expect(events).toHaveLength(40)
      expect(new Set(events.map(event => event['thapcanh.system.id']))).toEqual(new Set(['web']))
      const missing = await ingest(packed, '--config', join(folder, 'nowhere.yaml'), '--data', data)
      expect(missing.stderr).toContain('nowhere.yaml')
      expect(missing.code).toBe(2)
    },
  )

  test('into a running platform goes through its HTTP inlet', { timeout: 60_000 }, async () => {
    // One listener only: senders of tests that run beside this one may still try a port that is ours now.
    const http = {
      kind: 'http',
      id: 'http',
      host: '127.0.0.1',
      port: 0,
      tokens: [{ name: 'test', token: TEST_TOKEN }],
    }
    const config = JSON.stringify({ console: { port: 0 }, listeners: [http] })
    await using platform = await startChildPlatform({ config })
    const { code, stdout, stderr } = await ingest(plain, '--data', platform.dataDirectory)
    expect(stderr).toContain('the running platform')
    expect({ code, stdout }).toEqual({ code: 0, stdout: '{"files":1,"lines":2500}\n' })
    await expect.poll(async () => (await platform.health()).stored, { timeout: 60_000 }).toBe(2500)
    const incidents = (await (await platform.get('/api/incidents')).json()) as { total: number }
    expect(incidents.total).toBeGreaterThan(0)
  })

  test.each([
    ['no file', [], /name at least one file/],
    ['a file that is not there', ['/nowhere/x.log'], /\/nowhere\/x\.log/],
    ['a folder', [folder], /is not a file/],
    ['an unknown option', ['--frob', plain], /frob/],
  ])('with %s says so and ends with 2', async (_name, args, words) => {
    const { code, stderr } = await ingest(...args)
    expect(stderr).toMatch(words)
    expect(code).toBe(2)
  })
})

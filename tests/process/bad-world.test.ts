// What the world does to a running platform: a full disk, a port in use, hostile lines, a second start.

import { execFileSync, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { startChildPlatform, TEST_TOKEN, type ChildPlatform } from '#/bench/child-platform.ts'
import { textOf } from '#/kernel/event.ts'
import { storedEvents } from '../support/stored-events.ts'
import { httpListener } from './http-listener.ts'

const root = join(import.meta.dirname, '..', '..')
const noTmpfs =
  process.platform === 'linux' && process.getuid?.() === 0
    ? false
    : 'mounting a small disk needs root on Linux'

describe('a full disk', () => {
  test.skipIf(noTmpfs)(
    'refuses without losing what was acknowledged, and goes on when there is room',
    { timeout: 120_000 },
    async () => {
      const disk = mkdtempSync(join(tmpdir(), 'thapcanh-disk-'))
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', disk])
      try {
        const platform = await startChildPlatform({ dataDirectory: disk })
        const acknowledged: number[] = []
        const send = async (n: number): Promise<number> => {
          const body = `${JSON.stringify({ message: `line n=${n} ${'x'.repeat(200_000)}` })}\n`
          const status = await postIngest(platform, body)
          if (status === 200) acknowledged.push(n)
          return status
        }
        let status = 200
        let n = 0
        for (; n < 1000 && status === 200; n++) status = await send(n)
        expect(status).toBe(503)
        expect((await platform.health()).disk.full).toBe(true)
        expect((await platform.health()).problemKinds.map(kind => kind.code)).toContain('disk.full')

        execFileSync('mount', ['-o', 'remount,size=400m', disk])
        for (let tries = 0; (status = await send(n++)) !== 200 && tries < 40; tries++) await sleep(250)
        expect(status).toBe(200)
        await untilStored(platform)
        await platform[Symbol.asyncDispose]()
        const seen = (await storedEvents(disk)).map(
          event => /n=(\d+)/.exec(textOf(event, 'message') ?? '')?.[1],
        )
        expect(acknowledged.filter(number => !seen.includes(String(number)))).toEqual([])
        expect(new Set(seen).size).toBe(seen.length)
      } finally {
        execFileSync('umount', ['-l', disk])
        rmSync(disk, { recursive: true, force: true })
      }
    },
  )
})

describe('a port in use', () => {
  test(
    'a listener says so, the rest works, and it starts by itself when the port is free',
    { timeout: 60_000 },
    async () => {
      const squatter = createServer().listen(0, '127.0.0.1')
      await once(squatter, 'listening')
      const { port } = squatter.address() as AddressInfo
      await using platform = await startChildPlatform({
        config: JSON.stringify({
          console: { port: 0 },
          listeners: [{ kind: 'syslog-tcp', id: 'syslog-tcp', host: '127.0.0.1', port }, httpListener()],
        }),
      })
      const listener = (await platform.health()).listeners.find(each => each.id === 'syslog-tcp')
      expect(listener).toMatchObject({ state: 'failed' })
      expect(listener?.detail).toContain(String(port))
      expect(await postIngest(platform, '{"message":"still here"}\n')).toBe(200)
      squatter.close()
      await expect
        .poll(async () => (await platform.health()).listeners.find(each => each.id === 'syslog-tcp')?.state, {
          timeout: 60_000,
        })
        .toBe('listening')
    },
  )

  test('of the console ends the start with a reason', { timeout: 60_000 }, async () => {
    const squatter = createServer().listen(0, '127.0.0.1')
    await once(squatter, 'listening')
    const { port } = squatter.address() as AddressInfo
    const { status, stderr } = runCommand(['start', '--data', newFolder(), '--port', String(port)])
    squatter.close()
    expect(status).toBe(1)
    expect(stderr).toContain(`127.0.0.1:${port}`)
  })
})

describe('hostile lines', () => {
  test('are kept or counted, and the next ordinary line arrives', { timeout: 60_000 }, async () => {
    await using platform = await startChildPlatform()
    const socket = connect(platform.tcpPort, '127.0.0.1')
    await once(socket, 'connect')
    socket.write(`<13>1 2026-11-22T10:00:00Z host app - - - ${'a'.repeat(64 * 1024)}\n`)
    // NUL ends a frame where lines do; inside a counted frame it is part of the line.
    const withNul = '<13>1 2026-11-22T10:00:01Z host app - - - nul \0 inside'
    socket.write(`${withNul.length} ${withNul}`)
    socket.write(
      Buffer.concat([
        Buffer.from('<13>1 2026-11-22T10:00:02Z host app - - - broken '),
        Buffer.from([0xff, 0xfe, 0xc3, 0x28]),
        Buffer.from('\n'),
      ]),
    )
    socket.write('<999>9 what is this\n')
    socket.write('<13>1 2026-11-22T10:00:03Z host app - - - the ordinary line\n')
    socket.write('<13>1 2026-11-22T10:00:04Z host app - - - half a li')
    await sleep(200)
    socket.destroy()
    const upload = connect(platform.port('http'), '127.0.0.1')
    await once(upload, 'connect')
    upload.write(
      `POST /ingest HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TEST_TOKEN}\r\ncontent-length: 1000\r\n\r\n{"message":"never finished"}`,
    )
    await sleep(200)
    upload.destroy()
    expect(await postIngest(platform, `${JSON.stringify({ message: 'y'.repeat(11 * 1024 * 1024) })}\n`)).toBe(
      413,
    )

    await expect
      .poll(async () => (await platform.health()).stored, { timeout: 45_000 })
      .toBeGreaterThanOrEqual(5)
    const found = (await (await platform.get('/api/events?q=%22the%20ordinary%20line%22')).json()) as {
      hits: unknown[]
    }
    expect(found.hits).toHaveLength(1)
    const codes = (await platform.health()).problemKinds.map(kind => kind.code)
    expect(codes).toEqual(
      expect.arrayContaining([
        'line.nul-bytes',
        'line.invalid-utf8',
        'frame.incomplete',
        'request.too-large',
      ]),
    )
  })
})

describe('a start that cannot be', () => {
  test('a second process on the same data folder is turned away', { timeout: 60_000 }, async () => {
    await using platform = await startChildPlatform()
    const { status, stderr } = runCommand(['start', '--data', platform.dataDirectory])
    expect(status).toBe(1)
    expect(stderr).toContain('used by another process')
    expect((await platform.health()).listeners.every(listener => listener.state === 'listening')).toBe(true)
  })

  test('mistakes in the configuration are named with line and key, all at once', () => {
    const folder = newFolder()
    writeFileSync(
      join(folder, 'thapcanh.yaml'),
      'console:\n  prot: 1\nlisteners:\n  - kind: syslog-tcp\n    id: a\n    port: 99999\nsystems:\n  - id: one\n    name: One\n    level: 7\n',
    )
    const { status, stderr } = runCommand(['start', '--data', folder])
    expect(status).toBe(2)
    expect(stderr).toMatch(/thapcanh\.yaml:2:console.*prot/)
    expect(stderr).toMatch(/thapcanh\.yaml:6:listeners\.0\.port/)
    expect(stderr).toMatch(/thapcanh\.yaml:10:systems\.0\.level/)
  })
})

function runCommand(args: readonly string[]): { status: number | null; stderr: string } {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'cli', 'thapcanh.ts'), ...args], {
    encoding: 'utf8',
    timeout: 180_000,
  })
  return { status, stderr }
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'thapcanh-test-'))
}

async function postIngest(platform: ChildPlatform, body: string): Promise<number> {
  const headers = { authorization: `Bearer ${TEST_TOKEN}`, 'content-type': 'application/x-ndjson' }
  const answer = await fetch(`http://127.0.0.1:${platform.port('http')}/ingest`, {
    method: 'POST',
    headers,
    body,
  })
  await answer.arrayBuffer()
  return answer.status
}

async function untilStored(platform: ChildPlatform): Promise<void> {
  await expect
    .poll(async () => (await platform.health()).lagEvents, { timeout: 60_000, interval: 250 })
    .toBe(0)
}

// Starts the platform as a process of its own on a throwaway folder, for benchmarks and process tests, and
// talks to it as any local command does: by the address and token in run.json.

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Health } from '#/api/contract/schemas.ts'
import type { RunningFile } from '#/pipeline/data-folder.ts'

const root = join(import.meta.dirname, '..')
const START_SECONDS = 240

export interface ChildPlatformOptions {
  readonly ruleFolders?: readonly string[]
  /** Kept between starts when given; else a throwaway folder. */
  readonly dataDirectory?: string
  /** Configuration text; a default with one listener of each network kind on free ports when absent. */
  readonly config?: string
  /** More arguments of `start`. */
  readonly args?: readonly string[]
  /** Time to become ready; four minutes when absent. */
  readonly startSeconds?: number
  /** Called as soon as the process is there, long before it is ready. */
  readonly onSpawned?: (child: ChildProcess) => void
}

export interface ChildPlatform extends AsyncDisposable {
  readonly pid: number
  readonly process: ChildProcess
  readonly dataDirectory: string
  readonly run: RunningFile
  readonly tcpPort: number
  port(listener: string): number
  /** The last of what it wrote to stderr. */
  said(): string
  health(): Promise<Health>
  get(path: string): Promise<Response>
  /** SIGKILL: no chance to tidy up. */
  kill(): Promise<void>
}

/** The token of the default configuration's HTTP listener. */
export const TEST_TOKEN = 'token-for-tests-only'

export async function startChildPlatform(options: ChildPlatformOptions = {}): Promise<ChildPlatform> {
  const throwaway = options.dataDirectory === undefined
  const dataDirectory = options.dataDirectory ?? mkdtempSync(join(tmpdir(), 'thapcanh-child-'))
  const configPath = join(dataDirectory, 'thapcanh.yaml')
  writeFileSync(configPath, options.config ?? defaultConfig(options.ruleFolders ?? []))
  const runFile = join(dataDirectory, 'run.json')
  rmSync(runFile, { force: true })
  const openssl = join(root, 'collectors', 'listeners', 'no-tickets.cnf')
  const child = spawn(
    process.execPath,
    [
      `--openssl-config=${openssl}`,
      join(root, 'cli', 'thapcanh.ts'),
      'start',
      '--data',
      dataDirectory,
      ...(options.args ?? []),
    ],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  options.onSpawned?.(child)
  let words = ''
  child.stderr?.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-10_000)))

  const deadline = Date.now() + (options.startSeconds ?? START_SECONDS) * 1000
  while (!existsSync(runFile) || readFileSync(runFile, 'utf8') === '') {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline)
      throw new Error(`the platform did not start:\n${words}`)
    await sleep(25)
  }
  const run = JSON.parse(readFileSync(runFile, 'utf8')) as RunningFile
  const get = (path: string): Promise<Response> =>
    fetch(run.url + path, { headers: { authorization: `Bearer ${run.localToken}` } })
  const port = (listener: string): number => Number(/:(\d+)$/.exec(run.listeners[listener] ?? '')?.[1])
  const ended = once(child, 'exit')
  return {
    pid: run.pid,
    process: child,
    dataDirectory,
    run,
    port,
    tcpPort: port('syslog-tcp'),
    get,
    said: () => words,
    async health() {
      const answer = await get('/api/health')
      if (!answer.ok) throw new Error(`/api/health answered ${answer.status}: ${await answer.text()}`)
      return (await answer.json()) as Health
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM')
        await ended
      }
      if (throwaway) rmSync(dataDirectory, { recursive: true, force: true })
    },
  }
}

function defaultConfig(ruleFolders: readonly string[]): string {
  const listener = (kind: string, more: object = {}): object => ({
    kind,
    id: kind,
    host: '127.0.0.1',
    port: 0,
    ...more,
  })
  return JSON.stringify({
    console: { port: 0 },
    listeners: [
      listener('syslog-udp'),
      listener('syslog-tcp'),
      listener('relp'),
      listener('http', { tokens: [{ name: 'test', token: TEST_TOKEN }] }),
    ],
    rules: { folders: ruleFolders },
  })
}

// The process's own log: lines that machines read, lines that people read, no secrets in either, and no line for each
// of a flood of problems.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createProcessLog } from '#/cli/process-log.ts'
import { Retryable } from '#/kernel/errors.ts'
import { logProblems } from '#/kernel/log-problems.ts'
import type { Log, LogLevel } from '#/kernel/log.ts'
import { createProblemLedger } from '#/kernel/problem-ledger.ts'

function openLog(
  level: LogLevel = 'debug',
  isTTY = false,
): { log: Log; text: () => string; lines: () => object[] } {
  let written = ''
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written += String(chunk)
      done()
    },
  })
  return {
    log: createProcessLog({ stream: Object.assign(stream, { isTTY }), level }),
    text: () => written,
    lines: () =>
      written
        .split('\n')
        .filter(line => line !== '')
        .map(line => JSON.parse(line) as object),
  }
}

const SECRET = 'x7Kq-0PzLm.93Tf'

describe('a line of the log', () => {
  test('has level, time, component, message and fields', () => {
    const { log, lines } = openLog()
    log.info('console', 'listens', { url: 'http://127.0.0.1:8480', port: 8480 })
    expect(lines()).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        component: 'console',
        message: 'listens',
        url: 'http://127.0.0.1:8480',
        port: 8480,
      },
    ])
  })

  test('has of an error its kind, code, stack and what caused it', () => {
    const { log, lines } = openLog()
    const error = new Retryable('store.failed', 'no answer', { cause: new Error('no space') })
    log.error('api', 'GET /api/events', { error, requestId: 'r-1' })
    expect(lines()).toEqual([
      expect.objectContaining({
        level: 'error',
        requestId: 'r-1',
        error: {
          type: 'Retryable',
          code: 'store.failed',
          message: 'no answer',
          stack: expect.stringContaining('process-log.test.ts'),
          cause: expect.objectContaining({ message: 'no space' }),
        },
      }),
    ])
  })

  test('below the level is not written', () => {
    const { log, lines } = openLog('warn')
    log.debug('a', 'x')
    log.info('a', 'x')
    log.warn('a', 'y')
    log.error('a', 'z')
    expect(lines().map(line => (line as { level: string }).level)).toEqual(['warn', 'error'])
  })

  test('keeps its own level and time, whatever the fields say, and takes values of every kind', () => {
    const { log, lines } = openLog()
    const circle: Record<string, unknown> = { n: 1n, bytes: Buffer.from('abc'), none: null, gone: undefined }
    circle['self'] = circle
    log.warn('a', 'b\nc', { level: 'x', time: 0, circle })
    expect(lines()).toEqual([
      expect.objectContaining({
        level: 'warn',
        message: 'b\nc',
        time: expect.any(String),
        circle: expect.objectContaining({ n: '1', bytes: '[3 bytes]', none: null }),
      }),
    ])
  })

  test('is for people where the stream is a terminal, and cannot move its cursor', () => {
    const { log, text } = openLog('info', true)
    log.warn('upgrade', 'đã nâng cấp\u001b[2J', { from: '0.2.0', steps: 2 })
    log.error('api', 'failed', { error: new Error('broken') })
    const [first, second, third] = text().split('\n')
    expect(first).toMatch(
      /^\d\d:\d\d:\d\d WARN {2}upgrade: đã nâng cấp\uFFFD\[2J {2}from=0\.2\.0 {2}steps=2$/,
    )
    expect(second).toMatch(/ERROR api: failed$/)
    expect(third).toBe('Error: broken')
  })
})

describe('a secret', () => {
  test.each<[string, (log: Log) => void]>([
    ['a password by name', log => log.info('a', 'b', { password: SECRET })],
    ['a token by name, deep inside', log => log.info('a', 'b', { x: [{ y: { metricsToken: SECRET } }] })],
    ['a header', log => log.info('a', 'b', { headers: { Authorization: `Bearer ${SECRET}` } })],
    ['a cookie', log => log.info('a', 'b', { 'set-cookie': [`thapcanh_session=${SECRET}`] })],
    ['a private key by name', log => log.info('a', 'b', { privateKey: SECRET })],
    ['a header in a message', log => log.info('a', `refused: authorization: Bearer ${SECRET}`)],
    ['a basic header in a field', log => log.info('a', 'b', { said: `Basic ${SECRET}` })],
    ['a password in an address', log => log.info('a', `redis://user:${SECRET}@redis.example.com:6379`)],
    ['a token in a query', log => log.info('a', `GET /x?a=1&token=${SECRET}&b=2`)],
    ['a password in JSON', log => log.info('a', `{"name":"lan","password":"${SECRET}"}`)],
    [
      'a password in an error',
      log => log.error('a', 'b', { error: new Error(`password=${SECRET} is wrong`) }),
    ],
    [
      'a token in the cause of an error',
      log => log.error('a', 'b', { error: new Error('x', { cause: new Error(`Splunk ${SECRET}`) }) }),
    ],
    [
      'a key in PEM',
      log => log.info('a', `-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----`),
    ],
  ])('as %s is not written', (_name, write) => {
    for (const isTTY of [false, true]) {
      const { log, text } = openLog('debug', isTTY)
      write(log)
      expect(text()).toContain('[hidden]')
      expect(text()).not.toContain(SECRET)
    }
  })

  test('is not seen where there is none', () => {
    const { log, lines } = openLog()
    const message = 'Mật khẩu đã được đổi: 3 tokens of http://192.0.2.1:80/a@b, basic rules loaded'
    log.info('a', message, { tone: 'neg', passed: 3, keys: ['a'] })
    expect(lines()).toEqual([expect.objectContaining({ message, tone: 'neg', passed: 3, keys: ['a'] })])
  })
})

test('a flood of problems is one line for each code in a minute, with how many there were', () => {
  const { log, lines } = openLog()
  let now = 0
  const ledger = logProblems(createProblemLedger({ now: () => now }), log, { now: () => now })
  for (let n = 0; n < 10_000; n++)
    ledger.report({ code: 'line.malformed', where: `192.0.2.${n % 256}`, detail: `line ${n}` })
  ledger.add({ code: 'disk.full', where: 'raw', detail: 'no space' }, 3)
  now = 59_999
  ledger.report({ code: 'line.malformed', where: 'x', detail: 'y' })
  now = 60_000
  ledger.report({ code: 'line.malformed', where: 'x', detail: 'z' })
  expect(ledger.total()).toBe(10_005)
  expect(
    lines().map(line => {
      const { code, count, message } = line as Record<string, unknown>
      return [code, count, message]
    }),
  ).toEqual([
    ['line.malformed', 1, 'line 0'],
    ['disk.full', 3, 'no space'],
    ['line.malformed', 10_001, 'z'],
  ])
})

test(
  'start writes JSON alone to stdout, words for people to stderr, and outlives whoever read them',
  { timeout: 240_000 },
  async () => {
    const data = mkdtempSync(join(tmpdir(), 'thapcanh-log-'))
    onTestFinished(() => rmSync(data, { recursive: true, force: true }))
    writeFileSync(join(data, 'thapcanh.yaml'), 'console: { port: 0 }\nlog: { level: info }\n')
    const cli = join(import.meta.dirname, '..', '..', 'cli', 'thapcanh.ts')
    const child = spawn(process.execPath, [cli, 'start', '--data', data], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    const closed = once(child, 'close')
    const passwordSaid = (): string | undefined => /admin {3}([a-z0-9-]+) /.exec(stderr)?.[1]
    const isUp = (): boolean => stdout.includes('"runs"') && passwordSaid() !== undefined
    await vi.waitUntil(() => child.exitCode !== null || isUp(), { timeout: 120_000, interval: 50 })
    const password = passwordSaid()!
    child.stdout.destroy()
    child.kill('SIGTERM')
    expect(await closed).toEqual([0, null])
    const lines = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>)
    // A problem of this machine may stand between them.
    const ofStart = lines.filter(({ component }) => component === 'start')
    expect(ofStart.map(({ component, message }) => [component, message])).toEqual([
      ['start', 'starts'],
      ['start', 'runs'],
    ])
    expect(stdout).not.toContain(password)
    expect(stderr).toContain('Đang dừng… / Stopping…')
  },
)

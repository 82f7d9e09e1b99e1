// Notices on a record store and a job queue in memory, with a clock that is turned by hand and a webhook whose
// messages are kept: for tests of who is told what, and when.

import { openEmbeddedJobQueue } from '#/jobs/embedded/job-queue.ts'
import type { Problem } from '#/kernel/problem.ts'
import { NoticeConfigSchema, noticeConfigMistakes, type NoticeConfig } from '#/notices/notice-config.ts'
import type { Notice } from '#/notices/notice.ts'
import { createNotices, type Notices, type NoticesOptions } from '#/notices/notices.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { Value } from 'typebox/value'
import { expect, vi } from 'vitest'
import { httpServer } from '../outbound/servers.ts'

/** Noon in Việt Nam on 22 November 2026. */
export const NOON = Date.UTC(2026, 10, 22, 5)
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

export const LINE =
  'Nov 22 12:00:00 dvc-web-1 sshd[4711]: Failed password for root from 203.0.113.9 port 4242 ssh2'

export function invented(id: string, more: Partial<Notice> = {}): Notice {
  const shared = {
    kind: 'incident.new',
    severity: 'high',
    title: `Sự cố ${id}`,
    text: 'Dò mật khẩu SSH',
  } as const
  return { id, ...shared, line: LINE, incidentId: `i-${id}`, link: `/incidents/i-${id}`, at: NOON, ...more }
}

/** The configuration with its defaults, and no mistakes in it. */
export function configOf(written: object): NoticeConfig {
  const config: unknown = Value.Default(NoticeConfigSchema, structuredClone(written))
  expect([...Value.Errors(NoticeConfigSchema, config)]).toEqual([])
  expect(noticeConfigMistakes(config as NoticeConfig)).toEqual([])
  return config as NoticeConfig
}

export interface Received {
  readonly count: number
  readonly kind: string
  readonly held: boolean
  readonly notices: readonly { readonly id: string; readonly title: string; readonly line?: string }[]
}

/** `answer` gives the status for each message; 200 when absent. */
export async function openDesk(
  change: (url: string) => object,
  options: Partial<NoticesOptions> & { readonly answer?: (message: Received) => number } = {},
) {
  const opened = new AsyncDisposableStack()
  let now = NOON
  const clock = { now: () => now, turn: (ms: number) => void (now += ms) }
  const received: Received[] = []
  const server = opened.use(
    await httpServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        const message = JSON.parse(body) as Received
        const status = options.answer?.(message) ?? 200
        if (status < 300) received.push(message)
        response.writeHead(status).end()
      })
    }),
  )
  const state = opened.use(openEmbeddedStateStore({ path: ':memory:', clock }))
  const problems: Problem[] = []
  const report = (problem: Problem): void => void problems.push(problem)
  const jobs = opened.use(
    openEmbeddedJobQueue({ path: ':memory:', clock, report, longestSleepMs: 3, random: () => 0.5 }),
  )
  let number = 0
  const notices: Notices = createNotices({
    records: state.records,
    jobs,
    clock,
    config: configOf(change(`http://127.0.0.1:${server.port}/`)),
    secret: name => `secret of ${name}`,
    consoleUrl: 'https://soc.example.com/',
    report,
    newId: () => `d-${++number}`,
    ...options,
  })
  opened.use(await notices.start())
  return {
    notices,
    clock,
    received,
    problems,
    records: state.records,
    jobs,
    /** Waits until so many messages have come. */
    hasReceived: (count: number) =>
      vi.waitFor(() => expect(received).toHaveLength(count), { timeout: 20_000, interval: 5 }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

/** One webhook, one recipient, one route; `more` goes into the route. */
export const simple =
  (more: object = {}, channel: object = {}) =>
  (url: string): object => ({
    webhook: [{ id: 'hook', url, signingSecret: 'hook', ...channel }],
    recipients: [{ id: 'desk', reach: [{ channel: 'hook' }] }],
    routes: [{ name: 'all', to: ['desk'], ...more }],
  })

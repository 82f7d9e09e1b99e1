// A line that no format knew is kept, and read again at the first start of a program that knows more formats:
// it becomes what it is, keeps its id, and raises the alert it should have raised.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startChildPlatform } from '#/bench/child-platform.ts'
import type { IncidentPageView } from '#/api/contract/schemas.ts'
import { eventId } from '#/kernel/ids.ts'
import { openEmbeddedEventStore } from '#/store/embedded/event-store.ts'
import { storedEvents } from '../support/stored-events.ts'

const LINE =
  '<86>1 2026-11-22T10:00:00Z web-01 sshd 812 - - error: maximum authentication attempts exceeded for root from 203.0.113.9 port 4122 ssh2 [preauth]'
const STRANGE = 'a line that still nobody knows'

test('unknown lines are read again when the program knows more formats', { timeout: 300_000 }, async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'thapcanh-again-'))
  const directory = join(dataDirectory, 'events')
  mkdirSync(directory)
  const receivedMs = Date.UTC(2026, 10, 22, 10, 0, 1)
  const unknown = (sequence: number, text: string) => ({
    id: eventId(receivedMs, sequence),
    ingestedMs: receivedMs,
    event: {
      '@timestamp': '2026-11-22T10:00:01.000Z',
      'event.original': text,
      message: text,
      'thapcanh.format': 'unknown',
      'thapcanh.envelope': 'syslog',
      'thapcanh.listener': 'syslog-tcp',
      'thapcanh.peer': '192.0.2.7',
    },
  })
  {
    await using store = await openEmbeddedEventStore({
      directory,
      clock: { now: () => receivedMs },
      report: () => {},
      memoryLimitMb: 256,
    })
    await store.append([unknown(1, LINE), unknown(2, STRANGE)], 2)
  }
  // What an earlier program left behind, which knew fewer formats.
  writeFileSync(join(directory, 'formats.txt'), 'syslog json')

  const platform = await startChildPlatform({ dataDirectory })
  await expect
    .poll(async () => ((await (await platform.get('/api/incidents')).json()) as IncidentPageView).total, {
      timeout: 60_000,
    })
    .toBe(1)
  await platform[Symbol.asyncDispose]()

  const events = await storedEvents(dataDirectory)
  expect(events).toHaveLength(2)
  expect(events.find(event => event['thapcanh.format'] === 'unknown')).toMatchObject({
    'event.original': STRANGE,
  })
  const login = events.find(event => event['thapcanh.format'] === 'sshd')
  expect(login).toMatchObject({
    'source.ip': '203.0.113.9',
    'event.original': LINE,
    '@timestamp': '2026-11-22T10:00:00.000Z',
  })
  rmSync(dataDirectory, { recursive: true, force: true })
})

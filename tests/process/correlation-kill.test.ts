// Correlations through kills: what was counted before a SIGKILL counts after it, and every window fires once.

import { connect } from 'node:net'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { startChildPlatform, type ChildPlatform } from '#/bench/child-platform.ts'
import type { Alert } from '#/kernel/alert.ts'

const GROUPS = 20
const MANY = '00000000-0000-4000-8000-0000000000f3'
const THEN = '00000000-0000-4000-8000-0000000000f4'
const RULES = `title: Failed
name: failed
id: 00000000-0000-4000-8000-0000000000f1
level: low
logsource: {product: linux, service: sshd}
detection: {words: ['Failed password'], condition: words}
---
title: Accepted
name: accepted
id: 00000000-0000-4000-8000-0000000000f2
level: low
logsource: {product: linux, service: sshd}
detection: {words: ['Accepted password'], condition: words}
---
title: Many failed
name: many
id: ${MANY}
level: medium
correlation:
  type: event_count
  rules: [failed]
  group-by: [source.ip]
  timespan: 10m
  condition: {gte: 5}
---
title: Many failed, then in
id: ${THEN}
level: high
correlation:
  type: temporal_ordered
  rules: [many, accepted]
  group-by: [source.ip]
  timespan: 10m
  generate: true
`

test('counts go on after a kill, and every window fires once', { timeout: 600_000 }, async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'thapcanh-correlation-'))
  const folder = join(dataDirectory, 'own-rules')
  mkdirSync(folder)
  writeFileSync(join(folder, 'rules.yml'), RULES)
  const config = JSON.stringify({
    console: { port: 0 },
    listeners: [{ kind: 'syslog-tcp', id: 'syslog-tcp', host: '127.0.0.1', port: 0 }],
    rules: { builtin: false, folders: [folder] },
    correlation: { latenessSeconds: 1 },
    media: { enabled: false },
  })
  const start = () => startChildPlatform({ dataDirectory, config })

  // Three of five, and killed before any snapshot can hold them.
  let platform = await start()
  await send(platform, linesOf('Failed', 3))
  await untilStored(platform, 3 * GROUPS)
  await platform.kill()

  // The other two and, for every second one, the login: killed before or while they are correlated.
  platform = await start()
  await send(platform, [...linesOf('Failed', 2), ...linesOf('Accepted', 1).filter((_, nth) => nth % 2 === 0)])
  await untilStored(platform, 2 * GROUPS + GROUPS / 2)
  await platform.kill()

  platform = await start()
  await expect.poll(() => alertsIn(dataDirectory).length, { timeout: 60_000 }).toBe(GROUPS + GROUPS / 2)
  await platform.kill()

  // Once more all of it is read again; it has all been told.
  platform = await start()
  await send(platform, linesOf('Accepted', 1).slice(1, 2))
  await expect.poll(() => alertsIn(dataDirectory).length, { timeout: 60_000 }).toBe(GROUPS + GROUPS / 2 + 1)
  const problems = (await platform.health()).problemKinds.filter(({ code }) =>
    code.startsWith('correlation.'),
  )
  await platform[Symbol.asyncDispose]()
  const alerts = alertsIn(dataDirectory)
  rmSync(dataDirectory, { recursive: true, force: true })

  expect(problems).toEqual([])
  const many = alerts.filter(({ ruleId }) => ruleId === MANY)
  expect(many.map(({ entity }) => entity.value).sort()).toEqual(addresses().sort())
  expect(new Set(many.map(({ eventIds }) => new Set(eventIds).size))).toEqual(new Set([5]))
  const then = alerts.filter(({ ruleId }) => ruleId === THEN)
  expect(then.map(({ entity }) => entity.value).sort()).toEqual(
    addresses()
      .filter((_, nth) => nth % 2 === 0 || nth === 1)
      .sort(),
  )
  expect(new Set(then.map(({ eventIds }) => new Set(eventIds).size))).toEqual(new Set([6]))
  expect(new Set(then.map(({ event }) => String(event['event.original']).includes('Accepted')))).toEqual(
    new Set([true]),
  )
})

function addresses(): string[] {
  return Array.from({ length: GROUPS }, (_, nth) => `203.0.113.${nth + 1}`)
}

function linesOf(what: string, times: number): readonly string[] {
  return Array.from({ length: times }, () =>
    addresses().map(address => `${what} password for root from ${address} port 4122 ssh2`),
  ).flat()
}

async function send(platform: ChildPlatform, lines: readonly string[]): Promise<void> {
  const socket = connect(platform.tcpPort, '127.0.0.1')
  await once(socket, 'connect')
  for (const line of lines) socket.write(`<86>1 ${new Date().toISOString()} web-01 sshd 812 - - ${line}\n`)
  socket.end()
  await once(socket, 'close')
}

async function untilStored(platform: ChildPlatform, count: number): Promise<void> {
  await expect
    .poll(async () => (await platform.health()).stored, { timeout: 60_000, interval: 50 })
    .toBe(count)
}

type KeptAlert = Pick<Alert, 'entity' | 'eventIds' | 'event'> & { readonly ruleId: string }

/** Alerts of correlations; the logins raise their own besides, since one says `generate`. */
function alertsIn(dataDirectory: string): readonly KeptAlert[] {
  using state = new DatabaseSync(join(dataDirectory, 'state.sqlite'), { readOnly: true })
  return state
    .prepare('SELECT rule_id, body FROM alert')
    .all()
    .map(row => ({ ...(JSON.parse(String(row['body'])) as Alert), ruleId: String(row['rule_id']) }))
    .filter(({ ruleId }) => ruleId === MANY || ruleId === THEN)
}

import { expect, test } from 'vitest'
import type { Event } from '#/kernel/event.ts'
import { makeCatalogue } from '#/rulesets/catalogue.ts'
import { DEFAULT_POLICY } from '#/rulesets/policy.ts'
import { createLookForSources } from '#/rulesets/seen-sources.ts'
import { contentOf, correlationText, ruleText } from './invented-rules.ts'

const DAY = 24 * 60 * 60_000
const NOW = 1000 * DAY

const { rules } = makeCatalogue(
  contentOf({
    'sshd.yml': ruleText(1),
    'sysmon.yml': ruleText(2, { logsource: '{product: windows, category: process_creation}' }),
    'own.yml': ruleText(3, { logsource: '{product: Camera, service: gate}' }),
    'web.yml': ruleText(4, { logsource: '{category: webserver}' }),
    'both.yml': correlationText(5, 1),
  }),
  '1',
)

async function seenIn(kinds: readonly Event[], seenWithinDays: number | null = 30) {
  const asked: number[] = []
  const events = {
    async kinds(_fields: readonly string[], sinceMs: number) {
      asked.push(sinceMs)
      return kinds
    },
  }
  const look = createLookForSources(events, { now: () => NOW })
  return { seen: await look(rules, { ...DEFAULT_POLICY, seenWithinDays }), asked }
}

test('a log source is seen when an event of it is among the kinds', async () => {
  const { seen } = await seenIn([
    { 'event.dataset': 'system.auth', 'log.syslog.appname': 'sshd' },
    { 'winlog.channel': 'Microsoft-Windows-Sysmon/Operational', 'winlog.event_id': '1' },
    { 'event.module': 'camera', 'event.dataset': 'camera.gate' },
  ])
  expect(seen).toEqual({ at: NOW, sources: ['camera/*/gate', 'linux/*/sshd', 'windows/process_creation/*'] })
})

test('an event of another id or program is not enough', async () => {
  const { seen } = await seenIn([
    { 'winlog.channel': 'Microsoft-Windows-Sysmon/Operational', 'winlog.event_id': '3' },
    { 'event.dataset': 'system.auth', 'log.syslog.appname': 'sudo' },
    { 'event.module': 'camera', 'event.dataset': 'camera.other' },
  ])
  expect(seen.sources).toEqual([])
})

test('events are looked for as far back as the policy says; thirty days when it does not ask', async () => {
  expect((await seenIn([], 7)).asked).toEqual([NOW - 7 * DAY])
  expect((await seenIn([], null)).asked).toEqual([NOW - 30 * DAY])
})

test('rows say whether their log source is in a table', () => {
  expect(rules.filter(({ mapped }) => !mapped).map(({ path }) => path)).toEqual(['own.yml'])
})

// Values counted over several days by one statement are those that going through all pages counts; so are they where some
// are not in their columns, and it goes file by file.

import { expect, test, vi } from 'vitest'
import { LIMITS } from '#/kernel/limits.ts'
import type { EmbeddedEvents } from '#/store/embedded/event-store.ts'
import type { EventStore, SummaryRequest } from '#/store/event-store.ts'
import { EVERYTHING } from '#/store/query-tree.ts'
import { summariseByPages } from '#/store/summary-by-pages.ts'
import { DAY, stored, term } from './invented-events.ts'
import { openOnDisk } from './open-on-disk.ts'

vi.setConfig({ testTimeout: 300_000 })

const DAY_MS = 86_400_000
const PER_DAY = 40
const FIELDS = ['source.ip', 'source.port', 'related.hosts', 'event.created', 'url.path', 'http.version', 'vendor.own', 'nothing.has.it'] // prettier-ignore

const events = Array.from({ length: 3 * PER_DAY }, (_, at) =>
  stored(
    at + 1,
    {
      'source.ip': `192.0.2.${(at * 7) % 11}`,
      'source.port': (at * 5) % 13,
      'related.hosts': [`máy-${at % 3}`, 'web', 'web'],
      'event.created': `2026-11-22T00:00:0${at % 7}.000Z`,
      'thapcanh.system.level': 2 + (at % 2),
      'thapcanh.system.id': `s${at % 4}`,
      ...(at % 3 === 0
        ? { 'url.path': `/${at % 5}`, 'http.version': `1.${at % 2}` }
        : { 'vendor.own': at % 4 }),
      ...(at % 17 === 0 ? { '@timestamp': '2026-11-01T00:00:00Z' } : {}),
    },
    DAY + Math.floor(at / PER_DAY) * DAY_MS,
  ),
)

const REQUESTS: readonly Omit<SummaryRequest, 'top'>[] = [
  { query: EVERYTHING },
  { query: term('thapcanh.system.level', '2'), bars: { widthMs: 3_600_000, beginMs: 0 } },
  { query: EVERYTHING, systems: ['s1', 's2'], fromMs: DAY + 5000, toMs: DAY + DAY_MS + 60_000 },
  { query: term(null, 'event 7') },
]

async function holdsAgainstPages(store: EventStore, when: string): Promise<void> {
  for (const request of REQUESTS)
    for (const field of FIELDS)
      for (const top of field.startsWith('source.')
        ? [
            { field, limit: 3 },
            { field, limit: 50, prefix: '1' },
          ]
        : [{ field, limit: 3 }]) {
        const asked = { ...request, top }
        const { tookMs: _, ...found } = await store.summarise(asked)
        const { tookMs: __, ...expected } = await summariseByPages(store, asked, LIMITS.maxSearchMs)
        expect({ when, asked, found }).toEqual({ when, asked, found: expected })
      }
}

test('values over several days are counted as going through all pages counts them', async () => {
  await using opened = await openOnDisk()
  const store = opened.store as EmbeddedEvents
  await store.append(events, events.length)
  await store.keeping.seal(DAY + 2 * DAY_MS)
  await holdsAgainstPages(store, 'in columns')
  const at = events.length + 1
  const odd = {
    'source.ip': 7,
    'source.port': 'http',
    'related.hosts': 'web',
    'event.created': 'soon',
    'url.path': 5,
  }
  await store.append([stored(at, odd, DAY + 2 * DAY_MS)], at)
  await holdsAgainstPages(store, 'some not in columns')
  expect(opened.problems).toEqual([])
})

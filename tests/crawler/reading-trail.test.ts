// Who read what, over the real audit trail.

import { expect, test } from 'vitest'
import { createReadingTrail } from '#/crawler/reading-trail.ts'
import { createAudit } from '#/store/audit.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'

const HOUR = 3_600_000

function openTrail() {
  let now = 10 * HOUR
  const clock = { now: () => now }
  const store = openEmbeddedStateStore({ path: ':memory:', clock })
  const audit = createAudit(store.records, clock)
  return {
    audit,
    clock,
    later: (ms: number) => (now += ms),
    lines: async () =>
      (await audit.entries(0, 100)).map(({ entry }) =>
        [entry.by, entry.action, entry.subject, entry.detail].join('|'),
      ),
    [Symbol.dispose]: () => store[Symbol.dispose](),
  }
}

test('reading is written once for each person, thing and hour', async () => {
  using opened = openTrail()
  const trail = createReadingTrail(opened.audit, opened.clock)
  const open = { kind: 'text', mentionId: 'a1' } as const
  await Promise.all([trail.record('lan', open), trail.record('lan', open)])
  await trail.record('minh', open)
  await trail.record('lan', { kind: 'text', mentionId: 'a2' })
  expect(await opened.lines()).toEqual([
    'lan|mention.read|mention a1|',
    'minh|mention.read|mention a1|',
    'lan|mention.read|mention a2|',
  ])
  opened.later(HOUR)
  await trail.record('lan', open)
  expect(await opened.lines()).toHaveLength(4)
})

test('searching and taking out name the question', async () => {
  using opened = openTrail()
  const trail = createReadingTrail(opened.audit, opened.clock)
  await trail.record('lan', { kind: 'search', filter: { topic: 'flood', text: 'ngập' } })
  await trail.record('lan', { kind: 'search', filter: { text: 'ngập', topic: 'flood' } })
  await trail.record('lan', { kind: 'search', filter: {} })
  await trail.record('lan', { kind: 'export', filter: { topic: 'flood' }, format: 'xlsx' })
  expect(await opened.lines()).toEqual([
    'lan|mentions.searched|mentions|text=ngập topic=flood',
    'lan|mentions.searched|mentions|',
    'lan|mentions.exported|mentions as xlsx|topic=flood',
  ])
})

test('a restart within the hour does not write again what was written', async () => {
  using opened = openTrail()
  const open = { kind: 'text', mentionId: 'a1' } as const
  await createReadingTrail(opened.audit, opened.clock).record('lan', open)
  await opened.audit.record('lan', 'user.created', 'user minh')
  await createReadingTrail(opened.audit, opened.clock).record('lan', open)
  expect(await opened.lines()).toHaveLength(2)
})

test('a reading that could not be written is written at the next try', async () => {
  using opened = openTrail()
  let broken = true
  const trail = createReadingTrail(
    {
      ...opened.audit,
      async record(...line) {
        if (broken) throw new Error('no space')
        await opened.audit.record(...line)
      },
    },
    opened.clock,
  )
  await expect(trail.record('lan', { kind: 'text', mentionId: 'a1' })).rejects.toThrow('no space')
  broken = false
  await trail.record('lan', { kind: 'text', mentionId: 'a1' })
  expect(await opened.lines()).toHaveLength(1)
})

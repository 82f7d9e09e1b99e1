// Records and mentions of whoever leads, through the wire: the same contracts, and commits whose answers are lost.

import { afterAll, expect, test } from 'vitest'
import { createCallClient } from '#/cluster/calls/call-client.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { DONE_COMMITS } from '#/roles/commit-book.ts'
import { remoteMentions, serveMentions } from '#/roles/remote-mentions.ts'
import { remoteRecords, serveRecords } from '#/roles/remote-records.ts'
import { openEmbeddedMentionStore } from '#/store/embedded/mention-store.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { append, put, type Change, type Collection, type Records } from '#/store/records.ts'
import { describeMentionStore } from '../store/mention-store-conformance.ts'
import { describeRecords } from '../store/records-conformance.ts'
import { openCallPair, openCuttingLine, SECRET } from './call-pair.ts'

const clock = { now: () => 1_700_000_000_000 }
const pair = await openCallPair()
afterAll(() => pair[Symbol.asyncDispose]())

describeRecords('through the wire', () => {
  const state = openEmbeddedStateStore({ path: ':memory:', clock })
  const served = serveRecords(pair.server, { records: state.records, clock })
  return {
    records: remoteRecords(pair.client),
    [Symbol.dispose]() {
      served[Symbol.dispose]()
      state[Symbol.dispose]()
    },
  }
})

describeMentionStore('through the wire', async () => {
  const store = await openEmbeddedMentionStore({ path: ':memory:', onFailed: () => {} })
  const served = serveMentions(pair.server, store)
  return {
    ...remoteMentions(pair.client),
    async [Symbol.asyncDispose]() {
      served[Symbol.dispose]()
      await store[Symbol.asyncDispose]()
    },
  }
})

interface Note {
  readonly text: string
}
const NOTES: Collection<Note> = { name: 'note', keys: ({ text }) => ({ text }) }

test('a commit whose answer was lost is done once and told as done, by the next leader too', async () => {
  using state = openEmbeddedStateStore({ path: ':memory:', clock })
  // Two that lead one after the other over the same state; neither remembers what the other answered.
  await using first = await openCallPair()
  await using second = await openCallPair()
  const heard: (readonly Change[])[] = []
  let leads = 1
  using _one = serveRecords(first.server, {
    records: {
      ...state.records,
      async commit(changes) {
        const outcome = await state.records.commit(changes)
        // It dies after the commit and before the answer.
        leads = 2
        return outcome
      },
    },
    clock,
    isLeading: () => leads === 1,
  })
  using _two = serveRecords(second.server, {
    records: state.records,
    clock,
    onCommitted: changes => void heard.push(changes),
  })
  using client = createCallClient({
    leader: async () => {
      const { port } = leads === 1 ? first.server : second.server
      return { node: `api-${leads}`, address: `127.0.0.1:${port}`, fence: leads }
    },
    secret: SECRET,
    report: () => {},
  })
  const records = remoteRecords(client)
  const changes = [append('log', ['a', 'b'], 0), put(NOTES, 'n', { text: 'x' }, 0)]
  expect(await records.commit(changes)).toBe('done')
  expect(leads).toBe(2)
  expect(await records.lastNumber('log')).toBe(2)
  expect(await records.get(NOTES, 'n')).toEqual({ id: 'n', version: 1, record: { text: 'x' } })
  expect(heard.map(each => each.length)).toEqual([2])
  // The same changes from somebody else are a conflict.
  expect(await records.commit(changes)).toBe('conflict')
})

test('a connection that is cut after the commit, before the answer, changes nothing for who commits', async () => {
  using state = openEmbeddedStateStore({ path: ':memory:', clock })
  using _served = serveRecords(pair.server, { records: state.records, clock })
  await using line = await openCuttingLine(pair.server.port)
  using client = createCallClient({
    leader: async () => ({ node: 'api', address: `127.0.0.1:${line.port}`, fence: 1 }),
    secret: SECRET,
    report: () => {},
  })
  const records: Records = remoteRecords(client)
  for (let n = 0; n < 5; n++) {
    line.cutNextAnswer()
    expect(await records.commit([append('log', [n], n)])).toBe('done')
  }
  line.cutNextAnswer()
  expect(await records.commit([append('log', ['stale'], 0)])).toBe('conflict')
  expect((await records.entries('log', 0, 10)).map(({ entry }) => entry)).toEqual([0, 1, 2, 3, 4])
  expect(line.cuts()).toBe(6)
})

test('commits are remembered for as long as they may come again, and then forgotten', async () => {
  let now = clock.now()
  const later = { now: () => now }
  using state = openEmbeddedStateStore({ path: ':memory:', clock: later })
  const open = () => serveRecords(pair.server, { records: state.records, clock: later })
  const records = remoteRecords(pair.client)
  {
    using _served = open()
    await records.commit([append('log', [1], 0)])
    expect(await state.records.count(DONE_COMMITS, {})).toBe(1)
  }
  now += LIMITS.commitRememberedMs + 1
  using _served = open()
  await records.commit([append('log', [2], 1)])
  expect(await state.records.count(DONE_COMMITS, {})).toBe(1)
})

// Block lists over the record store: what holds now, what has ended, and what a firewall is told.

import { expect, test } from 'vitest'
import { MAX_BLOCK_ENTRIES } from '#/playbooks/actions/block-lists.ts'
import { createBlockFeed } from '#/playbooks/actions/block-feed.ts'
import { parseBlockValue } from '#/playbooks/actions/block-value.ts'
import { START_MS, inventedActions, type Invented } from './invented-actions.ts'

const HOUR = 3_600_000

function entry(value: string, hours: number | null = null, list = 'firewall') {
  const expiresAt = hours === null ? null : START_MS + hours * HOUR
  return { list, value, reason: 'Dò mật khẩu', incidentId: 'i-1', runId: null, addedBy: 'an', expiresAt }
}

function feedOf({ blockLists, records, clock }: Invented) {
  return createBlockFeed({
    blockLists,
    records,
    clock,
    consumers: [{ name: 'fw-01', tokenSecret: 'fw-01', lists: ['firewall', 'dns'], expectEveryMinutes: 30 }],
    secret: name => `token-${name}`,
  })
}

test('entries end by themselves, and the list says when it changed', async () => {
  using invented = inventedActions()
  const { blockLists, clock } = invented
  await blockLists.add(entry('198.51.100.7', 1))
  await blockLists.add(entry('198.51.100.0/28'))
  const feed = feedOf(invented)
  const before = (await feed.feed('firewall', { comments: false }))!
  expect(before).toMatchObject({ text: '198.51.100.0/28\n198.51.100.7\n', changedAt: START_MS, entries: 2 })
  clock.turn(HOUR - 1)
  expect(await feed.feed('firewall', { comments: false })).toEqual(before)
  clock.turn(60_000)
  const after = (await feed.feed('firewall', { comments: false }))!
  expect(after).toMatchObject({ text: '198.51.100.0/28\n', changedAt: START_MS + HOUR })
  expect(after.etag).not.toBe(before.etag)
  expect(await blockLists.lists()).toMatchObject([
    { id: 'firewall', entries: 1, changedAt: START_MS + HOUR },
    { entries: 0, changedAt: null },
    {},
  ])
})

test('a comment stays on its line, whatever the reason holds', async () => {
  using invented = inventedActions()
  await invented.blockLists.add({ ...entry('198.51.100.7', 1), reason: 'x\n0.0.0.0/0\u2028::/0' })
  const feed = await feedOf(invented).feed('firewall', { comments: true })
  expect(feed!.text.split(/[\n\r\u2028]/)).toEqual([
    `# ${new Date(START_MS).toISOString()}, until ${new Date(START_MS + HOUR).toISOString()}: x 0.0.0.0/0 ::/0`,
    '198.51.100.7',
    '',
  ])
})

test('many writers at once lose nothing', async () => {
  using invented = inventedActions()
  await Promise.all(Array.from({ length: 12 }, (_, at) => invented.blockLists.add(entry(`203.0.113.${at}`))))
  expect((await invented.blockLists.all('firewall'))!.entries).toHaveLength(12)
})

test('pages go through all entries, newest first', async () => {
  using invented = inventedActions()
  for (let at = 0; at < 5; at++) {
    await invented.blockLists.add(entry(`203.0.113.${at}`))
    invented.clock.turn(1)
  }
  const first = (await invented.blockLists.entries('firewall', 3))!
  const second = (await invented.blockLists.entries('firewall', 3, first.next!))!
  expect([...first.entries, ...second.entries].map(({ value }) => value.at(-1))).toEqual([
    '4',
    '3',
    '2',
    '1',
    '0',
  ])
  expect([first.total, second.next]).toEqual([5, null])
  expect(await invented.blockLists.entries('none', 3)).toBeUndefined()
})

test('a list of 50,000 entries is fetched in time, and full', async () => {
  using invented = inventedActions()
  const { blockLists, records } = invented
  await blockLists.add(entry('203.0.113.1'))
  const { put } = await import('#/store/records.ts')
  const collection = {
    name: 'block-entry',
    keys: (one: { list: string; value: string; addedAt: number; expiresAt: number | null }) => ({
      list: one.list,
      value: one.value,
      addedAt: one.addedAt,
      expiresAt: one.expiresAt,
    }),
  }
  for (let block = 0; block < 50; block++)
    await records.commit(
      Array.from({ length: block === 49 ? 999 : 1000 }, (_, at) =>
        put(
          collection,
          `${block}-${at}`,
          { ...entry(`10.${block}.${at >> 8}.${at & 255}`), kind: 'address', addedAt: START_MS },
          0,
        ),
      ),
    )
  expect(await blockLists.add(entry('203.0.113.2'))).toMatchObject({
    detail: `the list firewall is full (${MAX_BLOCK_ENTRIES} entries)`,
  })
  const at = performance.now()
  const feed = (await feedOf(invented).feed('firewall', { comments: false }))!
  expect(feed.entries).toBe(MAX_BLOCK_ENTRIES)
  expect(performance.now() - at).toBeLessThan(5000)
  const again = performance.now()
  await feedOf(invented).feed('firewall', { comments: false })
  expect(performance.now() - again).toBeLessThan(500)
})

test('a firewall that stopped asking is silent', async () => {
  using invented = inventedActions()
  const feed = feedOf(invented)
  expect((await feed.fetches()).map(({ list, at, silent }) => [list, at, silent])).toEqual([
    ['firewall', null, false],
    ['dns', null, false],
  ])
  invented.clock.turn(20 * 60_000)
  await feed.fetched('fw-01', 'firewall', '192.0.2.1', 'FortiGate', 3)
  invented.clock.turn(20 * 60_000)
  expect(await feed.fetches()).toMatchObject([
    {
      consumer: 'fw-01',
      list: 'firewall',
      at: START_MS + 20 * 60_000,
      address: '192.0.2.1',
      agent: 'FortiGate',
      entries: 3,
      silent: false,
    },
    { consumer: 'fw-01', list: 'dns', at: null, silent: true },
  ])
  expect(feed.consumerOf('token-fw-01')?.name).toBe('fw-01')
  expect(feed.consumerOf('token-fw-02')).toBeUndefined()
  expect(feed.withoutToken()).toEqual([])
})

test('a consumer whose token cannot be read is nobody, and is named', () => {
  using invented = inventedActions()
  const feed = createBlockFeed({
    ...invented,
    consumers: [{ name: 'fw-01', tokenSecret: 'fw-01', lists: ['firewall'], expectEveryMinutes: 30 }],
    secret: () => {
      throw new Error('no file')
    },
  })
  expect(feed.consumerOf('')).toBeUndefined()
  expect(feed.withoutToken()).toEqual([{ consumer: 'fw-01', reason: 'no file' }])
})

test.each([
  ['198.51.100.7', 'address', '198.51.100.7'],
  ['198.51.100.77/24', 'address', '198.51.100.0/24'],
  ['2001:DB8:0:0::1', 'address', '2001:db8::1'],
  ['::ffff:198.51.100.7', 'address', '198.51.100.7'],
  ['Bad.Example.COM.', 'domain', 'bad.example.com'],
  ['*.bad.example.com', 'domain', '*.bad.example.com'],
  ['xấu.example.com', 'domain', new URL('http://xấu.example.com').hostname],
  ['HTTP://Bad.example.com/A?b=c#d', 'url', 'http://bad.example.com/A?b=c'],
])('%s is listed as %s %s', (text, kind, value) => {
  expect(parseBlockValue(text)).toEqual({ kind, value })
})

test.each([
  '',
  ' ',
  'localhost',
  '0.0.0.0/0',
  '10.0.0.0/7',
  '::/0',
  'a b.example.com',
  'x.example.com\n1.1.1.1',
  'http://a:b@example.com/',
  'javascript:x',
  '198.51.100.7;drop',
  `${'a'.repeat(64)}.example.com`,
])('%j is listed as nothing', text => {
  expect(parseBlockValue(text)).toMatchObject({ code: 'command.invalid' })
})

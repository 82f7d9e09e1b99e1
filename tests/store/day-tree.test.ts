// Events of sealed days are proven one by one: the path of each leads to the root in the manifest, whatever table it lies
// in, and a file whose events or whose tree is not what was sealed proves nothing.

import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { canonicalText } from '#/kernel/hash-link.ts'
import { eventLine } from '#/store/event-line.ts'
import { openEmbeddedEventStore, type EmbeddedEvents } from '#/store/embedded/event-store.ts'
import { GROUP_LEAVES, leadsToRoot, leafHash } from '#/store/merkle-tree.ts'
import { DAY, stored } from './invented-events.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const EVENTS = GROUP_LEAVES * 2 + 300
const FILE = 'events-2026-11-22.l3.duckdb'
let directory: string
let store: EmbeddedEvents

const open = (): Promise<EmbeddedEvents> =>
  openEmbeddedEventStore({
    directory,
    clock: { now: () => DAY },
    report: ({ detail }) => {
      throw new Error(detail)
    },
    memoryLimitMb: 256,
  })

// Of several tables, so that a group reaches over their borders.
const KINDS = [
  { 'event.dataset': 'sshd', 'user.name': 'lan' },
  { 'event.dataset': 'nginx.access', 'http.request.method': 'GET', 'url.path': '/hồ-sơ' },
  { 'winlog.channel': 'Security', 'event.code': '4625', 'x.tenths': 0.1, 'x.half': '\ud800', '7': 'số' },
]
const batch = Array.from({ length: EVENTS }, (_, at) =>
  stored(at + 1, { ...KINDS[at % 3], 'thapcanh.system.level': at % 100 === 99 ? 2 : 3 }, DAY),
)

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'thapcanh-tree-'))
  store = await open()
  await store.append(batch, EVENTS)
  await store.keeping.seal(Infinity)
})
afterEach(async () => {
  await store[Symbol.asyncDispose]()
  rmSync(directory, { recursive: true, force: true })
})

async function sealed(name: string) {
  const [manifest] = await store.keeping.manifests()
  return manifest!.files.find(file => file.name === name)!
}

test('the line of an event is canonical JSON, whatever its names are', () => {
  const whole = batch.slice(0, 3).filter(({ event }) => !('x.half' in event))
  expect(whole).not.toEqual([])
  for (const { id, event } of whole) expect(eventLine(id, event)).toBe(canonicalText({ ...event, _id: id }))
  expect(eventLine('a', { '10': 1, '9': [true, 'ờ'], b: 1e21, _id: 'other' })).toBe(
    canonicalText({ '10': 1, '9': [true, 'ờ'], b: 1e21, _id: 'a' }),
  )
})

test('each event of a sealed file leads to the root in the manifest', async () => {
  const file = await sealed(FILE)
  const root = Buffer.from(file.tree!, 'hex')
  const all = batch.map(({ id }) => id)
  const proofs = await store.keeping.prove(FILE, all)
  expect(proofs.map(({ index }) => index)).toEqual(Array.from({ length: file.events }, (_, at) => at))
  const events = new Map(batch.map(({ id, event }) => [id, event]))
  for (const { id, index, path } of proofs) {
    const leaf = leafHash(eventLine(id, events.get(id)!))
    const way = { index, size: file.events, path: path!.map(each => Buffer.from(each, 'hex')) }
    expect(leadsToRoot(leaf, way, root), `event ${index}`).toBe(true)
  }
  // Those of another level are in a file of their own.
  expect((await store.keeping.prove('events-2026-11-22.l2.duckdb', all)).length).toBe(EVENTS - file.events)
})

test('a few events, after the store was opened anew', async () => {
  await store[Symbol.asyncDispose]()
  store = await open()
  const ids = [batch[5]!.id, batch[1500]!.id, '0'.repeat(21)]
  const proofs = await store.keeping.prove(FILE, ids)
  expect(proofs.map(({ id }) => id).sort()).toEqual(ids.slice(0, 2).sort())
})

test('a tree that was changed proves nothing; without one, as earlier versions sealed, only the place is told', async () => {
  const path = join(directory, `${FILE}.tree`)
  const ids = batch.map(({ id }) => id)
  const bytes = readFileSync(path)
  expect(bytes.length).toBe(32 * Math.ceil((await sealed(FILE)).events / GROUP_LEAVES))
  chmodSync(path, 0o600)
  bytes[40]! ^= 1
  writeFileSync(path, bytes)
  await expect(store.keeping.prove(FILE, ids)).rejects.toThrow(/1024 and following are not those/)
  rmSync(path)
  const places = await store.keeping.prove(FILE, ids.slice(0, 1))
  expect(places).toEqual([{ id: ids[0], index: expect.any(Number) as number, path: null }])
  await expect(store.keeping.prove('events-2026-11-22.duckdb', ids)).rejects.toThrow(/no sealed day/)
})

test('the tree goes with its file', async () => {
  await store.append([stored(EVENTS + 1, {}, DAY + 86_400_000)], EVENTS + 1)
  await store.keeping.remove(FILE)
  expect(existsSync(join(directory, `${FILE}.tree`))).toBe(false)
  expect(existsSync(join(directory, 'events-2026-11-22.l2.duckdb.tree'))).toBe(true)
})

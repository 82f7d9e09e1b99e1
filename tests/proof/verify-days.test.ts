// Sealed days that were changed, cut or taken away are found, offline, from the audit trail.

import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { linkHash } from '#/kernel/hash-link.ts'
import { DAY_SEALED, verifyDays } from '#/proof/verify-days.ts'
import { sealAndTell } from '#/response/seal-days.ts'
import { openEmbeddedEventStore } from '#/store/embedded/event-store.ts'
import type { AuditEntry } from '#/store/audit.ts'
import { DAY, stored } from '../store/invented-events.ts'
import { jsonLines, runCommand } from '../cli/run-command.ts'
import { inventedTrail, type InventedTrail } from './invented-trail.ts'

vi.setConfig({ testTimeout: 120_000 })

const DAY_MS = 86_400_000
let trail: InventedTrail
let events: string

beforeEach(async () => {
  trail = inventedTrail()
  events = join(trail.directory, 'events')
  mkdirSync(events)
  await using store = await openEmbeddedEventStore({
    directory: events,
    clock: trail.clock,
    report: ({ detail }) => {
      throw new Error(detail)
    },
    memoryLimitMb: 256,
  })
  const batch = Array.from({ length: 40 }, (_, at) =>
    stored(at + 1, { 'thapcanh.system.level': 3 }, DAY + (at < 20 ? 0 : DAY_MS)),
  )
  await store.append(batch, batch.length)
  const options = {
    days: store.keeping,
    afterHours: 24,
    audit: trail.audit,
    records: trail.records,
    clock: trail.clock,
  }
  // The trail's clock stands at the 30th of November; twice, since the second turn must add nothing.
  await sealAndTell(options, AbortSignal.timeout(120_000))
  await sealAndTell(options, AbortSignal.timeout(120_000))
  await trail.notary.sign()
}, 120_000)
afterEach(() => trail[Symbol.dispose]())

async function book() {
  const entries = (await trail.audit.entries(0, 100)).map(({ entry }) => entry)
  const sealed = entries.filter(({ action }) => action === DAY_SEALED)
  return {
    digests: new Map(
      sealed.map(({ subject, detail }: AuditEntry) => [subject.replace('events ', ''), detail]),
    ),
    deleted: new Set<string>(),
  }
}

const sealedName = 'events-2026-11-22.l3.duckdb'

test('each sealed day is entered into the trail once, and is whole', async () => {
  const found = await book()
  expect([...found.digests.keys()]).toEqual(['2026-11-22', '2026-11-23'])
  expect(await trail.audit.lastNumber()).toBe(2)
  expect(await verifyDays(events, found)).toEqual({ days: 2, files: 2, damage: [] })
})

test('any single changed byte of a sealed file, of its manifest or of its tree is found', async () => {
  const { digests } = await book()
  const only = { digests: new Map([['2026-11-22', digests.get('2026-11-22')!]]), deleted: new Set<string>() }
  const folder = join(trail.directory, 'copy')
  mkdirSync(folder)
  const names = [sealedName, 'events-2026-11-22.sealed.json', `${sealedName}.tree`] as const
  const originals = names.map(name => readFileSync(join(events, name)))
  for (const [at, name] of names.entries()) writeFileSync(join(folder, name), originals[at]!)
  expect((await verifyDays(folder, only)).damage).toEqual([])
  let seed = 20261122
  const next = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return Math.floor((seed / 2147483648) * below)
  }
  for (let round = 0; round < 1000; round++) {
    // Two in ten in the manifest and in the tree.
    const which = round % 10 === 0 ? 1 : round % 10 === 1 ? 2 : 0
    const original = originals[which]!
    const place = next(original.length)
    const changed = Buffer.from(original)
    changed[place] = (changed[place]! + 1 + next(255)) % 256
    writeFileSync(join(folder, names[which]), changed)
    expect((await verifyDays(folder, only)).damage, `byte ${place} of ${names[which]}`).toMatchObject([
      { kind: 'altered', where: names[which] },
    ])
    writeFileSync(join(folder, names[which]), original)
  }
})

test('alteration, truncation and absence are told apart, also by the command', async () => {
  const found = await book()
  const path = join(events, sealedName)
  chmodSync(path, 0o600)
  const size = readFileSync(path).length
  truncateSync(path, size - 4096)
  expect((await verifyDays(events, found)).damage).toEqual([
    { kind: 'truncated', where: sealedName, detail: `has ${size - 4096} of its ${size} bytes` },
  ])
  rmSync(path)
  const manifest = join(events, 'events-2026-11-23.sealed.json')
  const text = readFileSync(manifest, 'utf8')
  writeFileSync(manifest, text.replace('"events":20', '"events":21'))
  trail.close()
  const ran = await runCommand(['audit', 'verify', trail.directory])
  expect(ran.code).toBe(1)
  expect(jsonLines(ran)).toEqual([
    { kind: 'absent', where: sealedName, detail: 'a sealed file is missing' },
    {
      kind: 'altered',
      where: 'events-2026-11-23.sealed.json',
      detail: 'is not the manifest that the audit trail names',
    },
  ])
  writeFileSync(manifest, text)
  rmSync(join(events, 'events-2026-11-22.sealed.json'))
  expect((await verifyDays(events, found)).damage).toMatchObject([
    { kind: 'absent', where: 'events-2026-11-22.sealed.json' },
  ])
})

test('a forged day with a manifest of its own is not the one that the trail names', async () => {
  const found = await book()
  const other = readdirSync(events).find(name => name.startsWith('events-2026-11-23.l'))!
  const forged = readFileSync(join(events, 'events-2026-11-23.sealed.json'), 'utf8').replaceAll(
    '2026-11-23',
    '2026-11-22',
  )
  rmSync(join(events, sealedName))
  copyFileSync(join(events, other), join(events, sealedName))
  writeFileSync(join(events, 'events-2026-11-22.sealed.json'), forged)
  expect(linkHash(JSON.parse(forged) as object)).not.toBe(found.digests.get('2026-11-22'))
  expect((await verifyDays(events, found)).damage).toMatchObject([
    { kind: 'altered', where: 'events-2026-11-22.sealed.json' },
  ])
})

test('a whole folder is whole, in words', async () => {
  trail.close()
  const { code, stdout, stderr } = await runCommand(['audit', 'verify', trail.directory])
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
  expect(stderr).toMatch(/2 entries of the audit trail, 2 sealed days in 2 files/)
})
